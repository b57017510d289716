"""Tell Django about the room `procedures`."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "gongzhi.procedures"
    label = "procedures"
    default_auto_field = "django.db.models.BigAutoField"
