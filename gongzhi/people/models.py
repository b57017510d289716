"""Persons, their households, and who is whose near relative."""

from django.db import models
from django.db.models import F, Q

from gongzhi.kernel.fields import PathField
from gongzhi.people.rules import Kin, Residence

SEXES = ("", "male", "female")


class Household(models.Model):
    """A household at an address in an area; `area_path` is the path of `area_id`."""

    area_id = models.BigIntegerField()
    area_path = PathField()
    address = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["area_path", "id"], name="household_area")]
        constraints = [
            models.UniqueConstraint(fields=["area_id", "address"], name="household_once"),
            models.CheckConstraint(condition=~Q(address=""), name="household_has_address"),
        ]


class Person(models.Model):
    """
    A person living in an area. The phone is sealed for this row; `phone_index` serves exact search only.

    The name is needed to serve a person and the phone to reach them (Personal Information Protection Law, art. 13 and
    34); nothing else has to be given, by an incomer as little as by a local.
    """

    name = models.CharField(max_length=60)
    sex = models.CharField(max_length=6, blank=True, default="")
    born_on = models.DateField(null=True)
    seal_key = models.CharField(max_length=32, unique=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, max_length=32)
    residence = models.CharField(max_length=8, default=Residence.LOCAL.value)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="members")
    area_id = models.BigIntegerField()
    area_path = PathField()

    class Meta:
        indexes = [
            models.Index(fields=["area_path", "id"], name="person_area"),
            models.Index(fields=["phone_index"], name="person_phone"),
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
