"""Members of bodies: where they come from, and where they go when their body is closed."""

import pytest

from gongzhi.bodies.actions import add_member, close_body, end_membership, move_body, move_members
from gongzhi.bodies.coverage import coverage_for
from gongzhi.bodies.models import Body, Member
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at

pytestmark = pytest.mark.django_db


def covered(world, key, at="花都区"):
    return coverage_for(world.official(at), key, world.places[at].path, DAY)


def join(body, person, kind="party_member", by=SYSTEM, **more):
    return add_member(by=by, body_id=body.pk, person_id=person.pk, kind=kind, now=NOW, **more)


def test_a_big_committee_lists_its_part_time_members_with_unit_and_kind(world):
    """DL-012"""
    world.adopt("dalian")
    kinds = ("enforcement", "public_utility", "health", "two_new")
    selectable = pack_at(path=world.places["赤坭镇"].path, on=DAY).list("bodies", "member_kinds")
    assert all(selectable.item(kind) for kind in kinds)
    assert [line.name for line in covered(world, "extended_party_committees").missing] == ["赤坭镇"]
    assert [line.name for line in covered(world, "village_extended_party_committees").missing] == ["东升村", "西边村"]
    committee = world.body("extended_party_committee", "赤坭镇", "大工委", domain="agency")
    official = world.official("赤坭镇")
    with pytest.raises(Refusal, match=r"bodies\.unit_missing"):
        join(committee, world.person(), "health", by=official)
    with pytest.raises(Refusal, match=r"bodies\.member_unfit"):
        join(world.branch("东升村"), world.person(), "health", unit="镇卫生院")
    assert not Member.objects.exists()
    for kind, unit in zip(kinds[:3], ("综合执法队", "供电所", "镇卫生院"), strict=True):
        join(committee, world.person(f"{unit}书记"), kind, by=official, unit=unit)
    (line,) = covered(world, "part_time_members").lines
    assert {each.need: each.names for each in line.found} == {
        "enforcement": ("综合执法队书记（综合执法队）",),
        "public_utility": ("供电所书记（供电所）",),
        "health": ("镇卫生院书记（镇卫生院）",),
        "two_new": (),
    }


def test_each_of_nine_towns_has_a_regional_big_committee_or_is_named(world):
    """FC-003"""
    world.adopt("fucheng")
    for number in range(2, 10):
        world.area(f"第{number}镇", "town", "花都区")
    found = covered(world, "extended_party_committees")
    assert (found.have, found.total, found.expected) == (0, 9, 9)
    for line in found.lines[:8]:
        world.body("extended_party_committee", line.name, f"{line.name}大党委", domain="agency")
    found = covered(world, "extended_party_committees")
    assert (found.have, len(found.missing)) == (8, 1)
    with pytest.raises(Refusal, match=r"bodies\.one_already"):
        world.body("extended_party_committee", found.lines[0].name, "另一个大党委", domain="agency")


def test_a_party_organisation_is_not_closed_while_members_are_attached(world):
    """PZ-019"""
    shell, target = world.branch("东升村", "空壳支部"), world.branch("东升村", "村第一支部")
    people = [world.person(f"党员{n}") for n in range(2)]
    for person in people:
        join(shell, person)
    official = world.official("赤坭镇")
    closing = {"by": official, "body_id": shell.pk, "on": DAY, "reason": "空壳党组织撤并", "now": NOW}
    with pytest.raises(Refusal, match=r"bodies\.still_members") as refused:
        close_body(**closing)
    assert refused.value.figures["members"] == 2
    assert Body.objects.get(pk=shell.pk).closed_on is None
    moving = {"by": official, "from_id": shell.pk, "to_id": target.pk, "on": DAY, "now": NOW}
    with pytest.raises(Refusal, match=r"bodies\.reason_missing"):
        move_members(reason="", **moving)
    with pytest.raises(NotVisible):
        move_members(reason="撤并", **{**moving, "by": world.official("西边村")})
    assert move_members(reason="撤并", **moving) == 2
    closed = close_body(**closing)
    assert (closed.closed_on, closed.close_reason) == (DAY, "空壳党组织撤并")
    assert {member.moved_to for member in shell.members.all()} == {target}
    assert {member.person for member in target.members.filter(to_on=None)} == set(people)


def test_a_party_member_belongs_to_one_organisation_at_a_time(world):
    first, second = world.branch("东升村", "第一支部"), world.branch("东升村", "第二支部")
    person = world.person()
    member = join(first, person)
    for body, code in ((second, "member_elsewhere"), (first, "member_already")):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            join(body, person)
    with pytest.raises(Refusal, match=r"bodies\.member_kind_unknown"):
        join(second, person, "guest")
    ending = {"member_id": member.pk, "on": DAY, "now": NOW}
    with pytest.raises(NotVisible):
        end_membership(by=world.official("西边村"), reason="转出", **ending)
    end_membership(by=world.official("东升村"), reason="转出", **ending)
    assert join(second, person).body == second


def test_each_dispatched_branch_is_integrated_or_listed_as_kept(world):
    """DL-003"""
    world.adopt("dalian")
    owner, town = world.body("county_department", "花都区", "区农业局"), world.body("town_government", "赤坭镇")
    with pytest.raises(Refusal, match=r"bodies\.parent_missing"):
        world.body("dispatched_branch", "赤坭镇", "农技站")
    kept = {"kept_reason": "市级清单保留派驻"}
    branches = [world.body("dispatched_branch", "赤坭镇", name, parent_id=owner.pk) for name in ("农技站", "水利站")]
    world.body("dispatched_branch", "赤坭镇", "税务所", parent_id=owner.pk, fields=kept)
    found = covered(world, "dispatched_branches")
    assert (found.have, [line.name for line in found.missing]) == (1, ["农技站", "水利站"])
    move_body(
        by=world.official("花都区"),
        body_id=branches[0].pk,
        area_id=branches[0].area_id,
        parent_id=town.pk,
        on=DAY,
        reason="大编办〔2026〕1号",
        now=NOW,
    )
    assert [line.name for line in covered(world, "dispatched_branches").missing] == ["水利站"]
    move = branches[0].moves.get()
    assert (move.from_parent, move.to_parent, move.on) == (owner, town, DAY)
