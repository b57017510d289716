"""
Read a file of changes of a register (`code12,change,old_name,new_name`) and judge each row by what is known.

Nothing that is not known exactly so is changed: a row with another old name, or of a code nobody has, is told only.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from gongzhi.kernel.paths import ancestors
from gongzhi.territory.editions.files import MOST_FAULTS_KEPT, Faults, check_header, faulty, read_lines
from gongzhi.territory.editions.matching import Known, is_same_place
from gongzhi.territory.editions.rows import DIGITS, ITSELF, Note, is_clean
from gongzhi.territory.rules import MOST_NAME_CHARACTERS, RANK, VILLAGE_DIGITS, Level, short_code

NEEDED = ("code12", "change", "old_name", "new_name")
LEVEL_OF = {digits: level for level, digits in DIGITS.items()}


class Kind(StrEnum):
    """What a row says: opened, ended, or called otherwise."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "name_changed"


class Row(NamedTuple):
    """A row of a file of changes: its number (the header is 1), the code without filling zeros, and the names."""

    number: int
    code: str
    kind: Kind
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Changes:
    """A file of changes as read; `sha` is of the rows, whatever the format."""

    file_name: str
    sha: str
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Judged:
    """
    Hold what a file changes and what it does not.

    `passed` are rows of a code that is kept by another place: the old area stays without it. `ended` holds what goes
    with an ended area as well. `counts` is by kind of row and judgement, `notes` what to know about single rows.
    """

    renamed: list[tuple[Known, Row]] = field(default_factory=list)
    passed: list[tuple[Known, Row]] = field(default_factory=list)
    ended: list[Known] = field(default_factory=list)
    fresh: list[Row] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)


def read_changes(path: Path) -> Changes:
    """
    Read a file whole; nothing of it is used unless all of it can be.

    :raises Refusal: it is cut, of another kind, has another header, or rows that say nothing known.
    """
    lines, _ = read_lines(path)
    header = [cell.strip().lower() for cell in next(lines, [])]
    check_header(path, header, NEEDED)
    places = [header.index(name) for name in NEEDED]
    rows, faults = [], []
    for number, cells in enumerate(lines, 2):
        if any(cells):
            kinds = list(_faults(cells, places, len(header)))
            faults += [Note(number, cells[0][:40], kind) for kind in kinds]
            if not kinds:
                code, change, old, new = (cells[place].strip() for place in places)
                rows.append(Row(number, short_code(code), Kind(change), old, new))
    faults += [Note(row.number, row.code, "fault_twice", str(first)) for row, first in _twice(rows)]
    if faults:
        raise faulty(path.name, Faults(len(faults), tuple(faults[:MOST_FAULTS_KEPT])))
    digest = hashlib.sha256("".join(f"{row.code},{row.kind},{row.old},{row.new}\n" for row in rows).encode())
    return Changes(path.name, digest.hexdigest(), tuple(rows))


def _faults(cells: Sequence[str], places: Sequence[int], width: int) -> Iterator[str]:
    """Yield the kinds of faults of one row, looked at alone."""
    if len(cells) != width:
        yield "fault_cells"
        return
    code, change, old, new = (cells[place].strip() for place in places)
    if not (code.isascii() and code.isdigit() and len(code) == VILLAGE_DIGITS):
        yield "fault_code"
    if change not in tuple(Kind):
        yield "fault_change"
        return
    wanted = {Kind.ADDED: (new,), Kind.REMOVED: (old,), Kind.RENAMED: (old, new)}[Kind(change)]
    if not all(0 < len(name) <= MOST_NAME_CHARACTERS and is_clean(name) for name in wanted):
        yield "fault_name"


def _twice(rows: Iterable[Row]) -> Iterator[tuple[Row, int]]:
    first: dict[str, int] = {}
    for row in rows:
        if row.code in first:
            yield row, first[row.code]
        first.setdefault(row.code, row.number)


class Judge:
    """
    Judge the rows by the known areas; `held` are ids of areas on which something hangs or below which it does.

    `known` yields all areas anew at each call, for they are too many to be held at once.
    """

    def __init__(self, rows: Sequence[Row], known: Callable[[], Iterable[Known]], held: Collection[int]) -> None:
        self.rows, self.held, self.found = rows, held, Judged()
        self.known = known
        self.by_code: dict[str, Known] = {}
        self.parents: set[int | None] = set()
        wanted = {row.code[:digits] for row in rows for digits in LEVEL_OF}
        for area in known():
            self.parents.add(area.parent_id)
            if area.code in wanted:
                self.by_code[str(area.code)] = area

    def judged(self) -> Judged:
        """Return what is changed: what ends first, for nothing opens under it."""
        order = (Kind.REMOVED, Kind.RENAMED, Kind.ADDED)
        for kind in order:
            for row in (row for row in self.rows if row.kind is kind):
                HOW[kind](self, row)
        self._end_below()
        self._leave_homeless()
        return self.found

    def _is_known(self, row: Row) -> Known | None:
        """Return the area of a row if it is known under the old name; tell and count what it is otherwise."""
        area = self.by_code.get(row.code)
        if area is None:
            self._tell(row, "unknown", "unknown_code", row.old)
        elif area.name != row.old:
            self._tell(row, "other", "other_name", f"{area.name} ≠ {row.old}")
        else:
            return area
        return None

    def _tell(self, row: Row, judgement: str, kind: str, detail: str) -> None:
        self.found.counts[f"{row.kind.name.lower()}_{judgement}"] += 1
        self.found.notes.append(Note(row.number, row.code, kind, detail))

    def _remove(self, row: Row) -> None:
        area = self._is_known(row)
        if area is None:
            return
        if area.id in self.held:
            self._tell(row, "held", "held", area.name)
        else:
            self.found.counts["removed_applied"] += 1
            self.found.ended.append(area)

    def _rename(self, row: Row) -> None:
        """Rename a place; where the code means another place now, the old one stays without it, as in an edition."""
        area = self._is_known(row)
        if area is None:
            return
        self.found.counts["renamed_applied"] += 1
        if area.id in self.parents or is_same_place(row.old, row.new):
            self.found.renamed.append((area, row))
        else:
            self.found.passed.append((area, row))
            self.found.notes.append(Note(row.number, row.code, "code_passed_on", f"{row.old} → {row.new}"))

    def _add(self, row: Row) -> None:
        area = self.by_code.get(row.code)
        if area is not None:
            self._tell(row, "existing", "known_code", f"{area.name} / {row.new}")
        else:
            self.found.counts["added_new"] += 1
            self.found.fresh.append(row)

    def _end_below(self) -> None:
        """Let all that lies below an ended area end with it, unless something hangs there."""
        ended = {area.id for area in self.found.ended}
        for area in self.known() if ended & self.parents else ():
            if area.id not in ended and any(int(each.split("/")[-2]) in ended for each in ancestors(area.path)[:-1]):
                self.found.ended.append(area)
                self.found.counts["ended_with_above"] += 1
                self.found.notes.append(Note(0, area.code or "", "ended_with_above", area.name))
        gone = {area.id for area in self.found.ended}
        self.found.renamed = [pair for pair in self.found.renamed if pair[0].id not in gone]
        self.found.passed = [pair for pair in self.found.passed if pair[0].id not in gone]

    def _leave_homeless(self) -> None:
        """Leave out new areas whose place above is not known, has ended, or is left out itself; upper levels first."""
        gone = {area.code for area in self.found.ended}
        standing = {code for code in self.by_code if code not in gone}
        placed = []
        for row in sorted(self.found.fresh, key=lambda row: (RANK[level_of(row.code)], row.code)):
            if parent_code(row.code, standing) is None:
                self.found.counts["added_without_place"] += 1
                self.found.notes.append(Note(row.number, row.code, "no_place", row.new))
            else:
                standing.add(row.code)
                placed.append(row)
        self.found.fresh = placed


HOW = {Kind.REMOVED: Judge._remove, Kind.RENAMED: Judge._rename, Kind.ADDED: Judge._add}


def level_of(code: str) -> Level:
    """Return the level of a code by its digits; one with zeros in between is of the level of its last digits."""
    return LEVEL_OF[next(digits for digits in sorted(LEVEL_OF) if digits >= len(code))]


def parent_code(code: str, standing: Collection[str]) -> str | None:
    """
    Return the code of the area above among those that stand, "" at the root; None when it does not stand.

    A city without counties (东莞) has its towns under the code of the city and two zeros.
    """
    digits = [each for each in sorted(LEVEL_OF) if each < len(code)]
    if not digits:
        return ""
    above = code[: digits[-1]]
    if above in standing:
        return above
    if above.endswith(ITSELF) and above[: -len(ITSELF)] in standing:
        return above[: -len(ITSELF)]
    return None


def too_young(judged: Judged, on: dt.date) -> int:
    """Return how many areas got what is to be changed on the day itself or later."""
    renamed = sum(area.name_from >= on for area, _ in judged.renamed)
    recoded = sum(area.code_from is not None and area.code_from >= on for area, _ in judged.passed)
    return renamed + recoded + sum(area.from_on >= on for area in judged.ended)
