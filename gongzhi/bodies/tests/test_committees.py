"""The supervision committee: who may not sit on it, how many do, and what it takes over."""

import datetime as dt

import pytest

from gongzhi.bodies.models import Appointment, Body
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.actions import declare_relative

pytestmark = pytest.mark.django_db


@pytest.fixture
def village(world):
    committee = world.elected("villagers_committee", "东升村")
    supervision = world.elected("supervision_committee", "东升村")
    world.director = world.post(committee, "village_director")
    world.head = world.post(supervision, "supervision_head")
    world.member = world.post(supervision, "supervision_member")
    return world


def test_a_committee_member_or_a_near_relative_is_refused_on_the_supervision_committee(village):
    """TJ-024"""
    director, brother, other = (village.person(name) for name in ("邱小兰", "邱小明", "马德福"))
    declare_relative(by=SYSTEM, person_id=brother.pk, relative_id=director.pk, kind="sibling", now=NOW)
    village.appoint(village.director, director)
    for post in (village.head, village.member):
        with pytest.raises(Refusal, match=r"bodies\.barred_oneself") as refused:
            village.appoint(post, director)
        assert refused.value.sources == ("villagers-committee-law:第三十七条",)
        with pytest.raises(Refusal, match=r"bodies\.barred_relative"):
            village.appoint(post, brother)
    assert Appointment.objects.count() == 1
    village.appoint(village.member, other)
    Appointment.objects.filter(person=director).update(to_on=DAY, end_reason="届满")
    village.appoint(village.head, brother, from_on=DAY)


def test_whoever_sits_on_the_supervision_committee_keeps_relatives_off_the_village_committee(village):
    """TJ-024"""
    member, wife = village.person("邱小兰"), village.person("马德福")
    declare_relative(by=SYSTEM, person_id=member.pk, relative_id=wife.pk, kind="spouse", now=NOW)
    village.appoint(village.member, member)
    for person, code in ((member, "barred_oneself"), (wife, "barred_relative")):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            village.appoint(village.director, person)
    assert Appointment.objects.count() == 1


def test_the_village_party_secretary_does_not_head_the_supervision_committee(village):
    secretary = village.person()
    post = village.post(village.body("community_party_committee", "东升村", domain="village"), "village_secretary")
    village.appoint(post, secretary)
    with pytest.raises(Refusal, match=r"bodies\.barred_oneself"):
        village.appoint(village.head, secretary)
    village.appoint(village.member, secretary)


def test_the_supervision_committee_has_five_members_at_most(village):
    """TJ-024"""
    people = [village.person(f"监督员{n}") for n in range(6)]
    village.appoint(village.head, people[0])
    for person in people[1:5]:
        village.appoint(village.member, person)
    with pytest.raises(Refusal, match=r"bodies\.too_many_members") as refused:
        village.appoint(village.member, people[5])
    assert (refused.value.figures["holders"], refused.value.figures["most"]) == (5, 5)
    assert Appointment.objects.count() == 5


def test_the_supervision_committee_takes_over_from_two_older_groups_on_its_first_day(world):
    """TJ-025"""
    start = dt.date(2026, 7, 1)
    old = [
        world.body(kind, "东升村", founded_on=dt.date(2020, 1, 1))
        for kind in ("finance_review_group", "disclosure_group")
    ]
    other = world.body("finance_review_group", "西边村", founded_on=dt.date(2020, 1, 1))
    made = world.body("supervision_committee", "东升村", founded_on=start)
    assert made.data["duties"] == ["finance", "disclosure"]
    assert list(Body.objects.filter(closed_on=start).order_by("pk")) == old
    assert Body.objects.get(pk=other.pk).closed_on is None
