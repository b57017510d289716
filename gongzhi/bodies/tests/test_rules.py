"""Where a body may stand, how many hosts it names, which seat is free, who is barred: both sides of each boundary."""

import datetime as dt

import pytest

from gongzhi.bodies.lists import Bar, Form, Kind, PostKind
from gongzhi.bodies.rules import (
    Parent,
    Term,
    barring_source,
    free_seat,
    may_have_hosts,
    may_join,
    may_sit_at,
    missing_fields,
)

VILLAGE = "1/2/3/"


def day(number):
    return dt.date(2026, 1, number)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (Term(day(1)), Term(day(9)), True),
        (Term(day(1), day(9)), Term(day(9)), False),
        (Term(day(1), day(9)), Term(day(8), day(20)), True),
        (Term(day(5), day(5)), Term(day(1)), False),
    ],
)
def test_two_terms_overlap_when_some_day_belongs_to_both(first, second, expected):
    assert first.overlaps(second) is second.overlaps(first) is expected


def test_the_lowest_free_seat_is_taken_and_none_beyond_the_last():
    now = Term(day(1))
    assert free_seat(now, seats=None, taken=[]) == 1
    assert free_seat(now, seats=3, taken=[(1, now), (3, now)]) == 2
    assert free_seat(now, seats=2, taken=[(1, now), (2, now)]) is None
    assert free_seat(now, seats=None, taken=[(1, now), (2, now)]) == 3
    assert free_seat(Term(day(9)), seats=1, taken=[(1, Term(day(1), day(9)))]) == 1


def test_a_body_stands_at_its_levels_and_once_where_there_is_only_one():
    kind = Kind(group="self_government", levels=("village",), single=True)
    asked = {"path": VILLAGE, "parent": None}
    assert may_sit_at(kind, level="village", others=0, **asked).ok
    assert may_sit_at(kind, level="town", others=0, **asked).code == "bodies.level_unfit"
    assert may_sit_at(kind, level="village", others=1, **asked).code == "bodies.one_already"
    assert may_sit_at(Kind(group="x", levels=("village",)), level="village", others=1, **asked).ok


def test_a_body_hangs_under_the_kinds_it_may_hang_under_at_its_area_or_above():
    kind = Kind(group="party", levels=("grid",), parents=("party_branch",))
    asked = {"level": "grid", "path": "1/2/3/4/", "others": 0}
    assert may_sit_at(kind, parent=Parent("party_branch", VILLAGE), **asked).ok
    assert may_sit_at(kind, parent=None, **asked).code == "bodies.parent_missing"
    assert may_sit_at(kind, parent=Parent("grid", VILLAGE), **asked).code == "bodies.parent_unfit"
    assert may_sit_at(kind, parent=Parent("party_branch", "1/2/9/"), **asked).code == "bodies.parent_elsewhere"


def test_a_field_left_empty_is_missing_and_a_no_is_an_answer():
    assert missing_fields(("a", "b", "c", "d"), {"a": "", "b": False, "c": []}) == ("a", "c", "d")


def test_a_form_asks_for_its_number_of_hosts():
    joined, attached = Form(hosts_least=2), Form(hosts_least=1, hosts_most=1)
    assert [may_have_hosts(joined, hosts=n).ok for n in (1, 2, 5)] == [False, True, True]
    assert [may_have_hosts(attached, hosts=n).code for n in (0, 1, 2)] == [
        "bodies.hosts_missing",
        "bodies.hosts_fit",
        "bodies.hosts_too_many",
    ]


def test_one_more_may_join_until_the_most_is_reached():
    assert [may_join(holders=n, most=5).ok for n in (4, 5)] == [True, False]
    assert may_join(holders=99, most=None).ok


def test_a_bar_keeps_out_the_person_and_only_where_it_says_so_the_relatives():
    post = PostKind(
        bars=(
            Bar(bodies=("villagers_committee",), relatives=True, source="law:37"),
            Bar(posts=("secretary",), source="g:2"),
        )
    )
    member = {"kind": "member", "body_kind": "villagers_committee"}
    secretary = {"kind": "secretary", "body_kind": "party_branch"}
    assert barring_source(post, **member, is_relative=False) == "law:37"
    assert barring_source(post, **member, is_relative=True) == "law:37"
    assert barring_source(post, **secretary, is_relative=False) == "g:2"
    assert barring_source(post, **secretary, is_relative=True) == ""
    assert barring_source(post, kind="member", body_kind="grid", is_relative=False) == ""
