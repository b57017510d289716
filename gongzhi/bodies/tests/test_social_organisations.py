"""Social organisations: four kinds, public benefit with priority, those of incomers, associations with a charter."""

import pytest

from gongzhi.bodies.actions import close_body, describe_body
from gongzhi.bodies.queries import count_by, has_priority, state_of
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_named

pytestmark = pytest.mark.django_db
FOUR = ("social_association", "trade_body", "intermediary", "volunteer_group")


def test_social_organisations_are_registered_by_four_kinds_in_an_open_list(world):
    """HD-179"""
    for kind in FOUR:
        world.body(kind, "赤坭镇")
    assert count_by(world.places["花都区"].path, DAY, by="kind", groups=("social",)) == dict.fromkeys(FOUR, 1)
    with pytest.raises(Refusal, match=r"bodies\.kind_unknown"):
        world.body("secret_society", "赤坭镇")
    assert pack_named("base").list("bodies", "kinds").is_open


def test_organisations_formed_by_incomers_are_counted_from_the_register(world):
    """HD-162"""
    path = world.places["花都区"].path
    led = [world.body("volunteer_group", "东升村", f"来穗志愿队{n}", fields={"incomer_led": True}) for n in range(2)]
    world.body("volunteer_group", "东升村", "本地志愿队", fields={"incomer_led": False})
    assert count_by(path, DAY, by="incomer_led") == {"True": 2}
    close_body(by=SYSTEM, body_id=led[0].pk, on=DAY, reason="注销", now=NOW)
    assert count_by(path, DAY, by="incomer_led") == {"True": 1}


def test_public_benefit_organisations_are_of_three_kinds_and_come_first(world):
    """HD-105"""
    base = pack_named("base")
    kinds = [item.key for item in base.list("bodies", "public_benefit_kinds").items]
    assert kinds == ["foundation", "service_institution", "public_association"]
    for kind in kinds:
        made = world.body("social_association", "赤坭镇", kind, fields={"public_benefit": kind})
        assert has_priority(base, made)
    assert not has_priority(base, world.body("trade_body", "赤坭镇"))
    with pytest.raises(Refusal, match=r"bodies\.field_unfit"):
        world.body("social_association", "赤坭镇", "其他", fields={"public_benefit": "casino"})


def test_an_association_is_forming_until_it_has_a_charter(world):
    """FC-005"""
    base = pack_named("base")
    fields = base.list("bodies", "association_fields")
    assert ([item.key for item in fields.items], fields.is_open) == (["industry", "culture"], True)
    with pytest.raises(Refusal, match=r"bodies\.field_missing"):
        world.body("rural_association", "东升村", "柑橘协会")
    made = world.body("rural_association", "东升村", "柑橘协会", fields={"association_field": "industry"})
    assert state_of(base, made, DAY) == "forming"
    charter = {"body_id": made.pk, "fields": {"charter": "柑橘协会章程（2026年）"}, "now": NOW}
    with pytest.raises(NotVisible):
        describe_body(by=world.official("西边村"), **charter)
    made = describe_body(by=world.official("东升村"), **charter)
    assert (state_of(base, made, DAY), made.data["association_field"]) == ("open", "industry")
