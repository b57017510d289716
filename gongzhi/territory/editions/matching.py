"""
Match the rows of an edition with the areas that are known. No framework, no database.

A code is not an identity: it may be kept under a new name, pass to another place, or change while the place stays. A
row is therefore matched by code and name together first, then by its place in the tree and its name, then by code.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gongzhi.kernel.paths import ancestors
from gongzhi.territory.editions.rows import Note, Row
from gongzhi.territory.rules import LEVELS, Level

# How the registers spell the body that stands for a place; 石林村委会 and 石林村 are one place.
BODIES = (
    (re.compile(r"村?村民委员会$|村?村委会$"), "村"),
    (re.compile(r"社区居民委员会$|社区居委会$|居民委员会$|居委会$"), "社区"),
    (re.compile(r"街道办事处$"), "街道"),
)
KIND_SIGNS = frozenset("省市区县旗镇乡街道村社居委会民员办事处")
SHORT_SHARE = 10
"""An edition that lacks more than one in ten of the known areas is taken for a cut file; NBS 2023 lacks 1 in 25."""


class Known(NamedTuple):
    """An open area: `code` and `code_from` are of the register at hand, None where it has none there."""

    id: int
    parent_id: int | None
    path: str
    level: Level
    from_on: dt.date
    name: str
    name_from: dt.date
    code: str | None
    code_from: dt.date | None


@dataclass(slots=True)
class Plan:
    """
    Hold what an edition changes.

    `renames` and `codings` pair a known area with its row; `closings` lose their code to another place; `fresh` rows
    become areas, in hierarchical order; `area_of` tells the known area of a code, for the parents of fresh rows.
    `same_day` counts names and codes that differ and were given on the very day of the edition.
    """

    same_day: int = 0
    renames: list[tuple[Known, Row]] = field(default_factory=list)
    codings: list[tuple[Known, Row]] = field(default_factory=list)
    closings: list[Known] = field(default_factory=list)
    fresh: list[Row] = field(default_factory=list)
    missing: list[Known] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    area_of: dict[str, Known] = field(default_factory=dict)

    @property
    def changes(self) -> int:
        """Return how many names and codes of known areas this would change."""
        return len(self.renames) + len(self.codings) + len(self.closings) + self.same_day


def plain_name(name: str) -> str:
    """Return the name of the place without the body that stands for it."""
    for pattern, kind in BODIES:
        name, found = pattern.subn(kind, name)
        if found:
            break
    return name


def is_same_place(old: str, new: str) -> bool:
    """Tell whether a code kept under a new name still means the place: the names share a sign that is not a kind."""
    proper_old, proper_new = set(plain_name(old)) - KIND_SIGNS, set(plain_name(new)) - KIND_SIGNS
    return bool(proper_old & proper_new) or not (proper_old and proper_new)


def is_short(*, missing: int, known: int) -> bool:
    """Tell whether so many of the known areas are missing that the file is taken for a cut one."""
    return missing * SHORT_SHARE > known


class Matcher:
    """Match the levels one after another, from the top down, because a row's place is that of its parent."""

    def __init__(self, rows: Sequence[Row], known: Iterable[Known], on: dt.date) -> None:
        self.on = on
        self.plan = Plan()
        self.rows: dict[Level, list[Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.code):
            self.rows[row.level].append(row)
        self.known: dict[Level, list[Known]] = defaultdict(list)
        self.parents: set[int] = set()
        for area in known:
            self.known[area.level].append(area)
            if area.parent_id is not None:
                self.parents.add(area.parent_id)
        self.claimed: set[int] = set()
        self.by_code: dict[str, Known] = {}

    def match(self) -> Plan:
        """Return what the edition changes."""
        for level in LEVELS:
            self.by_code = {area.code: area for area in self.known[level] if area.code is not None}
            self.plan.area_of.update(self.by_code)
            left = self._by_code_and_name(self.rows[level])
            if left and self.known[level]:
                left = self._by_place_and_name(left, level)
                left = self._by_code(left)
                self._close_taken()
            self.plan.fresh += left
        self._miss()
        return self.plan

    def _claim(self, area: Known, row: Row) -> None:
        self.claimed.add(area.id)
        self.plan.area_of[row.code] = area

    def _by_code_and_name(self, rows: list[Row]) -> list[Row]:
        left = []
        for row in rows:
            area = self.by_code.get(row.code)
            if area is not None and area.name == row.name:
                self._claim(area, row)
            else:
                left.append(row)
        return left

    def _by_place_and_name(self, rows: list[Row], level: Level) -> list[Row]:
        """Match rows with areas of the same name in the same place, which then bear the row's code from this day."""
        spellings = [(spelled, _places(self.known[level], spelled)) for spelled in (str, plain_name)]
        left = []
        for row in rows:
            parent = self.plan.area_of.get(row.parent)
            scopes = tuple(_scopes(parent.path if parent else "", level))
            wanted = (places.get((scope, spelled(row.name))) for spelled, places in spellings for scope in scopes)
            area = next((area for area in wanted if area is not None and area.id not in self.claimed), None)
            if area is None:
                left.append(row)
            else:
                self._claim(area, row)
                self._code(area, row)
        return left

    def _code(self, area: Known, row: Row) -> None:
        if area.code == row.code:
            self._rename(area, row)
        elif self._is_newer(area) or self._is_newer(self.by_code.get(row.code)):
            self.plan.notes.append(Note(row.number, row.code, "kept_newer_code", f"{area.code or ''} {area.name}"))
        else:
            self.plan.codings.append((area, row))
            if area.code is not None:
                self.plan.notes.append(Note(row.number, row.code, "recoded", f"{area.code} → {row.code} {row.name}"))

    def _is_newer(self, area: Known | None) -> bool:
        """Tell whether the code of an area was given on the day of the edition or later, and stays."""
        if area is None or area.code_from is None or area.code_from < self.on:
            return False
        self.plan.same_day += area.code_from == self.on
        return True

    def _rename(self, area: Known, row: Row) -> None:
        told = f"{area.name} → {row.name}"
        if area.name_from >= self.on:
            self.plan.same_day += area.name_from == self.on
            self.plan.notes.append(Note(row.number, row.code, "kept_newer_name", told))
        else:
            self.plan.renames.append((area, row))
            self.plan.notes.append(Note(row.number, row.code, "renamed", told))

    def _by_code(self, rows: list[Row]) -> list[Row]:
        """Match rows by code alone: a new name of the place, or another place under an old code."""
        left = []
        for row in rows:
            area = self.by_code.get(row.code)
            if area is None:
                left.append(row)
            elif area.id not in self.claimed and (area.id in self.parents or is_same_place(area.name, row.name)):
                self._claim(area, row)
                self._rename(area, row)
            elif self._is_newer(area):
                self.claimed.add(area.id)
                self.plan.notes.append(Note(row.number, row.code, "kept_newer_code", f"{area.name} → {row.name}"))
            else:
                self._pass_on(area, row)
                left.append(row)
        return left

    def _pass_on(self, area: Known, row: Row) -> None:
        """Let a code pass to another place; the old one stays without it, unless its place has been found."""
        del self.plan.area_of[row.code]
        if area.id not in self.claimed:
            self.claimed.add(area.id)
            self.plan.closings.append(area)
            self.plan.notes.append(Note(row.number, row.code, "code_passed_on", f"{area.name} → {row.name}"))

    def _close_taken(self) -> None:
        """Close the codes that other areas take over while their own place is not in the edition."""
        for _, row in self.plan.codings:
            area = self.by_code.get(row.code)
            if area is not None and area.id not in self.claimed:
                self.claimed.add(area.id)
                self.plan.closings.append(area)
                self.plan.notes.append(Note(row.number, row.code, "code_passed_on", f"{area.name} → {row.name}"))

    def _miss(self) -> None:
        """Note the known areas of this register that the edition should hold and does not."""
        codes = {row.code for rows in self.rows.values() for row in rows}
        tops = [row for rows in self.rows.values() for row in rows if row.parent not in codes]
        within = {area.path for row in tops if (area := self.plan.area_of.get(row.code)) is not None}
        for level in (level for level in LEVELS if self.rows[level]):
            for area in self.known[level]:
                if area.code is None or area.id in self.claimed or within.isdisjoint(ancestors(area.path)):
                    continue
                self.plan.missing.append(area)
                self.plan.notes.append(Note(0, area.code, "missing", area.name))


def _scopes(parent_path: str, level: Level) -> Iterator[str]:
    """Yield where a name must be unique: under the parent; for counties also in the province, as cities differ."""
    yield parent_path
    root = parent_path.partition("/")[0] + "/"
    if level is Level.COUNTY and parent_path not in ("", root):
        yield root


def _places(known: Iterable[Known], spelled: Callable[[str], str]) -> dict[tuple[str, str], Known]:
    """Return areas by place and name; what is ambiguous is left out."""
    found: dict[tuple[str, str], Known] = {}
    twice: set[tuple[str, str]] = set()
    for area in known:
        for scope in _scopes(parent_path(area.path), area.level):
            key = (scope, spelled(area.name))
            if key in found:
                twice.add(key)
            found[key] = area
    return {key: area for key, area in found.items() if key not in twice}


def parent_path(path: str) -> str:
    """Return the path of the area above, empty at the root."""
    return path[: path[:-1].rfind("/") + 1]
