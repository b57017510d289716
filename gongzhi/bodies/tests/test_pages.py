"""The pages of bodies: the register of one's own area, one body, and a form for each deed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongzhi.bodies import actions
from gongzhi.bodies.factories import BY, body
from gongzhi.bodies.models import Appointment, Body, BodyLink, HouseholdTie, JointTask, Member, Resource
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.models import Entry
from gongzhi.people.actions import register_household, register_person
from gongzhi.territory.actions import NewGrid, create_area, redraw_grids

pytestmark = pytest.mark.django_db


def page(client, view, /, *args, **query):
    answer = client.get(reverse(f"bodies:{view}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().partition("<main")[2]


def send(client, view, /, *args, query="", **given):
    return client.post(reverse(f"bodies:{view}", args=args) + query, given)


def person(cast, name="邱小兰", at="village", **more):
    return register_person(by=BY, name=name, area_id=cast.area(at).id, now=now(), **more)


def appoint(found, kind, who):
    given = {"body_id": found.pk, "kind": kind, "person_id": who.pk, "from_on": today(), "basis": "选举结果"}
    return actions.appoint_as(by=BY, now=now(), **given)


def test_the_register_lists_the_own_area_narrowed_by_group_kind_and_name(cast):
    body(cast)
    clerk = cast.client("village_clerk")
    shown = page(clerk, "home")
    assert "石塘村第二党支部" in shown
    assert "石塘村村民委员会" in shown
    assert "禾坪村村民委员会" not in shown
    party = page(clerk, "home", group="party")
    assert "石塘村第二党支部" in party
    assert "石塘村村民委员会" not in party
    assert "石塘村第二党支部" not in page(clerk, "home", kind="village_committee")
    assert "石塘村第二党支部" in page(clerk, "home", q="第二", domain="village")
    assert "没有符合的组织" in page(clerk, "home", q="无此组织")


def test_another_village_and_its_bodies_are_not_there_for_a_clerk(cast):
    elsewhere = Body.objects.get(name="禾坪村村民委员会")
    clerk, area = cast.client("village_clerk"), cast.area("village_elsewhere").id
    for name, args, query in (
        ("home", (), {"area": area}),
        ("counts", (), {"area": area}),
        ("coverages", (), {"area": area}),
        ("coverage", ("supervision_committees",), {"area": area}),
        ("area", (area,), {}),
        ("body", (elsewhere.pk,), {}),
        ("edit", (elsewhere.pk,), {}),
        ("member", (elsewhere.pk,), {}),
        ("resource", (area,), {}),
    ):
        assert clerk.get(reverse(f"bodies:{name}", args=args), query).status_code == 404, name


def test_a_body_is_registered_by_what_its_kind_asks_and_what_is_missing_is_said(cast):
    """FC-005: an association without a charter is shown as forming."""
    desk, area = cast.client("town_desk"), cast.area("village").id
    assert "乡村自治协会" in page(desk, "new", area=area)
    query = f"?area={area}&kind=rural_association"
    given = {"name": "石塘柑橘协会", "founded_on": "2026-01-05"}
    refused = send(desk, "new", query=query, **given)
    assert refused.status_code == 422
    assert "石塘柑橘协会" in refused.content.decode()
    assert not Body.objects.filter(kind="rural_association").exists()
    answer = send(desk, "new", query=query, association_field="industry", **given)
    made = Body.objects.get(kind="rural_association")
    assert answer["Location"] == reverse("bodies:body", args=[made.pk])
    shown = page(cast.client("village_clerk"), "body", made.pk)
    assert "筹备中" in shown
    assert "产业发展" in shown
    edited = send(cast.client("village_clerk"), "edit", made.pk, association_field="industry", charter="协会章程")
    assert edited.status_code == 302
    assert "筹备中" not in page(desk, "body", made.pk)


def test_a_party_organisation_of_two_firms_is_registered_with_both_as_hosts(cast):
    """HD-076: a joint organisation lists two or more host units."""
    firms = [body(cast, "nonpublic_firm", f"皮具{n}厂") for n in (1, 2)]
    desk, query = cast.client("town_desk"), f"?area={cast.area('village').id}&kind=party_branch"
    given = {"name": "联合党支部", "founded_on": "2026-01-05", "domain": "two_new", "form": "joined"}
    refused = send(desk, "new", query=query, link_host=[firms[0].pk], **given)
    assert refused.status_code == 422
    assert "至少 2 个依托单位" in refused.content.decode()
    assert not Body.objects.filter(name="联合党支部").exists()
    send(desk, "new", query=query, link_host=[firm.pk for firm in firms], **given)
    made = Body.objects.get(name="联合党支部")
    assert [link.other for link in made.links.order_by("pk")] == firms
    assert "联合组建" in page(desk, "body", made.pk)


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
    body(cast, "property_firm", "安居物业公司", links={"serves_estate": [estate.pk]})
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


def test_the_page_of_a_coverage_names_what_is_missing_with_the_arithmetic_and_the_source(cast):
    """HD-065: every grid node shows a team or is listed."""
    desk, area = cast.client("town_desk"), cast.area("village").id
    shown = page(desk, "coverage", "service_teams", area=area)
    assert "面向居民群众的组团式服务：还缺 1" in shown
    assert "石塘村第一网格" not in shown.partition("缺的")[0]
    assert "第一网格" in shown.partition('id="missing"')[2]
    query = f"?area={cast.area('grid').id}&kind=service_team"
    send(desk, "new", query=query, name="第一片区组团服务队", founded_on="2026-01-05")
    shown = page(desk, "coverage", "service_teams", area=area)
    assert "齐了" in shown
    assert "第一片区组团服务队" in shown.partition('id="covered"')[2]
    assert "<td>1 ÷ 1</td><td>100.0%</td>" in shown
    assert "花都区全面加强基层组织建设" in shown
    assert desk.get(reverse("bodies:coverage", args=["moon"]), {"area": area}).status_code == 404


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


def test_somebody_of_the_own_area_is_found_by_name_and_appointed(cast):
    found, who = body(cast), person(cast)
    desk = cast.client("town_desk")
    assert "邱小兰" in page(desk, "appoint", found.pk, name="小兰")
    given = {"person": who.pk, "post": "kind:branch_secretary", "from_on": "2026-01-05"}
    assert send(desk, "appoint", found.pk, query="?name=小兰", **given).status_code == 422
    assert not Appointment.objects.filter(person=who).exists()
    send(desk, "appoint", found.pk, query="?name=小兰", basis="党员大会选举结果", **given)
    held = Appointment.objects.get(person=who)
    assert "党员大会选举结果" in page(desk, "body", found.pk)
    assert send(desk, "end_appointment", held.pk, reason=" ").status_code == 422
    send(desk, "end_appointment", held.pk, reason="届满", on="2026-11-20")
    held.refresh_from_db()
    assert (held.to_on, held.end_reason) == (dt.date(2026, 11, 20), "届满")
    assert "空缺" in page(desk, "body", found.pk)


def test_who_reads_no_persons_finds_one_only_by_whole_name_and_phone(cast):
    found, who = body(cast), person(cast, phone="13800004127")
    county = cast.client("county_official")
    for query in (
        {"name": "邱小兰"},
        {"name": "小兰", "phone": "13800004127"},
        {"name": "邱小兰", "phone": "13800004128"},
    ):
        assert "没有找到" in page(county, "appoint", found.pk, **query)
    assert f'value="{who.pk}"' in page(county, "appoint", found.pk, name="邱小兰", phone="138 0000 4127")


def test_a_post_with_a_name_of_its_own_is_set_up_and_filled(cast):
    found, who = body(cast), person(cast)
    desk = cast.client("town_desk")
    send(desk, "post", found.pk, kind="party_member", title="第一小组跑单党员")
    post = found.posts.get()
    given = {"person": who.pk, "post": f"post:{post.pk}", "from_on": "2026-01-05", "basis": "支部分工"}
    send(desk, "appoint", found.pk, query="?name=邱小兰", **given)
    assert Appointment.objects.get(person=who).post == post


def test_names_of_party_members_are_for_who_keeps_the_roster(cast):
    found, who = body(cast), person(cast)
    clerk, desk = cast.client("village_clerk"), cast.client("town_desk")
    given = {"person": who.pk, "kind": "party_member", "from_on": "2026-01-05"}
    assert send(clerk, "member", found.pk, query="?name=邱小兰", **given).status_code == 422
    assert not Member.objects.exists()
    send(desk, "member", found.pk, query="?name=邱小兰", **given)
    assert "邱小兰" in page(desk, "body", found.pk)
    shown = page(clerk, "body", found.pk)
    assert "党员 1 名" in shown
    assert "邱小兰" not in shown
    member = Member.objects.get()
    send(desk, "end_member", member.pk, reason="转出到外省")
    member.refresh_from_db()
    assert member.end_reason == "转出到外省"


def test_a_shell_organisation_is_merged_with_its_members_in_one_press(cast):
    """PZ-019: an organisation cannot be closed while members are still attached."""
    shell, target = body(cast), body(cast, name="石塘村第三党支部")
    who, head = person(cast), person(cast, "邱小明")
    actions.add_member(by=BY, body_id=shell.pk, person_id=who.pk, kind="party_member", now=now())
    held = appoint(shell, "branch_secretary", head)
    desk = cast.client("town_desk")
    assert "石塘村第三党支部" in page(desk, "close", shell.pk)
    Appointment.objects.filter(pk=held.pk).update(to_on=today(), end_reason="离任")
    given = {"on": today().isoformat(), "reason": "空壳党组织撤并"}
    refused = send(desk, "close", shell.pk, **given)
    assert refused.status_code == 422
    assert "1 名成员" in refused.content.decode()
    assert Body.objects.get(pk=shell.pk).closed_on is None
    assert cast.client("village_clerk").get(reverse("bodies:close", args=[shell.pk])).status_code == 404
    send(desk, "close", shell.pk, into=target.pk, **given)
    assert Body.objects.get(pk=shell.pk).close_reason == "空壳党组织撤并"
    assert [(m.body_id, m.moved_to_id) for m in Member.objects.order_by("pk")] == [
        (shell.pk, target.pk),
        (target.pk, None),
    ]
    (entry,) = Entry.objects.filter(code="bodies.body_merged")
    assert (entry.figures["into"], entry.figures["members"]) == (target.pk, 1)
    assert "已撤销" in page(desk, "body", shell.pk)


def test_a_body_is_not_merged_into_itself_or_into_one_of_another_group(cast):
    shell = body(cast)
    committee = Body.objects.get(name="石塘村村民委员会")
    for other in (shell, committee):
        given = {"into_id": other.pk, "on": today(), "reason": "撤并", "now": now()}
        with pytest.raises(Exception, match=r"bodies\.merge_unfit"):
            actions.merge_body(by=BY, body_id=shell.pk, **given)
    assert Body.objects.get(pk=shell.pk).closed_on is None


def test_after_the_grids_are_redrawn_the_branch_is_listed_until_it_is_attached_anew(cast):
    """DL-060: after a new grid version every branch is re-attached or listed."""
    top = body(cast, "community_party_committee", "石塘村党委", domain="village")
    old = {"kind": "party_branch", "domain": "village", "area_id": cast.area("grid").id, "parent_id": top.pk}
    branch = actions.create_body(by=BY, name="第一网格党支部", now=now(), **old)
    clerk = cast.client("village_clerk")
    assert "还没有落实的组织" not in page(clerk, "coverages")
    village = {"village_id": cast.area("village").id, "on": today(), "now": now()}
    (new,) = redraw_grids(by=BY, grids=[NewGrid("东片区")], **village)
    listed = page(clerk, "coverages")
    assert "还没有落实的组织 2 个" in listed  # the branch, and the grid's own body
    assert "第一网格党支部" in listed
    form = page(clerk, "move", branch.pk)
    assert f'<option value="{new.pk}">东片区</option>' in form
    assert f'value="{top.pk}"' in form
    given = {"area": new.pk, "parent": top.pk, "on": today().isoformat(), "reason": ""}
    assert send(clerk, "move", branch.pk, **given).status_code == 422
    assert Body.objects.get(pk=branch.pk).area_id == cast.area("grid").id
    send(clerk, "move", branch.pk, **{**given, "reason": "网格调整"})
    assert Body.objects.get(pk=branch.pk).area_id == new.pk
    assert "第一网格党支部" not in page(clerk, "coverages")
    assert "网格调整" in page(clerk, "body", branch.pk)


def test_households_join_a_group_by_address_and_leave_it(cast):
    """FC-024: each household in at most one group."""
    home = register_household(by=BY, area_id=cast.area("village").id, address="三组5号", now=now())
    first, second = (body(cast, "household_group", f"第{n}联户组") for n in (1, 2))
    clerk = cast.client("village_clerk")
    send(clerk, "tie", first.pk, query="?q=三组", household=home.pk)
    assert "编入 1 户" in page(clerk, "body", first.pk)
    refused = send(clerk, "tie", second.pk, query="?q=三组", household=home.pk)
    assert refused.status_code == 422
    assert HouseholdTie.objects.count() == 1
    send(clerk, "end_tie", HouseholdTie.objects.get().pk)
    send(clerk, "tie", second.pk, query="?q=三组", household=home.pk)
    assert HouseholdTie.objects.get(to_on=None).body == second


def test_a_household_of_the_village_is_found_for_a_group_in_a_building(cast):
    homes = [
        register_household(by=BY, area_id=cast.area(at).id, address=address, now=now())
        for at, address in (("village", "三组5号"), ("village_elsewhere", "三组6号"))
    ]
    given = {"parent_id": cast.area("grid").id, "level": "building", "name": "1号楼", "from_on": today()}
    building = create_area(by=BY, now=now(), **given)
    group = actions.create_body(by=BY, kind="household_group", name="楼栋联户组", area_id=building.pk, now=now())
    shown = page(cast.client("town_desk"), "tie", group.pk, q="三组")
    assert f'value="{homes[0].pk}"' in shown
    assert f'value="{homes[1].pk}"' not in shown


def test_a_household_sees_who_keeps_in_contact_and_says_no(cast):
    """PZ-003: a household may opt out of contact, by its own press or to the member at the door."""
    home = register_household(by=BY, area_id=cast.area("village").id, address="三组5号", now=now())
    resident = cast.user("resident").person
    resident.household = home
    resident.save()
    branch, member = body(cast), person(cast, "党员甲")
    actions.add_member(by=BY, body_id=branch.pk, person_id=member.pk, kind="party_member", now=now())
    desk, own = cast.client("town_desk"), cast.client("resident")
    tied = {"household": home.pk, "person": member.pk}
    send(desk, "tie", branch.pk, query="?q=三组", **tied)
    assert "党员甲" in page(own, "contact")
    assert send(cast.client("resident_elsewhere"), "contact", wish="refuse").status_code == 422
    send(own, "contact", wish="refuse")
    assert not HouseholdTie.objects.filter(to_on=None).exists()
    assert "您家不需要党员联系" in page(own, "contact")
    assert send(desk, "tie", branch.pk, query="?q=三组", **tied).status_code == 422
    send(own, "contact", wish="allow")
    send(desk, "tie", branch.pk, query="?q=三组", **tied)
    send(desk, "end_tie", HouseholdTie.objects.get(to_on=None).pk, wish="refuse")
    assert "您家不需要党员联系" in page(own, "contact")


def test_a_task_of_an_estate_names_who_is_responsible_and_rests_on_the_owners_vote_where_it_must(cast):
    """PZ-024: a task names the party responsible; owners' matters need an owners' vote."""
    estate = body(cast, "estate", "石塘花园")
    firm = body(cast, "property_firm", "安居物业公司", links={"serves_estate": [estate.pk]})
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


def counted(shown, label):
    return f"<td>{label}</td><td>" in shown


def test_what_is_registered_is_counted_by_kind_domain_form_host_and_flag(cast):
    """HD-162, HD-179: social organisations are counted by kind, and those formed by incomers apart."""
    body(cast, "volunteer_group", "来穗志愿队", fields={"incomer_led": True})
    body(cast, "trade_body", "皮具行业协会", fields={"incomer_led": False})
    shown = page(cast.client("village_clerk"), "counts")
    for label in ("志愿者团体", "行业组织"):
        assert f"<td>{label}</td><td>1</td>" in shown
    assert "<td>以外来人员为主体</td><td>1</td>" in shown
    assert not counted(shown, "中介机构")


def test_party_organisations_are_counted_by_domain_form_and_host(cast):
    """HD-043, HD-059, YJ-032: domains, and what Party organisations are set up in."""
    body(cast, name="合作社党支部", fields={"host_type": "cooperative"})
    shown = page(cast.client("village_clerk"), "counts")
    assert "<td>农民合作社</td><td>1</td>" in shown
    assert "<td>农村</td><td>2</td>" in shown


def queries_for(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def more(cast, first, number):
    """Add a member, a holder, an estate and a relation to it."""
    who = person(cast, f"成员{number}")
    estate = body(cast, "estate", f"第{number}小区")
    actions.add_member(by=BY, body_id=first.pk, person_id=who.pk, kind="party_member", now=now())
    appoint(first, "party_member", who)
    given = {"kind": "leads_estate", "subject_id": first.pk, "other_id": estate.pk, "from_on": today()}
    actions.relate_bodies(by=BY, now=now(), **given)


def test_a_page_takes_the_same_queries_for_one_row_as_for_ten(cast):
    desk = cast.client("town_desk")
    first = body(cast)
    urls = [reverse("bodies:home"), reverse("bodies:counts"), reverse("bodies:coverages")]
    urls += [reverse("bodies:area", args=[cast.area("village").id]), reverse("bodies:body", args=[first.pk])]
    for number in range(2):
        more(cast, first, number)
    before = [queries_for(desk, url) for url in urls]
    for number in range(2, 11):
        more(cast, first, number)
    assert [queries_for(desk, url) for url in urls] == before
