"""When people do things: staff in office hours of working days, residents while they are awake."""

import datetime as dt
from collections.abc import Callable
from random import Random

from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.workdays import CHINA, DAY

OFFICE = ((dt.time(8, 30), dt.time(12)), (dt.time(14), dt.time(17, 30)))
AWAKE = (dt.time(6, 30), dt.time(22, 45))
Spans = Callable[[dt.date], tuple[tuple[dt.datetime, dt.datetime], ...]]
MARGIN = dt.timedelta(minutes=75)  # within which the first thing of the day is done, or the last


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """Return a moment in China."""
    return dt.datetime.combine(day, time, CHINA)


def spans(day: dt.date) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
    """Return the office hours of a day, none when it is a day off."""
    return tuple((at(day, start), at(day, end)) for start, end in OFFICE) if load_calendar().is_working(day) else ()


def some(random: Random, most: dt.timedelta) -> dt.timedelta:
    """Return a length of at least a minute, in whole seconds."""
    return dt.timedelta(seconds=random.randint(60, max(int(most.total_seconds()), 61)))


def daily_spans(day: dt.date) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
    """Return the hours in which somebody is on duty, on days off as well."""
    return tuple((at(day, start), at(day, end)) for start, end in OFFICE)


def first_within(random: Random, moment: dt.datetime, spans_of: Spans) -> dt.datetime:
    """Return a moment within spans: this one, or soon after the beginning of the next."""
    day = moment.date()
    while True:
        for start, end in spans_of(day):
            if moment < end:
                return moment if moment >= start else start + some(random, MARGIN)
        day += DAY


def office_from(random: Random, moment: dt.datetime) -> dt.datetime:
    """Return a moment of the office hours of working days: this one, or soon after the next opening."""
    return first_within(random, moment, spans)


def duty_from(random: Random, moment: dt.datetime) -> dt.datetime:
    """Return a moment at which somebody is on duty, on a day off as well."""
    return first_within(random, moment, daily_spans)


def office_until(random: Random, moment: dt.datetime) -> dt.datetime:
    """Return a moment of the office hours: this one, or shortly before the last closing."""
    day = moment.date()
    while True:
        for start, end in reversed(spans(day)):
            if moment > start:
                return moment if moment <= end else end - some(random, MARGIN)
        day -= DAY


def awake_from(random: Random, moment: dt.datetime) -> dt.datetime:
    """Return a moment at which a resident is awake: this one, or in the next morning."""
    wakes, sleeps = (at(moment.date(), time) for time in AWAKE)
    if moment < wakes:
        return wakes + some(random, MARGIN)
    return moment if moment <= sleeps else wakes + DAY + some(random, MARGIN)


def awake_until(random: Random, moment: dt.datetime) -> dt.datetime:
    """Return a moment at which a resident is awake: this one, or in the evening before."""
    wakes, sleeps = (at(moment.date(), time) for time in AWAKE)
    if moment < wakes:
        return sleeps - DAY - some(random, MARGIN)
    return moment if moment <= sleeps else sleeps - some(random, MARGIN)
