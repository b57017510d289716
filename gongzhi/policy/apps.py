"""Tell Django about the room `policy`."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "gongzhi.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"
