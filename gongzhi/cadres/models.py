"""Who is sent where, what is on file about whom, who entered which post by which path, and how many posts there are."""

from django.db import models
from django.db.models import F, Q

from gongzhi.bodies.models import Appointment, Body, BodyLink
from gongzhi.kernel.fields import PathField
from gongzhi.people.models import Person

VOID = Q(voided_on=None) | ~Q(void_reason="")


class Posting(models.Model):
    """
    A person sent to a place in a role (pack list `cadres/roles`): planned until `arrived_on`, over after `last_on`.

    `last_on` is the last day, `host` the body there that takes the person in, `data` the fields of the role. `excused`
    names the objections that `reason` answers, separated by blanks. One entered by mistake is voided, never deleted.
    """

    role = models.CharField(max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="postings")
    sender = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="postings_sent")
    host = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="postings_hosted")
    area_id = models.BigIntegerField()
    path = PathField()
    planned_on = models.DateField()
    received_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    appointed_on = models.DateField(null=True)
    handed_over_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True, default="")
    evaluation = models.CharField(max_length=500, blank=True, default="")
    data = models.JSONField(default=dict)
    excused = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    voided_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["path", "role", "id"], name="posting_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "person", "area_id"], condition=Q(last_on=None, voided_on=None), name="posting_once"
            ),
            models.CheckConstraint(
                condition=Q(last_on=None)
                | (~Q(end_reason="") & Q(arrived_on__isnull=False) & Q(last_on__gte=F("arrived_on"))),
                name="posting_end_has_reason",
            ),
            models.CheckConstraint(condition=Q(excused="") | ~Q(reason=""), name="posting_excuse_has_reason"),
            models.CheckConstraint(condition=VOID, name="posting_void_has_reason"),
        ]


class File(models.Model):
    """The file of a person, kept by the organisation department of `path`; `unit` is where the person works."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="cadre_file")
    area_id = models.BigIntegerField()
    path = PathField()
    unit = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="files")
    opened_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["path", "id"], name="file_path")]


class Mark(models.Model):
    """A file belongs to a category of cadres (pack list `cadres/categories`) until the day before `to_on`."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="marks")
    category = models.CharField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["category", "file"], name="mark_category")]
        constraints = [
            models.UniqueConstraint(fields=["file", "category"], condition=Q(to_on=None), name="mark_once"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="mark_lasts"),
        ]


class Record(models.Model):
    """A record on a file: its kind (pack list `cadres/records`), its day, the fields of its kind; voided when wrong."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(max_length=40)
    on = models.DateField()
    data = models.JSONField(default=dict)
    voided_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["kind", "file"], name="record_kind")]
        constraints = [models.CheckConstraint(condition=VOID, name="record_void_has_reason")]


class Lead(models.Model):
    """A leader keeps in contact with the talented person of a file, one at a time, until the day before `to_on`."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="leads")
    leader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=Q(to_on=None), name="lead_one_leader"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="lead_lasts"),
        ]


class Quota(models.Model):
    """
    How much of a total is used: an establishment (`year` 0), or the posts of a path in a year, of the area `path`.

    The database keeps `used` within `most`; `most` is the figure of the pack when something was used last.
    """

    key = models.CharField(max_length=40)
    path = PathField()
    year = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "path", "year"], name="quota_once"),
            models.CheckConstraint(condition=Q(used__lte=F("most")), name="quota_within"),
        ]


class Allotment(models.Model):
    """Posts of an establishment that a town has, and how many of them are filled."""

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="allotments")
    area_id = models.BigIntegerField()
    path = PathField()
    posts = models.PositiveIntegerField()
    filled = models.PositiveIntegerField(default=0)
    basis = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["path", "id"], name="allotment_path")]
        constraints = [
            models.UniqueConstraint(fields=["quota", "area_id"], name="allotment_once"),
            models.CheckConstraint(condition=Q(filled__lte=F("posts")), name="allotment_within"),
            models.CheckConstraint(condition=~Q(basis=""), name="allotment_has_basis"),
        ]


class Filling(models.Model):
    """A person takes up one post of an allotment until `last_on`, the last day."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="fillings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fillings")
    from_on = models.DateField()
    last_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(last_on=None), name="filling_once"),
            models.CheckConstraint(
                condition=Q(last_on=None) | (~Q(end_reason="") & Q(last_on__gte=F("from_on"))), name="filling_lasts"
            ),
        ]


class PathEntry(models.Model):
    """Somebody entered a post by a path (pack list `cadres/paths`); `year` is the one whose quota it used."""

    key = models.CharField(max_length=40)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="entries")
    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, related_name="path_entry")
    path = PathField()
    on = models.DateField()
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["on", "pk"]
        indexes = [models.Index(fields=["path", "key", "id"], name="pathentry_path")]


class PairMark(models.Model):
    """Why a place is in two programmes of pairs at once, said for the pair `link`."""

    link = models.OneToOneField(BodyLink, on_delete=models.PROTECT, related_name="pair_mark")
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="pair_mark_has_reason")]
