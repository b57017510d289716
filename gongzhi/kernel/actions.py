"""What is done to the installation itself: making it a demonstration, moving its clock, holidays, sealing anew."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from gongzhi.kernel import clock
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.calendars import forget_calendar
from gongzhi.kernel.holiday_files import HolidayYear
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.models import CalendarDay, CalendarYear, Entry, Installation
from gongzhi.kernel.verdicts import Refusal

SUBJECT = ("kernel.installation", 1)


@transaction.atomic
def mark_demo(*, by: Actor, now: dt.datetime) -> None:
    """
    Make this a demonstration database, whose clock can be moved; doing so again changes nothing.

    :raises Refusal: the journal already holds entries, so this may be a database with real work in it.
    """
    if Installation.objects.filter(pk=1, kind=Installation.Kind.DEMO).exists():
        return
    if Entry.objects.exists():
        raise Refusal("kernel.not_empty", figures={"entries": Entry.objects.count()})
    Installation.objects.update_or_create(pk=1, defaults={"kind": Installation.Kind.DEMO, "offset_seconds": 0})
    write_entry(code="kernel.demo_made", by=by, now=now, subject=SUBJECT)
    transaction.on_commit(clock.forget)


@transaction.atomic
def move_clock(*, by: Actor, offset: dt.timedelta, now: dt.datetime) -> None:
    """
    Set how far the clock of a demonstration is moved; `now` is the moved moment.

    :raises Refusal: this is no demonstration database.
    """
    seconds = int(offset.total_seconds())
    if not Installation.objects.filter(pk=1, kind=Installation.Kind.DEMO).update(offset_seconds=seconds):
        raise Refusal("kernel.demo_only")
    write_entry(code="kernel.clock_moved", by=by, now=now, subject=SUBJECT, figures={"offset_seconds": seconds})
    transaction.on_commit(clock.forget)


@transaction.atomic
def import_holidays(*, by: Actor, years: list[HolidayYear], source: str, now: dt.datetime) -> None:
    """Put these years of public holidays in place of what was known about them."""
    CalendarYear.objects.filter(year__in=[year.year for year in years]).delete()
    for year in years:
        row = CalendarYear.objects.create(year=year.year, source=source, imported_at=now)
        CalendarDay.objects.filter(day__in=[day.day for day in year.days]).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(year=row, day=day.day, is_working=day.is_working, name=day.name) for day in year.days
        )
    figures = {"years": [year.year for year in years], "days": sum(len(year.days) for year in years)}
    write_entry(
        code="kernel.holidays_imported", by=by, now=now, subject=("kernel.calendar_year", None), figures=figures
    )
    transaction.on_commit(forget_calendar)


@transaction.atomic
def record_reseal(*, by: Actor, sealed: Mapping[str, int], left: int, now: dt.datetime) -> None:
    """Record how many values of which columns were sealed anew, and how many still use an old key."""
    write_entry(code="kernel.sealed_anew", by=by, now=now, subject=SUBJECT, figures={**sealed, "left": left})
