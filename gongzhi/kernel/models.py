"""The journal, what triggers saw change, the installation, the calendar, jobs, kept totals, answers to posts."""

from django.db import models
from django.db.models import Q

from gongzhi.kernel.fields import PathField


class Entry(models.Model):
    """
    One line of the journal: what happened, by whom, to what, where, under which pack.

    Append-only, kept so by triggers. Plain ids instead of foreign keys, because the rooms lie above and nothing is ever
    deleted. `follows_id` is the entry this one follows from.
    """

    at = models.DateTimeField()
    code = models.CharField(max_length=64)
    by_account = models.BigIntegerField(null=True)
    by_person = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120)
    by_post = models.CharField(max_length=160, blank=True)
    subject_kind = models.CharField(max_length=48)
    subject_id = models.BigIntegerField(null=True)
    area_path = PathField(blank=True)
    pack_ref = models.CharField(max_length=80, blank=True)
    figures = models.JSONField(default=dict)
    follows_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["area_path", "id"], name="entry_area"),
            models.Index(fields=["follows_id"], name="entry_follows", condition=Q(follows_id__isnull=False)),
            models.Index(fields=["code", "id"], name="entry_code"),
        ]


class Installation(models.Model):
    """
    What this database is: production, or a demonstration whose clock can be moved by `offset_seconds`.

    There is one row at most, with id 1; without it the database is a production one.
    """

    class Kind(models.TextChoices):
        PRODUCTION = "production"
        DEMO = "demo"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PRODUCTION)
    offset_seconds = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="installation_one_row", condition=Q(pk=1)),
            models.CheckConstraint(name="installation_real_time", condition=Q(kind="demo") | Q(offset_seconds=0)),
        ]


class CalendarYear(models.Model):
    """A year of public holidays that was imported, replacing what the calendar library says about it."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()


class CalendarDay(models.Model):
    """A day that an imported year says something about: a day off, or a weekend day that is worked."""

    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)


class Job(models.Model):
    """
    Work to be done after the transaction that asked for it, at least once, with its effect once.

    `run_at` is on the installation's clock (which a demonstration may move), `lease_until` on the machine's.
    `lease` names the worker that holds it; `key` drops repeats for as long as the row is kept.
    """

    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=160, null=True, unique=True)  # null: no key; only keys are unique
    run_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["run_at", "id"], name="job_open", condition=Q(done_at=None, failed_at=None)),
        ]


class Schedule(models.Model):
    """When a recurring job is to be enqueued next."""

    name = models.CharField(max_length=64, unique=True)
    next_at = models.DateTimeField()


class Heartbeat(models.Model):
    """When a process of this name was last seen alive, on the machine's clock."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()


class PostedAnswer(models.Model):
    """
    The answer given to a post that carried a key, kept for a while to be given again.

    `body` is sealed, because an answer may show what only its reader may see. A row without `status` lives only inside
    the transaction that is working on the post.
    """

    owner = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    seal_key = models.CharField(max_length=32)
    request_hash = models.BinaryField()
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=120, blank=True, default="")
    location = models.CharField(max_length=500, blank=True, default="")
    body = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="posted_answer_once")]
        indexes = [models.Index(fields=["at"], name="posted_answer_at")]


class Counter(models.Model):
    """
    One slot of a total kept for an area: the total is the sum of the slots of its name and path.

    A slot may fall below zero, because what one added another may have taken away. Only `kernel.counters` writes here.
    """

    name = models.CharField(max_length=48)
    path = PathField(blank=True)
    count = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["name", "path", "id"], name="counter_total")]


class Change(models.Model):
    """
    What the database itself saw change in an audited table: the row before and after, sealed columns as they are.

    Of a row that was inserted neither is kept: it stands in its table, or as `old` in the next line of the same row.
    Written by triggers alone (`kernel.audit`) and append-only. `actor` is who was acting (`account:12`), `deed` what
    ties the line to an entry of the journal, empty for a write outside any action. `at` is the machine's time.
    """

    at = models.DateTimeField()
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    verb = models.CharField(max_length=6)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    actor = models.CharField(max_length=160)
    deed = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [models.Index(fields=["table_name", "row_id", "id"], name="change_row")]


class Deed(models.Model):
    """What one action changed in audited tables, by a random name, with the entry that tells of it."""

    name = models.CharField(max_length=32, unique=True)
    entry_id = models.BigIntegerField()
