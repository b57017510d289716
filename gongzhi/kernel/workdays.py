"""Count time limits over a calendar of working days. Pure: the calendar is a value, and nothing here reads a clock."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
DAY = dt.timedelta(days=1)
SATURDAY = 5  # datetime.date.weekday()
MONTHS_A_YEAR = 12


class Unit(StrEnum):
    """In what a time limit is counted."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """
    Hold which days are worked.

    `exceptions` are the days that differ from Monday to Friday; `published` are the years whose public holidays are
    known; `version` names exactly this content, so that a deadline can say how it was counted.
    """

    exceptions: Mapping[dt.date, bool]
    published: frozenset[int]
    version: str

    def is_working(self, day: dt.date) -> bool:
        """Tell whether `day` is worked; in an open year Monday to Friday are."""
        return self.exceptions.get(day, day.weekday() < SATURDAY)

    def is_open(self, year: int) -> bool:
        """Tell whether the holidays of `year` are not published yet, so that only the weekend rule answers."""
        return year not in self.published


@dataclass(frozen=True, slots=True)
class Deadline:
    """
    Hold when a time limit ends and how it was counted.

    `at` is exact for minutes and hours, else 23:59:59 of the last day (shown as 24:00). `days` are the days counted,
    day one being the day after the start. `open_years` are years counted by the weekend rule alone, `warning` says so
    in words.
    """

    at: dt.datetime
    days: tuple[dt.date, ...]
    calendar: str
    open_years: tuple[int, ...] = ()
    warning: str = ""


def end_of(day: dt.date) -> dt.datetime:
    """Return the last second of `day` in China."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), CHINA)


def days_after(day: dt.date) -> Iterator[dt.date]:
    """Yield the days after `day`, one by one."""
    while True:
        day += DAY
        yield day


def same_day_later(day: dt.date, months: int) -> dt.date:
    """Return the corresponding day `months` later, else the last day of that month (Civil Code, article 202)."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counted_days(start: dt.date, amount: int, unit: Unit, calendar: WorkCalendar) -> tuple[dt.date, ...]:
    """Return the days that make up a limit in days, working days or months; the day of the start is not one of them."""
    if unit is Unit.WORKING_DAYS:
        found: list[dt.date] = []
        days = days_after(start)
        while len(found) < amount:
            day = next(days)
            if calendar.is_working(day):
                found.append(day)
        return tuple(found)
    last = same_day_later(start, amount) if unit is Unit.MONTHS else start + amount * DAY
    return tuple(start + n * DAY for n in range(1, (last - start).days + 1))


def warning_about(years: tuple[int, ...]) -> str:
    """Return the sentence that says which years were counted by the weekend rule, or nothing."""
    named = "、".join(f"{year}年" for year in years)
    return f"{named}的放假安排还没有公布，暂按周六、周日休息计算。" if years else ""


def open_years_within(first: dt.date, last: dt.date, calendar: WorkCalendar) -> tuple[int, ...]:
    """Return the years from `first` to `last` whose holidays are not published."""
    return tuple(year for year in range(first.year, last.year + 1) if calendar.is_open(year))


def deadline(*, start: dt.datetime, amount: int, unit: Unit, calendar: WorkCalendar) -> Deadline:
    """
    Return when a limit of `amount` units that begins at `start` ends (Civil Code, articles 201 to 203).

    The day of the start is not counted, the last day is counted to 24:00. A limit in days or months that ends on a
    day off is not moved; `moved_to_working_day` does that where the law wants it.
    """
    if unit in (Unit.HOURS, Unit.MINUTES):
        length = dt.timedelta(hours=amount) if unit is Unit.HOURS else dt.timedelta(minutes=amount)
        return Deadline(at=start + length, days=(), calendar=calendar.version)
    first = start.astimezone(CHINA).date()
    days = counted_days(first, amount, unit, calendar)
    last = days[-1] if days else first
    years = open_years_within(first, last, calendar) if unit is Unit.WORKING_DAYS else ()
    return Deadline(end_of(last), days, calendar.version, years, warning_about(years))


def moved_to_working_day(limit: Deadline, *, calendar: WorkCalendar) -> Deadline:
    """Return the limit, ending on the next working day if its last day is a day off (Civil Code, article 203)."""
    last = limit.at.astimezone(CHINA).date()
    if calendar.is_working(last):
        return limit
    end = next(day for day in days_after(last) if calendar.is_working(day))
    years = tuple(sorted({*limit.open_years, *open_years_within(last, end, calendar)}))
    added = tuple(last + n * DAY for n in range(1, (end - last).days + 1))
    return Deadline(end_of(end), limit.days + added, calendar.version, years, warning_about(years))


def days_between(*, first: dt.date, last: dt.date, unit: Unit, calendar: WorkCalendar) -> int:
    """Return how many days (working days, if that is the unit) come after `first` up to and with `last`."""
    if unit is not Unit.WORKING_DAYS:
        return max((last - first).days, 0)
    return sum(calendar.is_working(first + n * DAY) for n in range(1, (last - first).days + 1))
