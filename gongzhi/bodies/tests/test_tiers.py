"""Tiers of the Party's organisation follow each other in the order of the place, and end where it says."""

import pytest

from gongzhi.bodies.actions import add_member, link_household, move_body
from gongzhi.bodies.models import Body, HouseholdTie
from gongzhi.bodies.placing import unattached_bodies
from gongzhi.bodies.queries import stranded_bodies
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import register_household
from gongzhi.territory.changes.planning import Wanted
from gongzhi.territory.factories import redraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(world):
    """Return a function that registers the tiers of a place one under the other, down to a depth."""

    def grow(pack_id, *, depth):
        world.area("1号楼", "building", "第一网格")
        world.adopt(pack_id)
        steps = (
            ("town_party_committee", "赤坭镇", "agency"),
            ("community_party_committee", "东升村", "village"),
            ("party_branch", "第一网格", "village"),
            ("party_cell", "1号楼", "village"),
        )
        grown = []
        for kind, at, domain in steps[:depth]:
            parent = grown[-1].pk if grown else None
            grown.append(world.body(kind, at, domain=domain, parent_id=parent))
        return grown

    return grow


def test_five_tiers_stand_in_order_and_a_courtyard_group_not_directly_under_a_town(world, tree):
    """DL-017"""
    town, village, branch, courtyard = tree("dalian", depth=4)
    assert [body.tier for body in (town, village, branch, courtyard)] == ["town", "village", "grid", "courtyard"]
    for wrong in (town, village):
        with pytest.raises(Refusal, match=r"bodies\.tier_out_of_order"):
            world.body("party_cell", "1号楼", "第二小组", domain="village", parent_id=wrong.pk)
    with pytest.raises(Refusal, match=r"bodies\.tier_out_of_order"):
        world.branch("第一网格", "第二支部", parent_id=town.pk)
    general = world.body("general_branch", "第一网格", domain="village", parent_id=village.pk)
    under = world.branch("第一网格", "楼院党支部", parent_id=general.pk)
    assert (general.tier, under.tier) == ("grid", "courtyard")
    home = register_household(by=SYSTEM, area_id=world.places["1号楼"].id, address="101室", now=NOW)
    for body, fits in ((branch, False), (courtyard, True)):
        person = world.person(f"{body.tier}党员")
        add_member(by=SYSTEM, body_id=body.pk, person_id=person.pk, kind="party_member", now=NOW)
        asked = {"by": SYSTEM, "body_id": body.pk, "household_id": home.pk, "person_id": person.pk, "now": NOW}
        if fits:
            link_household(**asked)
            continue
        with pytest.raises(Refusal, match=r"bodies\.tier_out_of_order"):
            link_household(**asked)
    assert [tie.body for tie in HouseholdTie.objects.all()] == [courtyard]


def test_four_tiers_stand_and_a_fifth_is_refused(world, tree):
    """PZ-002"""
    town, _, estate, building = tree("panzhihua-west", depth=4)
    assert [body.tier for body in (town, estate, building)] == ["town", "estate", "building"]
    for kind in ("party_cell", "party_branch", "general_branch"):
        with pytest.raises(Refusal, match=r"bodies\.tier_(out_of_order|beyond_last)") as refused:
            world.body(kind, "1号楼", "单元党小组", domain="village", parent_id=building.pk)
        assert refused.value.figures["tiers"] == 4
    assert Body.objects.count() == 4


def test_a_place_without_tiers_and_a_firm_within_one_hang_as_they_like(world, tree):
    town, *_ = tree("dalian", depth=4)
    firm = {"domain": "two_new", "form": "built"}
    assert world.branch("第一网格", "企业支部", parent_id=town.pk, **firm).tier == ""
    loose = world.branch("第一网格", "未隶属支部")
    assert [line.id for line in unattached_bodies(SYSTEM, world.places["花都区"].path, DAY)] == [loose.pk]
    with pytest.raises(NotVisible):
        unattached_bodies(VISITOR, world.places["花都区"].path, DAY)


def test_after_the_grids_are_redrawn_every_branch_is_attached_anew_or_listed(world, tree):
    """DL-060"""
    _, village, branch = tree("dalian", depth=3)
    path = world.places["东升村"].path
    assert stranded_bodies(SYSTEM, path, DAY) == ()
    new = redraw(world.places["东升村"].id, DAY, NOW, Wanted("新一网格"), Wanted("新二网格"))
    ((line, after),) = stranded_bodies(SYSTEM, path, DAY)
    assert (line.id, set(after) <= {grid.id for grid in new}) == (branch.pk, True)
    moving = {"by": world.official("赤坭镇"), "body_id": branch.pk, "on": DAY, "now": NOW}
    place = {"area_id": new[0].id, "parent_id": village.pk}
    for wrong, code in (({"reason": " "}, "reason_missing"), ({"parent_id": village.parent_id}, "tier_out_of_order")):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            move_body(**{**moving, **place, "reason": "网格调整", **wrong})
    with pytest.raises(NotVisible):
        move_body(**{**moving, **place, "reason": "网格调整", "by": world.official("西边村")})
    moved = move_body(**moving, **place, reason="网格调整")
    assert (moved.path, moved.tier) == (new[0].path, "grid")
    assert stranded_bodies(SYSTEM, path, DAY) == ()
    with pytest.raises(Refusal, match=r"bodies\.there_already"):
        move_body(**moving, **place, reason="网格调整")
    move = branch.moves.get()
    assert (move.from_path, move.to_path, move.reason) == (branch.path, new[0].path, "网格调整")
