"""Reads of the area tree. Areas are public knowledge, so nothing here asks who is reading."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet

from gongzhi.kernel.paths import ancestors, last_id, subtree
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import Pack
from gongzhi.territory.models import Area, AreaCode, AreaName, Succession
from gongzhi.territory.rules import LEVELS, RANK, Level, Tier, chain_of, short_code

# Every page and every request begins with this one: written out, it costs a fifth of what putting it together does.
LINE = """
SELECT a.id, a.path, a.level, n.name FROM territory_area AS a JOIN territory_areaname AS n ON n.area_id = a.id
 WHERE a.id = %s AND a.from_on <= %s AND (a.to_on IS NULL OR a.to_on > %s)
   AND n.from_on <= %s AND (n.to_on IS NULL OR n.to_on > %s)
"""


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
    with connection.cursor() as cursor:
        cursor.execute(LINE, [area_id, on, on, on, on])
        row = cursor.fetchone()
    if row is None:
        raise NotVisible
    return AreaLine(*row)


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


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name an area has or had; `to_on` is the first day on which it is no longer called so."""

    name: str
    from_on: dt.date
    to_on: dt.date | None


def names_of(area_id: int) -> tuple[DatedName, ...]:
    """Return every name of an area, oldest first."""
    rows = AreaName.objects.filter(area_id=area_id).order_by("from_on", "pk")
    return tuple(DatedName(*row) for row in rows.values_list("name", "from_on", "to_on"))


def lifetime_of(area_id: int) -> tuple[dt.date, dt.date | None]:
    """Return the day from which an area exists, and the first day on which it no longer does."""
    return Area.objects.values_list("from_on", "to_on").get(pk=area_id)


def counts_directly_below(area_ids: Collection[int], on: dt.date) -> dict[int, int]:
    """Return how many areas stand directly under each of these on a day; one with nothing below is not there."""
    rows = Area.objects.filter(in_force(on), parent_id__in=area_ids).order_by().values_list("parent_id")
    return dict(rows.annotate(found=Count("pk")))


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
