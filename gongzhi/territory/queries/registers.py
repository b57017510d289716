"""Reads of codes and of the registers they come from."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length

from gongzhi.territory.editions.matching import Known
from gongzhi.territory.models import AreaCode, AreaImport, AreaImportNote
from gongzhi.territory.queries.tree import AreaLine, in_force, lines_of
from gongzhi.territory.rules import Level, Taken

FETCHED = 10_000
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
