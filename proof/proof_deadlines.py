"""Time limits in working days end on the days that `calendar/deadline_cases.csv` names."""

import csv
import datetime as dt
from pathlib import Path

from gongzhi.kernel.calendars import library_calendar
from gongzhi.kernel.workdays import CHINA, Unit, deadline
from proof import Check

CASES = "calendar/deadline_cases.csv"
LAST_MINUTE = dt.time(23, 59)  # the hour at which a matter arrives does not change the day its limit ends


def ends_on(start: dt.date, amount: int, hour: dt.time) -> dt.date:
    """Return the last day of a limit that begins on this day at this hour."""
    moment = dt.datetime.combine(start, hour, CHINA)
    return deadline(start=moment, amount=amount, unit=Unit.WORKING_DAYS, calendar=library_calendar()).at.date()


def run(data: Path | None) -> list[Check]:
    """Compare every limit, begun at the first and at the last minute of its day; nothing without data."""
    if data is None:
        return []
    with (data / CASES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        f"{row['start']}+{row['working_days_after']}"
        for row in rows
        for hour in (dt.time(), LAST_MINUTE)
        if str(ends_on(dt.date.fromisoformat(row["start"]), int(row["working_days_after"]), hour)) != row["due"]
    ]
    right = len(rows) - len(set(wrong))
    found = f"{right} agree" + (f", not {' '.join(wrong[:3])}" if wrong else "")
    return [Check("deadlines in working days", bool(rows) and not wrong, found, f"{len(rows)} agree")]
