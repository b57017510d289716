"""Time limits over published, imported and open years."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel.calendars import library_calendar, named_calendar, overlaid
from gongzhi.kernel.workdays import (
    CHINA,
    Unit,
    WorkCalendar,
    days_between,
    deadline,
    moved_to_working_day,
)

CALENDAR = library_calendar()


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2025-09-26T10:00", 1, "working_days", "2025-09-28T23:59:59"),  # a make-up Sunday is worked
        ("2025-09-26T10:00", 5, "working_days", "2025-10-10T23:59:59"),  # over the National Day holiday
        ("2026-11-24T23:30", 0, "working_days", "2026-11-24T23:59:59"),
        ("2026-11-24T00:00", 5, "days", "2026-11-29T23:59:59"),
        ("2026-11-24T10:00", 24, "hours", "2026-11-25T10:00"),
        ("2026-11-24T10:00", 90, "minutes", "2026-11-24T11:30"),
        ("2026-01-31T10:00", 1, "months", "2026-02-28T23:59:59"),
        ("2024-01-31T10:00", 1, "months", "2024-02-29T23:59:59"),
        ("2026-11-30T10:00", 3, "months", "2027-02-28T23:59:59"),
        ("2026-03-15T10:00", 12, "months", "2027-03-15T23:59:59"),
    ],
)
def test_a_limit_ends_where_the_civil_code_says(start, amount, unit, end):
    limit = deadline(start=moment(start), amount=amount, unit=Unit(unit), calendar=CALENDAR)
    assert limit.at == moment(end)
    assert limit.calendar == CALENDAR.version
    if unit not in ("hours", "minutes") and amount:
        assert limit.days[0] > moment(start).date()
        assert limit.days[-1] == moment(end).date()


def test_a_start_in_another_zone_counts_from_the_day_in_china():
    late = dt.datetime(2026, 11, 24, 17, 0, tzinfo=dt.UTC)  # 01:00 on the 25th in China
    assert deadline(start=late, amount=1, unit=Unit.DAYS, calendar=CALENDAR).at == moment("2026-11-26T23:59:59")


def test_an_open_year_is_counted_by_the_weekend_rule_and_says_so():
    limit = deadline(start=moment("2026-12-30T10:00"), amount=3, unit=Unit.WORKING_DAYS, calendar=CALENDAR)
    assert limit.days == (dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2027, 1, 4))
    assert limit.open_years == (2027,)
    assert limit.warning == "2027年的放假安排还没有公布，暂按周六、周日休息计算。"
    assert CALENDAR.is_open(2027)
    assert not CALENDAR.is_open(2026)
    assert not deadline(start=moment("2026-12-01T10:00"), amount=3, unit=Unit.WORKING_DAYS, calendar=CALENDAR).warning


def test_a_limit_in_calendar_days_needs_no_warning():
    assert not deadline(start=moment("2027-02-01T10:00"), amount=7, unit=Unit.DAYS, calendar=CALENDAR).warning


def test_a_last_day_off_moves_to_the_next_working_day_where_the_law_wants_it():
    limit = deadline(start=moment("2026-09-30T10:00"), amount=3, unit=Unit.DAYS, calendar=CALENDAR)
    assert limit.at.date() == dt.date(2026, 10, 3)
    moved = moved_to_working_day(limit, calendar=CALENDAR)
    assert moved.at == moment("2026-10-08T23:59:59")
    assert moved.days == tuple(dt.date(2026, 10, day) for day in range(1, 9))
    assert moved_to_working_day(moved, calendar=CALENDAR) == moved


def test_a_last_day_off_is_moved_by_the_day_in_china_and_says_which_years_are_open():
    limit = deadline(start=moment("2026-12-31T10:00"), amount=2, unit=Unit.DAYS, calendar=CALENDAR)
    assert limit.at.date() == dt.date(2027, 1, 2)  # a Saturday
    assert not limit.open_years
    moved = moved_to_working_day(limit, calendar=CALENDAR)
    assert (moved.at, moved.open_years) == (moment("2027-01-04T23:59:59"), (2027,))
    early = replace(limit, at=dt.datetime(2027, 1, 3, 17, 0, tzinfo=dt.UTC))  # 01:00 on Monday in China
    assert moved_to_working_day(early, calendar=CALENDAR) == early


@pytest.mark.parametrize("unit", [Unit.DAYS, Unit.WORKING_DAYS])
def test_no_days_lie_between_a_day_and_an_earlier_one(unit):
    first, last = dt.date(2026, 11, 24), dt.date(2026, 11, 20)
    assert days_between(first=first, last=last, unit=unit, calendar=CALENDAR) == 0


def test_an_imported_year_replaces_the_library_and_the_version_names_the_content():
    closed = dt.date(2027, 2, 8)  # a Monday
    worked = dt.date(2027, 2, 6)  # the Saturday before
    other = overlaid(CALENDAR, frozenset({2027}), {closed: False, worked: True})
    assert not other.is_open(2027)
    assert (other.is_working(closed), other.is_working(worked)) == (False, True)
    assert (CALENDAR.is_working(closed), CALENDAR.is_working(worked)) == (True, False)
    assert other.version != CALENDAR.version
    assert other.version.startswith("cn-2027@")
    assert overlaid(CALENDAR, frozenset({2027}), {closed: False, worked: True}).version == other.version
    lent = overlaid(CALENDAR, frozenset({2026}), {dt.date(2025, 9, 28): False})
    assert CALENDAR.is_working(dt.date(2025, 9, 28)), "a make-up Sunday"
    assert not lent.is_working(dt.date(2025, 9, 28)), "a day of another year that a notice names is what it says"
    assert named_calendar({closed: False}, frozenset()).version != named_calendar({closed: True}, frozenset()).version
    emptied = overlaid(CALENDAR, frozenset({2026}), {})
    assert emptied.is_working(dt.date(2026, 10, 1)), "a whole year is replaced, not mixed"


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=60).map(
    lambda days: WorkCalendar(days, frozenset({2024, 2025, 2026}), "random")
)


@given(calendar=CALENDARS, start=DAYS, amount=st.integers(0, 40))
@settings(max_examples=200, deadline=None)
def test_exactly_the_working_days_after_the_start_are_counted(calendar, start, amount):
    begin = dt.datetime.combine(start, dt.time(10), CHINA)
    limit = deadline(start=begin, amount=amount, unit=Unit.WORKING_DAYS, calendar=calendar)
    assert len(limit.days) == amount
    assert all(calendar.is_working(day) and day > start for day in limit.days)
    assert list(limit.days) == sorted(set(limit.days))
    last = limit.at.date()
    assert days_between(first=start, last=last, unit=Unit.WORKING_DAYS, calendar=calendar) == amount
    assert bool(limit.warning) == any(calendar.is_open(year) for year in range(start.year, last.year + 1))


@given(calendar=CALENDARS, start=DAYS, amounts=st.tuples(st.integers(0, 30), st.integers(0, 30)))
@settings(max_examples=100, deadline=None)
def test_two_limits_one_after_the_other_end_where_their_sum_ends(calendar, start, amounts):
    begin = dt.datetime.combine(start, dt.time(10), CHINA)
    first = deadline(start=begin, amount=amounts[0], unit=Unit.WORKING_DAYS, calendar=calendar)
    second = deadline(start=first.at, amount=amounts[1], unit=Unit.WORKING_DAYS, calendar=calendar)
    whole = deadline(start=begin, amount=sum(amounts), unit=Unit.WORKING_DAYS, calendar=calendar)
    assert second.at == whole.at
    assert first.days + second.days == whole.days


@given(start=DAYS, months=st.integers(0, 36))
@settings(max_examples=100, deadline=None)
def test_a_limit_in_months_ends_on_the_same_day_or_the_last_of_the_month(start, months):
    begin = dt.datetime.combine(start, dt.time(10), CHINA)
    last = deadline(start=begin, amount=months, unit=Unit.MONTHS, calendar=CALENDAR).at.date()
    assert (last.year * 12 + last.month) - (start.year * 12 + start.month) == months
    assert last.day == start.day or (last.day < start.day and (last + dt.timedelta(1)).day == 1)
