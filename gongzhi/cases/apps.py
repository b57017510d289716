"""Tell Django about the room `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gongzhi.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let requests in hand be handed over when somebody leaves a post."""
        from gongzhi.bodies.caseloads import hand_over_with
        from gongzhi.cases.actions.handing import REQUESTS

        hand_over_with(REQUESTS)

    sealed = {"case": {"name_sealed": "cases.name", "phone_sealed": "cases.phone"}}
