"""Lists page by key in both directions, whatever arrives meanwhile."""

import datetime as dt

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.models import Job
from gongzhi.kernel.paging import behind, page_of
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.workdays import CHINA

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=CHINA)
ORDER = ("run_at", "-id")
SIZE = 3


def jobs(*minutes: int) -> list[int]:
    return [Job.objects.create(kind="kernel.test", run_at=START + dt.timedelta(minutes=m)).pk for m in minutes]


def page(url: str = "", rows=None):
    return page_of(
        Job.objects.all() if rows is None else rows, order=ORDER, query=QueryDict(url.lstrip("?")), size=SIZE
    )


def keys(found) -> list[int]:
    return [row.pk for row in found.rows]


def in_order() -> list[int]:
    return list(Job.objects.order_by(*ORDER).values_list("id", flat=True))


def test_every_row_is_met_once_going_on_and_once_going_back():
    jobs(5, 1, 1, 1, 2, 9, 0, 1)
    pages = [page()]
    while pages[-1].next_url:
        pages.append(page(pages[-1].next_url))
    assert [key for p in pages for key in keys(p)] == in_order()
    assert [(p.first, p.last) for p in pages] == [(1, 3), (4, 6), (7, 8)]
    back = [pages[-1]]
    while back[-1].previous_url:
        back.append(page(back[-1].previous_url))
    assert [keys(p) for p in reversed(back)] == [keys(p) for p in pages]
    assert [(p.first, p.last) for p in reversed(back)] == [(1, 3), (4, 6), (7, 8)]


def test_a_row_that_arrives_in_front_neither_repeats_nor_hides_another():
    expected = sorted(jobs(1, 2, 3, 4, 5))
    first = page()
    jobs(0)
    second = page(first.next_url)
    assert keys(first) + keys(second) == expected
    assert len(keys(page(second.previous_url))) == 3
    assert (page(page(second.previous_url).previous_url).first) == 1


def test_filters_stay_in_the_addresses_of_the_neighbours():
    jobs(1, 2, 3, 4)
    first = page("?state=open&state=late&q=路灯")
    query = QueryDict(first.next_url[1:])
    assert query.getlist("state") == ["open", "late"]
    assert query["q"] == "路灯"
    assert "before" not in QueryDict(page(first.next_url).previous_url[1:]).getlist("after")


def test_a_list_without_rows_has_no_neighbours_and_an_emptied_page_leads_back():
    assert page() == page_of(Job.objects.none(), order=ORDER, query=QueryDict())
    assert (page().rows, page().first, page().next_url, page().previous_url) == ((), 0, "", "")
    jobs(1, 2, 3, 4)
    further = page().next_url
    Job.objects.filter(run_at__gt=START + dt.timedelta(minutes=3)).delete()
    emptied = page(further)
    assert emptied.rows == ()
    assert len(page(emptied.previous_url).rows) == 3


def test_a_page_costs_one_query_and_never_counts(django_assert_num_queries):
    jobs(*range(10))
    with django_assert_num_queries(1) as seen:
        found = page()
    assert len(found.rows) == 3
    with django_assert_num_queries(1):
        page(found.next_url)
    assert "COUNT" not in seen[0]["sql"].upper()


STRANGE = (
    "after=1 after=a,b after=2026-11-24,x after=, after=1,2,3 after=2026-11-24,%00 from=0&after=1,1 from=-1 from=x"
    " from=9999999999 after=2026-13-45T10:00,1"
)


@pytest.mark.parametrize("url", STRANGE.split())
def test_a_key_changed_by_hand_is_an_address_that_does_not_exist(url):
    jobs(1, 2, 3, 4)
    with pytest.raises(NotVisible):
        page(url)


def test_an_order_by_a_column_that_may_be_null_is_a_mistake_of_the_programmer():
    with pytest.raises(TypeError, match="done_at"):
        page_of(Job.objects.all(), order=("done_at", "id"), query=QueryDict("after=2026-11-24,1"))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8),
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
)
def test_behind_means_later_in_the_order(rows, key):
    condition = behind(("a", "-b"), key)

    def holds(q, row) -> bool:
        answers = [holds(c, row) if hasattr(c, "children") else compare(c, row) for c in q.children]
        return any(answers) if q.connector == "OR" else all(answers)

    def compare(lookup, row) -> bool:
        name, _, how = lookup[0].partition("__")
        left, right = row["ab".index(name)], lookup[1]
        return {"": left == right, "gt": left > right, "lt": left < right, "gte": left >= right, "lte": left <= right}[
            how
        ]

    rank = {row: (row[0], -row[1]) for row in [*rows, key]}
    assert all(holds(condition, row) == (rank[row] > rank[key]) for row in rows)
