"""What of a person's record may be erased on a day, and what stays for which reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongzhi.kernel.calendars import Unit, deadline, load_calendar
from gongzhi.kernel.verdicts import Verdict
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.holdings import holdings_of
from gongzhi.people.models import Person
from gongzhi.people.purposes import Purpose, purposes_at
from gongzhi.people.rules import Ground, may_go

ERASED_NAME = "（已删除）"
# What each field of a purpose is called in the row, and what stands there once it is erased.
EMPTIED: Mapping[str, Mapping[str, object]] = {
    "phone": {"phone_sealed": None, "phone_index": None},
    "number": {"identity_sealed": None, "identity_index": None, "paper": ""},
    "born_on": {"born_on": None},
    "sex": {"sex": ""},
    "registered_address": {"registered_address": ""},
    "household": {"household_id": None},
    "relation": {"relation": ""},
    "name": {"name": ERASED_NAME},
}


@dataclass(frozen=True, slots=True)
class Fate:
    """Whether a field of a person may go, or the reason why it stays; a field that holds nothing has none."""

    field: str
    verdict: Verdict


def fates_of(person: Person, *, on: dt.date, is_asked: bool) -> tuple[Fate, ...]:
    """Return what becomes of each field that holds something; `is_asked` when the person wants it erased."""
    purposes = purposes_at(person.area_path, on)
    held = [name for name, empty in EMPTIED.items() if any(getattr(person, k) != v for k, v in empty.items())]
    found = tuple(Fate(name, _fate(person, name, purposes, on, is_asked)) for name in held)
    return tuple(_with_the_rest(person, fate, found, on) if fate.field == "name" else fate for fate in found)


def _fate(person: Person, field: str, purposes: Sequence[Purpose], on: dt.date, is_asked: bool) -> Verdict:
    grounds = [_ground(each, person.closed_on) for each in purposes if field in each.fields]
    return may_go(grounds, closed_on=person.closed_on, is_asked=is_asked, on=on)


def _with_the_rest(person: Person, name: Fate, found: Sequence[Fate], on: dt.date) -> Fate:
    """Let the name go last: not before everything else of the record, nor while another room keeps it."""
    stays = next((fate.verdict for fate in (name, *found) if not fate.verdict.ok), None)
    if stays is not None:
        return Fate("name", stays)
    kept = [each.title for each in holdings_of(person.pk, on) if each.why_kept]
    return Fate("name", Verdict(False, "people.stays_elsewhere", {"where": kept})) if kept else name


def _ground(purpose: Purpose, closed_on: dt.date | None) -> Ground:
    until = None
    if closed_on is not None and purpose.kept_months is not None:
        begin = dt.datetime.combine(closed_on, dt.time(), CHINA)
        until = deadline(start=begin, amount=purpose.kept_months, unit=Unit.MONTHS, calendar=load_calendar()).at.date()
    return Ground(purpose.law, purpose.is_consent, purpose.on_request, until)
