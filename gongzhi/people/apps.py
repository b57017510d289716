"""Tell Django about the room `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gongzhi.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
    audited = ("household", "person", "kinship", "consent")
    sealed = {
        "person": {"phone_sealed": "people.phone", "identity_sealed": "people.identity"},
        "datarequest": {"wanted_sealed": "people.wanted"},
        "rosterimport": dict.fromkeys(
            ("content_sealed", "corrections_sealed", "findings_sealed", "marked_sealed"), "people.roster"
        ),
    }
