"""Tell Django about the room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gongzhi.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
    audited = ("household", "person", "kinship")
