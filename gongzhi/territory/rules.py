"""Levels of areas, which may stand under which, codes, and the official order. No framework, no clock, no query."""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from gongzhi.kernel.verdicts import Verdict

ACTIONS: tuple[str, ...] = (
    "territory.create_area",
    "territory.create_dwelling",
    "territory.rename_area",
    "territory.end_area",
    "territory.import_areas",
)


class Level(StrEnum):
    """Levels of the administrative division, and the two that a place draws below the village."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"
    GRID = "grid"
    BUILDING = "building"


class CodeSystem(StrEnum):
    """Registers of codes: statistics (NBS), civil affairs (MCA), grids, and a place's own."""

    NBS = "nbs"
    MCA = "mca"
    GRID = "grid"
    LOCAL = "local"


class ChangeKind(StrEnum):
    """What may become of areas: another name, another place, one of several, several of one, none; grids drawn anew."""

    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    ABOLISH = "abolish"
    REDRAW = "redraw"
    FILE = "file"


class Part(StrEnum):
    """What a change does to an area it is about: ends it, opens it, lets it take others in, gives it another name."""

    ENDED = "ended"
    OPENED = "opened"
    INTO = "into"
    RENAMED = "renamed"


LEVELS: tuple[Level, ...] = tuple(Level)
RANK = {level: number for number, level in enumerate(LEVELS, 1)}
DRAWN = frozenset({Level.GRID, Level.BUILDING})
# A place may run on its own without the levels above it. Some cities have no counties (东莞), some counties no towns
# (龙港): NBS divisions of 2021.
PARENTS: dict[Level, frozenset[Level | None]] = {
    Level.PROVINCE: frozenset({None}),
    Level.CITY: frozenset({None, Level.PROVINCE}),
    Level.COUNTY: frozenset({None, Level.PROVINCE, Level.CITY}),
    Level.TOWN: frozenset({Level.CITY, Level.COUNTY}),
    Level.VILLAGE: frozenset({Level.COUNTY, Level.TOWN}),
    Level.GRID: frozenset({Level.VILLAGE}),
    Level.BUILDING: frozenset({Level.GRID}),
}
BEARERS = {
    CodeSystem.NBS: frozenset(LEVELS) - DRAWN,
    CodeSystem.MCA: frozenset(LEVELS) - DRAWN,
    CodeSystem.GRID: frozenset({Level.GRID}),
}
VILLAGE_DIGITS = 12  # NBS 统计用区划代码: 6 county, 3 town, 3 village
GRID_DIGITS = 15  # 网格编码: the twelve digits of the village and three of the grid
MOST_NAME_CHARACTERS = 80

NUMERALS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
NUMBER = re.compile(r"[0-9]+|[〇零一二两三四五六七八九十百]+")
ORDER_DIGITS = 6


def may_stand_under(level: Level, parent: Level | None) -> Verdict:
    """Answer whether an area of `level` may stand under one of the level `parent`; None is the root."""
    figures = {"level": level.value, "parent": parent.value if parent else ""}
    return Verdict(parent in PARENTS[level], "territory.wrong_parent", figures)


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier of a place's own chain, drawn as an area of `level`; `parent` is the key of the tier above."""

    key: str
    name: str
    level: str
    parent: str


def chain_of(tiers: Sequence[Tier]) -> tuple[Tier, ...]:
    """Return the tiers from the top down; those that hang in the air are left out."""
    below = {tier.parent: tier for tier in reversed(tiers)}
    chain: list[Tier] = []
    while (tier := below.pop(chain[-1].key if chain else "", None)) is not None:
        chain.append(tier)
    return tuple(chain)


def may_draw_tier(level: Level, parent: Level | None, tiers: Sequence[Tier]) -> Verdict:
    """
    Answer whether a place's chain of tiers has `level` directly under `parent`.

    A tier of the same level as the one above it stands on households and draws no area of its own.
    """
    chain = chain_of(tiers)
    pairs = {(above.level, tier.level) for above, tier in pairwise(chain) if above.level != tier.level}
    figures = {
        "level": level.value,
        "parent": parent.value if parent else "",
        "tiers": len(chain),
        "chain": "—".join(tier.name for tier in chain),
    }
    return Verdict((parent, level) in pairs, "territory.no_such_tier", figures)


def is_code_of(system: CodeSystem, code: str) -> bool:
    """Tell whether `code` has the form of its system: digits, and for grids exactly 15."""
    if system is CodeSystem.LOCAL:
        return bool(code.strip())
    is_number = code.isascii() and code.isdigit()
    return is_number and (len(code) == GRID_DIGITS if system is CodeSystem.GRID else len(code) <= VILLAGE_DIGITS)


def short_code(code: str) -> str:
    """Return a division code without the zeros that fill it up to twelve digits: 440114000000 is 440114."""
    if len(code) != VILLAGE_DIGITS or not code.endswith("000"):
        return code
    digits = next((n for n in (2, 4, 6, 9) if not code[n:].strip("0")), VILLAGE_DIGITS)  # province to town
    return code[:digits]


def may_bear(level: Level, codes: Sequence[tuple[str, str]]) -> Verdict:
    """Answer whether an area of `level` may bear these codes, each (system, code); a system at most once."""
    for system, code in codes:
        figures = {"system": system, "code": code}
        if system not in tuple(CodeSystem) or not is_code_of(CodeSystem(system), code):
            return Verdict(False, "territory.code_unfit", figures)
        if system != CodeSystem.LOCAL and level not in BEARERS[CodeSystem(system)]:
            return Verdict(False, "territory.code_of_another_level", figures)
    if len({system for system, _ in codes}) < len(codes):
        return Verdict(False, "territory.two_codes_of_a_system")
    return Verdict(True, "territory.codes_fit")


def is_name(name: str) -> Verdict:
    """Answer whether an area may be called so: not empty, and not longer than the column."""
    ok = 0 < len(name.strip()) <= MOST_NAME_CHARACTERS
    return Verdict(ok, "territory.name_unfit", {"most": MOST_NAME_CHARACTERS})


def may_end(*, from_on: dt.date, to_on: dt.date | None, on: dt.date, open_below: int) -> Verdict:
    """Answer whether an area may end on a day: it is open, began before, and nothing below it is open that day."""
    if to_on is not None or on <= from_on:
        return Verdict(False, "territory.not_open", {"from_on": from_on, "to_on": to_on or "", "on": on})
    return Verdict(open_below == 0, "territory.has_areas_below", {"below": open_below})


def number_of(text: str) -> int:
    """Return a number written in digits or in Chinese numerals below a thousand (二十三 is 23, 一〇五 is 105)."""
    if text.isdigit() and text.isascii():
        return int(text)
    if not set(text) & {"十", "百"}:
        return int("".join(str(NUMERALS[sign]) for sign in text))
    total, digit = 0, None
    for sign in text:
        if sign in NUMERALS:
            digit = NUMERALS[sign]
        else:
            total += (1 if digit is None else digit) * (10 if sign == "十" else 100)
            digit = None
    return total + (digit or 0)


def order_key(codes: Collection[tuple[str, str]], name: str) -> str:
    """
    Return the key of the official order: the first code of a register; areas without one come after, by name.

    Numbers in names count as numbers, so that 第十网格 comes after 第九网格.
    """
    for system, code in codes:
        if system != CodeSystem.LOCAL:
            return code
    return "~" + NUMBER.sub(lambda found: str(number_of(found[0])).zfill(ORDER_DIGITS), name)


@dataclass(frozen=True, slots=True)
class Taken:
    """An edition that was taken in: its day, the year in the name of its file, and the fingerprint of its rows."""

    file_name: str
    on: dt.date
    year: int | None
    sha: str


def may_import(*, system: str, told_system: str, on: dt.date, year: int | None, last: Taken | None) -> Verdict:
    """
    Answer whether an edition may follow the last one of its register.

    `told_system` is the register that the columns of the file belong to, empty where they do not tell.
    """
    if told_system and told_system != system:
        return Verdict(False, "territory.other_register", {"told": told_system, "asked": system})
    if last is None:
        return Verdict(True, "territory.importable")
    is_older = on < last.on or (year is not None and last.year is not None and year < last.year)
    figures = {"on": on, "year": year or "", "last_on": last.on, "last": last.file_name}
    return Verdict(not is_older, "territory.edition_older", figures)


def may_change(*, changes: int, on: dt.date, sha: str, last: Taken | None, earlier: Collection[str]) -> Verdict:
    """
    Answer whether an edition may change known areas: not on the day of another edition, and not back to an older one.

    `earlier` are the fingerprints of editions before the last one.
    """
    if not changes or last is None or sha == last.sha:
        return Verdict(True, "territory.changeable")
    if sha in earlier:
        return Verdict(
            False, "territory.edition_older", {"on": on, "year": "", "last_on": last.on, "last": last.file_name}
        )
    figures = {"on": on, "changes": changes, "last": last.file_name}
    return Verdict(on > last.on, "territory.edition_same_day", figures)
