"""Party organisations: their domain, how they are formed, what they are set up in, both sides of a joint one."""

import pytest

from gongzhi.bodies.actions import create_body
from gongzhi.bodies.models import Body
from gongzhi.bodies.queries import count_by
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.queries import pack_named

pytestmark = pytest.mark.django_db
SIX_HOSTS = (
    "villager_group",
    "cooperative",
    "agricultural_firm",
    "professional_association",
    "service_organisation",
    "migrant_settlement",
)


def test_every_party_organisation_has_exactly_one_of_four_domains(world):
    """HD-043"""
    base = pack_named("base")
    party = [item.key for item in base.list("bodies", "kinds").items if item.data["group"] == "party"]
    assert all("domain" in base.list("bodies", "kinds").item(kind).data["asks"] for kind in party)
    with pytest.raises(Refusal) as refused:
        world.branch("东升村", domain="")
    assert refused.value.figures["fields"] == "基层党组织所属领域"
    for domain in ("agency", "village", "community"):
        world.branch("东升村", f"{domain}支部", domain=domain)
    world.branch("东升村", "企业支部", domain="two_new", form="built")
    assert count_by(world.places["赤坭镇"].path, DAY, by="domain") == {
        "agency": 1,
        "village": 1,
        "community": 1,
        "two_new": 1,
    }
    with pytest.raises(Refusal, match=r"bodies\.field_unfit"):
        world.branch("东升村", "第五种", domain="village,community")


def test_a_party_organisation_in_a_firm_says_how_it_is_formed_and_names_its_hosts(world):
    """HD-076"""
    firms = [world.body("trade_body", "东升村", f"单位{n}") for n in range(3)]
    two_new = {"domain": "two_new"}
    with pytest.raises(Refusal, match=r"bodies\.field_missing"):
        world.branch("东升村", **two_new)
    for form, hosts, code in (
        ("joined", firms[:1], "hosts_missing"),
        ("attached", [], "hosts_missing"),
        ("attached", firms[:2], "hosts_too_many"),
        ("floating", [], "field_unfit"),
    ):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            world.branch("东升村", form=form, links={"host": [host.pk for host in hosts]}, **two_new)
    assert not Body.objects.filter(kind="party_branch").exists()
    world.branch("东升村", "单建支部", form="built", **two_new)
    joined = world.branch("东升村", "联建支部", form="joined", links={"host": [f.pk for f in firms[:2]]}, **two_new)
    attached = world.branch("东升村", "挂靠支部", form="attached", links={"host": [firms[2].pk]}, **two_new)
    assert [link.other for link in (*joined.links.order_by("pk"), *attached.links.all())] == firms
    assert count_by(world.places["东升村"].path, DAY, by="form") == {"built": 1, "joined": 1, "attached": 1}


def test_what_party_organisations_are_set_up_in_is_an_open_list_of_six(world):
    """HD-059, YJ-032"""
    found = pack_named("base").list("bodies", "host_types")
    assert tuple(item.key for item in found.items) == SIX_HOSTS
    assert found.is_open
    for number, host in enumerate([*SIX_HOSTS, SIX_HOSTS[0]]):
        world.branch("东升村", f"支部{number}", fields={"host_type": host})
    counts = count_by(world.places["花都区"].path, DAY, by="host_type")
    assert counts == {**dict.fromkeys(SIX_HOSTS, 1), SIX_HOSTS[0]: 2}
    with pytest.raises(Refusal) as refused:
        world.branch("东升村", "第八支部", fields={"host_type": "casino"})
    assert "农民合作社" in refused.value.figures["choices"]


@pytest.mark.parametrize("missing", ["local_side", "origin_side"])
def test_an_organisation_shared_with_the_place_of_origin_names_both_sides(world, missing):
    """HD-156"""
    sides = {"local_side": "赤坭镇党委", "origin_side": "湖南省某县驻穗流动党员党委"}
    asked = {"kind": "joint_party_organisation", "name": "共建党支部", "domain": "two_new", "form": "built"}
    place = {"by": SYSTEM, "area_id": world.places["赤坭镇"].id, "now": NOW}
    with pytest.raises(Refusal, match=r"bodies\.field_missing"):
        create_body(fields={**sides, missing: " "}, **asked, **place)
    assert not Body.objects.exists()
    assert create_body(fields=sides, **asked, **place).data == sides
