"""The list that staff have open all day: its page is read along an index, whatever the number of requests."""

import pytest
from django.db import connection

from gongzhi.cases.queries import Filter, filtered, risen
from gongzhi.cases.tests.world import NOW, filed, place

pytestmark = pytest.mark.django_db
ONLY_INDEXES = "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"


@pytest.mark.parametrize(("kind", "index"), [("county_official", "in_county"), ("town_desk", "in_town")])
@pytest.mark.parametrize("wanted", [Filter(), Filter(is_open=True), Filter(is_open=False)])
def test_a_page_of_the_list_is_read_along_an_index_in_its_order(kind, index, wanted):
    made = place("huadu", kind)
    for _ in range(3):
        filed(made)
    if connection.vendor == "postgresql":  # few rows are read whole, whatever the indexes; many are not
        with connection.cursor() as cursor:
            cursor.execute(ONLY_INDEXES)
    plan = filtered(made.actor(kind), wanted, NOW).order_by("-pk")[:21].explain()
    assert f"case_{index}" in plan or "cases_case_pkey" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_what_rose_to_somebody_is_read_along_its_own_index():
    desk = place("huadu", "town_desk").actor("town_desk")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(ONLY_INDEXES.partition("; SET LOCAL enable_sort")[0])
    assert "case_risen" in risen(desk).explain()
