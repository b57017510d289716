"""Tell Django about the room `documents`."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "gongzhi.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
