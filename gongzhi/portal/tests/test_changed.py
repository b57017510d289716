"""The page of a change that was carried out, and the notice a town office sends out about it."""

import dataclasses
import datetime as dt
import importlib
import io

import pytest
from django.apps import apps
from django.urls import reverse
from pypdf import PdfReader

from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.actions import register_household
from gongzhi.portal.actions import change_areas, print_notice
from gongzhi.portal.tests.places import MOMENT, SYSTEM, draw, words
from gongzhi.territory import queries
from gongzhi.territory.changes.planning import Order, Wanted
from gongzhi.territory.models import Area, ChangedArea
from gongzhi.territory.rules import ChangeKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day_of_change")]
ON = dt.date(2026, 11, 1)
BASIS = "区政府批复〔2026〕8号"


@pytest.fixture
def changed(official):
    """Return a function that carries an order out."""

    def carry_out(kind, *areas, **given):
        order = Order(kind, tuple(area.id for area in areas), ON, BASIS, **given)
        return change_areas(by=official, order=order, now=MOMENT)

    return carry_out


@pytest.fixture
def orders(cast, changed):
    """Return, by kind, a function that carries out a change of that kind around 石塘村."""
    village, into = cast.area("village"), cast.area("village_elsewhere")
    far = draw(Area.objects.get(pk=cast.area("county").id), "town", "新华镇")
    (grid,) = queries.children_of(village.id, ON)
    register_household(by=SYSTEM, area_id=grid.id, address="三组8号", now=dt.datetime(2026, 3, 2, tzinfo=CHINA))
    return {
        ChangeKind.RENAME: lambda: changed(ChangeKind.RENAME, village, parts=(Wanted("石塘社区"),)),
        ChangeKind.MOVE: lambda: changed(ChangeKind.MOVE, village, parent_id=far.pk),
        ChangeKind.MERGE: lambda: changed(ChangeKind.MERGE, village, into=into.id),
        ChangeKind.SPLIT: lambda: changed(ChangeKind.SPLIT, village, parts=(Wanted("石塘村"), Wanted("石塘新村"))),
        ChangeKind.ABOLISH: lambda: changed(ChangeKind.ABOLISH, draw(Area.objects.get(pk=far.pk), "village", "空村")),
        ChangeKind.REDRAW: lambda: changed(
            ChangeKind.REDRAW, grid, parts=(Wanted("东片", takes=(grid.id,)), Wanted("西片"))
        ),
    }


def text_of(pdf):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


SAID = {
    ChangeKind.RENAME: (
        "关于石塘村更名为石塘社区的通知",
        "狮岭镇人民政府",
        "石塘村村民委员会",
        "编号、查询码、承办单位和期限都不变",
    ),
    ChangeKind.MOVE: ("关于石塘村由狮岭镇划归新华镇管辖的通知", "各镇（街道），区直各单位", "新华镇石塘村"),
    ChangeKind.MERGE: ("关于撤销石塘村并入禾坪村的通知", "各村（社区），镇属各单位", "1户、", "石塘村村民委员会"),
    ChangeKind.SPLIT: ("关于撤销石塘村分设石塘村、石塘新村的通知", "狮岭镇石塘新村"),
    ChangeKind.ABOLISH: ("关于撤销空村的通知", "新华镇空村"),
    ChangeKind.REDRAW: ("关于重新划分石塘村网格的通知", "原有网格1个，划分以后为2个", "石塘村西片"),
}


@pytest.mark.parametrize("kind", SAID)
def test_the_notice_says_what_changed_from_when_and_by_which_document(cast, orders, kind):
    outcome = orders[kind]()
    client, entries = cast.client("county_official"), Entry.objects.count()
    page = client.get(reverse("portal:area_changed", args=[outcome.change_id]))
    assert BASIS in words(page)
    answer = client.post(reverse("portal:change_notice", args=[outcome.change_id]))
    text = text_of(answer.content)
    for said in (*SAID[kind], f"根据{BASIS}，自2026年11月1日起", "附件：变更前后名称、代码对照表", "2026年11月27日"):
        assert said in text
    entry = Entry.objects.order_by("-pk")[0]
    assert Entry.objects.count() == entries + 1
    assert (entry.code, entry.figures["paper"]) == ("documents.paper_printed", "portal.change_notice")


def test_grids_have_no_seals_and_codes_stand_beside_the_names(cast, changed):
    village = cast.area("village")
    (grid,) = queries.children_of(village.id, ON)
    parts = (Wanted("东片", (("grid", "440114102205001"),), takes=(grid.id,)),)
    outcome = changed(ChangeKind.REDRAW, grid, parts=parts)
    by = cast.actor("county_official")
    text = text_of(print_notice(by=by, change_id=outcome.change_id, address="", now=MOMENT))
    assert "石塘村东片440114102205001" in text
    assert "印章" not in text


def test_a_page_of_an_area_leads_to_the_changes_it_and_what_lies_below_was_part_of(cast, orders):
    outcome = orders[ChangeKind.MERGE]()
    client, url = cast.client("county_official"), reverse("portal:area_changed", args=[outcome.change_id])
    for area in (cast.area("village_elsewhere"), cast.area("town")):
        assert url in client.get(reverse("portal:area", args=[area.id])).content.decode()
        before = client.get(reverse("portal:area", args=[area.id]) + "?on=2026-10-31")
        assert url not in before.content.decode()
    assert reverse("portal:area", args=[cast.area("village_elsewhere").id]) in client.get(url).content.decode()


def test_a_change_elsewhere_has_no_page_and_no_notice_for_a_clerk(cast, orders):
    outcome, entries = orders[ChangeKind.MERGE](), Entry.objects.count()
    elsewhere = cast.actor("clerk_elsewhere")
    for name in ("area_changed", "change_notice"):
        url = reverse(f"portal:{name}", args=[outcome.change_id])
        assert cast.client("resident_elsewhere").post(url).status_code in (404, 405)
    visitor = dataclasses.replace(elsewhere, posts=())
    with pytest.raises(NotVisible):
        print_notice(by=visitor, change_id=outcome.change_id, address="", now=MOMENT)
    with pytest.raises(NotVisible):
        print_notice(by=cast.actor("county_official"), change_id=987654, address="", now=MOMENT)
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("kind", [ChangeKind.RENAME, ChangeKind.MOVE, ChangeKind.MERGE, ChangeKind.SPLIT])
def test_changes_of_before_get_their_areas_from_the_journal(orders, kind):
    orders[kind]()
    rows = ChangedArea.objects.order_by("area_id").values_list("change_id", "area_id", "part")
    before = list(rows)
    assert before
    ChangedArea.objects.all().delete()
    importlib.import_module("gongzhi.territory.migrations.0007_areas_of_earlier_changes").fill(apps, None)
    assert list(rows.all()) == before
