"""Households: in one group with an adult of theirs as head, and in contact with a member unless they refuse."""

import datetime as dt

import pytest

from gongzhi.bodies.actions import (
    add_member,
    allow_contact,
    end_tie,
    group_household,
    link_household,
    refuse_contact,
)
from gongzhi.bodies.coverage import coverage_for
from gongzhi.bodies.models import Appointment, HouseholdTie
from gongzhi.bodies.queries import households_per_head
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import register_household

pytestmark = pytest.mark.django_db


def household(world, address, at="东升村"):
    return register_household(by=SYSTEM, area_id=world.places[at].id, address=address, now=NOW)


def test_a_household_is_in_one_group_and_its_head_is_an_adult_of_one_of_them(world):
    """FC-024"""
    world.adopt("fucheng")
    groups = [world.body("household_group", "东升村", f"第{n}联户组") for n in (1, 2)]
    homes = [household(world, f"三组{n}号") for n in (1, 2, 3)]
    clerk = world.official("东升村")
    asked = {"by": clerk, "now": NOW}
    ties = [group_household(body_id=groups[0].pk, household_id=home.pk, **asked) for home in homes[:2]]
    for group in groups:
        with pytest.raises(Refusal, match=r"bodies\.in_a_group"):
            group_household(body_id=group.pk, household_id=homes[0].pk, **asked)
    with pytest.raises(Refusal, match=r"bodies\.not_a_household_group"):
        group_household(body_id=world.branch("东升村").pk, household_id=homes[2].pk, **asked)
    with pytest.raises(NotVisible):
        group_household(body_id=groups[0].pk, household_id=homes[2].pk, by=world.official("西边村"), now=NOW)
    post = world.post(groups[0], "linked_household_head")
    for home, born, code in (
        (homes[2], dt.date(1980, 1, 1), "head_of_no_household"),
        (homes[0], None, "birth_unknown"),
        (homes[0], dt.date(2008, 11, 25), "head_not_adult"),
    ):
        person = world.person(code, household_id=home.pk, born_on=born)
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            world.appoint(post, person, from_on=DAY)
    assert not Appointment.objects.exists()
    adult = world.person("邱小兰", household_id=homes[0].pk, born_on=dt.date(2008, 11, 24))
    held = world.appoint(post, adult, from_on=DAY, to_on=dt.date(2029, 11, 24))
    assert held.to_on == dt.date(2029, 11, 24)
    counted = households_per_head(world.places["赤坭镇"].path, DAY)
    assert [(head.name, count) for head, count in counted] == [("邱小兰", 2)]
    end_tie(by=clerk, tie_id=ties[1].pk, on=DAY, now=NOW)
    group_household(body_id=groups[1].pk, household_id=homes[1].pk, **asked)


def test_estates_buildings_and_households_are_counted_and_a_household_may_refuse_contact(world):
    """PZ-003"""
    world.adopt("panzhihua-west")
    world.area("1号楼", "building", "第一网格")
    world.area("2号楼", "building", "第一网格")
    town = world.body("town_party_committee", "赤坭镇", domain="agency")
    village = world.body("community_party_committee", "东升村", domain="community", parent_id=town.pk)
    estate = world.branch("第一网格", domain="community", parent_id=village.pk)
    cell = world.body("party_cell", "1号楼", domain="community", parent_id=estate.pk)
    homes = [household(world, f"{n}室", "1号楼") for n in (101, 102, 103)]
    member = world.person("党员")
    asked = {"by": world.official("东升村"), "body_id": cell.pk, "person_id": member.pk, "now": NOW}
    with pytest.raises(Refusal, match=r"bodies\.not_a_member"):
        link_household(household_id=homes[0].pk, **asked)
    add_member(kind="party_member", **asked)
    for home in homes[:2]:
        link_household(household_id=home.pk, **asked)

    def figures():
        found = (coverage_for(SYSTEM, key, estate.path, DAY) for key in ("estates", "buildings", "households"))
        return [(each.have, each.total) for each in found]

    assert figures() == [(1, 1), (1, 2), (2, 3)]
    resident = world.person("住户", household_id=homes[0].pk)
    own = Actor(name="住户", account_id=9, person_id=resident.pk)
    for home in homes[1:]:
        with pytest.raises(NotVisible):
            refuse_contact(by=own, household_id=home.pk, now=NOW)
    refuse_contact(by=own, household_id=homes[0].pk, now=NOW)
    assert not HouseholdTie.objects.filter(household=homes[0], to_on=None).exists()
    assert figures()[2] == (1, 2)
    with pytest.raises(Refusal, match=r"bodies\.contact_refused"):
        link_household(household_id=homes[0].pk, **asked)
    allow_contact(by=own, household_id=homes[0].pk, now=NOW)
    link_household(household_id=homes[0].pk, **asked)
    assert figures()[2] == (2, 3)
