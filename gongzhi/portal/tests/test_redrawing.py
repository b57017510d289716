"""Grids drawn anew on the page of a village: who goes where, what is asked, what is refused."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from gongzhi.accounts import sessions
from gongzhi.bodies.models import Appointment, Body
from gongzhi.bodies.queries import stranded_bodies
from gongzhi.cases.actions import Applicant, file_case
from gongzhi.cases.models import Case
from gongzhi.cases.queries import locality
from gongzhi.cases.rules import Channel
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.models import Entry
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.actions import register_household, register_person
from gongzhi.people.models import Household, Person
from gongzhi.portal.actions import change_areas
from gongzhi.portal.changing import preview_of
from gongzhi.portal.tests.places import MOMENT, SYSTEM, TODAY, draw, put, words
from gongzhi.territory import queries
from gongzhi.territory.changes.planning import Order, Wanted
from gongzhi.territory.models import Area, AreaCode, Change, Succession
from gongzhi.territory.rules import ChangeKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_change")]
ON = dt.date(2026, 11, 1)
BEFORE = dt.date(2026, 10, 31)
BASIS = "镇网格调整方案〔2026〕3号"
FILED = dt.datetime(2026, 3, 2, 10, tzinfo=CHINA)


@pytest.fixture
def village(cast):
    """Return 石塘村: a first grid with three groups of households, a second with a building and an officer."""
    area = cast.area("village")
    (first,) = queries.children_of(area.id, ON)
    for address in ("三组8号", "三组9号", "五组1号", "十三组2号"):
        home = register_household(by=SYSTEM, area_id=first.id, address=address, now=FILED)
        register_person(by=SYSTEM, name=f"住{address}", area_id=first.id, household_id=home.pk, now=FILED)
    second = draw(Area.objects.get(pk=area.id), "grid", "第二网格")
    put(second, "grid", "第二网格", ("grid_officer", "网格员", "何大勇", ""))
    building = draw(second, "building", "1栋")
    register_household(by=SYSTEM, area_id=building.pk, address="101室", now=FILED)
    file_case(
        by=VISITOR, where=locality(first.id, FILED.date()), item="street_light", words="巷口的路灯三天没亮了",
        applicant=Applicant(), channel=Channel.WEB, now=FILED,
    )  # fmt: skip
    return area


def grids(village, on=ON):
    return {line.name: line for line in queries.children_of(village.id, on)}


def redrawn(village, *parts):
    areas = tuple(sorted(pk for part in parts for pk in part.takes))
    return Order(ChangeKind.REDRAW, areas, ON, BASIS, parts=parts)


def in_three(village):
    """Return an order: the first grid becomes two, its group 三组 going east; the second becomes west."""
    first, second = (grids(village)[name].id for name in ("第一网格", "第二网格"))
    return redrawn(
        village,
        Wanted("东片", homes=((first, "三组"),)),
        Wanted("中片", takes=(first,)),
        Wanted("西片", takes=(second,)),
    )


def test_households_posts_and_requests_of_the_old_grids_go_to_the_new_ones(village, official):
    """DL-060: after a new version of the grids every body is attached to a new one, and none is left behind."""
    entries = Entry.objects.count()
    change_areas(by=official, order=in_three(village), now=MOMENT)
    assert Entry.objects.count() == entries + 1
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.code, entry.subject_id, entry.area_path) == ("territory.grids_redrawn", village.id, village.path)
    new = grids(village)
    assert set(new) == {"东片", "中片", "西片"}
    homes = dict(Household.objects.values_list("address", "area_path"))
    building = queries.children_of(new["西片"].id, ON)[0]
    assert homes == {
        "三组8号": new["东片"].path, "三组9号": new["东片"].path, "五组1号": new["中片"].path,
        "十三组2号": new["中片"].path, "101室": building.path,
    }  # fmt: skip
    persons = dict(Person.objects.filter(name__startswith="住").values_list("name", "area_path"))
    assert persons["住三组8号"] == new["东片"].path
    assert persons["住十三组2号"] == new["中片"].path
    officer = Appointment.objects.get(person__name="何大勇")
    assert officer.post.body.path == new["西片"].path
    assert stranded_bodies(SYSTEM, village.path, TODAY) == ()
    assert Case.objects.get().area_path == new["中片"].path
    assert set(grids(village, BEFORE)) == {"第一网格", "第二网格"}
    old = grids(village, BEFORE)
    assert set(queries.standing_for(old["第一网格"].id, TODAY)) == {new["东片"].id, new["中片"].id}
    assert queries.standing_for(old["第二网格"].id, TODAY) == (new["西片"].id,)


def test_the_preview_tells_by_grid_and_group_what_goes_where_and_where_nobody_is_yet(village, official):
    before = rows()
    preview = preview_of(official, in_three(village), TODAY)
    told = {
        (way.before, way.apart, way.after): {str(each.name): each.count for each in way.told} for way in preview.ways
    }
    assert told[("第一网格", "三组", "东片")] == {"住户": 2, "登记的人": 2}
    assert told[("第一网格", None, "中片")]["住户"] == 2
    assert told[("第一网格", None, "中片")]["没有办结的诉求"] == 1
    assert told[("第二网格", None, "西片")]["在任的岗位"] == 1
    assert preview.bare == ("东片",)
    assert rows() == before


def test_one_address_of_two_grids_that_become_one_is_told_apart_and_said_before(village, official):
    first, second = (grids(village)[name].id for name in ("第一网格", "第二网格"))
    register_household(by=SYSTEM, area_id=second, address="三组8号", now=FILED)
    one = redrawn(village, Wanted("大网格", takes=(first, second)))
    assert preview_of(official, one, TODAY).doubles == ("三组8号",)
    assert preview_of(official, in_three(village), TODAY).doubles == ()
    change_areas(by=official, order=one, now=MOMENT)
    assert {"三组8号", "第二网格三组8号"} <= set(Household.objects.values_list("address", flat=True))


def rows():
    return [model.objects.count() for model in (Area, Change, Succession, Entry)], list(
        Household.objects.order_by("pk").values_list("area_path")
    )


def asked(**fields):
    given = {"kind": "redraw", "on": str(ON), "basis": BASIS, **fields}
    return "?" + urlencode({key: value for key, value in given.items() if value is not None})


def proven(cast):
    client = cast.client("county_official")
    session = client.session
    session[sessions.STEP_UP_KEY] = MOMENT.timestamp()
    session.save()
    return client


def test_an_official_draws_grids_anew_in_the_browser_asked_step_by_step(cast, village):
    client, page = proven(cast), reverse("portal:area_change", args=[village.id])
    first, second = (grids(village)[name].id for name in ("第一网格", "第二网格"))
    assert "重新划分网格" in words(client.get(page))
    assert "第一网格\n第二网格</textarea>" in client.get(f"{page}?kind=redraw").content.decode()
    lines = "东片\n第一网格\n西片"
    said = words(client.get(page + asked(grids=lines)))
    assert "还有几项要说明" in said
    assert "原来的第二网格归到" in said
    chosen = {f"to_{first}": "1", f"to_{second}": "2"}
    said = words(client.get(page + asked(grids=lines, **chosen, **{f"apart_{first}": "on"})))
    assert "还有几项要说明" in said
    assert "第一网格：三组（2 户）" in said
    html = client.get(page + asked(grids=lines, **chosen, **{f"apart_{first}": "on"})).content.decode()
    fields = {part.partition('"')[0]: "-" for part in html.split('name="')[1:] if part.startswith(f"home_{first}_")}
    three = next(
        key for key in fields if "第一网格：三组" in html.partition(f'for="id_{key}"')[2].partition("</label>")[0]
    )
    whole = asked(grids=lines, **chosen, **{f"apart_{first}": "on"}, **(fields | {three: "0"}))
    before = rows()
    said = words(client.get(page + whole))
    assert "第一网格：三组 东片 住户 2 、登记的人 2" in said
    assert "新设的网格还没有人" in said
    assert rows() == before, "looking changes nothing"
    client.post(page + whole)
    new = grids(village)
    assert set(new) == {"东片", "第一网格", "西片"}
    assert new["第一网格"].id != first
    assert Household.objects.filter(area_path=new["东片"].path).count() == 2
    assert Household.objects.filter(area_path=new["第一网格"].path).count() == 2


def test_a_grid_that_nothing_leaves_or_enters_stays_as_it_is(cast, village):
    client, page = proven(cast), reverse("portal:area_change", args=[village.id])
    first, second = (grids(village)[name].id for name in ("第一网格", "第二网格"))
    answer = client.post(page + asked(grids="第一网格\n西片", **{f"to_{first}": "0", f"to_{second}": "1"}))
    assert answer.status_code == 302
    new = grids(village)
    assert (set(new), new["第一网格"].id) == ({"第一网格", "西片"}, first)


def test_what_stands_in_the_way_of_a_drawing_is_said_and_nothing_changes(cast, village):
    client, page = proven(cast), reverse("portal:area_change", args=[village.id])
    first, second = (grids(village)[name].id for name in ("第一网格", "第二网格"))
    chosen = {f"to_{first}": "0", f"to_{second}": "1"}
    before = rows()
    for given, said in (
        ({"grids": "第一网格\n第二网格", **chosen}, "没有要变的"),
        ({"grids": "甲\n甲", **chosen}, "在同一上级之下已经有了"),
        ({"grids": "甲 123\n乙", **chosen}, "15 位数字"),
        ({"grids": "甲\n乙", **chosen, f"to_{second}": ""}, "改完再提交"),
        ({"grids": "甲\n乙", **chosen, "basis": ""}, "改完再提交"),
        ({"grids": "", **chosen}, "改完再提交"),
    ):
        answer = client.post(page + asked(**given))
        assert answer.status_code == 422, given
        assert said in words(answer)
    assert rows() == before


def test_a_code_of_another_village_is_said_at_the_lines_of_the_grids(cast, village):
    first, second = (grids(village)[name].id for name in ("第一网格", "第二网格"))
    other = AreaCode.objects.create(
        area_id=cast.area("village_elsewhere").id, system="nbs", code="440114109299", from_on=BEFORE
    )
    before = rows()
    given = asked(grids=f"甲 {other.code}001\n乙", **{f"to_{first}": "0", f"to_{second}": "1"})
    answer = proven(cast).post(reverse("portal:area_change", args=[village.id]) + given)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["grids"]
    assert rows() == before


def test_grids_are_drawn_anew_only_where_there_are_some(cast, village):
    client = cast.client("county_official")
    town = reverse("portal:area_change", args=[cast.area("town").id])
    assert "重新划分网格" not in words(client.get(town))
    assert "重新划分以后" not in words(client.get(f"{town}?kind=redraw"))


def test_bodies_of_one_kind_that_meet_in_a_new_grid_are_said_before(village, official):
    first, second = (grids(village)[name].id for name in ("第一网格", "第二网格"))
    one = redrawn(village, Wanted("大网格", takes=(first, second)))
    assert ("石塘村第一网格", "第二网格") in [
        (each.before, each.after) for each in preview_of(official, one, TODAY).beside
    ]
    change_areas(by=official, order=one, now=MOMENT)
    assert Body.objects.filter(path=grids(village)["大网格"].path).count() == 2
