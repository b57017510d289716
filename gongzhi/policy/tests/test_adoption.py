"""Which pack an area follows: the deepest adoption in force on the day, else the law alone."""

import datetime as dt

import pytest

from gongzhi.policy.models import Adoption, FilledSlot
from gongzhi.policy.queries import pack_at

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 24)
COUNTY, TOWN, VILLAGE = "1/2/3/", "1/2/3/4/", "1/2/3/4/5/"


def adopt(path, pack_id, from_on=dt.date(2026, 1, 1), to_on=None):
    return Adoption.objects.create(path=path, pack_id=pack_id, from_on=from_on, to_on=to_on, decided_by="区委办")


def test_without_an_adoption_the_law_alone_governs():
    assert pack_at(path=VILLAGE, on=DAY).id == "base"
    assert pack_at(path="", on=DAY).id == "base"


def test_the_deepest_adoption_wins():
    adopt(COUNTY, "yangjiang")
    adopt(TOWN, "yangjiang/dongping")
    assert pack_at(path=COUNTY, on=DAY).id == "yangjiang"
    assert pack_at(path=VILLAGE, on=DAY).id == "yangjiang/dongping"
    assert pack_at(path="1/2/9/", on=DAY).id == "base"


def test_an_adoption_holds_from_its_first_day_until_the_day_before_its_end():
    adopt(COUNTY, "huadu", from_on=dt.date(2026, 1, 1), to_on=dt.date(2026, 7, 1))
    in_force = [
        pack_at(path=TOWN, on=dt.date(*day)).id for day in ((2025, 12, 31), (2026, 1, 1), (2026, 6, 30), (2026, 7, 1))
    ]
    assert in_force == ["base", "huadu", "huadu", "base"]


def test_the_pack_of_an_area_costs_one_query(django_assert_num_queries):
    adopt(COUNTY, "huadu")
    for number in range(10):
        FilledSlot.objects.create(
            path=COUNTY,
            room="cases",
            name=f"figure_{number}",
            value="5",
            source="花府〔2026〕1号",
            from_on=DAY,
            decided_by="区委办",
            filled_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        )
    with django_assert_num_queries(1):
        assert pack_at(path=VILLAGE, on=DAY).id == "huadu"
