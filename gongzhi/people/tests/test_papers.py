"""Numbers of papers are sealed, checked and of one person in a village; who moved away or died is closed."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from gongzhi.kernel.actors import Actor, Grant, Reach, system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people import rules
from gongzhi.people.actions import (
    close_person,
    correct_person,
    record_paper,
    register_household,
    register_person,
    reopen_person,
    show_number,
)
from gongzhi.people.models import Household, Person
from gongzhi.people.queries import closed_in, masked_number, number_of, persons_in, same_number
from gongzhi.people.rules import Facts

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 24)
NUMBER = "11010519491231002X"  # the worked example that GB 11643 is usually taught with; it belongs to nobody


def registered(clerk, village, name="邱小兰", **more):
    return register_person(by=clerk, name=name, area_id=village.id, now=NOW, **more)


@pytest.mark.parametrize(
    ("paper", "typed", "stored"),
    [
        ("identity", "１１０１０５ 19491231 002x", NUMBER),
        ("identity", "110105491231002", NUMBER),
        ("identity", "110105194912310021", None),
        ("identity", "110105491331002", None),
        ("passport", "e-1234 5678", "E12345678"),
        ("passport", "E123", None),
        ("permit", "FRA110075081532", "FRA110075081532"),
        ("none", "E12345678", None),
        ("", "E12345678", None),
    ],
)
def test_the_number_of_a_paper_is_understood_as_people_type_it(paper, typed, stored):
    assert rules.normal_number(paper, typed, on=TODAY) == stored


def test_a_number_is_kept_sealed_masked_and_found_only_whole(clerk, village):
    person = registered(clerk, village, paper="identity", number=NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_sealed, identity_index FROM people_person WHERE id = %s", [person.pk])
        kept = cursor.fetchone()
    assert all(NUMBER.encode() not in bytes(value) for value in kept)
    assert person.born_on == dt.date(1949, 12, 31)
    assert (masked_number(person), number_of(Person.objects.get(pk=person.pk))) == ("110*************2X", NUMBER)
    assert list(persons_in(clerk, text="110105 19491231 002x")) == [person]
    assert not persons_in(clerk, text=NUMBER[:17]).exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"paper": "identity", "number": "110105194912310021"}, "people.identity_unfit"),
        ({"paper": "passport", "number": "E1"}, "people.number_unfit"),
        ({"paper": "", "number": NUMBER}, "people.number_without_paper"),
        ({"paper": "none", "number": NUMBER}, "people.number_without_paper"),
        ({"paper": "diploma", "number": "E1234567"}, "people.choice_unknown"),
        ({"paper": "identity", "number": NUMBER, "born_on": dt.date(1950, 1, 1)}, "people.born_otherwise"),
        ({"relation": "cousin"}, "people.choice_unknown"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_and_nobody_is_registered(clerk, village, wrong, code):
    with pytest.raises(Refusal) as refused:
        registered(clerk, village, **wrong)
    assert refused.value.code == code
    assert not Person.objects.exists()


def test_a_number_is_of_one_person_in_a_village_and_may_stand_in_two_villages(clerk, town, village, elsewhere):
    here = registered(clerk, village, paper="identity", number=NUMBER)
    with pytest.raises(Refusal, match=r"people\.number_known_here"):
        registered(clerk, village, "马德福", paper="identity", number=NUMBER)
    assert Person.objects.count() == 1
    system = system_actor("test")
    there = register_person(by=system, name="邱小兰", area_id=elsewhere.id, paper="identity", number=NUMBER, now=NOW)
    assert same_number(clerk, here) == ()
    desk = Actor(name="镇", account_id=3, grants=(Grant("people.read_person", town.path, Reach.SUBTREE),))
    assert [line.id for line in same_number(desk, here)] == [there.pk]
    passport = registered(clerk, village, "马德福", paper="passport", number="E12345678")
    record_paper(by=clerk, person_id=passport.pk, paper="none", number="", now=NOW)
    passport.refresh_from_db()
    assert (passport.paper, passport.identity_sealed, passport.identity_index) == ("none", None, None)


def test_the_whole_number_is_for_posts_that_need_it_with_a_reason_that_stays(clerk, village):
    person = registered(clerk, village, paper="identity", number=NUMBER)
    with pytest.raises(NotVisible):
        show_number(by=clerk, person_id=person.pk, reason="核对低保材料", now=NOW)
    seer = Actor(
        name="文书",
        account_id=1,
        grants=(*clerk.grants, Grant("people.show_number", village.path, Reach.SUBTREE)),
        stepped_up_at=NOW - dt.timedelta(minutes=5),
    )
    with pytest.raises(Refusal, match=r"people\.reason_missing"):
        show_number(by=seer, person_id=person.pk, reason=" ", now=NOW)
    with pytest.raises(Refusal, match=r"accounts\.step_up_needed"):
        show_number(by=seer, person_id=person.pk, reason="核对低保材料", now=NOW + dt.timedelta(seconds=1))
    assert not Entry.objects.filter(code="people.number_shown").exists()
    assert show_number(by=seer, person_id=person.pk, reason="核对低保材料", now=NOW) == NUMBER
    assert Entry.objects.get(code="people.number_shown").figures == {"reason": "核对低保材料"}


def test_what_was_recorded_is_corrected_and_the_journal_names_the_fields_only(clerk, village):
    home = register_household(by=clerk, area_id=village.id, address="三组5号", register_number="0017", now=NOW)
    person = registered(clerk, village, household_id=home.pk, relation="head")
    facts = Facts(name="邱晓兰", born_on=dt.date(1980, 2, 29), residence="overseas", relation="spouse")
    correct_person(by=clerk, person_id=person.pk, facts=facts, address="三组6号", now=NOW)
    person.refresh_from_db()
    assert (person.name, person.residence, person.relation) == ("邱晓兰", "overseas", "spouse")
    assert person.household.address == "三组6号"
    assert Entry.objects.get(code="people.person_corrected").figures == {
        "fields": ["born_on", "household_id", "name", "relation", "residence"]
    }
    numbered = registered(clerk, village, "马德福", paper="identity", number=NUMBER)
    with pytest.raises(Refusal, match=r"people\.born_otherwise"):
        correct_person(by=clerk, person_id=numbered.pk, facts=facts, address="", now=NOW)
    numbered.refresh_from_db()
    assert (numbered.name, numbered.born_on) == ("马德福", dt.date(1949, 12, 31))


def test_a_register_number_stands_once_in_a_village_and_two_registers_may_share_a_house(clerk, village):
    register_household(by=clerk, area_id=village.id, address="三组5号", register_number="0017", now=NOW)
    register_household(by=clerk, area_id=village.id, address="三组5号", register_number="0018", now=NOW)
    with pytest.raises(Refusal, match=r"people\.household_known"):
        register_household(by=clerk, area_id=village.id, address="三组9号", register_number="0017", now=NOW)
    assert Household.objects.count() == 2


def test_who_moved_away_or_died_is_closed_with_day_and_reason_and_can_come_back(clerk, village):
    person = registered(clerk, village, paper="identity", number=NUMBER)
    for wrong in ({"closed_on": TODAY + dt.timedelta(days=1)}, {"closed_on": dt.date(1949, 1, 1)}):
        with pytest.raises(Refusal, match=r"people\.closed_day_unfit"):
            close_person(by=clerk, person_id=person.pk, reason="died", now=NOW, **wrong)
    with pytest.raises(Refusal, match=r"people\.choice_unknown"):
        close_person(by=clerk, person_id=person.pk, reason="unknown", closed_on=TODAY, now=NOW)
    person.refresh_from_db()
    assert person.closed_on is None
    close_person(by=clerk, person_id=person.pk, reason="moved", closed_on=TODAY, now=NOW)
    assert (list(persons_in(clerk)), list(closed_in(clerk))) == ([], [person])
    with pytest.raises(Refusal, match=r"people\.closed_already"):
        close_person(by=clerk, person_id=person.pk, reason="died", closed_on=TODAY, now=NOW)
    again = registered(clerk, village, paper="identity", number=NUMBER)
    with pytest.raises(Refusal, match=r"people\.number_known_here"):
        reopen_person(by=clerk, person_id=person.pk, now=NOW)
    close_person(by=clerk, person_id=again.pk, reason="twice", closed_on=TODAY, now=NOW)
    reopen_person(by=clerk, person_id=person.pk, now=NOW)
    with pytest.raises(Refusal, match=r"people\.not_closed"):
        reopen_person(by=clerk, person_id=person.pk, now=NOW)
    assert list(persons_in(clerk)) == [person]


def test_a_clerk_of_the_next_village_corrects_and_closes_nobody_here(clerk, village, elsewhere):
    person = register_person(by=system_actor("test"), name="马德福", area_id=elsewhere.id, now=NOW)
    with pytest.raises(NotVisible):
        correct_person(by=clerk, person_id=person.pk, facts=Facts(name="马"), address="", now=NOW)
    with pytest.raises(NotVisible):
        record_paper(by=clerk, person_id=person.pk, paper="none", number="", now=NOW)
    with pytest.raises(NotVisible):
        close_person(by=clerk, person_id=person.pk, reason="moved", closed_on=TODAY, now=NOW)
    person.refresh_from_db()
    assert (person.name, person.paper, person.closed_on) == ("马德福", "", None)


@pytest.mark.parametrize(
    "wrong",
    [{"paper": "identity"}, {"identity_index": None}, {"closed_on": TODAY}, {"closed_reason": "moved"}, {"paper": ""}],
)
def test_the_database_itself_keeps_paper_and_number_and_day_and_reason_together(clerk, village, wrong):
    number = {} if wrong == {"paper": "identity"} else {"paper": "passport", "number": "E12345678"}
    person = registered(clerk, village, **number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**wrong)
