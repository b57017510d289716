"""Persons, their households, and who is whose near relative."""

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.fields import PathField
from gongzhi.people.roster_tables import RosterHeading, RosterImport  # noqa: F401  # found here by Django
from gongzhi.people.rules import NUMBERED, Answer, Asked, Closing, Kin, Paper, Residence, Way

SEXES = ("", "male", "female")


class Household(models.Model):
    """
    A household at an address in an area; `area_path` is the path of `area_id`.

    `register_number` is the number of its household register (户号), empty when it is not known. Two registers may
    stand at one address: parents and a married son often share a house.
    """

    area_id = models.BigIntegerField()
    area_path = PathField()
    address = models.CharField(max_length=200)
    register_number = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="household_area")]
        constraints = [
            models.UniqueConstraint(fields=["area_id", "address", "register_number"], name="household_once"),
            models.UniqueConstraint(
                fields=["area_id", "register_number"], condition=~Q(register_number=""), name="household_number_once"
            ),
            models.CheckConstraint(condition=~Q(address=""), name="household_has_address"),
        ]


class Person(models.Model):
    """
    A person living in an area. Phone and number of the paper are sealed for this row; their indexes serve exact search.

    The name is needed to serve a person and the phone to reach them (Personal Information Protection Law, art. 13 and
    34); nothing else has to be given, by an incomer as little as by a local. `relation` is what the person is to the
    head of the household (pack list `people/relations`), `registered_address` where the household register has them if
    that is elsewhere. A person who moved away or died is closed, with the day and the reason, and never deleted; once
    no law keeps anything of them but that they were there, `erased_at` says since when.
    """

    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6, blank=True, default="")
    born_on = models.DateField(null=True)
    seal_key = models.CharField(max_length=32, unique=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, max_length=32)
    paper = models.CharField(max_length=8, blank=True, default="")
    identity_sealed = models.BinaryField(null=True)
    identity_index = models.BinaryField(null=True, max_length=32)
    residence = models.CharField(max_length=8, default=Residence.LOCAL.value)
    registered_address = models.CharField(max_length=200, blank=True, default="")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="members")
    relation = models.CharField(max_length=24, blank=True, default="")
    area_id = models.BigIntegerField()
    area_path = PathField()
    closed_on = models.DateField(null=True)
    closed_reason = models.CharField(max_length=8, blank=True, default="")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="person_area"),
            models.Index(fields=["phone_index"], name="person_phone"),
            models.Index(fields=["identity_index"], name="person_identity"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(condition=Q(sex__in=SEXES), name="person_sex_known"),
            models.CheckConstraint(
                condition=Q(residence__in=[each.value for each in Residence]), name="person_residence_known"
            ),
            models.CheckConstraint(
                condition=Q(phone_sealed=None, phone_index=None)
                | Q(phone_sealed__isnull=False, phone_index__isnull=False),
                name="person_phone_indexed",
            ),
            models.CheckConstraint(
                condition=Q(paper__in=NUMBERED, identity_sealed__isnull=False, identity_index__isnull=False)
                | Q(paper__in=["", Paper.NONE.value], identity_sealed=None, identity_index=None),
                name="person_paper_numbered",
            ),
            # Of one village only: in two villages the same person is lawful (decision "one person, two rosters").
            models.UniqueConstraint(
                fields=["area_id", "identity_index"], condition=Q(closed_on=None), name="person_identity_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_reason="")
                | Q(closed_on__isnull=False, closed_reason__in=[each.value for each in Closing]),
                name="person_closed_with_reason",
            ),
        ]


class Kinship(models.Model):
    """Say that `relative` is the `kind` of `person`, declared on a day; the other direction is read from this row."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin_of")
    kind = models.CharField(max_length=12)
    declared_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "relative"], name="kinship_once"),
            models.CheckConstraint(condition=~Q(person=F("relative")), name="kinship_of_two"),
            models.CheckConstraint(condition=Q(kind__in=[each.value for each in Kin]), name="kinship_kind_known"),
        ]


class Consent(models.Model):
    """
    What a person agreed to: a purpose of the pack list `people/purposes`, in the words of a version, until withdrawn.

    `guardian` is the name of who consented for a child. A consent that is given anew is another row.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    wording = models.TextField()
    way = models.CharField(max_length=6)
    guardian = models.CharField(max_length=60, blank=True, default="")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_way = models.CharField(max_length=6, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["purpose", "person"], name="consent_purpose")]
        constraints = [
            models.UniqueConstraint(fields=["person", "purpose"], condition=Q(withdrawn_at=None), name="consent_once"),
            models.CheckConstraint(condition=Q(way__in=[each.value for each in Way]), name="consent_way_known"),
            models.CheckConstraint(condition=~Q(wording="") & ~Q(version=""), name="consent_to_words"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_way="")
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_way__in=[each.value for each in Way]),
                name="consent_withdrawn_somehow",
            ),
        ]


class DataRequest(models.Model):
    """
    Somebody asks for a copy of what is kept about them, for a correction or for its deletion; due by `due_at`.

    `wanted_sealed` is what shall stand instead, by field. `due_at` is None while no time limit is set in the place. An
    answer that gives less than was asked says why.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=8)
    way = models.CharField(max_length=6)
    words = models.CharField(max_length=500, blank=True, default="")
    seal_key = models.CharField(max_length=32)
    wanted_sealed = models.BinaryField(null=True)
    area_path = PathField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=4, blank=True, default="")
    told = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "due_at", "id"], name="data_request_open", condition=Q(answered_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(answered_at=None), name="data_request_open_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in Asked], way__in=[each.value for each in Way]),
                name="data_request_known",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | Q(answered_at__isnull=False, answer=Answer.DONE.value)
                | Q(answered_at__isnull=False, answer__in=[Answer.PART.value, Answer.NO.value]) & ~Q(told=""),
                name="data_request_answered_with_reason",
            ),
        ]


class Slip(models.Model):
    """
    A slip that a clerk printed for a person: whoever brings its number and code gets an account as this person, once.

    Only a hash of the code is kept; a slip that is issued anew ends the one before.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="slips")
    seal_key = models.CharField(max_length=32)
    code_hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "expires_at"], name="slip_person")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gte=F("issued_at")), name="slip_lasts"),
        ]
