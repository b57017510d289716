"""Organisations of every kind, how they relate, their posts, and who holds these from when to when."""

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.fields import PathField
from gongzhi.people.models import Person


class Body(models.Model):
    """
    An organisation that sits at an area: a committee, a Party branch, a grid, an office, an association.

    `kind` is a key of the pack list `bodies/kinds`, `tier` one of `bodies/tiers`; `data` holds the fields its kind asks
    for (`bodies/fields`). It is open from `founded_on` until the day before `closed_on`.
    """

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    area_id = models.BigIntegerField()
    path = PathField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    tier = models.CharField(max_length=40, blank=True, default="")
    domain = models.CharField(max_length=40, blank=True, default="")
    form = models.CharField(max_length=40, blank=True, default="")
    founded_on = models.DateField()
    closed_on = models.DateField(null=True)
    close_reason = models.CharField(max_length=200, blank=True, default="")
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["path", "kind", "id"], name="body_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["area_id", "kind", "name"], condition=Q(closed_on=None), name="body_name_once"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(kind=""), name="body_has_name"),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("founded_on")), name="body_lasts"),
            models.CheckConstraint(condition=Q(closed_on=None) | ~Q(close_reason=""), name="body_close_has_reason"),
        ]


class BodyLink(models.Model):
    """
    Relate a body to another one: `subject` is hosted by, led by, supported by … `other`.

    `kind` is a key of the pack list `bodies/links`; `instrument` names the rule or agreement behind the relation.
    """

    kind = models.CharField(max_length=40)
    subject = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="links")
    other = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="linked_from")
    instrument = models.CharField(max_length=200, blank=True, default="")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "other"], condition=Q(to_on=None), name="body_link_once"
            ),
            models.CheckConstraint(condition=~Q(subject=F("other")), name="body_link_of_two"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="body_link_lasts"),
        ]


class Post(models.Model):
    """
    A post of a body. `kind` is a key of the pack list `bodies/posts`.

    `seats` is how many persons may hold it at the same time; None when nothing limits it.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    seats = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "body"], name="post_kind")]
        constraints = [
            models.UniqueConstraint(fields=["body", "kind", "title"], name="post_title_once"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(kind=""), name="post_has_title"),
            models.CheckConstraint(condition=Q(seats=None) | Q(seats__gte=1), name="post_has_a_seat"),
        ]


class Appointment(models.Model):
    """
    A person holds a seat of a post from `from_on` until the day before `to_on`.

    `basis` names the election, decision or document it rests on. Triggers refuse a second holder of a seat and a second
    seat of one person in one post on the same day.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    seat = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    basis = models.CharField(max_length=200)
    end_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["person", "from_on"], name="appointment_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(basis=""), name="appointment_has_basis"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="appointment_lasts"),
            models.UniqueConstraint(fields=["post", "seat"], condition=Q(to_on=None), name="appointment_seat_once"),
            models.UniqueConstraint(fields=["post", "person"], condition=Q(to_on=None), name="appointment_once"),
        ]
