"""Tell Django about the room `delivery`."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "gongzhi.delivery"
    label = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
