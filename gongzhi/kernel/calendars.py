"""
The working-day calendar of this installation, and what is counted over it (see `kernel.workdays`).

What the `holidays` library knows of the State Council's notices stands first; a year that was imported replaces it. A
year that neither knows is answered by the weekend rule, with a warning.
"""

import datetime as dt
import hashlib
import time
from collections.abc import Mapping
from functools import cache

import holidays

from gongzhi.kernel.models import CalendarDay, CalendarYear
from gongzhi.kernel.workdays import (
    SATURDAY,
    Deadline,
    Unit,
    WorkCalendar,
    days_between,
    deadline,
    moved_to_working_day,
    open_years_within,
    warning_about,
)

__all__ = [
    "Deadline",
    "Unit",
    "WorkCalendar",
    "days_between",
    "deadline",
    "load_calendar",
    "moved_to_working_day",
    "open_years_within",
    "warning_about",
]

FIRST_YEAR = 2001  # the first year of which the library knows the make-up days
REREAD_SECONDS = 60.0  # an import in another process is seen within a minute
VERSION_DIGITS = 12

_loaded: list[tuple[float, WorkCalendar]] = []


@cache
def library_calendar() -> WorkCalendar:
    """Return the calendar of the `holidays` library: only the years whose arrangement was published."""
    china = holidays.country_holidays("CN")
    years = frozenset(year for year in china.special_public_holidays if year >= FIRST_YEAR)
    china = holidays.country_holidays("CN", years=years)
    off = {day: False for day in china if day.year in years and day.weekday() < SATURDAY}
    worked = {day: True for day in china.weekend_workdays if day.year in years}
    return named_calendar(off | worked, years)


def named_calendar(exceptions: Mapping[dt.date, bool], published: frozenset[int]) -> WorkCalendar:
    """Return the calendar with a version made of the last published year and a hash of everything in it."""
    lines = [f"{day} {working:d}" for day, working in sorted(exceptions.items())] + [str(y) for y in sorted(published)]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:VERSION_DIGITS]
    return WorkCalendar(exceptions, published, f"cn-{max(published, default=0)}@{digest}")


def overlaid(base: WorkCalendar, years: frozenset[int], days: Mapping[dt.date, bool]) -> WorkCalendar:
    """Return `base` with whole imported years in place of its own, and their days outside those years on top."""
    kept = {day: working for day, working in base.exceptions.items() if day.year not in years}
    different = {day: working for day, working in days.items() if working != (day.weekday() < SATURDAY)}
    plain = {day for day in days if day not in different}
    exceptions = {day: working for day, working in (kept | different).items() if day not in plain}
    return named_calendar(exceptions, base.published | years)


def read_calendar() -> WorkCalendar:
    """Return the calendar as the database and the library have it now."""
    years = frozenset(CalendarYear.objects.values_list("year", flat=True))
    if not years:
        return library_calendar()
    days = dict(CalendarDay.objects.values_list("day", "is_working"))
    return overlaid(library_calendar(), years, days)


def load_calendar() -> WorkCalendar:
    """Return the calendar, read from the database at most once a minute."""
    if not _loaded or time.monotonic() - _loaded[0][0] >= REREAD_SECONDS:
        _loaded[:] = [(time.monotonic(), read_calendar())]
    return _loaded[0][1]


def forget_calendar() -> None:
    """Read the calendar again at the next question; called by an import, and by tests."""
    _loaded.clear()
