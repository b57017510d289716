"""A pack as its page shows it: rows in words, no question left to the template."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import get_language

from gongzhi.policy.library import BASE
from gongzhi.policy.packs import Figure, Pack, PackList
from gongzhi.policy.plans import ProcedureRow, procedures_of
from gongzhi.policy.queries import post_titles
from gongzhi.policy.reader import PackFolder
from gongzhi.policy.shapes import LABEL_KINDS, Fact, OpenPoint, Words
from gongzhi.policy.values import Status
from gongzhi.policy.words import TREATMENTS, Badge, badge_of, effect_words, room_words, value_words

FACTS = frozenset({Status.STATED, Status.STATED_IN_PART, Status.LAW})


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure: what it is, what holds today, since when and on what; for an open one, who may set it."""

    anchor: str
    room: str
    name: str
    title: str
    value: str
    is_open: bool
    is_slot: bool
    since: dt.date | None
    source: str
    badge: Badge
    wording: str
    decided_by: str
    posts: tuple[str, ...]
    fill_by: tuple[str, ...]
    effect: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A list with the words of its items."""

    anchor: str
    room: str
    title: str
    items: tuple[str, ...]
    is_open: bool
    badge: Badge
    source: str


@dataclass(frozen=True, slots=True)
class FactRow:
    """Something a document or a law says, which no rule reads; `place` is the section or article."""

    document: str
    place: str
    title: str
    value: str
    is_missing: bool
    is_extendable: bool
    badge: Badge | None
    note: str


@dataclass(frozen=True, slots=True)
class PointRow:
    """Something unclear in a document, and how it is treated."""

    title: str
    treatment: str
    choice: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A law or document that this pack rests on."""

    title: str
    by: str
    version: str


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What a state, step or role is called here, and what it is called where a place has no word of its own."""

    key: str
    here: str
    common: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything a pack says, in words."""

    slots: tuple[FigureRow, ...]
    figure_count: int
    fact_count: int
    figures: tuple[tuple[str, tuple[FigureRow, ...]], ...]
    procedures: tuple[ProcedureRow, ...]
    lists: tuple[ListRow, ...]
    labels: tuple[LabelRow, ...]
    facts: tuple[tuple[str, tuple[FactRow, ...]], ...]
    missing: tuple[FactRow, ...]
    points: tuple[PointRow, ...]
    sources: tuple[SourceRow, ...]
    base_year: str


def overview_of(pack: Pack, on: dt.date) -> Overview:
    """Return what a pack says on a day."""
    figures = tuple(figure_row(pack, pack.figure(*name, on)) for name in pack.figure_names())
    facts = tuple(_fact(pack, fact) for folder in _own(pack) for fact in _manifest_facts(folder))
    return Overview(
        slots=tuple(row for row in figures if row.is_open),
        figure_count=sum(not row.is_open for row in figures),
        fact_count=sum(not fact.is_missing for fact in facts),
        figures=_by_room(row for row in figures if not row.is_open),
        procedures=tuple(procedures_of(pack, on)),
        lists=tuple(_list(pack, found) for found in _lists(pack)),
        labels=tuple(_labels(pack)),
        facts=_by_document(fact for fact in facts if not fact.is_missing),
        missing=tuple(fact for fact in facts if fact.is_missing),
        points=tuple(_point(point) for folder in _own(pack) for point in _manifest_points(folder)),
        sources=tuple(_sources(pack)),
        base_year=_base_year(pack),
    )


def figure_row(pack: Pack, figure: Figure) -> FigureRow:
    """Return a figure in words."""
    return FigureRow(
        anchor=f"{figure.room}.{figure.name}",
        room=figure.room,
        name=figure.name,
        title=_text(figure.title),
        value=value_words(figure.value, figure.unit),
        is_open=figure.is_open,
        is_slot=figure.is_slot,
        since=figure.since,
        source=pack.source_text(figure.source),
        badge=badge_of(figure.status),
        wording="" if figure.wording is None else value_words(figure.wording, figure.unit),
        decided_by=figure.decided_by,
        posts=post_titles(pack, figure.fill_by),
        fill_by=figure.fill_by,
        effect=effect_words(figure.unit) if figure.is_open else "",
    )


def _text(words: Words) -> str:
    return words.text(get_language() or "")


def _own(pack: Pack) -> tuple[PackFolder, ...]:
    """Return the packs of the place itself: all but the law, or the law alone on its own page."""
    return tuple(folder for folder in pack.chain if folder.id != BASE) or pack.chain


def _manifest_facts(folder: PackFolder) -> tuple[Fact, ...]:
    return folder.manifest.facts if folder.manifest else ()


def _manifest_points(folder: PackFolder) -> tuple[OpenPoint, ...]:
    return folder.manifest.open_points if folder.manifest else ()


def _by_room(rows: Iterable[FigureRow]) -> tuple[tuple[str, tuple[FigureRow, ...]], ...]:
    found: dict[str, list[FigureRow]] = {}
    for row in rows:
        found.setdefault(room_words(row.room), []).append(row)
    return tuple((room, tuple(each)) for room, each in found.items())


def _by_document(rows: Iterable[FactRow]) -> tuple[tuple[str, tuple[FactRow, ...]], ...]:
    found: dict[str, list[FactRow]] = {}
    for row in rows:
        found.setdefault(row.document, []).append(row)
    return tuple((document, tuple(each)) for document, each in found.items())


def _fact(pack: Pack, fact: Fact) -> FactRow:
    is_clear = fact.status in FACTS
    key, _, place = fact.source.partition(":")
    return FactRow(
        document=pack.source_text(key),
        place=place,
        title=_text(fact.title),
        value=value_words(fact.value, fact.unit),
        is_missing=fact.value is None,
        is_extendable=fact.is_open,
        badge=None if is_clear and fact.status is not Status.STATED_IN_PART else badge_of(fact.status),
        note=_text(fact.note) if fact.note else "",
    )


def _point(point: OpenPoint) -> PointRow:
    choice = _text(point.choice) if point.choice else ""
    return PointRow(_text(point.title), str(TREATMENTS[point.treatment]), choice)


def _sources(pack: Pack) -> Iterator[SourceRow]:
    for folder in _own(pack):
        for source in folder.sources.values():
            yield SourceRow(_text(source.title), source.by, source.version)


def _base_year(pack: Pack) -> str:
    """Return what is known of the year that the documents call this year."""
    for folder in _own(pack):
        year = folder.manifest.base_year if folder.manifest else None
        if year is not None:
            note = _text(year.note) if year.note else ""
            return note if year.value is None else str(year.value)
    return ""


def _lists(pack: Pack) -> tuple[PackList, ...]:
    """Return the lists of a pack, those of the place itself before those of base."""
    found = (pack.list(*name) for name in pack.list_names())
    return tuple(sorted(found, key=lambda each: (each.pack_id == BASE, each.room, each.name)))


def _list(pack: Pack, found: PackList) -> ListRow:
    return ListRow(
        anchor=f"{found.room}.{found.name}",
        room=room_words(found.room),
        title=_text(found.title),
        items=tuple(item.label() for item in found.items),
        is_open=found.is_open,
        badge=badge_of(found.status),
        source=pack.source_text(found.source),
    )


def _labels(pack: Pack) -> Iterator[LabelRow]:
    """Yield the words that the place itself chose."""
    above = Pack(chain=pack.chain[-1:], ref="")
    for kind in LABEL_KINDS:
        keys = {key: None for folder in _own(pack) for key in folder.labels.get(kind, {})}
        for key in keys:
            common = above.label(kind, key)
            yield LabelRow(key, pack.label(kind, key), "" if common in (key, pack.label(kind, key)) else common)
