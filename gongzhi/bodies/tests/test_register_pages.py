"""The register of bodies: the list of one's own area, registering one, the counts, and what coverage misses."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongzhi.bodies import actions
from gongzhi.bodies.factories import BY, body
from gongzhi.bodies.models import Body
from gongzhi.bodies.tests.pieces import appoint, page, person, send
from gongzhi.kernel.clock import now, today
from gongzhi.territory.changes.planning import Wanted
from gongzhi.territory.factories import redraw

pytestmark = pytest.mark.django_db


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
    assert "石塘村第二党支部" not in page(clerk, "home", kind="villagers_committee")
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


def test_after_the_grids_are_redrawn_the_branch_is_listed_until_it_is_attached_anew(cast):
    """DL-060: after a new grid version every branch is re-attached or listed."""
    top = body(cast, "community_party_committee", "石塘村党委", domain="village")
    old = {"kind": "party_branch", "domain": "village", "area_id": cast.area("grid").id, "parent_id": top.pk}
    branch = actions.create_body(by=BY, name="第一网格党支部", now=now(), **old)
    clerk = cast.client("village_clerk")
    assert "还没有落实的组织" not in page(clerk, "coverages")
    (new,) = redraw(cast.area("village").id, today(), now(), Wanted("东片区"))
    listed = page(clerk, "coverages")
    assert "还没有落实的组织 2 个" in listed  # the branch, and the grid's own body
    assert "第一网格党支部" in listed
    form = page(clerk, "move", branch.pk)
    assert f'<option value="{new.id}">东片区</option>' in form
    assert f'value="{top.pk}"' in form
    given = {"area": new.id, "parent": top.pk, "on": today().isoformat(), "reason": ""}
    assert send(clerk, "move", branch.pk, **given).status_code == 422
    assert Body.objects.get(pk=branch.pk).area_id == cast.area("grid").id
    send(clerk, "move", branch.pk, **{**given, "reason": "网格调整"})
    assert Body.objects.get(pk=branch.pk).area_id == new.id
    assert "第一网格党支部" not in page(clerk, "coverages")
    assert "网格调整" in page(clerk, "body", branch.pk)


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
