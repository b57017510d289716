"""Totals kept while rows are written are exact, and their writers do not wait for each other."""

import threading
from itertools import pairwise

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.counters import bump, total, totals
from gongzhi.kernel.models import Counter
from gongzhi.kernel.paths import merged, subtree

pytestmark = pytest.mark.django_db
WRITERS = 40
TOWN, VILLAGE, NEXT_VILLAGE = "1/2/", "1/2/3/", "1/2/30/"


def opened(*paths: str) -> int:
    return total(name="cases.open", ranges=[subtree(path) for path in paths])


def test_a_total_covers_what_lies_under_an_area_and_nothing_beside_it():
    bump(name="cases.open", path=VILLAGE, by=2)
    bump(name="cases.open", path=NEXT_VILLAGE, by=5)
    bump(name="cases.closed", path=VILLAGE, by=9)
    assert [opened(path) for path in (VILLAGE, NEXT_VILLAGE, TOWN, "", "2/")] == [2, 5, 7, 7, 0]


def test_overlapping_areas_count_once_and_no_area_counts_nothing():
    bump(name="cases.open", path=VILLAGE, by=2)
    assert opened(TOWN, VILLAGE, TOWN) == 2
    assert total(name="cases.open", ranges=[]) == 0


def test_several_totals_cost_one_query(django_assert_num_queries):
    bump(name="cases.open", path=VILLAGE, by=2)
    bump(name="cases.closed", path=VILLAGE, by=1)
    with django_assert_num_queries(1):
        found = totals(names=("cases.open", "cases.closed", "cases.late"), ranges=[subtree(TOWN)])
    assert found == {"cases.open": 2, "cases.closed": 1, "cases.late": 0}


def test_what_is_taken_back_with_its_transaction_is_not_counted():
    bump(name="cases.open", path=VILLAGE, by=1)

    def add_and_fail():
        with transaction.atomic():
            bump(name="cases.open", path=VILLAGE, by=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()
    assert opened(VILLAGE) == 1


def test_one_writer_after_another_needs_one_slot():
    for step in (1, 1, -1, 1):
        bump(name="cases.open", path=VILLAGE, by=step)
    assert Counter.objects.values_list("count").get() == (2,)


def test_parallel_writers_lose_nothing_and_on_postgresql_do_not_wait(parallel):
    together = threading.Barrier(WRITERS)

    def move_one():
        with transaction.atomic():
            bump(name="cases.closed", path=VILLAGE, by=1)
            bump(name="cases.open", path=VILLAGE, by=-1)
            if connection.vendor == "postgresql":
                together.wait(timeout=30)  # met only if nobody waits for another's transaction

    for _ in range(2):
        parallel(*[move_one] * WRITERS)
    names = ("cases.open", "cases.closed")
    found, slots = parallel(lambda: totals(names=names, ranges=[subtree("")]), Counter.objects.count)
    assert found == {"cases.open": -2 * WRITERS, "cases.closed": 2 * WRITERS}
    assert slots <= 2 * WRITERS, "slots are taken again"


paths = st.lists(st.integers(1, 12), max_size=3).map(lambda ids: "".join(f"{n}/" for n in ids))


@given(tops=st.lists(paths, max_size=5), path=paths)
def test_merged_ranges_hold_the_same_paths_once(tops, path):
    spans = merged(subtree(top) for top in tops)
    assert sum(low <= path < high for low, high in spans) == any(path.startswith(top) for top in tops)
    assert all(a[1] < b[0] for a, b in pairwise(spans))
