"""The pages of posts: what is to be looked after in an area, rules between posts, one appointment, terms and rolls."""

import datetime as dt

import pytest
from django.urls import reverse

from gongzhi.bodies import actions
from gongzhi.bodies.factories import BY, body, elect, logged
from gongzhi.bodies.models import Absence, Activity, Appointment, BodyTerm, HandOver, Member
from gongzhi.bodies.tests.pieces import appoint, page, person, send
from gongzhi.kernel.clock import now, today

pytestmark = pytest.mark.django_db


def villagers_committee(cast):
    from gongzhi.bodies.models import Body

    return Body.objects.get(kind="villagers_committee", path=cast.area("village").path)


def test_who_keeps_posts_sees_vacancies_ends_and_terms_of_the_own_area(cast):
    branch, desk = body(cast), cast.client("town_desk")
    held = appoint(branch, "branch_secretary", person(cast))
    Appointment.objects.filter(pk=held.pk).update(to_on=today() + dt.timedelta(days=30))
    elect(branch, today() - dt.timedelta(days=400))
    elect(branch, today() - dt.timedelta(days=20))
    BodyTerm.objects.filter(body=branch, number=2).update(to_on=today() + dt.timedelta(days=60))
    actions.create_post(by=BY, body_id=branch.pk, kind="party_committee_member", title="", now=now())
    shown = page(desk, "posts")
    for words in ("空缺的岗位 1 个", "90 天内届满的 1 个", "90 天内任期届满或者合同到期的 1 人", "邱小兰"):
        assert words in shown
    elsewhere = page(cast.client("clerk_elsewhere"), "posts")
    assert "邱小兰" not in elsewhere
    assert cast.client("resident").get(reverse("bodies:posts")).status_code == 404


def test_the_page_of_a_rule_between_posts_shows_its_share_with_the_units_behind_it(cast):
    """HD-055"""
    committee, desk = villagers_committee(cast), cast.client("town_desk")
    party = body(cast, "community_party_committee", "石塘村党委", domain="village")
    director, secretary = person(cast, "邱小兰"), person(cast, "马德福")
    appoint(committee, "village_director", director)
    held = appoint(party, "village_secretary", secretary)
    shown = page(desk, "pair", "dual_post")
    assert "0 ÷ 2" in shown
    assert "马德福（村党组织书记）" in shown
    actions.end_appointment(by=BY, appointment_id=held.pk, on=today(), reason="调任", way="transfer", now=now())
    appoint(party, "village_secretary", director)
    shown = page(desk, "pair", "dual_post")
    assert "1 ÷ 2" in shown
    assert "50.0%" in shown


def test_an_elected_post_is_filled_once_the_term_is_recorded_and_ends_as_the_law_says(cast):
    """HD-068"""
    committee = body(cast, "residents_committee", "石塘居民委员会")
    who, desk = person(cast), cast.client("town_desk")
    given = {"person": who.pk, "post": "kind:residents_committee_member", "from_on": today(), "basis": "居民会议选举"}
    refused = send(desk, "appoint", committee.pk, query="?name=邱小兰", **given)
    assert refused.status_code == 422
    assert "没有登记选举记录" in refused.content.decode()
    assert not Appointment.objects.filter(person=who).exists()
    assert "第几届" in page(desk, "term", committee.pk)
    bad = send(desk, "term", committee.pk, from_on=today(), elected_on=today())
    assert bad.status_code == 422
    send(desk, "term", committee.pk, from_on=today(), elected_on=today(), record="选举结果报告单第3号", number=7)
    manner = {"is_part_time": "on", "unit": "区第二中学", "hours": "每周三上午"}
    send(desk, "appoint", committee.pk, query="?name=邱小兰", **given, **manner)
    held = Appointment.objects.get(person=who)
    shown = page(desk, "body", committee.pk)
    for words in ("第 7 届", "选举结果报告单第3号", "区第二中学", "兼职"):
        assert words in shown
    assert "调任" not in page(desk, "held", held.pk)
    refused = send(desk, "end_appointment", held.pk, reason="调整", way="transfer")
    assert refused.status_code == 422
    held.refresh_from_db()
    assert held.end_kind == ""
    send(desk, "end_appointment", held.pk, reason="居民会议决定第2号", way="recall")
    held.refresh_from_db()
    assert (held.end_kind, held.to_on) == ("recall", today())
    assert "依法罢免" in page(desk, "held", held.pk)


def test_a_hand_over_after_an_election_is_missing_on_the_page_until_it_is_recorded(cast):
    """TJ-079"""
    committee, desk = villagers_committee(cast), cast.client("town_desk")
    term = elect(committee, today() - dt.timedelta(days=11))
    assert term.number == 2
    assert "换届后超过规定时限没有移交的 1 个" in page(desk, "posts")
    assert "还没有移交" in page(desk, "body", committee.pk)
    send(desk, "hand_over_term", term.pk, on=today().isoformat(), reason="移交清单")
    assert "换届后超过规定时限" not in page(desk, "posts")
    assert "移交清单" in page(desk, "body", committee.pk)
    send(desk, "extend_term", term.pk, on=(term.to_on + dt.timedelta(days=40)).isoformat(), reason="区政府批复")
    assert "区政府批复" in page(desk, "body", committee.pk)


def test_a_deputy_is_recorded_shown_and_ended(cast):
    branch, desk = body(cast), cast.client("town_desk")
    held = appoint(branch, "branch_secretary", person(cast))
    deputy = cast.person_id("party_member")
    until = (today() + dt.timedelta(days=3)).isoformat()
    given = {"from_on": today().isoformat(), "to_on": until, "reason": "培训学习"}
    assert send(desk, "absence", held.pk, **given).status_code == 422
    assert send(cast.client("village_clerk"), "absence", held.pk, deputy=deputy, **given).status_code == 404
    assert not Absence.objects.exists()
    send(desk, "absence", held.pk, deputy=deputy, **given)
    assert "由张建国代理" in page(desk, "body", branch.pk)
    assert "正在由他人代理的 1 人" in page(desk, "posts")
    assert any(post.deputy_for for post in cast.actor("party_member").posts)
    send(desk, "end_absence", Absence.objects.get().pk)
    assert "由张建国代理" not in page(desk, "body", branch.pk)
    assert not any(post.deputy_for for post in cast.actor("party_member").posts)


def test_what_is_done_in_a_post_is_logged_on_its_page(cast):
    """HD-134"""
    clerk, pk = cast.client("village_clerk"), logged(cast)["pk"]
    assert "还没有登记履职" in page(clerk, "held", pk)
    assert send(clerk, "log", pk, what=" ").status_code == 422
    send(clerk, "log", pk, on=today().isoformat(), what="为村民讲解合同")
    assert "为村民讲解合同" in page(clerk, "held", pk)
    assert Activity.objects.get().appointment_id == pk


def test_a_pair_without_activities_says_so_on_the_page_until_one_is_logged(cast):
    """PZ-027"""
    estate, firm, clerk = (
        body(cast, "estate", "石塘花园"),
        body(cast, "nonpublic_firm", "皮具厂"),
        cast.client("village_clerk"),
    )
    given = {"subject_id": firm.pk, "other_id": estate.pk, "from_on": today()}
    link = actions.relate_bodies(by=BY, kind="paired_with", now=now(), **given)
    assert "还没有共同活动" in page(clerk, "body", estate.pk)
    send(clerk, "joint_log", link.pk, on=today().isoformat(), what="义务植树")
    shown = page(clerk, "body", firm.pk)
    assert "义务植树" in shown
    assert "还没有共同活动" not in shown


def test_both_sides_confirm_a_hand_over_on_its_page(cast):
    branch = body(cast)
    held = appoint(branch, "branch_secretary", person(cast))
    record = HandOver.objects.create(
        appointment=held, to_person_id=cast.person_id("party_member"), on=today(), items=[["诉求", "20261127-000001"]]
    )
    taker = cast.client("party_member")
    assert "20261127-000001" in page(taker, "held", held.pk)
    send(taker, "confirm_hand_over", record.pk)
    record.refresh_from_db()
    assert record.taken_at is not None
    assert "接手人已确认" in page(taker, "held", held.pk)
    assert cast.client("department_desk").get(reverse("bodies:held", args=[held.pk])).status_code == 404


def test_the_roll_of_any_day_says_who_votes_and_who_is_on_probation(cast):
    branch, desk = body(cast), cast.client("town_desk")
    people = [person(cast, f"党员{n}") for n in range(3)]
    for who, kind in zip(people, ("party_member", "party_member", "probationary_member"), strict=True):
        actions.add_member(
            by=BY, body_id=branch.pk, person_id=who.pk, kind=kind, from_on=today() - dt.timedelta(days=9), now=now()
        )
    gone = Member.objects.get(person=people[0])
    actions.end_membership(by=BY, member_id=gone.pk, on=today(), reason="转出", now=now())
    shown = page(desk, "roll", branch.pk)
    assert "党员0" not in shown
    assert "<td>预备期内</td><td>1</td>" in shown
    assert "<td>有表决权</td><td>1</td>" in shown
    before = page(desk, "roll", branch.pk, on=(today() - dt.timedelta(days=1)).isoformat())
    assert "党员0" in before
    assert "<td>有表决权</td><td>2</td>" in before
    clerk = page(cast.client("village_clerk"), "roll", branch.pk)
    assert "党员1" not in clerk
    assert "预备党员 1 名" in clerk


def test_members_of_a_collective_hold_shares_and_the_roll_adds_them_up(cast):
    collective, clerk = body(cast, "collective_org", "石塘经济联合社"), cast.client("village_clerk")
    who = person(cast)
    given = {"person": who.pk, "kind": "collective_member", "from_on": today()}
    refused = send(clerk, "member", collective.pk, query="?name=邱小兰", **given)
    assert (refused.status_code, Member.objects.count()) in ((404, 0), (422, 0))
    desk = cast.client("town_desk")
    refused = send(desk, "member", collective.pk, query="?name=邱小兰", **given)
    assert (refused.status_code, Member.objects.count()) == (422, 0)
    send(desk, "member", collective.pk, query="?name=邱小兰", shares="1.50", **given)
    assert Member.objects.get().shares == 150
    assert "1.50" in page(desk, "roll", collective.pk)
