"""Register and correct households and persons, declare near relatives."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import plain
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import blind_index, new_seal_key, seal
from gongzhi.kernel.verdicts import NOTHING, NotVisible, Refusal
from gongzhi.people import rules
from gongzhi.people.models import SEXES, Household, Kinship, Person
from gongzhi.people.queries import (
    NUMBER_COLUMN,
    PHONE_COLUMN,
    PHONE_GROUP,
    household_at,
    number_index,
    number_of,
    person_for,
    person_kept_by,
    relations_at,
    relatives_of,
)
from gongzhi.people.rules import Facts
from gongzhi.territory.queries import area_line

REGISTER = "people.register_person"
PLAIN = ("name", "sex", "born_on", "residence", "relation", "registered_address", "household_id")


@transaction.atomic
def register_household(
    *, by: Actor, area_id: int, address: str, now: dt.datetime, register_number: str = ""
) -> Household:
    """
    Record a household at an address of an area, with the number of its register (户号) where it is known.

    :raises NotVisible: the actor registers nobody in this area.
    :raises Refusal: the address is missing, or the household is known.
    """
    path = _path(by, area_id, now)
    address = plain(address)
    if not address:
        raise Refusal("people.address_missing")
    try:
        with transaction.atomic():
            household = Household.objects.create(
                area_id=area_id, area_path=path, address=address, register_number=plain(register_number)
            )
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
    paper: str = "",
    number: str = "",
    relation: str = "",
    registered_address: str = "",
) -> Person:
    """
    Record a person of an area. Only the name has to be given, by a local and an incomer alike.

    :raises NotVisible: the actor registers nobody in this area, or there is no such household.
    :raises Refusal: something given is none of its kind, the household is of another area, or the number is known here.
    """
    path = _path(by, area_id, now)
    _check_household(household_id, path)
    facts = Facts(name, sex, born_on, residence, relation, registered_address, phone, paper, number)
    person = new_person(facts, relations=_relations(relation, path, now), on=localdate(now))
    person.area_id, person.area_path, person.household_id = area_id, path, household_id
    save_person(person)
    write_entry(code="people.person_registered", by=by, now=now, subject=("people.person", person.pk), area_path=path)
    return person


def new_person(facts: Facts, *, relations: Collection[str], on: dt.date) -> Person:
    """
    Return a person with these facts, sealed and checked, that still needs an area and is not yet in the database.

    `relations` are the keys of the pack list `people/relations` where the person lives.

    :raises Refusal: something given is none of its kind.
    """
    person = Person(seal_key=new_seal_key())
    _set_plain(person, facts, relations)
    _set_phone(person, facts.phone)
    _set_paper(person, facts.paper, facts.number, on)
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
    paper: str = "",
    number: str = "",
    relation: str = "",
    registered_address: str = "",
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
        paper=paper,
        number=number,
        relation=relation,
        registered_address=registered_address,
    )


@transaction.atomic
def correct_person(*, by: Actor, person_id: int, facts: Facts, address: str, now: dt.datetime) -> Person:
    """
    Put what is known now in place of what was recorded in the clear; phone and number have actions of their own.

    `address` moves the person into the household there, which is registered when it is not yet; empty leaves none.

    :raises NotVisible: the person is not of an area where the actor registers persons.
    :raises Refusal: something given is none of its kind.
    """
    person = person_kept_by(by, person_id)
    before = {name: getattr(person, name) for name in PLAIN}
    _set_plain(person, facts, _relations(facts.relation, person.area_path, now))
    person.household_id = _home(by, person, address, now)
    rules.may_keep_birth(number_born=_born_by_number(person), born_on=person.born_on).or_refuse()
    changed = sorted(name for name in PLAIN if getattr(person, name) != before[name])
    person.save(update_fields=PLAIN)
    write_about(by, "people.person_corrected", person, now, {"fields": changed})
    return person


def put_right(person: Person, wanted: Mapping[str, str], *, on: dt.date) -> list[str]:
    """
    Put what a person asked for in place of what is recorded; return the fields. Part of an action.

    :raises Refusal: something asked for is none of its kind.
    """
    if "sex" in wanted:
        _check_choice(wanted["sex"], SEXES)
        person.sex = wanted["sex"]
    if "name" in wanted:
        person.name = _name(wanted["name"])
    if "born_on" in wanted:
        person.born_on = rules.day_of(wanted["born_on"], today=on)
        rules.may_keep_birth(number_born=_born_by_number(person), born_on=person.born_on).or_refuse()
    if "phone" in wanted:
        _set_phone(person, wanted["phone"])
    if "registered_address" in wanted:
        person.registered_address = plain(wanted["registered_address"])
    person.save(update_fields=["name", "sex", "born_on", "registered_address", "phone_sealed", "phone_index"])
    return sorted(wanted)


@transaction.atomic
def record_paper(*, by: Actor, person_id: int, paper: str, number: str, now: dt.datetime) -> Person:
    """
    Record with what a person proves themselves, and its number; an empty `paper` takes both away.

    :raises NotVisible: the person is not of an area where the actor registers persons.
    :raises Refusal: the number is none, names another day of birth, or is somebody else's in this area.
    """
    person = person_kept_by(by, person_id)
    _set_paper(person, paper, number, localdate(now))
    save_person(person, ["paper", "identity_sealed", "identity_index", "born_on"])
    write_about(by, "people.paper_recorded", person, now, {"paper": paper})
    return person


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


def _home(by: Actor, person: Person, address: str, now: dt.datetime) -> int | None:
    """Return the household at an address of the person's area, the present one where it already stands there."""
    if not plain(address):
        return None
    if person.household is not None and person.household.address == plain(address):
        return person.household_id
    known = household_at(person.area_id, address)
    if known is not None:
        return known
    return register_household(by=by, area_id=person.area_id, address=address, now=now).pk


def _relations(relation: str, path: str, now: dt.datetime) -> Collection[str]:
    return relations_at(path, localdate(now)) if relation else ()


def _set_plain(person: Person, facts: Facts, relations: Collection[str]) -> None:
    _check_choice(facts.residence, list(rules.Residence))
    _check_choice(facts.sex, SEXES)
    _check_choice(facts.relation, ("", *relations))
    person.name, person.sex, person.born_on = _name(facts.name), facts.sex, facts.born_on
    person.residence, person.relation = facts.residence, facts.relation
    person.registered_address = plain(facts.registered_address)


def _set_phone(person: Person, text: str) -> None:
    if not text.strip():
        person.phone_sealed = person.phone_index = None
        return
    digits = rules.normal_phone(text)
    if digits is None:
        raise Refusal("people.phone_unfit")
    person.phone_sealed = seal(digits, column=PHONE_COLUMN, row=person.seal_key)
    person.phone_index = blind_index(digits, group=PHONE_GROUP)


def _set_paper(person: Person, paper: str, text: str, on: dt.date) -> None:
    rules.may_have_paper(paper=paper, number=text, born_on=person.born_on, on=on).or_refuse()
    number = rules.normal_number(paper, text, on=on)
    person.paper = paper
    if number is None:
        person.identity_sealed = person.identity_index = None
        return
    person.born_on = person.born_on or rules.born_by(paper, number)
    person.identity_sealed = seal(number, column=NUMBER_COLUMN, row=person.seal_key)
    person.identity_index = number_index(paper, number)


def _born_by_number(person: Person) -> dt.date | None:
    return rules.born_by(person.paper, number_of(person)) if person.identity_sealed else None


def save_person(person: Person, fields: list[str] | None = None) -> None:
    """Save a person, or say that somebody of this area has the same number."""
    try:
        with transaction.atomic():
            person.save(update_fields=fields)
    except IntegrityError as error:
        if person.identity_index is None:
            raise
        raise Refusal("people.number_known_here") from error


def write_about(
    by: Actor, code: str, person: Person, now: dt.datetime, figures: Mapping[str, object] = NOTHING
) -> None:
    subject = ("people.person", person.pk)
    write_entry(code=code, by=by, now=now, subject=subject, area_path=person.area_path, figures=figures)
