"""Every day of the years in `calendar/` is a working day for us exactly when it is one there."""

import csv
import datetime as dt
import json
from pathlib import Path

from gongzhi.kernel.calendars import library_calendar, overlaid
from gongzhi.kernel.holiday_files import read_holidays
from gongzhi.kernel.workdays import DAY, SATURDAY, WorkCalendar
from proof import Check

FOLDER = "calendar"
HOLIDAYS = "cn_holidays_2007_2027.json"
YEARS = "workdays_per_year.csv"


def outside_days(text: str) -> dict[dt.date, bool]:
    """Return every day of the published years with whether it is worked, read without the project's own reader."""
    years = {int(year): body["days"] for year, body in json.loads(text).items() if body["days"]}
    told = {dt.date.fromisoformat(d["date"]): not d["isOffDay"] for days in years.values() for d in days}
    first, last = dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    days = (first + n * DAY for n in range((last - first).days + 1))
    return {day: told.get(day, day.weekday() < SATURDAY) for day in days}


def imported_calendar(text: str) -> WorkCalendar:
    """Return the calendar as it is after `gongzhi import_calendar` of this file on an empty installation."""
    years = read_holidays(text)
    days = {day.day: day.is_working for year in years for day in year.days}
    return overlaid(WorkCalendar({}, frozenset(), ""), frozenset(year.year for year in years), days)


def compared(name: str, calendar: WorkCalendar, days: dict[dt.date, bool]) -> Check:
    """Compare day by day; the first days that differ are named."""
    different = [str(day) for day, working in days.items() if calendar.is_working(day) != working]
    found = f"{len(days) - len(different):,} agree" + (f", not {' '.join(different[:3])}" if different else "")
    return Check(name=name, ok=bool(days) and not different, found=found, expected=f"{len(days):,} agree")


def working_days(calendar: WorkCalendar, year: int) -> int:
    """Count the working days of a year."""
    days = (dt.date(year, 1, 1) + n * DAY for n in range((dt.date(year, 12, 31) - dt.date(year, 1, 1)).days + 1))
    return sum(calendar.is_working(day) for day in days)


def compared_years(rows: list[dict[str, str]], calendar: WorkCalendar) -> Check:
    """Compare the number of working days of each year."""
    different = [row["year"] for row in rows if working_days(calendar, int(row["year"])) != int(row["working_days"])]
    found = f"{len(rows) - len(different)} agree" + (f", not {' '.join(different)}" if different else "")
    return Check("working days of each year", bool(rows) and not different, found, f"{len(rows)} agree")


def run(data: Path | None) -> list[Check]:
    """Compare the calendar as it ships, and as it is imported, with the outside days; nothing without data."""
    if data is None:
        return []
    text = (data / FOLDER / HOLIDAYS).read_text(encoding="utf-8")
    with (data / FOLDER / YEARS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = outside_days(text)
    open_years = [int(year) for year, body in json.loads(text).items() if not body["days"]]
    answered_openly = [year for year in open_years if library_calendar().is_open(year)]
    return [
        compared("calendar days as shipped", library_calendar(), days),
        compared("calendar days as imported", imported_calendar(text), days),
        compared_years(rows, library_calendar()),
        Check("years not published yet", answered_openly == open_years, str(answered_openly), str(open_years)),
    ]
