"""Taking a roster away: for a reason, proved, masked unless the post sees numbers; it comes in again unchanged."""

import csv
import io

import openpyxl
import pytest

from gongzhi.kernel.actors import Grant, Reach
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import exporting
from gongzhi.people.actions.exporting import export_roster
from gongzhi.people.models import Person
from gongzhi.people.queries import looks_at
from gongzhi.people.tests.conftest import NOW
from gongzhi.people.tests.rosters import HEADINGS, clerk_of, number, take, xlsx
from gongzhi.territory.queries import area_line

pytestmark = pytest.mark.django_db
ZHANG = ("0031", "张三", "户主", "男", number(serial=111), "", "13800138000", "三组5号")
LI = ("0031", "李小梅", "妻", "女", number("19700511", 224), "", "", "三组5号")


def seeing(village):
    """Return a clerk whose post sees whole numbers, proved a moment ago."""
    by = clerk_of(village.path, stepped_up_at=NOW)
    return clerk_of(
        village.path,
        stepped_up_at=NOW,
        grants=(*by.grants, Grant("people.show_number", village.path, Reach.SUBTREE)),
    )


def export(village, by, *, form="xlsx", is_whole=False, reason="换届选民登记核对"):
    area = area_line(village.id, NOW.date())
    return export_roster(by=by, area=area, kind="residents", form=form, is_whole=is_whole, reason=reason, now=NOW)


def rows_of(content):
    headings, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.values
    return [{name: value for name, value in zip(headings, row, strict=True) if value} for row in rows]


@pytest.fixture(autouse=True)
def _registered(village):
    take(village, xlsx([HEADINGS, ZHANG, LI]))


def test_numbers_and_phones_are_masked_unless_they_are_asked_for_whole(village):
    by = seeing(village)
    zhang, li = rows_of(export(village, by))
    assert (zhang["姓名"], zhang["与户主关系"], zhang["性别"], zhang["户号"]) == ("张三", "户主", "男", "0031")
    assert (zhang["联系电话"], zhang["公民身份号码"]) == ("138****8000", "440*************1" + ZHANG[4][-1])
    assert (li["户主姓名"], "联系电话" in li) == ("张三", False)
    whole, _ = rows_of(export(village, by, is_whole=True))
    assert (whole["联系电话"], whole["公民身份号码"]) == ("13800138000", ZHANG[4])


def test_what_was_exported_whole_comes_in_again_and_changes_nothing(village):
    for form in ("xlsx", "csv"):
        taken = take(village, export(village, seeing(village), form=form, is_whole=True))
        assert (taken.figures["same"], taken.figures["new"], taken.figures["changed"]) == (2, 0, 0)


def test_in_a_text_file_no_cell_is_evaluated_and_no_number_shortened(village):
    take(village, xlsx([HEADINGS, ("0033", "王五", "户主", "男", "", "", "", "=1+1")]))
    content = export(village, seeing(village), form="csv", is_whole=True).decode("utf-8-sig")
    cells = {cell for row in csv.reader(io.StringIO(content)) for cell in row}
    assert f"'{ZHANG[4]}" in cells
    assert "'=1+1" in cells


def test_who_exported_and_why_is_kept_and_read_by_everybody_on_the_roster(village):
    export(village, seeing(village), is_whole=True)
    entry = Entry.objects.get(code="people.roster_exported")
    assert entry.area_path == village.path
    assert entry.figures == {
        "reason": "换届选民登记核对",
        "rows": 2,
        "whole": True,
        "kind": "residents",
        "form": "xlsx",
    }
    for person in Person.objects.all():
        (look,) = looks_at(person)
        assert (look.name, look.reason) == ("何晓燕", "换届选民登记核对")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"reason": " "}, r"people\.reason_missing"),
        ({"by": "unproved"}, r"accounts\.step_up_needed"),
        ({"by": "not seeing", "is_whole": True}, None),
        ({"by": "elsewhere"}, None),
    ],
)
def test_without_reason_proof_or_right_nothing_leaves_and_nothing_is_written(village, elsewhere, asked, said):
    by = {
        "unproved": clerk_of(village.path),
        "not seeing": clerk_of(village.path, stepped_up_at=NOW),
        "elsewhere": clerk_of(elsewhere.path, stepped_up_at=NOW),
        None: seeing(village),
    }[asked.get("by")]
    with pytest.raises(Refusal if said else NotVisible, match=said):
        export(village, **{**asked, "by": by})
    assert not Entry.objects.filter(code="people.roster_exported").exists()


def test_more_persons_than_a_file_holds_are_exported_village_by_village(village, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    with pytest.raises(Refusal, match=r"people\.roster_too_long"):
        export(village, seeing(village))
    assert not Entry.objects.filter(code="people.roster_exported").exists()
