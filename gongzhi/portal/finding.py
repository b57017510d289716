"""Reads for finding one's village: the tree from the top down in official order, and search."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gongzhi.kernel.paths import ancestors, is_within, last_id
from gongzhi.territory.queries import AreaLine, ancestor_lines, areas_in, children_of, lines_of, search_areas
from gongzhi.territory.rules import LEVELS, RANK, Level

SEARCHED = tuple(level.value for level in LEVELS if RANK[level] <= RANK[Level.VILLAGE])
# What the statistical register calls rows of the second level that are no city (NBS divisions of 2021).
NO_PLACES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
MOST_FOUND = 20
LEVELS_SAID = 3  # city, county and town tell villages of one name apart
MOST_NAMED = 8  # places below that a line of the tree names


@dataclass(frozen=True, slots=True)
class Branch:
    """Hold a line of the tree: an area, how many places lie directly under it, and the first of them by name."""

    area: AreaLine
    count: int
    named: tuple[str, ...]

    @property
    def has_more(self) -> bool:
        """Tell whether more places lie under it than are named."""
        return self.count > len(self.named)


@dataclass(frozen=True, slots=True)
class Found:
    """Hold an area that a search found, the part of its name that was searched for, and where it lies."""

    area: AreaLine
    before: str
    match: str
    after: str
    within: str


def is_lone_city(lines: tuple[AreaLine, ...]) -> bool:
    """Tell whether the only area of a level is a city, which people pass by: 天津's is called 市辖区."""
    return len(lines) == 1 and lines[0].level == Level.CITY


def below(area: AreaLine | None, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas people look for under this one, or the topmost ones, in official order; grids are none."""
    lines = children_of(area.id if area else None, on)
    lines = children_of(lines[0].id, on) if is_lone_city(lines) else lines
    return tuple(line for line in lines if line.level in SEARCHED)


def branches(area: AreaLine | None, on: dt.date) -> tuple[Branch, ...]:
    """Return the lines of the tree under an area, or the topmost ones, in three queries at most."""
    lines = below(area, on)
    levels = [level.value for level in LEVELS if lines and RANK[level] == RANK[Level(lines[0].level)] + 1]
    under = areas_in(area.path if area else "", on, levels[0]) if levels and levels[0] in SEARCHED else ()
    return tuple(branch_of(line, under) for line in lines)


def branch_of(line: AreaLine, under: Iterable[AreaLine]) -> Branch:
    """Return the line of the tree for an area, out of the areas one level below."""
    named = tuple(each.name for each in under if is_within(each.path, line.path) and each.name not in NO_PLACES)
    return Branch(line, len(named), named[:MOST_NAMED])


def crumbs(path: str, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas above this one, from the top, without the names that are no places."""
    return tuple(line for line in ancestor_lines(path, on) if line.path != path and line.name not in NO_PLACES)


def find(text: str, on: dt.date) -> tuple[Found, ...]:
    """Return what a search finds down to the village, each with where it lies, in two queries."""
    lines = search_areas(text, on=on, levels=SEARCHED, limit=MOST_FOUND)
    above = {path for line in lines for path in ancestors(line.path)[:-1]}
    names = {key: line.name for key, line in lines_of(above, on).items() if line.name not in NO_PLACES}
    return tuple(found_of(line, "".join(text.split()), names) for line in lines if line.name not in NO_PLACES)


def found_of(line: AreaLine, text: str, names: Mapping[int, str]) -> Found:
    """Return a hit, its name cut where the searched text stands in it."""
    before, match, after = line.name.partition(text)
    whole = (line.name, "", "") if not match else (before, match, after)
    above = [names[last_id(path)] for path in ancestors(line.path)[:-1] if last_id(path) in names]
    return Found(line, *whole, within=" · ".join(above[-LEVELS_SAID:]))
