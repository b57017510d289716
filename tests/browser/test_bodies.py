"""Pages of bodies in a browser: both widths, large type, and what an official does there without scripts."""

import pytest
from django.urls import reverse

from gongzhi.bodies import actions
from gongzhi.bodies.factories import BY, body
from gongzhi.bodies.models import Appointment, Body, HouseholdTie
from gongzhi.kernel.clock import now, today
from gongzhi.people.actions import register_household, register_person
from tests.browser.desks import press

ELDER_PAGES = slice(3, None, 4)  # large type changes sizes only: every fourth page shows each kind of part


@pytest.fixture
def opened_as(browse, cast):
    """Return what opens a page as a role."""
    return lambda role, path, **how: browse(path, client=cast.client(role), **how)


@pytest.fixture
def village(cast):
    """Fill the village with bodies of every kind that has a page of its own look; return them by name."""
    home = register_household(by=BY, area_id=cast.area("village").id, address="三组5号", now=now())
    who = register_person(by=BY, name="邱小兰", area_id=cast.area("village").id, household_id=home.pk, now=now())
    made = {"branch": body(cast), "estate": body(cast, "estate", "石塘花园")}
    made["group"] = body(cast, "household_group", "第一联户组")
    made["firm"] = body(cast, "property_company", "安居物业公司", links={"serves_estate": [made["estate"].pk]})
    made["closed"] = body(cast, "volunteer_group", "旧志愿队")
    actions.close_body(by=BY, body_id=made["closed"].pk, on=today(), reason="注销", now=now())
    given = {"body_id": made["branch"].pk, "person_id": who.pk}
    actions.add_member(by=BY, kind="party_member", now=now(), **given)
    actions.appoint_as(by=BY, kind="branch_secretary", from_on=today(), basis="党员大会选举结果", now=now(), **given)
    actions.group_household(by=BY, body_id=made["group"].pk, household_id=home.pk, now=now())
    actions.link_household(by=BY, household_id=home.pk, now=now(), **given)
    task = {"body_id": made["estate"].pk, "matter": "daily_service", "title": "修好东门"}
    actions.agree_task(by=BY, responsible_id=made["firm"].pk, agreed_on=today(), now=now(), **task)
    resource = {"kind": "own", "name": "文化礼堂", "owner": "村集体", "use": "开会、办酒席"}
    actions.register_resource(by=BY, area_id=cast.area("village").id, now=now(), **resource)
    cast.user("resident").person.__class__.objects.filter(pk=cast.person_id("resident")).update(household=home)
    return made


def pages(cast, village):
    """Return every page of the room that is looked at, by who looks."""
    area, estate, branch = cast.area("village").id, village["estate"].pk, village["branch"].pk
    desk = [
        reverse("bodies:home"),
        f"{reverse('bodies:home')}?q=无此组织",
        reverse("bodies:counts"),
        reverse("bodies:coverages"),
        f"{reverse('bodies:coverage', args=['estate_parties'])}?area={area}",
        f"{reverse('bodies:coverage', args=['service_teams'])}?area={area}",
        reverse("bodies:area", args=[area]),
        f"{reverse('bodies:new')}?area={area}",
        f"{reverse('bodies:new')}?area={area}&kind=party_branch",
        *(reverse("bodies:body", args=[each.pk]) for each in village.values()),
        reverse("bodies:edit", args=[branch]),
        reverse("bodies:move", args=[branch]),
        reverse("bodies:close", args=[branch]),
        f"{reverse('bodies:appoint', args=[branch])}?name=邱",
        f"{reverse('bodies:member', args=[branch])}?name=无此人",
        f"{reverse('bodies:tie', args=[branch])}?q=三组",
        reverse("bodies:relate", args=[branch, "leads_estate"]),
        reverse("bodies:task", args=[estate]),
        reverse("bodies:resource", args=[area]),
    ]
    return {"town_desk": desk, "resident": [reverse("bodies:contact")]}


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_bodies_keep_what_every_page_promises(opened_as, check_widths, cast, village, elder):
    for role, paths in pages(cast, village).items():
        page = opened_as(role, "about:blank", elder=elder)
        for path in (paths[ELDER_PAGES] or paths) if elder else paths:
            page.goto(path)
            check_widths(page)


def test_an_official_registers_a_branch_and_appoints_its_secretary_without_scripts(opened_as, cast):
    register_person(by=BY, name="邱小兰", area_id=cast.area("village").id, now=now())
    page = opened_as("town_desk", f"{reverse('bodies:new')}?area={cast.area('village').id}", scripts=False)
    press(page.get_by_role("link", name="党支部", exact=True))
    page.get_by_label("名称").fill("石塘村第二党支部")
    page.get_by_label("领域").select_option(label="农村")
    press(page.get_by_role("button", name="登记", exact=True))
    assert page.get_by_role("heading", level=1).inner_text() == "石塘村第二党支部"
    press(page.get_by_role("link", name="登记任职"))
    page.get_by_label("姓名").fill("小兰")
    press(page.get_by_role("button", name="查找"))
    page.get_by_label("邱小兰").check()
    page.get_by_label("岗位").select_option(label="党支部书记")
    page.get_by_label("任职依据").fill("党员大会选举结果")
    press(page.get_by_role("button", name="登记任职"))
    assert "邱小兰" in page.get_by_role("region", name="岗位和任职").inner_text()
    assert Appointment.objects.get(person__name="邱小兰").post.body == Body.objects.get(name="石塘村第二党支部")


def test_a_resident_says_no_to_contact_without_scripts(opened_as, cast, village):
    page = opened_as("resident", reverse("bodies:contact"), scripts=False)
    assert "邱小兰" in page.locator("main").inner_text()
    press(page.get_by_role("button", name="不需要联系"))
    assert page.get_by_role("heading", level=1).inner_text() == "您家不需要党员联系"
    assert not HouseholdTie.objects.filter(kind="contact", to_on=None).exists()
