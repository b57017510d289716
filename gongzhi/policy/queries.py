"""Which pack an area follows on a day. Packs are read once per process; in DEBUG again when a file changes."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q

from gongzhi.kernel.paths import ancestors
from gongzhi.policy.library import BASE, Library, read_library
from gongzhi.policy.models import Adoption
from gongzhi.policy.packs import Figure, Fill, Item, Pack, PackList, Procedure, UnknownFigure
from gongzhi.policy.values import value_from_text

__all__ = (
    "Adopted",
    "Figure",
    "Item",
    "Pack",
    "PackList",
    "Procedure",
    "UnknownFigure",
    "adoptions_on",
    "all_packs",
    "is_open_slot",
    "library",
    "open_slots",
    "pack_at",
    "pack_named",
    "post_titles",
)

DEEPEST = 10
"""Province, city, county, town, village, grid, building, and three to spare: the paths one question may name."""

DECIDED = f"""
SELECT path, 'adoption' AS kind, procedure_id, pack_id, '' AS room, '' AS name, '' AS value, '' AS source,
       CAST(from_on AS VARCHAR(10)) AS since, decided_by, id
  FROM policy_adoption
 WHERE path IN ({", ".join(["%s"] * DEEPEST)}) AND from_on <= %s AND (to_on IS NULL OR to_on > %s)
UNION ALL
SELECT path, 'slot', '', '', room, name, value, source, CAST(from_on AS VARCHAR(10)), decided_by, id
  FROM policy_filledslot
 WHERE path IN ({", ".join(["%s"] * DEEPEST)}) AND from_on <= %s
"""  # noqa: S608  # placeholders only


@dataclasses.dataclass(frozen=True, slots=True)
class Adopted:
    """An area that follows a pack, or one procedure of it, on a day; `to_on` is the day it ends, if decided."""

    path: str
    pack_id: str
    procedure_id: str
    from_on: dt.date
    to_on: dt.date | None
    decided_by: str


Row = tuple[str, str, str, str, str, str, str, str, str, str, int]


@lru_cache(maxsize=8)
def _read(folders: tuple[Path, ...], stamp: tuple[int, ...]) -> Library:
    return read_library(folders)


def _stamp(folders: Sequence[Path]) -> tuple[int, ...]:
    """Return what changes when a file of a pack changes; nothing outside DEBUG, so that no request touches the disk."""
    if not settings.DEBUG:
        return ()
    return tuple(file.stat().st_mtime_ns for folder in folders for file in sorted(folder.rglob("*.yaml")))


def library() -> Library:
    """Return every pack of this installation."""
    folders = tuple(settings.PACK_FOLDERS)
    return _read(folders, _stamp(folders))


def pack_named(pack_id: str) -> Pack:
    """
    Return a pack as its files say, without what areas decided.

    :raises KeyError: there is no such pack.
    :raises PackBroken: its files are wrong.
    """
    return library().pack(pack_id)


def all_packs() -> tuple[Pack, ...]:
    """Return every readable pack, base first, then by id."""
    packs = library().packs
    return tuple(packs[key] for key in sorted(packs, key=lambda key: (key != BASE, key)))


def pack_at(*, path: str, on: dt.date) -> Pack:
    """
    Return the pack that the area `path` follows on a day, with the slots filled for it, in one query.

    The deepest adoption over the area wins; without any it is base.
    """
    rows = _decided(path, on)
    books = library()
    whole = [row for row in rows if row[1] == "adoption" and not row[2]]
    pack = books.pack(whole[-1][3] if whole else BASE)
    pilots = {row[2]: books.pack(row[3]) for row in rows if row[1] == "adoption" and row[2]}
    fills = tuple(fill for row in rows if row[1] == "slot" and (fill := _fill(pack, row)))
    return dataclasses.replace(pack, fills=fills, pilots=pilots) if fills or pilots else pack


def adoptions_on(on: dt.date) -> tuple[Adopted, ...]:
    """Return which areas follow which packs on a day, in order of the tree."""
    in_force = Adoption.objects.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)
    fields = (field.name for field in dataclasses.fields(Adopted))
    return tuple(Adopted(*row) for row in in_force.order_by("path", "from_on", "pk").values_list(*fields))


def _decided(path: str, on: dt.date) -> list[Row]:
    """Return adoptions and filled slots over an area, from the widest area to the narrowest, then by day."""
    paths = ancestors(path)
    if not paths:
        return []
    padded = [*paths, *[paths[-1]] * (DEEPEST - len(paths))]
    with connection.cursor() as cursor:
        cursor.execute(DECIDED, [*padded, on, on, *padded, on])
        rows: list[Row] = cursor.fetchall()
    return sorted(rows, key=lambda row: (len(row[0]), row[8], row[10]))


def _fill(pack: Pack, row: Row) -> Fill | None:
    """Return a filled slot; None when the pack no longer has the figure."""
    _, _, _, _, room, name, value, source, since, decided_by, _ = row
    folder = next((folder for folder in pack.chain if (room, name) in folder.figures), None)
    if folder is None:
        return None
    unit = folder.figures[room, name].unit
    return Fill(room, name, value_from_text(value, unit), source, dt.date.fromisoformat(since), decided_by)


def is_open_slot(figure: Figure) -> bool:
    """Tell whether a figure waits for somebody to fill it."""
    return figure.is_open and bool(figure.fill_by)


def open_slots(pack: Pack, on: dt.date) -> tuple[Figure, ...]:
    """Return the figures of a pack that are open on a day."""
    figures = (pack.figure(room, name, on) for room, name in pack.figure_names())
    return tuple(figure for figure in figures if figure.is_open)


def post_titles(pack: Pack, kinds: Iterable[str]) -> tuple[str, ...]:
    """Return what posts are called in this place, from the list of posts, else from the list of grants."""
    lists = [pack.list(*name) for name in (("bodies", "posts"), ("accounts", "grants")) if name in pack.list_names()]
    found = ((next((item for each in lists if (item := each.item(kind))), None), kind) for kind in kinds)
    return tuple(item.label() if item else kind for item, kind in found)
