"""What is decided on the platform about packs: which one an area follows, and how an open slot was filled."""

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.fields import PathField


class Adoption(models.Model):
    """
    Record that an area follows a pack, or one procedure of it, from a day on.

    In force from `from_on` until the day before `to_on`. `procedure_id` is empty when the whole pack is adopted.
    """

    path = PathField(db_index=True)
    pack_id = models.CharField(max_length=80)
    procedure_id = models.CharField(max_length=80, blank=True, default="")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("path", "from_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("path", "procedure_id", "from_on"), name="policy_one_adoption_a_day"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gt=F("from_on")), name="policy_adoption_lasts"),
            models.CheckConstraint(condition=~Q(decided_by=""), name="policy_adoption_decided"),
        )


class FilledSlot(models.Model):
    """
    Record the value an official gave an open figure for an area, with its source; a later one replaces it from its day.

    `value` is text as `values.text_of` writes it, read back in the unit of the figure.
    """

    path = PathField(db_index=True)
    room = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    from_on = models.DateField()
    decided_by = models.CharField(max_length=200)
    filled_at = models.DateTimeField()

    class Meta:
        ordering = ("path", "from_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("path", "room", "name", "from_on"), name="policy_one_value_a_day"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(decided_by=""), name="policy_slot_has_source"),
        )
