"""Read a roster, judge its rows and compare them with the register, so that a preview can say what would happen."""

import datetime as dt
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from gongzhi.kernel.paths import last_id
from gongzhi.kernel.sealing import blind_index
from gongzhi.kernel.sheets.reading import Book, read_book
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.queries import PHONE_GROUP, number_index
from gongzhi.people.roster_register import (
    kind_at,
    known_households,
    known_persons,
    places_of,
    registered_elsewhere,
)
from gongzhi.people.rosters.corrections import Corrections
from gongzhi.people.rosters.layout import Layout, headings_found, layouts_of
from gongzhi.people.rosters.matching import Keyed, Matcher, Plan
from gongzhi.people.rosters.problems import Level, Problem, Problems
from gongzhi.people.rosters.rows import Judge, Places, Resident, Tell
from gongzhi.people.rosters.shapes import Kind
from gongzhi.territory.queries import AreaLine, lines_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what a roster is read by: its kind, its area, and what somebody decided about headings and cells."""

    area: AreaLine
    kind: Kind
    places: Places
    on: dt.date
    chosen: Mapping[str, str]
    corrections: Corrections


@dataclass(slots=True)
class Reading:
    """Hold what a file says: how it was understood, the rows that can go in, and everything found in it."""

    asked: Asked
    book: Book
    layouts: tuple[Layout, ...]
    rows: list[Keyed]
    problems: Problems
    rows_read: int
    plan: Plan


def asked_of(
    *, area: AreaLine, kind: str, on: dt.date, chosen: Mapping[str, str], corrections: Corrections | None = None
) -> Asked:
    """
    Return what a roster of an area is read by.

    :raises NotVisible: the place keeps no such roster.
    :raises Refusal: the area is neither a village nor above one.
    """
    return Asked(area, kind_at(area.path, kind, on), places_of(area, on), on, chosen, corrections or Corrections())


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """
    Let the collector of cycles rest while a roster is worked on.

    Its rows form no cycles and live until the end; the collector would walk through all of them again and again, which
    took a fifth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@collector_at_rest()
def read_roster(content: bytes, asked: Asked, tell: Tell = lambda done: None) -> Reading:
    """
    Read a file whole, judge its rows and compare them with the register; nothing is written.

    :raises Refusal: the file cannot be read, or no sheet of it has the headings of a roster.
    """
    book = read_book(content)
    layouts = layouts_of(book, asked.kind, asked.chosen)
    if not layouts:
        raise Refusal("people.roster_headings_unknown", figures={"found": headings_found(book) or ("–",)})
    reading = judged(book, layouts, asked, tell)
    reading.plan = compared(reading)
    tell_elsewhere(reading)
    return reading


def judged(book: Book, layouts: tuple[Layout, ...], asked: Asked, tell: Tell) -> Reading:
    """Return the rows of a book that can go in, and everything found in the others."""
    judge = Judge(kind=asked.kind, layouts=layouts, places=asked.places, on=asked.on, corrections=asked.corrections)
    rows = [keyed(each) for each in judge.residents(book, tell)]
    return Reading(asked, book, layouts, rows, judge.problems, judge.read, Plan())


def keyed(resident: Resident) -> Keyed:
    """Return a row with the blind index by which it is compared."""
    return Keyed(resident, number_index(resident.paper, resident.number) if resident.number else None)


def phone_index(phone: str) -> bytes:
    """Return what an exact search for a phone compares."""
    return blind_index(phone, group=PHONE_GROUP)


def compared(reading: Reading, problems: Problems | None = None) -> Plan:
    """Return what the rows change in the register as it stands now; findings go to those of the file."""
    path, names = reading.asked.area.path, reading.asked.places.names
    matcher = Matcher(
        persons=known_persons(path, names),
        households=known_households(path, names),
        problems=reading.problems if problems is None else problems,
        phone_index=phone_index,
    )
    return matcher.match(reading.rows)


def tell_elsewhere(reading: Reading) -> None:
    """Point out who stands on the roster of another village too, which is lawful, without telling which."""
    indexes = [each.number_index for each in reading.plan.fresh if each.number_index is not None]
    known = registered_elsewhere(indexes, reading.asked.area.path)
    for each in reading.plan.fresh if known else ():
        if each.number_index in known:
            resident = each.resident
            reading.problems.add(Problem(resident.sheet, resident.row, None, "number", "elsewhere_too", resident.name))


def counts_of(reading: Reading) -> dict[str, int]:
    """Return the figures of a roster: numbers only, nothing of a person."""
    plan, problems = reading.plan, reading.problems
    return {
        "rows": reading.rows_read,
        "new": len(plan.fresh),
        "changed": len(plan.changed),
        "same": plan.same,
        "households": len(plan.households),
        "left_out": len(problems.bad_rows),
        "skipped": sum(problems.counts[kind] for kind in ("total_row", "foot_row", "heading_again", "same_row")),
        **{level.value: problems.of(level) for level in Level},
    }


def area_of(record_path: str, on: dt.date) -> AreaLine:
    """Return the area a roster is of, as it is named on a day."""
    return lines_of({last_id(record_path)}, on)[last_id(record_path)]
