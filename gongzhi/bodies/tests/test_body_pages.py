"""The page of one body and that of a village: relations, tasks and resources, and what is missing of them."""

import pytest

from gongzhi.bodies.factories import body
from gongzhi.bodies.models import Body, BodyLink, JointTask, Resource
from gongzhi.bodies.tests.pieces import page, send

pytestmark = pytest.mark.django_db


def test_priority_of_public_benefit_organisations_is_shown(cast):
    """HD-105: priority flag shown."""
    first = body(cast, "social_association", "助老会", fields={"public_benefit": "foundation"})
    other = body(cast, "social_association", "钓鱼协会")
    clerk = cast.client("village_clerk")
    assert "优先扶持" in page(clerk, "body", first.pk)
    assert "优先扶持" not in page(clerk, "body", other.pk)


def test_the_page_of_an_estate_shows_each_of_five_parties_or_none(cast):
    """HD-149: the estate page shows five parties or "none"."""
    estate = body(cast, "estate", "石塘花园")
    body(cast, "property_company", "安居物业公司", links={"serves_estate": [estate.pk]})
    shown = page(cast.client("village_clerk"), "body", estate.pk)
    assert shown.count('<use href="/static/icons.svg#minus"/></svg>无') == 4
    assert "物业公司管理服务</b>：安居物业公司" in shown
    for label in ("社区党组织统筹领导", "居委会扶持引导", "业委会协调监督", "居民自觉维护"):
        assert f"{label}</b></span>" in shown


def test_the_page_of_a_village_shows_its_bodies_and_the_instrument_of_their_relation(cast):
    """HD-176: the village page shows the bodies and the instrument that defines the relation."""
    party = body(cast, "community_party_committee", "石塘村党委", domain="village")
    committee = Body.objects.get(name="石塘村村民委员会")
    desk, law = cast.client("town_desk"), "《中国共产党农村基层组织工作条例》"
    given = {"other": committee.pk, "from_on": "2026-01-05"}
    refused = send(desk, "relate", party.pk, "leads", **given)
    assert refused.status_code == 422
    assert not BodyLink.objects.exists()
    send(desk, "relate", party.pk, "leads", instrument=law, **given)
    shown = page(cast.client("village_clerk"), "area", cast.area("village").id)
    for words in ("石塘村党委", "石塘村村民委员会", "领导", law):
        assert words in shown
    link = BodyLink.objects.get()
    send(desk, "end_relation", link.pk)
    assert law not in page(desk, "area", cast.area("village").id)


def test_a_hub_shows_the_social_organisations_it_supports(cast):
    """HD-020: every registered social organisation can show which hub, if any, supports it."""
    hub, club = body(cast, "womens_federation", "石塘村妇联"), body(cast, "volunteer_group", "舞蹈队")
    loose = body(cast, "volunteer_group", "钓鱼队")
    clerk = cast.client("village_clerk")
    send(clerk, "relate", club.pk, "hub", other=hub.pk, from_on="2026-01-05")
    assert "枢纽型组织</b>：石塘村妇联" in page(clerk, "body", club.pk)
    assert "枢纽型组织</b></span>" in page(clerk, "body", loose.pk)
    assert "舞蹈队" in page(clerk, "body", hub.pk)
    assert "钓鱼队" not in page(clerk, "body", hub.pk)


def test_a_task_of_an_estate_names_who_is_responsible_and_rests_on_the_owners_vote_where_it_must(cast):
    """PZ-024: a task names the party responsible; owners' matters need an owners' vote."""
    estate = body(cast, "estate", "石塘花园")
    firm = body(cast, "property_company", "安居物业公司", links={"serves_estate": [estate.pk]})
    clerk = cast.client("village_clerk")
    given = {"matter": "maintenance_use", "title": "修电梯", "responsible": firm.pk, "agreed_on": "2026-11-20"}
    heads = {"people": 100, "people_present": 80, "people_for": 41}
    area = {"area": "9000.50", "area_present": "7000", "area_for": "4000.25"}
    for vote in ({}, {"vote": "11月18日书面表决"}, {**heads, **area}):
        refused = send(clerk, "task", estate.pk, **vote, **given)
        assert refused.status_code == 422
        assert "由业主共同决定" in refused.content.decode()
    few = send(clerk, "task", estate.pk, vote="11月18日书面表决", **heads | {"people_for": 40}, **area, **given)
    assert "参加 80，同意 40" in few.content.decode()
    assert not JointTask.objects.exists()
    send(clerk, "task", estate.pk, vote="11月18日书面表决", **heads, **area, **given)
    shown = page(clerk, "body", estate.pk)
    assert "责任方：安居物业公司" in shown
    assert "共 9,000.50，参加 7,000.00，同意 4,000.25；人数：共 100，参加 80，同意 41" in shown
    task = JointTask.objects.get()
    assert send(clerk, "finish_task", task.pk, result=" ").status_code == 422
    send(clerk, "finish_task", task.pk, result="电梯已修好")
    assert "电梯已修好" in page(clerk, "body", estate.pk)


def test_a_resource_is_listed_with_owner_and_use_and_withdrawn(cast):
    """FC-004, HD-177: each resource has owner and use; the community shows its list."""
    clerk, area = cast.client("village_clerk"), cast.area("village").id
    given = {"kind": "own", "name": "文化礼堂", "use": "开会、办酒席"}
    assert send(clerk, "resource", area, **given).status_code == 422
    assert not Resource.objects.exists()
    send(clerk, "resource", area, owner="村集体", **given)
    assert "归村集体所有，用于开会、办酒席" in page(clerk, "area", area)
    send(clerk, "withdraw", Resource.objects.get().pk)
    assert "文化礼堂" not in page(clerk, "area", area)
