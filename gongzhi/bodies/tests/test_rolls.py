"""The roll of a body on any day, who may see its names, and where a serving Party member belongs."""

import datetime as dt

import pytest

from gongzhi.bodies.actions import add_member, appoint_as, end_membership, move_members
from gongzhi.bodies.models import Member
from gongzhi.bodies.rolls import hidden_in, roll_of, roster_for, shares_of, voters_of
from gongzhi.bodies.staffing import staffing_for
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.actors import Actor, Grant, PostHeld, Reach
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.actions import register_household

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.date(2026, 1, 1)


def join(body, person, kind="party_member", **more):
    given = {"body_id": body.pk, "person_id": person.pk, "kind": kind, "from_on": NEW_YEAR}
    return add_member(by=SYSTEM, now=NOW, **given | more)


def officer_of(*bodies):
    posts = tuple(
        PostHeld(1, 1, "branch_secretary", "支部书记", body.pk, body.name, body.area_id, body.path) for body in bodies
    )
    grants = tuple(
        Grant(action, body.path, Reach.SUBTREE)
        for body in bodies
        for action in ("bodies.read_members", "bodies.read_body")
    )
    return Actor(name="书记", account_id=7, person_id=70, posts=posts, grants=grants)


def test_the_roll_of_a_day_counts_voting_probationary_and_other_members(world):
    branch = world.branch("东升村")
    people = [world.person(f"党员{n}") for n in range(4)]
    for person in people[:3]:
        join(branch, person)
    join(branch, people[3], "probationary_member")
    gone = Member.objects.get(person=people[0])
    end_membership(by=SYSTEM, member_id=gone.pk, on=DAY, reason="转出", now=NOW)
    before, now = roll_of(branch.pk, DAY - dt.timedelta(days=1)), roll_of(branch.pk, DAY)
    assert [(each.voting, each.probationary, each.all) for each in (before, now)] == [(3, 1, 4), (2, 1, 3)]
    assert voters_of(branch.pk, DAY) == (people[1].pk, people[2].pk)
    assert now.by_kind == (("party_member", "党员", 2), ("probationary_member", "预备党员", 1))


def test_members_of_a_collective_hold_shares_and_nobody_else_does(world):
    collective, branch = world.body("collective_org", "东升村"), world.branch("东升村")
    one, other = world.person("邱小兰"), world.person("马德福")
    with pytest.raises(Refusal, match=r"bodies\.shares_unfit"):
        join(collective, one, "collective_member")
    with pytest.raises(Refusal, match=r"bodies\.shares_unfit"):
        join(branch, one, shares=100)
    assert not Member.objects.exists()
    join(collective, one, "collective_member", shares=150)
    join(collective, other, "collective_member", shares=0)
    assert shares_of(collective.pk, DAY) == {one.pk: 150, other.pk: 0}
    assert (roll_of(collective.pk, DAY).shares, roll_of(collective.pk, DAY).voting) == (150, 2)


def test_members_take_their_shares_along_into_the_collective_theirs_is_merged_into(world):
    collective, other = world.body("collective_org", "东升村"), world.body("collective_org", "西边村")
    one = world.person("邱小兰")
    join(collective, one, "collective_member", shares=150)
    move_members(by=SYSTEM, from_id=collective.pk, to_id=other.pk, on=DAY, reason="两村合并", now=NOW)
    assert (shares_of(collective.pk, DAY), shares_of(other.pk, DAY)) == ({}, {one.pk: 150})
    assert shares_of(collective.pk, NEW_YEAR) == {one.pk: 150}


def test_the_roster_of_a_branch_is_for_its_officers_and_those_above_it(world):
    """DL-021"""
    world.adopt("dalian")
    town = world.body("town_party_committee", "赤坭镇", domain="village")
    village = world.body("community_party_committee", "东升村", domain="village", parent_id=town.pk)
    branch, other = (
        world.branch("第一网格", "甲支部", parent_id=village.pk),
        world.branch("第一网格", "乙支部", parent_id=village.pk),
    )
    join(branch, world.person())
    desk = world.official("赤坭镇", "read_body", "read_members")
    for reader, names in (
        (officer_of(branch), ["邱小兰"]),
        (officer_of(village), ["邱小兰"]),
        (officer_of(other), []),
        (desk, []),
    ):
        assert [row.person.name for row in roster_for(reader, branch, DAY)] == names
    assert hidden_in(desk, branch, DAY) == (("党员", 1),)


def test_a_serving_member_belongs_to_the_courtyard_of_the_address_or_a_reason_is_given(world):
    """DL-027"""
    world.adopt("dalian")
    world.area("第二网格", "grid", "东升村")
    home, elsewhere = (
        world.body("party_cell", grid, f"{grid}楼院", domain="village") for grid in ("第一网格", "第二网格")
    )
    household = register_household(by=SYSTEM, area_id=world.places["第一网格"].id, address="3号院", now=NOW)
    person, unit = world.person(household_id=household.pk), {"unit": "区税务局"}
    with pytest.raises(Refusal, match=r"bodies\.unit_missing"):
        join(home, person, "serving_member")
    with pytest.raises(Refusal, match=r"bodies\.lives_elsewhere"):
        join(elsewhere, person, "serving_member", **unit)
    assert not Member.objects.exists()
    join(home, person, "serving_member", **unit)
    assert join(elsewhere, person, "serving_member", reason="在该楼院有第二住所", **unit).reason == "在该楼院有第二住所"


def test_somebody_of_whom_only_the_village_is_known_is_not_put_into_a_courtyard_unasked(world):
    """DL-027"""
    world.adopt("dalian")
    cell = world.body("party_cell", "第一网格", "楼院", domain="village")
    with pytest.raises(Refusal, match=r"bodies\.lives_elsewhere"):
        join(cell, world.person(), "serving_member", unit="区税务局")
    assert not Member.objects.exists()


def test_part_time_members_of_big_committees_are_listed_with_their_units(world):
    world.adopt("dalian")
    committee = world.body("extended_party_committee", "赤坭镇", domain="community")
    join(committee, world.person(), "health", unit="镇卫生院")
    join(world.branch("东升村"), world.person("马德福"))
    found = staffing_for(SYSTEM, world.places["赤坭镇"].path, DAY).from_units
    assert [(line.name, line.unit, line.body_id) for line in found] == [("邱小兰", "镇卫生院", committee.pk)]


def test_a_list_of_members_costs_the_same_for_one_and_for_ten(world, django_assert_max_num_queries):
    branch = world.branch("东升村")
    for number in range(10):
        join(branch, world.person(f"党员{number}"))
    with django_assert_max_num_queries(3):
        assert len([row.person.name for row in roster_for(SYSTEM, branch, DAY)]) == 10
    appoint_as(
        by=SYSTEM, body_id=branch.pk, kind="branch_secretary", person_id=world.person().pk, from_on=DAY, basis="选举",
        now=NOW,
    )  # fmt: skip
