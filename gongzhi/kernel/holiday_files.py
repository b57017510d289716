"""Read files of public holidays: JSON and iCalendar as the public project `holiday-cn` writes them."""

import datetime as dt
import json
import re
from collections import defaultdict
from dataclasses import dataclass

NAME_CHARACTERS = 40  # the column's width
DECEMBER = 12
MOST_DAYS = 31  # no holiday of the State Council's notices lasts a month; more is a broken file
EVENT = re.compile(r"BEGIN:VEVENT\n(.*?)END:VEVENT", re.S)
WORKED = re.compile(r"补.*班|上班")


@dataclass(frozen=True, slots=True)
class HolidayDay:
    """A day off, or a weekend day that is worked."""

    day: dt.date
    is_working: bool
    name: str


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """What one year's notice says; it may name days of the year before."""

    year: int
    days: tuple[HolidayDay, ...]


class UnreadableHolidays(Exception):
    """Say what is wrong with a file of holidays, and where."""


def day_of_json(entry: object, place: str) -> HolidayDay:
    """
    Return one day of a JSON file.

    :raises UnreadableHolidays: a field is missing or of another kind.
    """
    match entry:
        case {"date": str(date), "isOffDay": bool(off), "name": str(name)}:
            try:
                return HolidayDay(dt.date.fromisoformat(date), not off, name[:NAME_CHARACTERS])
            except ValueError as fault:
                raise UnreadableHolidays(f"{place}: {date} is no date") from fault
    raise UnreadableHolidays(f"{place}: needs name, date and isOffDay (true or false), has {entry}")


def year_of_json(year: object, days: object) -> HolidayYear:
    """
    Return one year of a JSON file.

    :raises UnreadableHolidays: the year or its list of days is not what it should be.
    """
    if not str(year).isdecimal() or not isinstance(days, list):
        raise UnreadableHolidays(f"{year}: needs a year and a list of days")
    return HolidayYear(int(str(year)), tuple(day_of_json(day, f"{year}, day {n}") for n, day in enumerate(days, 1)))


def from_json(text: str) -> list[HolidayYear]:
    """
    Return the years of a JSON file, one year or many by key; a year without days is not published and left out.

    :raises UnreadableHolidays: the file is not of this form.
    """
    try:
        told = json.loads(text)
    except json.JSONDecodeError as fault:
        raise UnreadableHolidays(f"line {fault.lineno}: {fault.msg}") from fault
    match told:
        case {"year": year, "days": days}:
            years = [year_of_json(year, days)]
        case dict():
            years = [
                year_of_json(year, body.get("days") if isinstance(body, dict) else None) for year, body in told.items()
            ]
        case _:
            raise UnreadableHolidays("needs an object with year and days, or one by year")
    return [year for year in years if year.days]


def field_of(event: str, name: str) -> str:
    """
    Return a field of a calendar event.

    :raises UnreadableHolidays: the event does not have it.
    """
    found = re.search(rf"^{name}[^:\n]*:(.*)$", event, re.M)
    if not found:
        raise UnreadableHolidays(f"an event has no {name}: {' '.join(event.split())[:80]}")
    return found[1].strip()


def days_of_event(event: str) -> list[HolidayDay]:
    """
    Return the days of a calendar event; its end is the day after the last one.

    :raises UnreadableHolidays: its dates are no dates, or in the wrong order.
    """
    texts = field_of(event, "DTSTART"), field_of(event, "DTEND")
    try:
        first, end = (dt.datetime.strptime(text[:8], "%Y%m%d").date() for text in texts)  # noqa: DTZ007  # days only
    except ValueError as fault:
        raise UnreadableHolidays(f"{texts[0]} to {texts[1]}: no dates") from fault
    if not 0 < (end - first).days <= MOST_DAYS:
        raise UnreadableHolidays(f"{texts[0]} to {texts[1]}: not between one day and {MOST_DAYS}")
    name = field_of(event, "SUMMARY")
    works = bool(WORKED.search(name))
    return [HolidayDay(first + dt.timedelta(n), works, name[:NAME_CHARACTERS]) for n in range((end - first).days)]


def from_ics(text: str) -> list[HolidayYear]:
    """
    Return the years of an iCalendar file; a year that only lends a few days before New Year is not one of its own.

    :raises UnreadableHolidays: the file is not of this form.
    """
    unfolded = re.sub(r"\r?\n[ \t]", "", text).replace("\r\n", "\n")
    days = sorted((day for event in EVENT.findall(unfolded) for day in days_of_event(event)), key=lambda d: d.day)
    if not days:
        raise UnreadableHolidays("no events: is this an iCalendar file of holidays?")
    by_year: dict[int, list[HolidayDay]] = defaultdict(list)
    for day in days:
        lent = day.day.month == DECEMBER and "元旦" in day.name  # lent to the next New Year
        by_year[day.day.year + lent].append(day)
    return [HolidayYear(year, tuple(found)) for year, found in sorted(by_year.items())]


def read_holidays(text: str) -> list[HolidayYear]:
    """
    Return the years of public holidays in a file, JSON or iCalendar.

    :raises UnreadableHolidays: the file is neither, or broken; says where.
    """
    plain = text.lstrip("\ufeff")
    years = from_ics(plain) if plain.startswith("BEGIN:VCALENDAR") else from_json(plain)
    seen: set[dt.date] = set()
    for day in (day for year in years for day in year.days):
        if day.day in seen:
            raise UnreadableHolidays(f"{day.day} stands there twice")
        seen.add(day.day)
    return years
