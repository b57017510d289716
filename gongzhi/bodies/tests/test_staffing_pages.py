"""Who holds the posts of a body and belongs to it, and what becomes of them when it is merged."""

import datetime as dt

import pytest
from django.urls import reverse

from gongzhi.bodies import actions
from gongzhi.bodies.factories import BY, body
from gongzhi.bodies.models import Appointment, Body, Member
from gongzhi.bodies.tests.pieces import appoint, page, person, send
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.models import Entry

pytestmark = pytest.mark.django_db


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
