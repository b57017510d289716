"""What the organisation department does in the browser: plans, files, paths, posts and pairs, and who sees what."""

import datetime as dt

import pytest
from django.urls import reverse

from gongzhi.cadres import actions, factories
from gongzhi.cadres.factories import BY, file, follow, person, posting, unit
from gongzhi.cadres.models import Allotment, File, Filling, Lead, PairMark, PathEntry, Posting, Record
from gongzhi.kernel.clock import now, today

pytestmark = pytest.mark.django_db


def page(client, view, /, *args, **query):
    answer = client.get(reverse(f"cadres:{view}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode().partition("<main")[2]


def send(client, view, /, *args, query="", **given):
    return client.post(reverse(f"cadres:{view}", args=args) + query, given)


@pytest.fixture
def desk(cast):
    return cast.client("organiser")


def at(cast, name="village"):
    return f"?area={cast.area(name).id}"


def test_somebody_is_sent_from_the_plan_to_the_end(cast, desk):
    who = person(cast)
    sender, village = unit(cast), cast.area("village")
    file_of = actions.open_file(by=BY, person_id=who, area_id=cast.area("county").id, now=now())
    assert "第一书记" in page(desk, "plan", area=village.id)
    query = f"{at(cast)}&role=first_secretary&name=德福"
    assert "马德福" not in page(desk, "plan", area=village.id, role="first_secretary", name="别人")
    assert send(desk, "plan", query=query, person=who, planned_on="2026-01-05").status_code == 422
    assert not Posting.objects.exists()
    assert send(desk, "plan", query=query, person=who, planned_on="2026-01-05", sender=sender).status_code == 302
    made = Posting.objects.get()
    assert ("计划中", made.arrived_on) == ("计划中", None)
    send(desk, "step", made.pk, step="arrived", on="2026-01-06")
    assert "在岗" in page(desk, "posting", made.pk)
    assert send(desk, "end", made.pk, last_on="2026-07-31", reason="").status_code == 422
    send(desk, "end", made.pk, last_on="2026-07-31", reason="期满", evaluation="修好了两条路")
    assert "修好了两条路" in page(desk, "posting", made.pk)
    assert "6 个月" in page(desk, "file", file_of.pk)
    assert "已结束" in page(desk, "postings", area=village.id, state="over")


def test_a_reason_is_asked_for_at_its_field_and_shown_afterwards(cast, desk):
    follow(cast, "dalian")
    actions.plan_posting(
        by=BY,
        role="resident_cadre",
        person_id=person(cast, "前一名"),
        area_id=cast.area("village").id,
        planned_on=today(),
        sender_id=unit(cast),
        fields={"origin": "county"},
        now=now(),
    )
    who, sender = file(cast).person_id, unit(cast, "花都区教育局")
    query = f"{at(cast)}&role=resident_cadre&name=德福"
    given = {"person": who, "planned_on": "2026-01-05", "sender": sender, "f_origin": "city"}
    answer = send(desk, "plan", query=query, **given)
    assert (answer.status_code, "只派一名" in answer.content.decode()) == (422, True)
    assert Posting.objects.filter(person_id=who).count() == 0
    send(desk, "plan", query=query, reason="任务重", **given)
    assert "任务重" in page(desk, "posting", Posting.objects.get(person_id=who).pk)


def test_the_first_page_says_what_is_late_what_stood_empty_and_what_has_no_pair(cast, desk):
    follow(cast, "dalian")
    sender = unit(cast)
    given = {"by": BY, "role": "resident_cadre", "area_id": cast.area("village").id, "now": now()}
    given |= {"sender_id": sender, "fields": {"origin": "city"}, "reason": "前任未离"}
    first = actions.plan_posting(person_id=person(cast, "前任"), planned_on=dt.date(2025, 6, 1), **given)
    actions.take_step(by=BY, posting_id=first.pk, step="arrived", on=dt.date(2025, 6, 1), now=now())
    actions.end_posting(by=BY, posting_id=first.pk, last_on=dt.date(2026, 6, 1), reason="期满", now=now())
    second = actions.plan_posting(person_id=person(cast, "后任"), planned_on=dt.date(2026, 6, 2), **given)
    actions.take_step(by=BY, posting_id=second.pk, step="arrived", on=dt.date(2026, 6, 9), now=now())
    shown = page(desk, "home", area=cast.area("county").id)
    for words in ("到期没有办好的 2 人", "空了 7 天", "还没有结对子", "村选派干部", "缺 2"):
        assert words in shown
    assert "结成对子" in page(desk, "posting", second.pk)
    send(desk, "pair", second.pk)
    assert "还没有结对子" not in page(desk, "home", area=cast.area("county").id)
    shown = page(desk, "coverage", "dispatched_villages", area=cast.area("county").id)
    assert "往禾坪村安排" in shown


def test_a_posting_is_moved_and_taken_back_with_a_reason(cast, desk):
    made = posting(cast)
    elsewhere = cast.area("village_elsewhere")
    assert send(desk, "move", made.pk, area=elsewhere.id, reason=" ").status_code == 422
    send(desk, "move", made.pk, area=elsewhere.id, reason="统筹调整")
    made.refresh_from_db()
    assert (made.area_id, made.reason) == (elsewhere.id, "统筹调整")
    send(desk, "void", made.pk, reason="录错")
    assert "作废：录错" in page(desk, "posting", made.pk)
    assert desk.get(reverse("cadres:end", args=[made.pk])).status_code == 404
    assert "马德福" not in page(desk, "postings", area=cast.area("county").id)


def test_who_sends_nobody_sees_postings_and_presses_nothing(cast):
    made, official = posting(cast), cast.client("county_official")
    assert "马德福" in page(official, "posting", made.pk)
    for words in ("登记到岗", "办理结束", "录错了"):
        assert words not in page(official, "posting", made.pk)
    assert "安排选派" not in page(official, "home")


def test_the_file_of_an_appointee_shows_grassroots_months_and_the_path_the_share(cast, desk):
    """HD-086, HD-082"""
    sender, kept = unit(cast), file(cast)
    sent = actions.plan_posting(
        by=BY,
        role="first_secretary",
        person_id=kept.person_id,
        area_id=cast.area("village").id,
        planned_on=dt.date(2025, 1, 1),
        sender_id=sender,
        now=now(),
    )
    actions.take_step(by=BY, posting_id=sent.pk, step="arrived", on=dt.date(2025, 1, 1), now=now())
    actions.end_posting(by=BY, posting_id=sent.pk, last_on=dt.date(2025, 8, 15), reason="期满", now=now())
    given = {"person": kept.pk, "body": sender, "from_on": "2026-01-05"}
    assert send(desk, "enter", "agency_leader", query=at(cast, "county"), basis="", **given).status_code == 422
    assert not PathEntry.objects.exists()
    send(desk, "enter", "agency_leader", query=at(cast, "county"), basis="任命文件", **given)
    fresh = file(cast, name="没有去过")
    send(desk, "enter", "agency_leader", query=at(cast, "county"), basis="任命文件", **{**given, "person": fresh.pk})
    assert "7 个月" in page(desk, "file", kept.pk)
    shown = page(desk, "path", "agency_leader", area=cast.area("county").id)
    assert "1 ÷ 2" in shown
    assert "7 个月" in shown
    send(desk, "void", sent.pk, reason="不是本人")
    assert "0 ÷ 2" in page(desk, "path", "agency_leader", area=cast.area("county").id)
    assert "7 个月" not in page(desk, "file", kept.pk)


def test_a_file_is_opened_sorted_and_written_on_in_the_browser(cast, desk):
    who = person(cast)
    query = f"{at(cast, 'county')}&name=马德福"
    assert send(desk, "open_file", query=query, person=who).status_code == 422, "found by name and phone only"
    kept = file(cast, name="曾志强")
    send(desk, "sort", kept.pk, categories=["young", "section_level"])
    assert set(kept.marks.values_list("category", flat=True)) == {"young", "section_level"}
    assert "曾志强" in page(desk, "files", category="young")
    given = {"on": "2026-01-05", "f_title": "高级政工师"}
    answer = send(desk, "record", kept.pk, "title", **given)
    assert answer.status_code == 422
    assert not Record.objects.exists()
    send(desk, "record", kept.pk, "title", f_appointing_body="市职改办", **given)
    assert "市职改办" in page(desk, "file", kept.pk)
    send(desk, "void_record", Record.objects.get().pk, reason="重复")
    assert "市职改办" not in page(desk, "file", kept.pk)
    leader = file(cast, name="区领导")
    send(desk, "leader", kept.pk, query="?name=区领导", person=leader.person_id, from_on="2026-01-05")
    assert "区领导" in page(desk, "file", kept.pk)
    send(desk, "end_lead", Lead.objects.get().pk)
    assert "区领导" not in page(desk, "file", kept.pk)


def test_a_file_is_not_for_others_and_people_read_their_own(cast):
    kept = actions.open_file(
        by=BY, person_id=cast.person_id("village_clerk"), area_id=cast.area("county").id, now=now()
    )
    actions.add_record(by=BY, file_id=kept.pk, kind="training", on=today(), fields={"topic": "农村财务"}, now=now())
    own = page(cast.client("village_clerk"), "own")
    assert "农村财务" in own
    assert "加一条记录" not in own
    assert "没有您的干部档案" in page(cast.client("resident"), "own")
    for role in ("county_official", "town_desk", "supervisor", "system_admin", "resident"):
        assert cast.client(role).get(reverse("cadres:file", args=[kept.pk])).status_code == 404


def test_counts_show_numbers_to_many_and_files_to_who_keeps_them(cast, desk):
    official = cast.client("county_official")
    given = {"kind": "activist", "fields": {"activist_source": "member_recommendation"}}
    actions.add_record(by=BY, file_id=file(cast).pk, on=today(), now=now(), **given)
    assert "入党积极分子" in page(desk, "counts")
    assert "入党积极分子" not in page(official, "counts")
    assert official.get(reverse("cadres:count", args=["activists"])).status_code == 404
    assert "1 ÷ 1" in page(desk, "count", "activists")


def test_posts_are_allotted_filled_and_freed(cast, desk):
    follow(cast, "dalian")
    town = at(cast, "town")
    assert send(desk, "allot", "extra_posts", query=town, posts=1501, basis="编委文件").status_code == 422
    assert not Allotment.objects.filter(posts__gt=0).exists()
    send(desk, "allot", "extra_posts", query=town, posts=1, basis="编委文件")
    made = Allotment.objects.get()
    kept, other = file(cast, name="甲某"), file(cast, name="乙某")
    for each in (kept, other):
        File.objects.filter(pk=each.pk).update(path=cast.area("town").path, area_id=cast.area("town").id)
    send(desk, "fill", made.pk, query="?name=甲某", person=kept.person_id, from_on="2026-01-05")
    answer = send(desk, "fill", made.pk, query="?name=乙某", person=other.person_id, from_on="2026-01-05")
    assert (answer.status_code, Filling.objects.count()) == (422, 1)
    assert "甲某" in page(desk, "posts")
    send(desk, "end_filling", Filling.objects.get().pk, on="2026-03-05", reason="调离")
    assert "甲某" not in page(desk, "posts")


def test_overlapping_pairs_are_listed_until_somebody_says_why(cast, desk):
    link = factories.overlap(cast)["pk"]
    shown = page(desk, "pairs", "district_help", area=cast.area("county").id)
    assert "要看一看的 1 对" in shown
    send(desk, "mark", link, reason="村大户多")
    assert PairMark.objects.get().reason == "村大户多"
    assert "要看一看的" not in page(desk, "pairs", "district_help", area=cast.area("county").id)


@pytest.mark.parametrize("view", ["home", "postings", "files", "paths", "posts", "counts"])
def test_empty_pages_say_what_comes_next(desk, view):
    assert "gz-" in page(desk, view)


def test_lists_cost_the_same_for_one_row_and_for_ten(cast, desk, django_assert_max_num_queries):
    for view in ("postings", "files"):
        made = []
        for count in (1, 9):
            for number in range(count):
                name = f"{view}{count}{number}"
                who = file(cast, name=name).person_id
                given = {"role": "first_secretary", "area_id": cast.area("village").id, "planned_on": today()}
                actions.plan_posting(by=BY, person_id=who, sender_id=unit(cast, name), now=now(), **given)
            with django_assert_max_num_queries(60) as seen:
                page(desk, view)
            made.append(len(seen))
        assert made[0] == made[1], view


def test_among_many_units_one_is_found_by_its_name_without_scripts_and_none_is_lost(cast, desk):
    kept = file(cast, name="曾志强")
    assert "单位名称里的字" not in page(desk, "sort", kept.pk), "a few are listed whole"
    for number in range(65):
        last = unit(cast, f"花都区第{number}办公室")
    own = unit(cast, "花都区气象局")
    File.objects.filter(pk=kept.pk).update(unit_id=own)
    query = {"area": cast.area("village").id, "role": "first_secretary", "name": "志强"}
    for view, args, asked in (("sort", (kept.pk,), {}), ("plan", (), query), ("open_file", (), query)):
        assert "第64办公室" not in page(desk, view, *args, **asked)
        found = page(desk, view, *args, **asked, unit="第64")
        assert f'<option value="{last}">花都区第64办公室</option>' in found
        assert "没有名称里有这几个字的单位" in page(desk, view, *args, **asked, unit="没有的")
    narrowed = page(desk, "sort", kept.pk, unit="第64")
    assert f'<option value="{own}" selected>花都区气象局</option>' in narrowed, "the unit of today stays to be chosen"
    send(desk, "sort", kept.pk, query="?unit=第64", unit=last, categories=["young"])
    assert File.objects.get(pk=kept.pk).unit_id == last


def test_among_many_files_and_bodies_a_path_finds_both_by_their_names(cast, desk):
    for number in range(61):
        file(cast, name=f"甲{number:02}")
    late = file(cast, name="龚志强")
    key = factories.SAMPLES["way"](cast)["key"]
    area = cast.area("county").id
    assert "龚志强" not in page(desk, "enter", key, area=area)
    assert f'<option value="{late.pk}">龚志强</option>' in page(desk, "enter", key, area=area, name="志强")
