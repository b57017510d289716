"""The due badge: one of seven shapes with icon and words, the same on every page."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from gongzhi.kernel.workdays import CHINA, Unit, WorkCalendar, days_between

Tone = Literal["late", "today", "soon", "far", "held", "done", "open"]
SOON_DAYS = 3  # ui direction: "three days" is a group of its own in every due list
HOUR = 3600
MINUTE = 60
YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Due:
    """Hold what a due badge shows: its tone (also the style class), the icon's name and the words."""

    tone: Tone
    icon: str
    text: str


def in_words(amount: int, unit: Unit) -> str:
    """Return `3 天`, `2 个工作日`, `5 小时`, `20 分钟`."""
    if unit is Unit.WORKING_DAYS:
        return ngettext("%(n)d 个工作日", "%(n)d 个工作日", amount) % {"n": amount}
    if unit is Unit.HOURS:
        return ngettext("%(n)d 小时", "%(n)d 小时", amount) % {"n": amount}
    if unit is Unit.MINUTES:
        return ngettext("%(n)d 分钟", "%(n)d 分钟", amount) % {"n": amount}
    return ngettext("%(n)d 天", "%(n)d 天", amount) % {"n": amount}


def clock_words(moment: dt.datetime) -> str:
    """Return the time of day, the last minute of a day as 24:00."""
    return "24:00" if (moment.hour, moment.minute) == (23, 59) else moment.strftime("%H:%M")


def day_words(day: dt.date, today: dt.date) -> str:
    """Return `12月3日`, with the year when it is another one."""
    return date_format(day, _("n月j日") if day.year == today.year else _("Y年n月j日"))


def warning_words(kept: str) -> str:
    """Return in the reader's language the warning that a deadline carries in Chinese; nothing where it carries none."""
    years = pgettext("list", "、").join(YEAR.findall(kept))
    return _("%(years)s年的放假安排还没有公布，暂按周六、周日休息计算。") % {"years": years} if years else ""


def length_words(earlier: dt.datetime, later: dt.datetime, unit: Unit, calendar: WorkCalendar) -> str:
    """Return the time between two moments in the unit of the rule, or in the next smaller one if it is less."""
    first, last = earlier.astimezone(CHINA).date(), later.astimezone(CHINA).date()
    if unit is Unit.WORKING_DAYS and (days := days_between(first=first, last=last, unit=unit, calendar=calendar)):
        return in_words(days, unit)
    if unit not in (Unit.HOURS, Unit.MINUTES) and last > first:
        return in_words((last - first).days, Unit.DAYS)
    seconds = int((later - earlier).total_seconds())
    if seconds >= HOUR:
        return in_words(seconds // HOUR, Unit.HOURS)
    return in_words(max(seconds // MINUTE, 1), Unit.MINUTES)


def running_badge(at: dt.datetime, now: dt.datetime, unit: Unit, calendar: WorkCalendar) -> Due:
    """Return the badge of a limit that has not been met and is not paused."""
    if now > at:
        return Due("late", "alert", _("超期 %(length)s") % {"length": length_words(at, now, unit, calendar)})
    local, today = at.astimezone(CHINA), now.astimezone(CHINA).date()
    if local.date() == today:
        return Due("today", "clock", _("今天 %(time)s") % {"time": clock_words(local)})
    counted = Unit.WORKING_DAYS if unit is Unit.WORKING_DAYS else Unit.DAYS
    if days_between(first=today, last=local.date(), unit=counted, calendar=calendar) <= SOON_DAYS:
        return Due("soon", "clock", _("还剩 %(length)s") % {"length": length_words(now, at, unit, calendar)})
    return Due("far", "calendar", day_words(local.date(), today))


def closed_badge(at: dt.datetime | None, closed_at: dt.datetime, unit: Unit, calendar: WorkCalendar) -> Due:
    """Return the badge of what is finished: in time, late by so much, or without a limit."""
    if at is None:
        return Due("done", "check", _("已办结"))
    if closed_at <= at:
        return Due("done", "check", _("按时办结"))
    return Due("late", "alert", _("超期 %(length)s办结") % {"length": length_words(at, closed_at, unit, calendar)})


def due_badge(
    *,
    at: dt.datetime | None,
    now: dt.datetime,
    closed_at: dt.datetime | None = None,
    paused: str = "",
    unit: Unit | str = Unit.WORKING_DAYS,
    calendar: WorkCalendar,
) -> Due:
    """Return the badge of a limit that ends at `at`; None means that nobody has set one. `paused` is the reason."""
    unit = Unit(unit)
    if closed_at is not None:
        return closed_badge(at, closed_at, unit, calendar)
    if at is None:
        return Due("open", "alert", _("办理期限未设定"))
    if paused:
        return Due("held", "pause", _("暂停计时：%(reason)s") % {"reason": paused})
    return running_badge(at, now, unit, calendar)
