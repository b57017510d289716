"""Tell Django about the room `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "gongzhi.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
    sealed = {"case": {"phone_sealed": "cases.phone"}}
