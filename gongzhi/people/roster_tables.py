"""Rosters that somebody hands in, as long as their preview lives, and what an office has said about headings."""

from django.db import models
from django.db.models import Q

from gongzhi.kernel.fields import PathField

OPEN = ("waiting", "read", "unfit", "taking")
CLOSED = ("done", "dropped")


class RosterImport(models.Model):
    """
    One file on its way into the register, sealed for this row, and what was found in it.

    The file, its corrections and what was found in it are there only while the import is open; `marked_sealed`, the
    rows that could not go in with what is wrong with them, only until `expires_at`. `counts` and `figures` hold nothing
    of a person; `posts` are those the actor held, for the journal. `round` grows with every change of what is asked.
    """

    kind = models.CharField(max_length=40)
    area_id = models.BigIntegerField()
    area_path = PathField()
    office = models.BigIntegerField()
    by_account = models.BigIntegerField(null=True)
    by_person = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120)
    posts = models.JSONField(default=list)
    file_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=8)
    round = models.PositiveIntegerField(default=1)
    rows_read = models.PositiveIntegerField(default=0)
    accepts_good = models.BooleanField(default=False)
    refusal = models.CharField(max_length=60, blank=True, default="")
    figures = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    seal_key = models.CharField(max_length=32, unique=True)
    content_sealed = models.BinaryField(null=True)
    corrections_sealed = models.BinaryField(null=True)
    findings_sealed = models.BinaryField(null=True)
    marked_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["by_account", "-id"], name="roster_import_own"),
            models.Index(fields=["expires_at"], name="roster_import_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=(*OPEN, *CLOSED)), name="roster_import_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN)
                | Q(content_sealed=None, corrections_sealed=None, findings_sealed=None, state__in=CLOSED),
                name="roster_import_deleted_after",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | Q(marked_sealed=None), name="roster_import_dropped_whole"
            ),
            models.CheckConstraint(
                condition=Q(state="unfit") & ~Q(refusal="") | ~Q(state="unfit") & Q(refusal=""),
                name="roster_import_unfit_says_why",
            ),
        ]


class RosterHeading(models.Model):
    """What an office has said that a heading of its rosters gives; an empty field says that it is not taken."""

    office = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=60)
    field = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["office", "kind", "heading"], name="roster_heading_once"),
            models.CheckConstraint(condition=~Q(heading=""), name="roster_heading_said"),
        ]
