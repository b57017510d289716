"""The journal: who reads what, the chain of a matter, and that nobody changes it."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.http import QueryDict

from gongzhi.kernel import queries
from gongzhi.kernel.actors import Actor, Grant, PostHeld, Reach, system_actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.models import Entry
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.workdays import CHINA

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
TOWN, VILLAGE, ELSEWHERE = "1/2/", "1/2/3/", "1/20/3/"
CASE = ("cases.case", 7)


def entry(code="cases.filed", *, path=VILLAGE, subject=CASE, follows=None) -> int:
    by = system_actor("test")
    return write_entry(code=code, by=by, now=NOW, subject=subject, area_path=path, follows=follows)


def reader(path: str, reach=Reach.SUBTREE) -> Actor:
    return Actor(name="读者", account_id=1, grants=(Grant(queries.READ_JOURNAL, path, reach),))


def seen(by: Actor, **narrowed) -> list[int]:
    return [row.pk for row in queries.entries_in(by=by, **narrowed).order_by("id")]


def test_a_chain_is_walked_both_ways_and_leaves_other_branches_out():
    filed = entry()
    assigned = entry("cases.assigned", follows=filed)
    returned = entry("cases.returned", follows=assigned)
    answered = entry("cases.answered", follows=assigned)
    entry()
    assert [e.pk for e in queries.chain_of(assigned)] == [filed, assigned, returned, answered]
    assert [e.pk for e in queries.chain_of(answered)] == [filed, assigned, answered]


def test_an_entry_says_who_acted_and_through_which_posts():
    post = PostHeld(1, 2, "village_clerk", "文书", 3, "石塘村村民委员会", 4, VILLAGE)
    by = Actor(name="何晓燕", account_id=5, person_id=6, posts=(post, replace(post, title="网格员")))
    pk = write_entry(code="cases.filed", by=by, now=NOW, subject=CASE, area_path=VILLAGE)
    told = Entry.objects.values("at", "by_account", "by_person", "by_name", "by_post", "area_path").get(pk=pk)
    assert told == {
        "at": NOW,
        "by_account": 5,
        "by_person": 6,
        "by_name": "何晓燕",
        "by_post": "石塘村村民委员会文书、石塘村村民委员会网格员",
        "area_path": VILLAGE,
    }


def test_what_is_journalled_about_one_row_is_found_in_its_order():
    first, second = entry(), entry("cases.closed")
    entry(subject=("cases.case", 8))
    entry(subject=("people.person", 7))
    assert [e.pk for e in queries.entries_of(CASE)] == [first, second]


@pytest.mark.parametrize("small", [queries.SMALL, 0], ids=["small area", "large area"])
def test_a_reader_sees_the_entries_of_the_areas_granted_and_no_other(monkeypatch, small):
    monkeypatch.setattr(queries, "SMALL", small)
    town, village, elsewhere, nowhere = (entry(path=path) for path in (TOWN, VILLAGE, ELSEWHERE, ""))
    closed = entry("cases.closed")
    assert seen(reader(TOWN)) == [town, village, closed]
    assert seen(reader(TOWN, Reach.AREA)) == [town]
    assert seen(reader(TOWN, Reach.OWN)) == []
    assert seen(Actor(name="无权", account_id=1)) == []
    assert seen(system_actor("test")) == [town, village, elsewhere, nowhere, closed]
    assert seen(reader(TOWN), code="cases.closed") == [closed]
    assert seen(reader(TOWN), ranges=[subtree(VILLAGE)]) == [village, closed]
    assert seen(reader(VILLAGE), ranges=[subtree("1/")]) == [village, closed]
    assert seen(reader(VILLAGE), ranges=[subtree(ELSEWHERE)]) == []


def test_entries_of_a_subject_are_narrowed_to_the_reader_s_areas():
    here, there = entry(), entry(path=ELSEWHERE)
    assert seen(reader(TOWN), subject=CASE) == [here]
    assert seen(system_actor("test"), subject=CASE) == [here, there]
    assert seen(reader(TOWN), subject=("cases.case", 8)) == []


def test_a_chain_shows_only_what_the_reader_may_read():
    filed = entry()
    moved = entry("cases.moved", path=ELSEWHERE, follows=filed)
    closed = entry("cases.closed", follows=moved)
    assert [e.pk for e in queries.chain_for(reader(TOWN), closed)] == [filed, closed]
    with pytest.raises(NotVisible):
        queries.chain_for(reader(TOWN), moved)
    with pytest.raises(NotVisible):
        queries.chain_for(reader(TOWN, Reach.OWN), filed)


@pytest.mark.parametrize("small", [queries.SMALL, 0])
def test_the_journal_pages_by_key_and_costs_no_more_with_more_rows(monkeypatch, small, django_assert_num_queries):
    monkeypatch.setattr(queries, "SMALL", small)
    ids = [entry() for _ in range(10)]
    with django_assert_num_queries(2):
        page = page_of(queries.entries_in(by=reader(TOWN)), order=queries.NEWEST_FIRST, query=QueryDict(), size=4)
    assert [e.pk for e in page.rows] == ids[:-5:-1]
    query = QueryDict(page.next_url[1:])
    page = page_of(queries.entries_in(by=reader(TOWN)), order=queries.NEWEST_FIRST, query=query, size=4)
    assert [e.pk for e in page.rows] == ids[5:1:-1]


def test_entries_are_neither_changed_nor_deleted():
    pk = entry()
    for change in (lambda: Entry.objects.filter(pk=pk).update(code="x.y"), Entry.objects.filter(pk=pk).delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Entry.objects.get(pk=pk).code == "cases.filed"
