"""The seven shapes of the due badge, in Chinese and in English."""

import datetime as dt

import pytest
from django.utils import translation

from gongzhi.kernel.calendars import library_calendar
from gongzhi.kernel.due import due_badge
from gongzhi.kernel.workdays import CHINA

CALENDAR = library_calendar()
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)  # a Tuesday


def badge(at: str | None, **given):
    moment = dt.datetime.fromisoformat(at).replace(tzinfo=CHINA) if at else None
    return due_badge(**{"at": moment, "now": NOW, "calendar": CALENDAR, **given})


@pytest.mark.parametrize(
    ("at", "given", "tone", "icon", "text"),
    [
        ("2026-11-20T23:59:59", {}, "late", "alert", "超期 2 个工作日"),
        ("2026-11-21T23:59:59", {"unit": "days"}, "late", "alert", "超期 3 天"),
        ("2026-11-24T07:30:00", {"unit": "hours"}, "late", "alert", "超期 2 小时"),
        ("2026-11-24T09:59:30", {"unit": "minutes"}, "late", "alert", "超期 1 分钟"),
        ("2026-11-24T17:30:00", {}, "today", "clock", "今天 17:30"),
        ("2026-11-24T23:59:59", {}, "today", "clock", "今天 24:00"),
        ("2026-11-26T23:59:59", {}, "soon", "clock", "还剩 2 个工作日"),
        ("2026-11-27T23:59:59", {"unit": "days"}, "soon", "clock", "还剩 3 天"),
        ("2026-11-25T08:00:00", {"unit": "hours"}, "soon", "clock", "还剩 22 小时"),
        ("2026-11-30T23:59:59", {}, "far", "calendar", "11月30日"),
        ("2027-01-05T23:59:59", {}, "far", "calendar", "2027年1月5日"),
        ("2026-11-20T23:59:59", {"paused": "等您交产权证"}, "held", "pause", "暂停计时：等您交产权证"),
        ("2026-11-24T23:59:59", {"closed_at": NOW}, "done", "check", "按时办结"),
        ("2026-11-21T23:59:59", {"closed_at": NOW, "unit": "days"}, "late", "alert", "超期 3 天办结"),
        (None, {"closed_at": NOW}, "done", "check", "已办结"),
        (None, {}, "open", "alert", "办理期限未设定"),
    ],
)
def test_a_badge_says_what_is_due_in_the_unit_of_the_rule(at, given, tone, icon, text):
    due = badge(at, **given)
    assert (due.tone, due.icon, due.text) == (tone, icon, text)


def test_the_last_second_is_in_time_and_the_next_is_not():
    end = dt.datetime(2026, 11, 24, 23, 59, 59, tzinfo=CHINA)
    assert due_badge(at=end, now=end, calendar=CALENDAR).tone == "today"
    assert due_badge(at=end, now=end + dt.timedelta(seconds=1), calendar=CALENDAR).tone == "late"


def test_on_a_weekend_after_friday_the_delay_is_said_in_days():
    friday = dt.datetime(2026, 11, 20, 23, 59, 59, tzinfo=CHINA)
    saturday = dt.datetime(2026, 11, 21, 12, 0, tzinfo=CHINA)
    assert due_badge(at=friday, now=saturday, calendar=CALENDAR).text == "超期 1 天"


def test_a_badge_speaks_english():
    with translation.override("en"):
        assert badge("2026-11-20T23:59:59").text == "2 working days late"
        assert badge("2026-11-23T23:59:59").text == "1 working day late"
        assert badge("2026-11-24T17:30:00").text == "Today 17:30"
        assert badge("2027-01-05T23:59:59").text == "5 Jan 2027"
        assert badge(None).text == "No time limit set"
