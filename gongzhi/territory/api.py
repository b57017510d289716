"""The area tree for programs. Areas are public knowledge."""

import datetime as dt
from collections.abc import Sequence

from ninja import Schema

from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, Request, access
from gongzhi.kernel.api.routes import Router
from gongzhi.kernel.api.shapes import SIZE, Code, Day, Id, Limit, Line, Paged, Path, behind, paged
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import pack_at
from gongzhi.territory import queries
from gongzhi.territory.queries import AreaLine
from gongzhi.territory.rules import CodeSystem, Level

router = Router(tag="areas")
MOST_FOUND = 20


class AreaOut(Schema):
    """An area: its id, which stays, its path of ids from the root down, its level, and its name of the day."""

    id: int
    path: str
    level: Level
    name: str


class CodeOut(Schema):
    """A code of an area. `to_on` is the first day on which it no longer has it."""

    system: CodeSystem
    code: str
    from_on: dt.date
    to_on: dt.date | None


class AreaDetail(AreaOut):
    """An area with what stands above it, every code it has had, and the pack it follows on that day."""

    above: list[AreaOut]
    codes: list[CodeOut]
    pack: str


class Descendants(Schema):
    """How many areas of each level lie under an area, itself not counted."""

    province: int
    city: int
    county: int
    town: int
    village: int
    grid: int
    building: int


class Successors(Schema):
    """What directly took the place of an area that has ended."""

    items: list[AreaOut]


def listed(request: Request, found: Sequence[AreaLine], after: int, limit: int) -> dict[str, object]:
    """Return a page of areas in official order."""
    rows = behind(found, after=after, key=lambda line: line.id, limit=limit)
    shown, following = paged(request, rows, limit=limit, key=lambda line: line.id)
    return {"items": shown, "next": following}


def detail(area: AreaLine, on: dt.date) -> dict[str, object]:
    """Return an area as `AreaDetail`."""
    return {
        "id": area.id,
        "path": area.path,
        "level": area.level,
        "name": area.name,
        "above": queries.ancestor_lines(area.path, on)[:-1],
        "codes": queries.codes_of(area.id),
        "pack": pack_at(path=area.path, on=on).id,
    }


@router.get("/areas", response=Paged[AreaOut], url_name="areas")
@access(get=EVERYONE)
def list_areas(
    request: Request, on: Day | None = None, limit: Limit = SIZE, after: Id | None = None
) -> dict[str, object]:
    """List the topmost areas in official order, as they are on a day; today unless told otherwise."""
    return listed(request, queries.children_of(None, on or clock.today()), after or 0, limit)


@router.get("/areas/search", response=list[AreaOut], url_name="areas_search")
@access(get=EVERYONE)
def search_areas(
    request: Request, q: Line, on: Day | None = None, level: Level | None = None, under: Path = ""
) -> object:
    """Find areas by characters, pinyin or initials of their names, upper levels first, at most 20."""
    levels = (level,) if level else ()
    return queries.search_areas(q, on=on or clock.today(), levels=levels, under=under, limit=MOST_FOUND)


@router.get("/areas/by-code/{system}/{code}", response=AreaDetail, url_name="area_by_code")
@access(get=EVERYONE, sample="code")
def read_area_by_code(request: Request, system: CodeSystem, code: Code, on: Day | None = None) -> object:
    """Show the area that a code of a register means on a day; a code may be filled up with zeros."""
    day = on or clock.today()
    area = queries.area_by_code(code=code, system=system, on=day)
    if area is None:
        raise NotVisible
    return detail(area, day)


@router.get("/areas/{int:area}", response=AreaDetail, url_name="area")
@access(get=EVERYONE, sample="area")
def read_area(request: Request, area: Id, on: Day | None = None) -> object:
    """Show an area as it is on a day."""
    day = on or clock.today()
    return detail(queries.area_line(area, day), day)


@router.get("/areas/{int:area}/children", response=Paged[AreaOut], url_name="children")
@access(get=EVERYONE, sample="area")
def list_children(
    request: Request, area: Id, on: Day | None = None, limit: Limit = SIZE, after: Id | None = None
) -> object:
    """List the areas directly under one, in official order."""
    day = on or clock.today()
    return listed(request, queries.children_of(queries.area_line(area, day).id, day), after or 0, limit)


@router.get("/areas/{int:area}/descendants", response=Descendants, url_name="descendants")
@access(get=EVERYONE, sample="area")
def count_descendants(request: Request, area: Id, on: Day | None = None) -> object:
    """Count the areas of each level under one."""
    day = on or clock.today()
    return queries.descendant_counts(queries.area_line(area, day).path, day)


@router.get("/areas/{int:area}/successors", response=Successors, url_name="successors")
@access(get=EVERYONE, sample="area")
def list_successors(request: Request, area: Id, on: Day | None = None) -> object:
    """List what took the place of an area until a day: a merger, a split, a redrawn grid."""
    day = on or clock.today()
    ids = queries.successors_of([area], day).get(area, ())
    found = queries.lines_of(ids, day)
    return {"items": [found[each] for each in ids if each in found]}
