"""Reads of the area tree. Areas are public knowledge, so nothing here asks who is reading."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from gongzhi.kernel.paths import ancestors, last_id, subtree
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import Pack
from gongzhi.territory.editions.matching import Known
from gongzhi.territory.models import Area, AreaCode, AreaImport, AreaImportNote, AreaName, Succession
from gongzhi.territory.rules import LEVELS, RANK, Level, Taken, Tier, chain_of, short_code

__all__ = (
    "AreaLine",
    "DatedCode",
    "ImportNote",
    "ancestor_lines",
    "area_by_code",
    "area_line",
    "areas_in",
    "children_of",
    "codes_of",
    "descendant_counts",
    "ended_of",
    "full_name",
    "imports_of",
    "known_areas",
    "line_at",
    "lines_of",
    "nearest_codes",
    "notes_of",
    "search_areas",
    "successors_of",
    "tiers_of",
    "whole_imports",
)

FETCHED = 10_000


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area as other rooms show it: its id, its path, its level and its name of the day."""

    id: int
    path: str
    level: str
    name: str


def in_force(on: dt.date, prefix: str = "") -> Q:
    """Return the condition that a dated row, or the one `prefix` leads to, is in force on a day."""
    ends = Q(**{f"{prefix}to_on": None}) | Q(**{f"{prefix}to_on__gt": on})
    return Q(**{f"{prefix}from_on__lte": on}) & ends


def in_subtree(path: str, prefix: str = "") -> Q:
    """Return the condition that an area is `path` or lies under it."""
    first, end = subtree(path)
    return Q(**{f"{prefix}path__gte": first, f"{prefix}path__lt": end})


def _lines(names: QuerySet[AreaName]) -> tuple[AreaLine, ...]:
    rows = names.values_list("area_id", "area__path", "area__level", "name")
    return tuple(AreaLine(*row) for row in rows)


def _names_on(on: dt.date) -> QuerySet[AreaName]:
    """Return the names of areas open on a day, in official order."""
    return AreaName.objects.filter(in_force(on), in_force(on, "area__")).order_by("area__order_key", "area_id")


def area_line(area_id: int, on: dt.date) -> AreaLine:
    """
    Return an area as it is on a day.

    :raises NotVisible: there is no such area on that day.
    """
    found = _lines(_names_on(on).filter(area_id=area_id))
    if not found:
        raise NotVisible
    return found[0]


def line_at(path: str, on: dt.date) -> AreaLine:
    """
    Return the area at a path as it is on a day.

    :raises NotVisible: there is no such area on that day.
    """
    return area_line(last_id(path), on) if path else _no_area()


def _no_area() -> AreaLine:
    raise NotVisible


def area_by_code(*, code: str, system: str = "nbs", on: dt.date) -> AreaLine | None:
    """Return the area that a code means on a day, filled up to twelve digits or not; None when it means none."""
    owners = AreaCode.objects.filter(in_force(on), system=system, code=short_code(code)).values("area_id")
    found = _lines(_names_on(on).filter(area_id__in=owners))
    return found[0] if found else None


def lines_of(wanted: Iterable[int | str], on: dt.date) -> dict[int, AreaLine]:
    """
    Return areas by id, asked for by ids or paths, in one query.

    An area that has ended is there under its last name, so that old records can name it.
    """
    ids = {last_id(each) if isinstance(each, str) else each for each in wanted if each != ""}
    lines = _lines(AreaName.objects.filter(in_force(on), area_id__in=ids)) if ids else ()
    return {line.id: line for line in lines}


def ancestor_lines(path: str, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas from the root down to `path` itself."""
    found = lines_of(ancestors(path), on)
    return tuple(found[last_id(each)] for each in ancestors(path) if last_id(each) in found)


def children_of(area_id: int | None, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas directly under one, or the topmost ones for None, in official order."""
    return _lines(_names_on(on).filter(area__parent_id=area_id))


def areas_in(path: str, on: dt.date, level: str) -> tuple[AreaLine, ...]:
    """Return the areas of a level at or under `path`, from the root down and in official order of their codes."""
    return _lines(_names_on(on).filter(in_subtree(path, "area__"), area__level=level))


def full_name(path: str, on: dt.date) -> str:
    """Return a name as people say it: from the county down, `阳春市春湾镇石林村`."""
    lines = ancestor_lines(path, on)
    below = [line.name for line in lines if RANK[Level(line.level)] >= RANK[Level.COUNTY]]
    return "".join(below or [line.name for line in lines[-1:]])


def descendant_counts(path: str, on: dt.date) -> dict[str, int]:
    """Return how many areas of each level lie under `path`, itself not counted; every level has its figure."""
    rows = (
        Area.objects.filter(in_force(on), in_subtree(path))
        .exclude(path=path)
        .order_by()
        .values_list("level")
        .annotate(found=Count("pk"))
    )
    found = dict(rows)
    return {level.value: found.get(level.value, 0) for level in LEVELS}


def tiers_of(pack: Pack) -> tuple[Tier, ...]:
    """Return a place's own chain of tiers, from the top down, in the reader's language."""
    items = pack.list("territory", "tiers").items
    tiers = [Tier(item.key, item.label(), item.data["level"], item.data["parent"]) for item in items]
    return chain_of(tiers)


def successors_of(area_ids: Collection[int], on: dt.date) -> dict[int, tuple[int, ...]]:
    """Return what took the place of areas until a day, directly; an area that nothing followed is not there."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = Succession.objects.filter(ended_id__in=area_ids, on__lte=on).order_by("successor__order_key", "successor_id")
    for ended, successor in rows.values_list("ended_id", "successor_id"):
        found[ended].append(successor)
    return {ended: tuple(successors) for ended, successors in found.items()}


def ended_of(area_ids: Collection[int], on: dt.date) -> frozenset[int]:
    """Return those of these areas that no longer exist on a day."""
    return frozenset(Area.objects.filter(pk__in=area_ids, to_on__lte=on).values_list("pk", flat=True))


KNOWN_AREAS = """
SELECT a.id, a.parent_id, a.path, a.level, a.from_on, n.name, n.from_on, c.code, c.from_on
  FROM territory_area AS a
  JOIN territory_areaname AS n ON n.area_id = a.id AND n.to_on IS NULL
  LEFT JOIN territory_areacode AS c ON c.area_id = a.id AND c.system = %s AND c.to_on IS NULL
 WHERE a.to_on IS NULL AND a.level NOT IN ('grid', 'building')
"""


def known_areas(system: str) -> Iterator[Known]:
    """Yield all open areas above the grids, with their code of one register, for matching with an edition."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN_AREAS, [system])
        while rows := cursor.fetchmany(FETCHED):
            for area_id, parent_id, path, level, from_on, name, name_from, code, code_from in rows:
                days = (_day(from_on), _day(name_from), _day(code_from) if code_from else None)
                yield Known(area_id, parent_id, path, Level(level), days[0], name, days[1], code, days[2])


@lru_cache(maxsize=64)
def _day(stored: dt.date | str) -> dt.date:
    """Return a day as read past the ORM: SQLite stores text."""
    return dt.date.fromisoformat(stored) if isinstance(stored, str) else stored


def imports_of(system: str) -> tuple[Taken, ...]:
    """Return the editions of a register that were taken in whole, oldest first."""
    rows = whole_imports().filter(system=system).order_by("on", "finished_at", "pk")
    return tuple(Taken(*row) for row in rows.values_list("file_name", "on", "edition_year", "sha"))


def whole_imports() -> QuerySet[AreaImport]:
    """Return the imports that came to their end; one given up for another file has no figure of rows read."""
    return AreaImport.objects.exclude(finished_at=None).exclude(counts__read=None)


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something to know about a row of an import; `kind` is a key of `messages.NOTES`, row 0 is not of the file."""

    row: int
    code: str
    kind: str
    detail: str


def notes_of(import_id: int) -> list[ImportNote]:
    """Return everything an import had to tell, by row."""
    rows = AreaImportNote.objects.filter(area_import_id=import_id).order_by("row", "pk")
    return [ImportNote(*row) for row in rows.values_list("row", "code", "kind", "detail")]


@dataclass(frozen=True, slots=True)
class DatedCode:
    """A code an area has or had; `to_on` is the first day on which it no longer has it."""

    system: str
    code: str
    from_on: dt.date
    to_on: dt.date | None


def codes_of(area_id: int) -> tuple[DatedCode, ...]:
    """Return every code of an area, register by register, oldest first."""
    rows = AreaCode.objects.filter(area_id=area_id).order_by("system", "from_on", "pk")
    return tuple(DatedCode(*row) for row in rows.values_list("system", "code", "from_on", "to_on"))


def nearest_codes(code: str, *, system: str, on: dt.date, limit: int = 4) -> tuple[tuple[str, AreaLine], ...]:
    """
    Return codes like one that nobody bears, with their areas: of its length, sharing the most digits from the left.

    After them comes the area above, if its code is known.
    """
    known = AreaCode.objects.filter(in_force(on), system=system)
    alike = known.annotate(length=Length("code")).filter(length=len(code))
    found: list[tuple[str, int]] = []
    for digits in range(len(code) - 1, -1, -1):
        some = alike.filter(code__gte=code[:digits], code__lt=f"{code[:digits]}:").values_list("code", "area_id")
        before, after = some.filter(code__lt=code).order_by("-code"), some.filter(code__gt=code).order_by("code")
        found = [*before[:limit], *after[:limit]]
        if found:
            break
    nearest = sorted(found, key=lambda pair: (_gap(pair[0], code), pair[0]))[:limit]
    starts = [code[:digits] for digits in range(1, len(code))]
    above = known.filter(code__in=starts).order_by("-code").values_list("code", "area_id")[:1]
    lines = lines_of([area_id for _, area_id in [*nearest, *above]], on)
    return tuple((each, lines[area_id]) for each, area_id in [*nearest, *above] if area_id in lines)


def _gap(one: str, other: str) -> int:
    """Return how far two codes of one length are apart."""
    return abs(int(one) - int(other)) if one.isdigit() and other.isdigit() else 0


def search_areas(
    text: str, *, on: dt.date, levels: Sequence[str] = (), under: str = "", limit: int = 20
) -> tuple[AreaLine, ...]:
    """
    Return areas whose name holds `text`, or whose pinyin or initials begin with it, upper levels first.

    `levels` and `under` narrow the search; the exact name comes before all others.
    """
    text = "".join(text.split())
    if not text:
        return ()
    spelled = text.lower().replace("'", "")
    is_spelled = spelled.isascii() and spelled.isalnum()
    found = Q(pinyin__startswith=spelled) | Q(initials__startswith=spelled) if is_spelled else Q()
    names = _names_on(on).filter(in_subtree(under, "area__"), Q(name__contains=text) | found)
    if levels:
        names = names.filter(area__level__in=levels)
    lines = _lines(names.order_by("rank", "area__order_key", "area_id")[:limit])
    return tuple(sorted(lines, key=lambda line: line.name != text))
