"""What the public page of an area shows: who serves it, its grids, its rules, how requests stand, legal advice."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.accounts.queries import title_of
from gongzhi.bodies.queries import BodyLine, Holder, bodies_at, holders, holders_at, nearest_holders
from gongzhi.cases.queries import Tally, tally_of, tally_on
from gongzhi.kernel.paths import ancestors
from gongzhi.policy.packs import Pack, PackList
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, children_of
from gongzhi.territory.rules import Level

GRID_OFFICER = "grid_officer"
LEGAL_ADVISER = "legal_adviser"
CLERK = "village_clerk"
AGENCY_POINT = "agency_point"


@dataclass(frozen=True, slots=True)
class Server:
    """
    Hold a person who serves an area: only what the public may see.

    `note` says what to turn to them for, `hours` when they are there; each may be empty.
    """

    name: str
    title: str
    note: str
    phone: str
    kind: str
    hours: str


@dataclass(frozen=True, slots=True)
class GridLine:
    """Hold a grid and who looks after it; nobody where the place has appointed nobody."""

    name: str
    officers: tuple[Server, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """Hold a way to legal advice: its words, and a number to call or nothing."""

    words: str
    phone: str


@dataclass(frozen=True, slots=True)
class LegalHelp:
    """Hold who advises on law here, the ways to advice and aid, and the source they rest on."""

    advisers: tuple[Server, ...]
    ways: tuple[Way, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Village:
    """Hold what the page of an area shows."""

    pack: Pack
    servers: tuple[Server, ...]
    grids: tuple[GridLine, ...]
    agency_points: tuple[BodyLine, ...]
    legal: LegalHelp
    tally: Tally

    @property
    def clerk_phone(self) -> str:
        """Return the number to call first; "" where the clerk shows none."""
        return next((each.phone for each in self.servers if each.kind == CLERK and each.phone), "")


def served(area: AreaLine, now: dt.datetime, on: dt.date) -> Village:
    """
    Return what the page of an area shows on a day, in a number of queries that its size does not change.

    Of a day that has passed no phones are shown: they are of today.
    """
    found = served_on(area, now, on)
    return found if on == now.date() else without_phones(found)


def served_on(area: AreaLine, now: dt.datetime, on: dt.date) -> Village:
    """Return what the page of an area shows on a day, with the phones that are known today."""
    pack = pack_at(path=area.path, on=on)
    words = pack.list("portal", "served_by")
    people = holders(kinds=[item.key for item in words.items], path=area.path, on=on)
    return Village(
        pack=pack,
        servers=tuple(server(each, words) for each in people),
        grids=grid_lines(area, on),
        agency_points=agency_points(area.path, on),
        legal=legal_help(pack, area.path, on),
        tally=tally_of(area.path, now) if on == now.date() else tally_on(area.path, on),
    )


def without_phones(village: Village) -> Village:
    """Return the same without the phones of persons; public numbers stay."""
    return dataclasses.replace(
        village,
        servers=silent(village.servers),
        grids=tuple(dataclasses.replace(grid, officers=silent(grid.officers)) for grid in village.grids),
        legal=dataclasses.replace(village.legal, advisers=silent(village.legal.advisers)),
    )


def silent(servers: Iterable[Server]) -> tuple[Server, ...]:
    """Return the same persons without phones."""
    return tuple(dataclasses.replace(each, phone="") for each in servers)


def server(holder: Holder, words: PackList | None = None) -> Server:
    """Return what the public sees of the holder of a post."""
    item = words.item(holder.kind) if words else None
    note = item.label() if item else ""
    return Server(holder.name, title_of(holder), note, holder.phone, holder.kind, holder.hours)


def grid_lines(area: AreaLine, on: dt.date) -> tuple[GridLine, ...]:
    """Return the grids of a village with their officers, then the officers the village has for the whole of it."""
    if area.level != Level.VILLAGE:
        return ()
    grids = tuple(line for line in children_of(area.id, on) if line.level == Level.GRID)
    found = holders_at(kinds=[GRID_OFFICER], paths=[area.path, *(grid.path for grid in grids)], on=on)
    lines = tuple(GridLine(grid.name, officers(found, grid.path)) for grid in grids)
    whole = officers(found, area.path)
    return (*lines, GridLine(area.name, whole)) if whole else lines


def officers(found: Iterable[Holder], path: str) -> tuple[Server, ...]:
    """Return those of the holders whose body sits exactly there."""
    return tuple(server(each) for each in found if each.path == path)


def agency_points(path: str, on: dt.date) -> tuple[BodyLine, ...]:
    """Return the agency points of the first area that has some, from this area up to its town."""
    for above in reversed(ancestors(path)[-2:]):
        if found := bodies_at(above, on, (AGENCY_POINT,)):
            return found
    return ()


def legal_help(pack: Pack, path: str, on: dt.date) -> LegalHelp:
    """Return who advises on law here and the ways to legal aid (row YJ-051)."""
    routes = pack.list("portal", "legal_help")
    found = nearest_holders(kinds=[LEGAL_ADVISER], path=path, on=on)
    ways = tuple(Way(item.label(), str(item.data.get("phone", ""))) for item in routes.items)
    return LegalHelp(tuple(server(each) for each in found), ways, routes.source)
