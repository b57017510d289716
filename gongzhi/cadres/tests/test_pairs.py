"""Programmes of pairs beside the figures stated, outside their period, and overlapping with each other."""

import datetime as dt

import pytest

from gongzhi.bodies.actions import end_relation, relate_bodies
from gongzhi.bodies.models import Body, BodyLink
from gongzhi.cadres import actions
from gongzhi.cadres.models import PairMark
from gongzhi.cadres.pairing import pairs_of
from gongzhi.cadres.tests.conftest import DAY, NOW, START, SYSTEM
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.queries import pack_at

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2013, 1, 1), dt.date(2016, 12, 31)


@pytest.fixture
def city(world):
    world.follow("tianjin")
    return world


def pair(city, kind, at, from_on, unit=None, to_on=None):
    party = Body.objects.filter(path=city.places[at].path, kind="community_party_committee").first() or city.party(at)
    subject = unit or city.body(f"{kind}{at}{from_on}")
    given = {"by": SYSTEM, "kind": kind, "subject_id": subject.pk, "other_id": party.pk, "from_on": from_on}
    link = relate_bodies(**given, instrument="帮扶方案", now=NOW)
    return end_relation(by=SYSTEM, link_id=link.pk, on=to_on, now=NOW) if to_on else link


def flagged(city, key, on=DAY):
    pack = pack_at(path=city.places["某省"].path, on=on)
    lines = pairs_of(pack, pack.list("cadres", "pairs").item(key), city.places["某省"].path, on)
    return {line.other: line.is_flagged for line in lines}


def many(city, kind, count, named):
    """Make pairs as a register of the city holds them: written at once, each village with a Party organisation."""
    unit = city.body(f"{kind}单位")
    places = [city.area(f"{named}{number}") for number in range(count)]
    bodies = Body.objects.bulk_create(
        Body(
            kind="community_party_committee", name=f"{p.name}党支部", area_id=p.id, path=p.path, founded_on=START,
            domain="village",
        )
        for p in places
    )  # fmt: skip
    BodyLink.objects.bulk_create(
        BodyLink(kind=kind, subject=unit, other=b, from_on=FIRST, to_on=LAST, instrument="方案") for b in bodies
    )


def test_villages_are_paired_from_2013_to_2016_and_a_pair_after_that_is_flagged(city):
    """TJ-059"""
    pair(city, "city_help", "东升村", FIRST, to_on=dt.date(2017, 1, 1))
    pair(city, "city_help", "西边村", dt.date(2017, 1, 1))
    assert flagged(city, "city_help") == {"东升村党支部": False, "西边村党支部": True}
    found = city.counted("city_help")
    assert (found.count, found.expected, found.lacking) == (1, 500, 499)


def test_a_pair_left_open_after_the_period_is_flagged_from_the_day_after(city):
    pair(city, "city_help", "东升村", FIRST)
    assert flagged(city, "city_help", LAST) == {"东升村党支部": False}
    assert flagged(city, "city_help", dt.date(2017, 1, 1)) == {"东升村党支部": True}


@pytest.mark.slow
def test_five_hundred_villages_and_communities_are_counted_from_the_pairs(city):
    """TJ-059, TJ-060"""
    many(city, "city_help", 500, "村")
    many(city, "community_contact", 500, "社区")
    for key in ("city_help", "community_contact"):
        found = city.counted(key)
        assert (found.count, found.expected, found.lacking) == (500, 500, 0)
        BodyLink.objects.filter(kind=key).first().delete()
        assert (city.counted(key).count, city.counted(key).lacking) == (499, 1)


def test_villages_helped_by_districts_do_not_overlap_unless_marked(city):
    """TJ-061"""
    pair(city, "city_help", "东升村", FIRST, to_on=LAST)
    link = pair(city, "district_help", "东升村", FIRST)
    pair(city, "district_help", "西边村", FIRST)
    assert flagged(city, "district_help") == {"东升村党支部": True, "西边村党支部": False}
    given = {"by": SYSTEM, "link_id": link.pk, "now": NOW}
    with pytest.raises(Refusal, match=r"cadres\.reason_missing"):
        actions.mark_overlap(reason=" ", **given)
    assert not PairMark.objects.exists()
    actions.mark_overlap(reason="村大户多，两级都帮", **given)
    assert flagged(city, "district_help") == {"东升村党支部": False, "西边村党支部": False}
    assert (city.counted("district_help").count, city.counted("district_help").expected) == (2, 844)
    with pytest.raises(Refusal, match=r"cadres\.marked_already"):
        actions.mark_overlap(reason="再次", **given)
