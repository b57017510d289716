"""Tell Django about the room `config`, which holds commands that walk all rooms and ties rooms that may not ask up."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "gongzhi.config"
    label = "config"

    def ready(self) -> None:
        """Let pages of packs name areas, and refusals cite the clause they stand on."""
        from gongzhi.config.area_names import area_names_at
        from gongzhi.kernel.wording import cite_by
        from gongzhi.policy.places import name_areas_by
        from gongzhi.portal.queries import cite

        name_areas_by(area_names_at)
        cite_by(cite)
