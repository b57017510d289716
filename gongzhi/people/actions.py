"""Register households and persons, declare near relatives, show a whole phone."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import plain
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import blind_index, new_seal_key, seal
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people import rules
from gongzhi.people.models import SEXES, Household, Kinship, Person
from gongzhi.people.queries import PHONE_COLUMN, PHONE_GROUP, household_at, person_for, phone_of, relatives_of
from gongzhi.territory.queries import area_line

REGISTER = "people.register_person"


@transaction.atomic
def register_household(*, by: Actor, area_id: int, address: str, now: dt.datetime) -> Household:
    """
    Record a household at an address of an area.

    :raises NotVisible: the actor registers nobody in this area.
    :raises Refusal: the address is missing, or the household is known.
    """
    path = _path(by, area_id, now)
    address = plain(address)
    if not address:
        raise Refusal("people.address_missing")
    try:
        with transaction.atomic():
            household = Household.objects.create(area_id=area_id, area_path=path, address=address)
    except IntegrityError as error:
        raise Refusal("people.household_known", figures={"address": address}) from error
    write_entry(
        code="people.household_registered",
        by=by,
        now=now,
        subject=("people.household", household.pk),
        area_path=path,
    )
    return household


@transaction.atomic
def register_person(
    *,
    by: Actor,
    name: str,
    area_id: int,
    now: dt.datetime,
    phone: str = "",
    residence: str = "local",
    household_id: int | None = None,
    sex: str = "",
    born_on: dt.date | None = None,
) -> Person:
    """
    Record a person of an area. Only the name has to be given, by a local and an incomer alike.

    :raises NotVisible: the actor registers nobody in this area, or there is no such household.
    :raises Refusal: the name is missing, the phone is none, or the household is of another area.
    """
    path = _path(by, area_id, now)
    _check_choice(residence, list(rules.Residence))
    _check_choice(sex, SEXES)
    _check_household(household_id, path)
    person = Person(
        name=_name(name),
        sex=sex,
        born_on=born_on,
        seal_key=new_seal_key(),
        residence=residence,
        household_id=household_id,
        area_id=area_id,
        area_path=path,
    )
    _set_phone(person, phone)
    person.save()
    write_entry(code="people.person_registered", by=by, now=now, subject=("people.person", person.pk), area_path=path)
    return person


@transaction.atomic
def register_at_home(
    *,
    by: Actor,
    name: str,
    area_id: int,
    address: str,
    now: dt.datetime,
    phone: str = "",
    residence: str = "local",
    sex: str = "",
    born_on: dt.date | None = None,
) -> Person:
    """
    Record a person of the household at an address, which is registered when it is not yet; without one, of none.

    :raises NotVisible: the actor registers nobody in this area.
    :raises Refusal: the name is missing, or the phone is none.
    """
    household = household_at(area_id, address) if address.strip() else None
    if household is None and address.strip():
        household = register_household(by=by, area_id=area_id, address=address, now=now).pk
    return register_person(
        by=by,
        name=name,
        area_id=area_id,
        now=now,
        phone=phone,
        residence=residence,
        household_id=household,
        sex=sex,
        born_on=born_on,
    )


@transaction.atomic
def change_phone(*, by: Actor, person_id: int, phone: str, now: dt.datetime) -> Person:
    """
    Replace the phone of a person; an empty text takes it away.

    :raises NotVisible: the person is not for this actor.
    :raises Refusal: the text is no phone.
    """
    person = person_for(by, person_id)
    if not (person_id == by.person_id or by.may(REGISTER, person.area_path)):
        raise NotVisible
    _set_phone(person, phone)
    person.save(update_fields=["phone_sealed", "phone_index"])
    write_entry(
        code="people.phone_changed", by=by, now=now, subject=("people.person", person.pk), area_path=person.area_path
    )
    return person


@transaction.atomic
def declare_relative(*, by: Actor, person_id: int, relative_id: int, kind: str, now: dt.datetime) -> Kinship:
    """
    Record that `relative_id` is the `kind` (`rules.Kin`) of `person_id`.

    :raises NotVisible: the person is neither the actor nor of an area where the actor registers persons.
    :raises Refusal: it is no near relative, or declared already.
    """
    person = Person.objects.filter(pk=person_id).first()
    relative = Person.objects.filter(pk=relative_id).first()
    if person is None or relative is None:
        raise NotVisible
    if not (person_id == by.person_id or by.may(REGISTER, person.area_path)):
        raise NotVisible
    rules.may_declare_kin(person_id=person_id, relative_id=relative_id, kind=kind).or_refuse()
    if relative_id in relatives_of(person_id):
        raise Refusal("people.kin_declared")
    kinship = Kinship.objects.create(person=person, relative=relative, kind=kind, declared_on=localdate(now))
    write_entry(
        code="people.relative_declared",
        by=by,
        now=now,
        subject=("people.person", person_id),
        area_path=person.area_path,
        figures={"relative": relative_id, "kind": kind},
    )
    return kinship


@transaction.atomic
def show_phone(*, by: Actor, person_id: int, reason: str, now: dt.datetime) -> str:
    """
    Return the whole phone of a person and record who looked and why.

    :raises NotVisible: the person is not for this actor.
    :raises Refusal: no reason was given.
    """
    person = person_for(by, person_id)
    if not reason.strip():
        raise Refusal("people.reason_missing")
    write_entry(
        code="people.phone_shown",
        by=by,
        now=now,
        subject=("people.person", person.pk),
        area_path=person.area_path,
        figures={"reason": reason.strip()},
    )
    return phone_of(person.pk)


def _path(by: Actor, area_id: int, now: dt.datetime) -> str:
    path = area_line(area_id, localdate(now)).path
    if not by.may(REGISTER, path):
        raise NotVisible
    return path


def _name(text: str) -> str:
    name = plain(text)
    if not name:
        raise Refusal("people.name_missing")
    return name


def _check_choice(value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise Refusal("people.choice_unknown", figures={"value": value})


def _check_household(household_id: int | None, path: str) -> None:
    if household_id is None:
        return
    household = Household.objects.filter(pk=household_id).first()
    if household is None:
        raise NotVisible
    rules.may_live_in(household_path=household.area_path, area_path=path).or_refuse()


def _set_phone(person: Person, text: str) -> None:
    if not text.strip():
        person.phone_sealed = person.phone_index = None
        return
    digits = rules.normal_phone(text)
    if digits is None:
        raise Refusal("people.phone_unfit")
    person.phone_sealed = seal(digits, column=PHONE_COLUMN, row=person.seal_key)
    person.phone_index = blind_index(digits, group=PHONE_GROUP)
