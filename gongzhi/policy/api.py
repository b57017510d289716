"""Packs for programs: what holds in a place on a day, on what it rests, and what nobody has set yet."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language
from ninja import Schema

from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, Request, access
from gongzhi.kernel.api.routes import Router
from gongzhi.kernel.api.shapes import SIZE, Code, Day, Limit, Line, Paged, Path, behind, paged
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import (
    Figure,
    Pack,
    PackList,
    adoptions_on,
    all_packs,
    library,
    pack_at,
)
from gongzhi.policy.values import Status, Unit, Value

router = Router(tag="packs")


class PackLine(Schema):
    """A pack: its id, the name of its place, what it extends, and `id@hash` as the journal quotes it."""

    id: str
    title: str
    extends: list[str]
    ref: str


class AdoptionOut(Schema):
    """An area that follows the pack, or one procedure of it. `to_on` is the day it ends, if that is decided."""

    path: str
    procedure_id: str
    from_on: dt.date
    to_on: dt.date | None


class ItemOut(Schema):
    """An item of a list."""

    key: str
    label: str


class ListOut(Schema):
    """A list as it stands in the place; an open one may be added to by a place."""

    room: str
    name: str
    title: str
    is_open: bool
    status: Status
    source: str
    items: list[ItemOut]


class PackDetail(PackLine):
    """A pack with its lists and procedures and with who follows it on the day."""

    procedures: list[str]
    lists: list[ListOut]
    followed_by: list[AdoptionOut]


class FigureOut(Schema):
    """
    A figure as it stands on a day. `value` is null while nobody has set it; a share is written 2/3, an amount as text.

    `wording` is what the place's own document says where another value governs. `source` cites where the value stands,
    `fill_by` names the kinds of posts that may set it.
    """

    room: str
    name: str
    title: str
    unit: Unit
    status: Status
    value: bool | int | str | None
    wording: bool | int | str | None
    since: dt.date | None
    source: str
    pack_id: str
    is_open: bool
    fill_by: list[str]


def language() -> str:
    """Return the language of the reader."""
    return get_language() or ""


def plain(value: Value | None) -> bool | int | str | None:
    """Return a value as JSON holds it exactly: whole numbers as such, all other numbers and days as text."""
    return str(value) if isinstance(value, Decimal | Fraction | dt.date) else value


def figure_out(pack: Pack, figure: Figure) -> FigureOut:
    """Return a figure with its source cited."""
    return FigureOut(
        room=figure.room,
        name=figure.name,
        title=figure.title.text(language()),
        unit=figure.unit,
        status=figure.status,
        value=plain(figure.value),
        wording=plain(figure.wording),
        since=figure.since,
        source=pack.source_text(figure.source),
        pack_id=figure.pack_id,
        is_open=figure.is_open,
        fill_by=list(figure.fill_by),
    )


def list_out(pack: Pack, found: PackList) -> ListOut:
    """Return a list with the words of its items."""
    return ListOut(
        room=found.room,
        name=found.name,
        title=found.title.text(language()),
        is_open=found.is_open,
        status=found.status,
        source=pack.source_text(found.source),
        items=[ItemOut(key=item.key, label=item.label()) for item in found.items],
    )


def named(pack_id: str) -> Pack:
    """
    Return a pack as its files say.

    :raises NotVisible: there is none.
    """
    found = library().packs.get(pack_id)
    if found is None:
        raise NotVisible
    return found


def line(pack: Pack) -> dict[str, object]:
    """Return a pack as `PackLine`."""
    return {"id": pack.id, "title": pack.title, "extends": [each.id for each in pack.chain[1:]], "ref": pack.ref}


@router.get("/packs", response=Paged[PackLine], url_name="packs")
@access(get=EVERYONE)
def list_packs(request: Request, limit: Limit = SIZE, after: Line = "") -> dict[str, object]:
    """List every pack of this installation, the law first, then by id."""
    found = behind(all_packs(), after=after, key=lambda pack: pack.id, limit=limit)
    shown, following = paged(request, found, limit=limit, key=lambda pack: pack.id)
    return {"items": [line(pack) for pack in shown], "next": following}


@router.get("/packs/{path:pack}", response=PackDetail, url_name="pack")
@access(get=EVERYONE, sample="api_pack")
def read_pack(request: Request, pack: Line, on: Day | None = None) -> dict[str, object]:
    """Show a pack: its lists, its procedures, and which areas follow it on a day."""
    found = named(pack)
    return line(found) | {
        "procedures": found.procedures(),
        "lists": [list_out(found, found.list(*name)) for name in found.list_names()],
        "followed_by": [each for each in adoptions_on(on or clock.today()) if each.pack_id == found.id],
    }


@router.get("/figures", response=Paged[FigureOut], url_name="figures")
@access(get=EVERYONE)
def list_figures(
    request: Request,
    path: Path = "",
    pack: Line = "",
    room: Code = "",
    is_open: bool | None = None,
    on: Day | None = None,
    limit: Limit = SIZE,
    after: Code = "",
) -> dict[str, object]:
    """
    List the figures that hold at the area `path` on a day, with their sources; with `pack`, as that pack says.

    `is_open=true` leaves those that nobody has set yet.
    """
    day = on or clock.today()
    chosen = named(pack) if pack else pack_at(path=path, on=day)
    figures = (chosen.figure(*name, day) for name in chosen.figure_names() if room in ("", name[0]))
    wanted = [figure for figure in figures if is_open in (None, figure.is_open)]
    rows = behind(wanted, after=after, key=key_of, limit=limit)
    shown, following = paged(request, rows, limit=limit, key=key_of)
    return {"items": [figure_out(chosen, figure) for figure in shown], "next": following}


def key_of(figure: Figure) -> str:
    """Return the key of a figure: `room.name`."""
    return f"{figure.room}.{figure.name}"
