"""Tell Django about the room `portal`."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "gongzhi.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"
