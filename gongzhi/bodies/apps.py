"""Tell Django about the room `bodies`."""

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "gongzhi.bodies"
    label = "bodies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let posts follow their holders off the roster."""
        from gongzhi.bodies.actions.leaving import POSTS
        from gongzhi.people.leaving import follow_with

        follow_with(POSTS)
