"""Requests: what was asked, where, who has it in hand, and how it ended."""

from django.db import models
from django.db.models import Q

from gongzhi.cases.rules import Channel, Waits
from gongzhi.kernel.fields import PathField


class Case(models.Model):
    """
    One request of a resident, on its way through the procedure of its place.

    `step` is the key of the open step, `deed` what it asks for; both are empty once the request is closed. `holder` is
    who must act next, `handler` who was given the work, `risen_post` to whom it was shown that it is overdue.
    `in_county`, `in_town` and `in_village` are the areas at the third, fourth and fifth level of `area_path`: what
    staff lists are drawn by. Name and phone of who asked are sealed, the claim code is kept as a blind index only.
    """

    channel = models.CharField(max_length=8, choices=[(c, c) for c in Channel])
    item = models.CharField(max_length=40)
    title = models.CharField(max_length=60)
    words = models.TextField()
    place = models.CharField(max_length=120, blank=True, default="")
    area_id = models.BigIntegerField()
    area_path = PathField()
    in_county = models.BigIntegerField(null=True)
    in_town = models.BigIntegerField(null=True)
    in_village = models.BigIntegerField(null=True)

    run = models.OneToOneField("procedures.Run", on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=40, blank=True, default="")
    deed = models.CharField(max_length=24, blank=True, default="")
    waits_for = models.CharField(max_length=10, choices=[(w, w) for w in Waits], blank=True)
    due_at = models.DateTimeField(null=True)
    due_unit = models.CharField(max_length=16, blank=True, default="")
    risen_at = models.DateTimeField(null=True)
    risen_to = models.CharField(max_length=160, blank=True, default="")
    risen_post = models.BigIntegerField(null=True)
    filed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)

    holder_body = models.BigIntegerField(null=True)
    holder_person = models.BigIntegerField(null=True)
    holder_name = models.CharField(max_length=160, blank=True, default="")
    handler_body = models.BigIntegerField(null=True)
    handler_person = models.BigIntegerField(null=True)
    handler_name = models.CharField(max_length=160, blank=True, default="")

    finding = models.CharField(max_length=16, blank=True, default="")
    reply_words = models.TextField(blank=True, default="")
    basis = models.CharField(max_length=300, blank=True, default="")
    explanation = models.TextField(blank=True, default="")
    rating = models.CharField(max_length=10, blank=True, default="")
    rating_words = models.CharField(max_length=500, blank=True, default="")

    seal_key = models.CharField(max_length=32)
    claim_index = models.BinaryField(unique=True)
    name_sealed = models.BinaryField(null=True)
    applicant_person = models.BigIntegerField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    authorisation = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="case_not_supported_with_basis",
                condition=~Q(finding="not_supported") | (~Q(basis="") & ~Q(explanation="")),
            ),
            models.CheckConstraint(
                name="case_open_has_step",
                condition=Q(closed_at=None, step__gt="") | Q(closed_at__isnull=False, step="", waits_for=""),
            ),
        )
        indexes = (
            *(
                models.Index(fields=(scope, "-id"), name=f"case_{scope}")
                for scope in ("in_county", "in_town", "in_village")
            ),
            *(
                models.Index(fields=(scope, "due_at", "id"), name=f"case_{scope}_due", condition=Q(closed_at=None))
                for scope in ("in_county", "in_town", "in_village")
            ),
            *(
                models.Index(fields=(holder, "due_at", "id"), name=f"case_{holder}", condition=Q(waits_for="staff"))
                for holder in ("holder_body", "holder_person")
            ),
            models.Index(fields=("area_path", "filed_at", "closed_at", "id"), name="case_days"),
            models.Index(fields=("waits_for", "due_at", "id"), name="case_late", condition=Q(closed_at=None)),
            models.Index(
                fields=("risen_post", "due_at", "id"), name="case_risen", condition=Q(risen_post__isnull=False)
            ),
            models.Index(
                fields=("applicant_person", "-id"),
                name="case_applicant",
                condition=Q(applicant_person__isnull=False),  # SQLite takes any comparison for that, and `> 0` for none
            ),
        )
