"""Organisations of every kind, how they relate, their posts, and who holds these from when to when."""

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.fields import PathField
from gongzhi.people.models import Household, Person


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


class BodyTerm(models.Model):
    """
    A term of a body (届) from `from_on` until the day before `to_on`, the `number`-th of its kind of election.

    `record` names the paper its election rests on. A body that came into office without the papers, seals and accounts
    of the one before has no `handed_over_on` (Organic Law of the Villagers' Committees, art. 24).
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField()
    elected_on = models.DateField(null=True)
    record = models.CharField(max_length=200, blank=True, default="")
    extended_by = models.CharField(max_length=200, blank=True, default="")
    handed_over_on = models.DateField(null=True)
    hand_over_record = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["to_on", "body"], name="body_term_end")]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="body_term_once"),
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="body_term_lasts"),
            models.CheckConstraint(condition=Q(number__gte=1), name="body_term_numbered"),
            models.CheckConstraint(
                condition=Q(elected_on=None, record="") | (Q(elected_on__isnull=False) & ~Q(record="")),
                name="body_term_elected_has_record",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on=None) | ~Q(hand_over_record=""), name="body_term_hand_over_has_record"
            ),
        ]


class Appointment(models.Model):
    """
    A person holds a seat of a post from `from_on` until the day before `to_on`.

    `basis` names the election, decision or document it rests on. One in a term of the body ends with the term at the
    latest; one that rests on another is held only while that one is. `from_body` is the organisation the person comes
    from, or `unit` its name where it is not registered; `end_kind` is a key of the pack list `bodies/end_reasons`.
    Triggers refuse a second holder of a seat and a second seat of one person in one post on the same day.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    seat = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    basis = models.CharField(max_length=200)
    term = models.ForeignKey(BodyTerm, on_delete=models.PROTECT, null=True, related_name="appointments")
    rests_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="carries")
    is_part_time = models.BooleanField(default=False)
    unit = models.CharField(max_length=120, blank=True, default="")
    from_body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="sent")
    hours = models.CharField(max_length=120, blank=True, default="")
    end_kind = models.CharField(max_length=40, blank=True, default="")
    end_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["person", "from_on"], name="appointment_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(basis=""), name="appointment_has_basis"),
            models.CheckConstraint(condition=Q(term=None) | Q(to_on__isnull=False), name="appointment_of_term_ends"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="appointment_lasts"),
            models.UniqueConstraint(fields=["post", "seat"], condition=Q(to_on=None), name="appointment_seat_once"),
            models.UniqueConstraint(fields=["post", "person"], condition=Q(to_on=None), name="appointment_once"),
        ]


class Absence(models.Model):
    """Somebody else acts in a post from `from_on` until the day before `to_on`, while its holder is away."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputyships")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["deputy", "from_on"], name="absence_deputy")]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="absence_has_reason"),
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_lasts"),
        ]


class HandOver(models.Model):
    """
    What somebody who left a post had in hand, and who has it now: a person, or the body where none is named.

    `items` are pairs of what it is and its number; both sides confirm it.
    """

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="hand_overs")
    to_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="taken_over")
    on = models.DateField()
    items = models.JSONField(default=list)
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on", "pk"]


class Activity(models.Model):
    """Something a holder of a post did in it, or two bodies did together, on a day."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="activities")
    link = models.ForeignKey(BodyLink, on_delete=models.PROTECT, null=True, related_name="activities")
    on = models.DateField()
    what = models.CharField(max_length=200)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="activity_says_what"),
            models.CheckConstraint(
                condition=Q(appointment=None, link__isnull=False) | Q(appointment__isnull=False, link=None),
                name="activity_of_one",
            ),
        ]


class BodyMove(models.Model):
    """A body came under another parent or to another area on a day: where it was, where it went, and why."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="moves")
    on = models.DateField()
    from_parent = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    to_parent = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")
    from_path = PathField()
    to_path = PathField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="body_move_has_reason"),
            models.CheckConstraint(
                condition=~Q(from_path=F("to_path"))
                | ~Q(from_parent=F("to_parent"))
                | Q(from_parent=None, to_parent__isnull=False)
                | Q(from_parent__isnull=False, to_parent=None),
                name="body_move_moves",
            ),
        ]


class Member(models.Model):
    """
    A person belongs to a body from `from_on` until the day before `to_on`, apart from any post.

    `kind` is a key of the pack list `bodies/member_kinds`, `unit` the unit the person comes from; `moved_to` is where a
    member went when the body was merged or closed. `shares` are those of a collective, in hundredths of a share;
    `reason` is why somebody belongs where they do not live.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=40)
    unit = models.CharField(max_length=120, blank=True, default="")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    shares = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    end_reason = models.CharField(max_length=200, blank=True, default="")
    moved_to = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["body", "person"], condition=Q(to_on=None), name="member_once"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="member_lasts"),
            models.CheckConstraint(condition=Q(to_on=None) | ~Q(end_reason=""), name="member_end_has_reason"),
        ]


class HouseholdTie(models.Model):
    """
    A household belongs to a household group (`grouped`), or is kept in contact with by a member of a body (`contact`).

    A household is in one group at most, kept so by the database.
    """

    class Kind(models.TextChoices):
        GROUPED = "grouped"
        CONTACT = "contact"

    kind = models.CharField(max_length=8)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="ties")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="ties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="ties")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["grouped", "contact"]), name="household_tie_kind"),
            models.CheckConstraint(condition=Q(kind="grouped") | Q(person__isnull=False), name="contact_has_person"),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="household_tie_lasts"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(kind="grouped", to_on=None), name="household_in_one_group"
            ),
            models.UniqueConstraint(
                fields=["household", "person"], condition=Q(kind="contact", to_on=None), name="contact_once"
            ),
        ]


class ContactRefusal(models.Model):
    """A household wishes no contact by Party members, from a day until it says otherwise."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="contact_refusals")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household"], condition=Q(to_on=None), name="contact_refused_once"),
        ]


class Resource(models.Model):
    """Something of an area that can be put to use for its people: whose it is and what for."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    area_id = models.BigIntegerField()
    path = PathField()
    owner = models.CharField(max_length=120)
    use = models.CharField(max_length=200)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["path", "kind", "id"], name="resource_path")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(owner="") & ~Q(use=""), name="resource_has_owner_and_use"
            ),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="resource_lasts"),
        ]


class JointTask(models.Model):
    """
    Something that parties managing an estate together agreed on a day; one of them is responsible.

    An owners' matter rests on the owners' vote that `vote` names and `ballot` counts (Civil Code, art. 278; the fields
    of `rules.OwnersVote`).
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="joint_tasks")
    matter = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    responsible = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    is_owners_matter = models.BooleanField()
    vote = models.CharField(max_length=200, blank=True, default="")
    ballot = models.JSONField(null=True)
    agreed_on = models.DateField()
    done_on = models.DateField(null=True)
    result = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["agreed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_owners_matter=False) | (~Q(vote="") & Q(ballot__isnull=False)),
                name="owners_matter_voted",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="joint_task_has_title"),
            models.CheckConstraint(condition=Q(done_on=None) | ~Q(result=""), name="joint_task_done_has_result"),
        ]
