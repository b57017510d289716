"""The staff page of an area: what it is on a day, what lies below, who serves there, what is missing, what to press."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongzhi.kernel.models import Entry
from gongzhi.policy.actions import adopt_pack
from gongzhi.portal.tests.places import NOW, SYSTEM, draw, put, words
from gongzhi.territory import queries
from gongzhi.territory.actions import rename_area
from gongzhi.territory.models import Area

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("gongzhi.kernel.clock.machine_now", lambda: dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC))


@pytest.fixture
def official(cast):
    return cast.client("county_official")


def page(area, **asked):
    return reverse("portal:area", args=[area.id]) + ("?on=" + asked["on"] if asked else "")


def test_the_page_tells_what_an_area_is_and_which_pack_it_follows_since_when(cast, official):
    county, village = cast.area("county"), cast.area("village")
    adopt_pack(
        by=SYSTEM,
        path=county.path,
        pack_id="huadu",
        from_on=dt.date(2026, 2, 1),
        to_on=None,
        decided_by="区委",
        now=NOW,
    )
    said = words(official.get(page(village)))
    assert "花都区自2026年2月1日起采用，由区委决定".replace("花都区", county.name) in said
    assert village.name in said
    assert "社区" in said, "the place's own word for the level"


def test_an_earlier_day_shows_the_name_and_the_pack_of_that_day(cast, official):
    village = cast.area("village")
    old = village.name
    rename_area(by=SYSTEM, area_id=village.id, name="石林新村", from_on=dt.date(2026, 7, 1), now=NOW)
    now, then = words(official.get(page(village))), words(official.get(page(village, on="2026-06-30")))
    assert f"曾用名 {old}" in now
    assert "石林新村" in now
    assert "这是2026年6月30日结束时的情况" in then
    assert then.startswith(old) or f" {old} " in then
    assert official.get(page(village, on="1999-01-01")).status_code == 404
    assert official.get(page(village, on="soon")).status_code == 200


def test_what_lies_below_is_counted_and_listed_in_official_order(cast, official):
    village = cast.area("village")
    for name in ("第十网格", "第九网格"):
        draw(Area.objects.get(pk=village.id), "grid", name)
    answer = official.get(page(village))
    said = words(answer)
    counts = queries.descendant_counts(village.path, TODAY)
    assert f"片区 {counts['grid']}" in said, "in the place's own word"
    assert said.index("第九网格") < said.index("第十网格")


def test_who_holds_which_post_stands_beside_the_bodies_of_the_area(cast, official):
    village = Area.objects.get(pk=cast.area("village").id)
    put(village, "agency_point", "石塘代办点", ("agency_agent", "代办员", "张秀兰", "13900000004"))
    put(village, "agency_point", "空着的代办点")
    said = words(official.get(page(village)))
    assert "石塘代办点" in said
    assert "代办员 张秀兰" in said
    assert said.index("空着的代办点") < said.index("还没有人任职", said.index("空着的代办点"))


def test_the_page_never_asks_more_for_more_areas(cast, official):
    village = Area.objects.get(pk=cast.area("village").id)
    official.get(page(village))
    with CaptureQueriesContext(connection) as before:
        official.get(page(village))
    for number in range(10):
        draw(draw(village, "grid", f"甲{number}网格"), "building", f"甲{number}栋")
    with CaptureQueriesContext(connection) as after:
        official.get(page(village))
    assert len(after) == len(before)


@pytest.mark.parametrize("role", ["clerk_elsewhere", "resident", "visitor", "grid_officer"])
def test_whom_no_post_leads_there_finds_nothing(cast, role):
    answer = cast.client(role).get(page(cast.area("village")))
    assert answer.status_code in ((302,) if role == "visitor" else (404,))


def test_a_clerk_sees_nothing_to_draw_and_cannot(cast):
    clerk, village = cast.client("village_clerk"), cast.area("village")
    assert "您可以在这里办" not in words(clerk.get(page(village)))
    before = Area.objects.count(), Entry.objects.count()
    sent = {"level": "grid", "name": "第八网格", "on": "2026-11-27"}
    assert clerk.post(reverse("portal:area_draw", args=[village.id]), sent).status_code == 404
    assert (Area.objects.count(), Entry.objects.count()) == before


def test_an_official_draws_a_grid_by_the_form_and_it_is_there(cast, official):
    village = cast.area("village")
    assert "新设" in words(official.get(page(village)))
    sent = {"level": "grid", "name": "第八网格", "code": "", "on": "2026-11-27"}
    answer = official.post(reverse("portal:area_draw", args=[village.id]), sent)
    assert answer["Location"] == page(village)
    assert "第八网格" in words(official.get(page(village)))
    assert Entry.objects.filter(code="territory.area_created").order_by("-pk")[0].figures["level"] == "grid"


def test_a_refusal_stands_at_its_field_and_changes_nothing(cast, official):
    village = cast.area("village")
    url = reverse("portal:area_draw", args=[village.id])
    before = Area.objects.count()
    for sent, said in (
        ({"level": "grid", "name": "第八网格", "code": "123", "on": "2026-11-27"}, "15 位"),
        ({"level": "grid", "name": "", "on": "2026-11-27"}, "改完再提交"),
        ({"level": "building", "name": "1栋", "on": "2026-11-27"}, "改完再提交"),
        ({"level": "grid", "name": "第八网格", "on": "1999-01-01"}, "当日不存在"),
    ):
        answer = official.post(url, sent)
        assert answer.status_code == 422
        assert said in words(answer) or "存续期间" in words(answer)
    assert Area.objects.count() == before


def test_an_official_renames_and_ends_an_area(cast, official):
    village = Area.objects.get(pk=cast.area("village").id)
    grid = draw(village, "grid", "第八网格")
    official.post(reverse("portal:area_rename", args=[grid.pk]), {"name": "东片区", "on": "2026-11-26"})
    assert "东片区" in words(official.get(page(grid)))
    answer = official.post(reverse("portal:area_end", args=[village.pk]), {"on": "2026-11-27"})
    assert answer.status_code == 422, "something lies below it"
    answer = official.post(reverse("portal:area_end", args=[grid.pk]), {"on": "2026-11-27"})
    assert answer["Location"] == page(village)
    assert official.get(page(grid)).status_code == 404
    assert "东片区" in words(official.get(page(grid, on="2026-11-26")))
    assert "您可以在这里办" not in words(official.get(page(grid, on="2026-11-26")))


def test_the_way_to_areas_leads_to_ones_own(cast):
    clerk = cast.client("village_clerk")
    assert clerk.get(reverse("portal:areas"))["Location"] == page(cast.area("village"))
    assert cast.client("resident").get(reverse("portal:areas")).status_code == 404
