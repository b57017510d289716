"""What an actor may do, and where: by action, area and reach."""

import dataclasses

import pytest

from gongzhi.kernel.actors import VISITOR, Actor, Grant, Reach, system_actor
from gongzhi.kernel.paths import EVERYWHERE, merged, shared, subtree

OVER = "1/2/"


def actor(reach: Reach) -> Actor:
    return Actor(name="何晓燕", account_id=1, grants=(Grant("cases.reply", OVER, reach),))


@pytest.mark.parametrize(
    ("reach", "path", "may"),
    [
        (Reach.AREA, "1/2/", True),
        (Reach.AREA, "1/2/3/", False),
        (Reach.AREA, "1/", False),
        (Reach.SUBTREE, "1/2/", True),
        (Reach.SUBTREE, "1/2/3/", True),
        (Reach.SUBTREE, "1/", False),
        (Reach.SUBTREE, "1/20/", False),
        (Reach.SUBTREE, "1/3/", False),
    ],
)
def test_a_grant_holds_in_its_area_and_as_far_below_as_it_says(reach, path, may):
    assert actor(reach).may("cases.reply", path) is may


def test_a_grant_of_one_action_is_none_of_another():
    assert not actor(Reach.SUBTREE).may("cases.close", OVER)
    assert actor(Reach.SUBTREE).ranges("cases.close") == ()


@pytest.mark.parametrize(
    ("reach", "ranges"),
    [(Reach.SUBTREE, (subtree(OVER),)), (Reach.AREA, ((OVER, OVER + "!"),)), (Reach.OWN, ())],
)
def test_the_ranges_of_a_list_are_those_of_the_grant_and_none_for_what_is_one_s_own(reach, ranges):
    assert actor(reach).ranges("cases.reply") == ranges


@pytest.mark.parametrize(("path", "is_in"), [("1/2/", True), ("1/2/3/", False), ("1/20/", False)])
def test_the_range_of_an_area_alone_holds_that_area_alone(path, is_in):
    ((low, high),) = actor(Reach.AREA).ranges("cases.reply")
    assert (low <= path < high) is is_in


def test_ranges_are_joined_where_they_touch_and_are_none_where_they_are_empty_or_share_nothing():
    assert merged([("b", "c"), ("a", "b"), ("d", "d"), ("f", "e")]) == (("a", "c"),)
    assert shared([subtree("1/2/")], [subtree("1/3/")]) == ()
    assert shared([subtree("1/")], [subtree("1/3/")]) == (subtree("1/3/"),)


def test_a_visitor_may_nothing_and_the_system_everything():
    assert VISITOR.is_anonymous
    assert not VISITOR.may("cases.reply", "")
    sweep = system_actor("sweep")
    assert not sweep.is_anonymous
    assert sweep.may("cases.reply", "1/9/")
    assert sweep.ranges("cases.reply") == EVERYWHERE


def test_an_actor_is_never_changed_on_its_way():
    with pytest.raises(dataclasses.FrozenInstanceError):
        VISITOR.grants = (Grant("cases.reply", "", Reach.SUBTREE),)
