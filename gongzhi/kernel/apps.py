"""Tell Django about the room `kernel`."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "gongzhi.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
