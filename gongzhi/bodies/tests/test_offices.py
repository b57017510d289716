"""Offices stand on a reason, the Party-building office alone; a leadership arrangement names its three roles."""

import pytest

from gongzhi.bodies.models import Body
from gongzhi.kernel.verdicts import Refusal

pytestmark = pytest.mark.django_db


def office(world, name="综合办公室", reason="size", functions=("general_affairs",)):
    fields = {"office_reason": reason, "office_functions": functions}
    return world.body("town_office", "赤坭镇", name, fields=fields)


def test_an_office_states_one_of_three_reasons(world):
    """DL-004"""
    for reason, code in (("", "field_missing"), ("habit", "field_unfit")):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            office(world, reason=reason)
    assert not Body.objects.exists()
    kept = [
        office(world, reason, reason).data["office_reason"]
        for reason in ("size", "main_function", "rural_revitalisation")
    ]
    assert kept == ["size", "main_function", "rural_revitalisation"]
    with pytest.raises(Refusal, match=r"bodies\.field_missing"):
        world.body("town_institution", "赤坭镇", "服务中心")


def test_the_party_building_office_shares_its_record_with_no_other_office(world):
    """DL-005"""
    with pytest.raises(Refusal, match=r"bodies\.not_alone") as refused:
        office(world, functions=("party_building", "general_affairs"))
    assert refused.value.figures["alone"] == "党建工作"
    assert not Body.objects.exists()
    assert office(world, "党建工作办公室", functions=("party_building",)).data["office_functions"] == ["party_building"]
    office(world, "综合办公室", functions=("general_affairs", "public_service"))


def test_a_leadership_arrangement_names_the_three_roles(world):
    """TJ-077"""
    roles = {
        "leading_committee": [world.body("county_party_committee", "花都区", "区委", domain="agency").pk],
        "coordinating_department": [world.body("county_party_department", "花都区", "区委组织部").pk],
        "taking_part": [world.body("county_department", "花都区", name).pk for name in ("区民政局", "区财政局")],
    }
    for role in roles:
        with pytest.raises(Refusal, match=r"bodies\.link_missing"):
            world.body("leadership_arrangement", "花都区", "基层党建领导体制", links={**roles, role: []})
    wrong = {**roles, "leading_committee": roles["taking_part"]}
    with pytest.raises(Refusal, match=r"bodies\.link_unfit"):
        world.body("leadership_arrangement", "花都区", "基层党建领导体制", links=wrong)
    assert not Body.objects.filter(kind="leadership_arrangement").exists()
    made = world.body("leadership_arrangement", "花都区", "基层党建领导体制", links=roles)
    assert [(link.kind, link.other.name) for link in made.links.order_by("pk")] == [
        ("leading_committee", "区委"),
        ("coordinating_department", "区委组织部"),
        ("taking_part", "区民政局"),
        ("taking_part", "区财政局"),
    ]
