"""Runs of procedures: the definition a matter was opened under, and every step it went through."""

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.fields import PathField


class KeptDefinition(models.Model):
    """A procedure exactly as a pack wrote it on the day a run was opened under it, by the hash of what it says."""

    sha = models.CharField(max_length=64, primary_key=True)
    procedure_id = models.CharField(max_length=80)
    body = models.JSONField()


class Run(models.Model):
    """
    One matter on its way through a procedure.

    `subject_kind` and `subject_id` name the row of a higher room. A run keeps the definition it was opened under.
    """

    definition = models.ForeignKey(KeptDefinition, on_delete=models.PROTECT, related_name="runs")
    pack_ref = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=48)
    area_path = PathField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)


class StepRecord(models.Model):
    """
    One step while it is open and what became of it.

    `due_at` is None while nobody has set the limit; `due_unit` is the unit the limit is counted in, `due_counted` how
    it was (calendar version, days, warning). `risen_at` is when an overdue step was shown to the next level.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_unit = models.CharField(max_length=16, blank=True, default="")
    due_counted = models.JSONField(default=dict)
    risen_at = models.DateTimeField(null=True)
    risen_to = models.CharField(max_length=160, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True, default="")
    evidence = models.JSONField(default=dict)
    by_name = models.CharField(max_length=120, blank=True, default="")
    by_post = models.CharField(max_length=160, blank=True, default="")
    by_person = models.BigIntegerField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("run", "key"), condition=Q(closed_at=None), name="step_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="step_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")), name="step_closed_after_opened"
            ),
        )
