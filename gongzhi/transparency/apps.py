"""Tell Django about the room `transparency`."""

from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    name = "gongzhi.transparency"
    label = "transparency"
    default_auto_field = "django.db.models.BigAutoField"
