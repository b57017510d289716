"""Tell Django about the room `cadres`."""

from django.apps import AppConfig


class CadresConfig(AppConfig):
    name = "gongzhi.cadres"
    label = "cadres"
    default_auto_field = "django.db.models.BigAutoField"
