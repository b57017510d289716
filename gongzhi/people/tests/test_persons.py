"""Persons are registered with a name alone, their phone is sealed, and another village does not see them."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from gongzhi.kernel.actors import VISITOR, Actor, Grant, Reach
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import (
    change_phone,
    declare_relative,
    register_household,
    register_person,
    show_phone,
)
from gongzhi.people.models import Household, Kinship, Person
from gongzhi.people.queries import (
    line_of,
    looks_at,
    masked_phone,
    names_of,
    person_for,
    persons_in,
    persons_with_phone,
    phone_of,
    phones_of,
    relatives_of,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
PHONE = "13800138000"


def registered(clerk, village, name="邱小兰", **more):
    return register_person(by=clerk, name=name, area_id=village.id, now=NOW, **more)


def test_a_person_needs_a_name_and_nothing_else(clerk, village):
    local = registered(clerk, village, " 邱小兰 ")
    incomer = registered(clerk, village, "马德福", residence="incomer")
    assert (local.name, local.area_path, local.residence) == ("邱小兰", village.path, "local")
    assert (incomer.residence, incomer.household_id, incomer.born_on, incomer.phone_sealed) == (
        "incomer",
        None,
        None,
        None,
    )
    entry = Entry.objects.get(subject_kind="people.person", subject_id=local.pk)
    assert (entry.code, entry.area_path, entry.figures) == ("people.person_registered", village.path, {})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "  "}, "people.name_missing"),
        ({"phone": "12345"}, "people.phone_unfit"),
        ({"residence": "stranger"}, "people.choice_unknown"),
        ({"sex": "x"}, "people.choice_unknown"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_registered(clerk, village, wrong, code):
    with pytest.raises(Refusal) as refused:
        registered(clerk, village, **{"name": "邱小兰", **wrong})
    assert refused.value.code == code
    assert not Person.objects.exists()
    assert not Entry.objects.filter(code__startswith="people.").exists()


def test_a_phone_is_kept_sealed_and_found_by_its_digits_only(clerk, village):
    person = registered(clerk, village, phone="138 0013 8000")
    other = registered(clerk, village, "马德福", phone="13800138001")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone_sealed, phone_index FROM people_person WHERE id = %s", [person.pk])
        kept = cursor.fetchone()
    assert all(PHONE.encode() not in bytes(value) for value in kept)
    assert persons_with_phone(PHONE) == (person.pk,)
    assert persons_with_phone("1380013800") == ()
    assert phone_of(person.pk) == PHONE
    assert masked_phone(Person.objects.get(pk=person.pk)) == "138****8000"
    assert phones_of([person.pk, other.pk]) == {person.pk: PHONE, other.pk: "13800138001"}


def test_who_only_reads_persons_does_not_change_their_phone(clerk, village):
    person = registered(clerk, village, phone=PHONE)
    reader = Actor(name="读者", account_id=9, grants=(Grant("people.read_person", person.area_path, Reach.SUBTREE),))
    assert person_for(reader, person.pk) == person
    with pytest.raises(NotVisible):
        change_phone(by=reader, person_id=person.pk, phone="13900139000", now=NOW)
    assert phone_of(person.pk) == PHONE


def test_a_phone_can_be_replaced_and_taken_away(clerk, village):
    person = registered(clerk, village, phone=PHONE)
    change_phone(by=clerk, person_id=person.pk, phone="020-36830000", now=NOW)
    assert (phone_of(person.pk), persons_with_phone(PHONE)) == ("02036830000", ())
    change_phone(by=Actor(name="本人", account_id=2, person_id=person.pk), person_id=person.pk, phone="", now=NOW)
    assert phone_of(person.pk) == ""


def test_seeing_a_whole_phone_asks_a_reason_and_leaves_a_trace(clerk, village):
    person = registered(clerk, village, phone=PHONE)
    with pytest.raises(Refusal, match=r"people\.reason_missing"):
        show_phone(by=clerk, person_id=person.pk, reason=" ", now=NOW)
    assert not Entry.objects.filter(code="people.phone_shown").exists()
    assert show_phone(by=clerk, person_id=person.pk, reason="通知领取证件", now=NOW) == PHONE
    assert Entry.objects.get(code="people.phone_shown").figures == {"reason": "通知领取证件"}
    ((look),) = looks_at(person)
    assert (look.name, look.reason, look.at) == (clerk.name, "通知领取证件", NOW)


def test_a_person_of_another_village_does_not_exist_for_this_clerk(clerk, village, elsewhere):
    from gongzhi.kernel.actors import system_actor

    own = registered(clerk, village)
    other = register_person(by=system_actor("test"), name="马德福", area_id=elsewhere.id, now=NOW)
    with pytest.raises(NotVisible):
        registered(clerk, elsewhere)
    for actor in (clerk, VISITOR):
        with pytest.raises(NotVisible):
            person_for(actor, other.pk)
        with pytest.raises(NotVisible):
            show_phone(by=actor, person_id=other.pk, reason="问事", now=NOW)
    assert not Entry.objects.filter(code="people.phone_shown").exists()
    assert person_for(clerk, own.pk) == own
    assert person_for(Actor(name="本人", account_id=9, person_id=other.pk), other.pk) == other
    assert list(persons_in(clerk)) == [own]
    assert not persons_in(VISITOR).exists()
    assert names_of([own.pk, other.pk]) == {own.pk: "邱小兰", other.pk: "马德福"}


def test_persons_are_found_by_a_part_of_the_name_or_by_the_whole_phone(clerk, village, django_assert_num_queries):
    home = register_household(by=clerk, area_id=village.id, address="三组5号", now=NOW)
    people = [registered(clerk, village, f"村民{n}", household_id=home.pk, phone=f"1380013800{n}") for n in range(10)]
    with django_assert_num_queries(1):
        lines = [line_of(person) for person in persons_in(clerk).order_by("id")]
    assert [line.id for line in lines] == [person.pk for person in people]
    assert {line.address for line in lines} == {"三组5号"}
    assert lines[3].phone == "138****8003"
    assert list(persons_in(clerk, text="民7")) == [people[7]]
    assert list(persons_in(clerk, text="138 0013 8004")) == [people[4]]
    assert not persons_in(clerk, text="13800138").exists()


def test_a_household_stands_once_at_its_address_and_in_the_area_of_its_persons(clerk, village, elsewhere):
    from gongzhi.kernel.actors import system_actor

    home = register_household(by=clerk, area_id=village.id, address="三组5号", now=NOW)
    assert registered(clerk, village, household_id=home.pk).household_id == home.pk
    with pytest.raises(Refusal, match=r"people\.household_known"):
        register_household(by=clerk, area_id=village.id, address="三组5号", now=NOW)
    with pytest.raises(Refusal, match=r"people\.address_missing"):
        register_household(by=clerk, area_id=village.id, address=" ", now=NOW)
    with pytest.raises(Refusal, match=r"people\.household_elsewhere"):
        register_person(by=system_actor("test"), name="马德福", area_id=elsewhere.id, household_id=home.pk, now=NOW)
    with pytest.raises(NotVisible):
        registered(clerk, village, household_id=home.pk + 1)
    assert Household.objects.count() == Person.objects.count() == 1


def test_near_relatives_are_declared_once_and_read_from_both_sides(clerk, village):
    mother, son = registered(clerk, village, "邱小兰"), registered(clerk, village, "马德福")
    declare_relative(by=clerk, person_id=son.pk, relative_id=mother.pk, kind="parent", now=NOW)
    assert relatives_of(son.pk) == {mother.pk: "parent"}
    assert relatives_of(mother.pk) == {son.pk: "child"}
    with pytest.raises(Refusal, match=r"people\.kin_declared"):
        declare_relative(by=clerk, person_id=mother.pk, relative_id=son.pk, kind="child", now=NOW)
    with pytest.raises(NotVisible):
        declare_relative(by=VISITOR, person_id=mother.pk, relative_id=son.pk, kind="child", now=NOW)
    assert Kinship.objects.count() == 1


def test_the_database_itself_refuses_a_phone_without_its_index(clerk, village):
    person = registered(clerk, village, phone=PHONE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(phone_index=None)
