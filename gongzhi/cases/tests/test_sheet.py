"""The list of requests as a sheet: in the language of the page, with the days of China, in the words people wrote."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import translation

from gongzhi.cases.actions import export_cases
from gongzhi.cases.models import Case
from gongzhi.cases.queries import Filter
from gongzhi.cases.tests.world import NOW, filed, place
from gongzhi.kernel.workdays import CHINA

pytestmark = pytest.mark.django_db


def sheet(actor, language):
    with translation.override(language):
        content = export_cases(by=actor, wanted=Filter(), now=NOW)
    about, headings, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.values
    return about[0], headings, rows


@pytest.fixture
def desk():
    made = place("huadu", "town_desk")
    filed(made)
    return made.actor("town_desk")


def test_headings_and_lists_follow_the_page_and_words_of_record_stay(desk):
    about, headings, (row,) = sheet(desk, "en")
    assert headings[:5] == ("Number", "Filed on", "Area", "Matter", "Request")
    assert (row[3], row[4]) == ("Street lights", Case.objects.get().title)
    assert about.startswith("Exported 2026-11-25 10:00")
    about, headings, (row,) = sheet(desk, "zh-hans")
    assert headings[:5] == ("编号", "提出日期", "所在区域", "事项", "诉求标题")
    assert (row[3], row[4]) == ("路灯照明", Case.objects.get().title)
    assert about.startswith("导出时间 2026-11-25 10:00")


def test_a_day_is_that_of_china_in_the_first_hours_of_the_morning(desk):
    Case.objects.update(filed_at=dt.datetime(2026, 11, 25, 6, tzinfo=CHINA))
    _about, _headings, (row,) = sheet(desk, "zh-hans")
    assert row[1].date() == dt.date(2026, 11, 25)
