"""A pack as rules and pages read it: figures of a day, lists, procedures, labels, sources."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar, cast

from django.utils.translation import get_language
from pydantic import BaseModel

from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.citing import in_english
from gongzhi.policy.reader import Name, PackFolder
from gongzhi.policy.shapes import Entry, FigureFile, PackFile, Source, Words
from gongzhi.policy.values import IN_FORCE, Override, Status, Unit, Value, satisfies

T = TypeVar("T")
S = TypeVar("S", bound=BaseModel)
Limits = list[tuple[Value, Override, str]]
NO_PILOTS: Mapping[str, "Pack"] = MappingProxyType({})


class UnknownFigure(KeyError):
    """Say that no pack in the chain defines a figure: a mistake in code or pack, not something a person can mend."""


@dataclass(frozen=True, slots=True)
class Figure:
    """
    Hold a figure as it stands on a day.

    `value` is None while the slot is open. `wording` is what the place's own document says where another value
    governs (a floor of the law) or where nothing was decided (a guess, a contradiction). `pack_id` names the pack that
    the value comes from; `decided_by` the post that filled the slot on the platform. `is_slot` tells that the place
    itself left the figure open, so that it may be filled even while a value of the law governs.
    """

    room: str
    name: str
    title: Words
    unit: Unit
    status: Status
    source: str
    row: str
    fill_by: tuple[str, ...]
    value: Value | None = None
    wording: Value | None = None
    since: dt.date | None = None
    pack_id: str = ""
    decided_by: str = ""
    is_slot: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether no value is in force."""
        return self.value is None

    @property
    def as_run(self) -> Value | None:
        """Return the value that rules run with: an open limit of money is 0, the strictest."""
        return 0 if self.value is None and self.unit is Unit.YUAN_LIMIT else self.value


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; `data` holds the keys that the room reading the list asks for."""

    key: str
    zh: str
    en: str
    data: Mapping[str, Any]
    _read: dict[type[BaseModel], BaseModel] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    def read_as(self, shape: type[S]) -> S:
        """
        Return what the item holds for the room that reads it; it is read once, as a pack never changes.

        :raises ValidationError: it has another shape.
        """
        if shape not in self._read:
            self._read[shape] = shape.model_validate(dict(self.data))
        return cast("S", self._read[shape])

    def label(self, lang: str | None = None) -> str:
        """Return the text in this language, in the language of the reader when none is named."""
        return self.en if (lang or _language()).startswith("en") and self.en else self.zh


@dataclass(frozen=True, slots=True)
class PackList:
    """A list as it stands in a place. A list without items is an open slot."""

    room: str
    name: str
    title: Words
    items: tuple[Item, ...]
    is_open: bool
    status: Status
    source: str
    row: str
    pack_id: str

    def item(self, key: str) -> Item | None:
        """Return the item of this key."""
        return next((item for item in self.items if item.key == key), None)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure as data: `body` is the file, `sha` its fingerprint, `pack_ref` the pack it was read from."""

    id: str
    pack_ref: str
    sha: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fill:
    """A slot filled on the platform, for an area, from a day on."""

    room: str
    name: str
    value: Value
    source: str
    since: dt.date
    decided_by: str


@dataclass(frozen=True, slots=True)
class Pack:
    """
    Hold a pack together with all it extends, nearest first, and with what was decided on the platform for an area.

    `fills` go from the widest area to the narrowest, then by day; `pilots` are packs adopted for one procedure.
    """

    chain: tuple[PackFolder, ...]
    ref: str
    fills: tuple[Fill, ...] = ()
    pilots: Mapping[str, "Pack"] = dataclasses.field(default_factory=lambda: NO_PILOTS)

    @property
    def id(self) -> str:
        """Return the id of the pack, as `yangjiang/dongping`."""
        return self.chain[0].id

    @property
    def manifest(self) -> PackFile:
        """Return what `pack.yaml` says."""
        manifest = self.chain[0].manifest
        if manifest is None:
            raise UnknownFigure(self.id)
        return manifest

    @property
    def title(self) -> str:
        """Return the name of the place in the language of the reader."""
        return self.manifest.title.text(_language())

    @property
    def sources(self) -> Mapping[str, Source]:
        """Return the sources this pack may cite, its own before those it extends."""
        return _sources(self.chain)

    def source_text(self, ref: str, lang: str | None = None) -> str:
        """
        Return a source as people cite it: the title, then the article or section.

        What the platform itself sets is cited without the place inside: that is a word for its makers.
        """
        key, _, place = ref.partition(":")
        source = self.sources.get(key)
        if source and source.kind == "standard":
            place = ""
        if source is None:
            return ref
        title, is_english = source.title.text(lang or _language()), (lang or _language()).startswith("en")
        said = in_english(place) if is_english else place
        return f"{title}, {said}" if said != place else f"{title} {place}".strip()

    def figure(self, room: str, name: str, on: dt.date) -> Figure:
        """
        Return a figure as it stands on a day.

        The nearest pack with a value in force that day wins, unless a pack above it forbids that value.

        :raises UnknownFigure: no pack in the chain defines it.
        """
        files = [folder for folder in self.chain if (room, name) in folder.figures]
        if not files:
            raise UnknownFigure(f"{room}.{name} in {self.id}")
        found = _open_figure((room, name), files[0], on)
        limits: Limits = []
        for folder in reversed(files):
            found = _under(found, (room, name), folder, limits, on)
        return self._filled(found, limits, on) if found.is_slot else found

    def _filled(self, found: Figure, limits: Limits, on: dt.date) -> Figure:
        for fill in self.fills:
            is_ours = fill.room == found.room and fill.name == found.name and fill.since <= on
            if is_ours and _broken(limits, fill.value) is None:
                found = dataclasses.replace(
                    found,
                    value=fill.value,
                    status=Status.FILLED,
                    source=fill.source,
                    since=fill.since,
                    decided_by=fill.decided_by,
                )
        return found

    def broken_limit(self, room: str, name: str, value: Value, on: dt.date) -> tuple[Value, str] | None:
        """Return the value of a pack in this chain that forbids `value`, with its source; None when nothing does."""
        limits: Limits = []
        for folder in reversed(self.chain):
            if (room, name) in folder.figures:
                _under(_open_figure((room, name), folder, on), (room, name), folder, limits, on)
        return _broken(limits, value)

    def needed(self, room: str, name: str, on: dt.date) -> Value:
        """
        Return the value of a figure without which a step cannot go on.

        :raises Refusal: `policy.slot_open`; the slot is open, and the page of the pack says who may fill it.
        """
        figure = self.figure(room, name, on)
        if figure.as_run is None:
            figures = {"title": figure.title.text(_language()), "slot": f"{self.id}#{room}.{name}"}
            raise Refusal("policy.slot_open", figures=figures, sources=(figure.source,))
        return figure.as_run

    def figures(self, cls: type[T], room: str, on: dt.date) -> T:
        """Return the frozen dataclass of a room's rules, each field filled by the figure of its name; open is None."""
        return cls(**{name: self.figure(room, name, on).as_run for name in _field_names(cast("Any", cls))})

    def figure_names(self) -> tuple[Name, ...]:
        """Return room and name of every figure in the chain, in order."""
        return tuple(sorted({name for folder in self.chain for name in folder.figures}))

    def list(self, room: str, name: str) -> PackList:
        """
        Return a list as it stands in this place.

        :raises UnknownFigure: no pack in the chain has it.
        """
        files = [folder for folder in self.chain if (room, name) in folder.lists]
        if not files:
            raise UnknownFigure(f"list {room}.{name} in {self.id}")
        return _list(tuple(files), room, name)

    def list_names(self) -> tuple[Name, ...]:
        """Return room and name of every list in the chain, in order."""
        return tuple(sorted({name for folder in self.chain for name in folder.lists}))

    def procedure(self, procedure_id: str, on: dt.date) -> Procedure:
        """
        Return a procedure; one adopted for this area alone comes before the pack's own.

        :raises UnknownFigure: no pack in the chain has it, or none has it on that day.
        """
        pilot = self.pilots.get(procedure_id)
        if pilot is not None:
            return pilot.procedure(procedure_id, on)
        for folder in self.chain:
            body = folder.procedures.get(procedure_id)
            if body is not None and _is_in_force(body, on):
                return Procedure(procedure_id, self.ref, folder.shas[procedure_id], body)
        raise UnknownFigure(f"procedure {procedure_id} in {self.id} on {on}")

    def procedures(self) -> tuple[str, ...]:
        """Return the ids of all procedures of this place, in order."""
        return tuple(sorted({key for folder in self.chain for key in folder.procedures} | set(self.pilots)))

    def label(self, kind: str, key: str, lang: str | None = None) -> str:
        """Return the place's own word, else that of the pack it extends; the key itself when nobody has a word."""
        for folder in self.chain:
            words = folder.labels.get(kind, {}).get(key)
            if words is not None:
                return words.text(lang or _language())
        return key


def _language() -> str:
    return get_language() or "zh-hans"


@cache
def _field_names(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls))


@cache
def _sources(chain: tuple[PackFolder, ...]) -> Mapping[str, Source]:
    found: dict[str, Source] = {}
    for folder in reversed(chain):
        found.update(folder.sources)
    return MappingProxyType(found)


def _is_in_force(body: Mapping[str, object], on: dt.date) -> bool:
    start, end = body.get("from"), body.get("until")
    return not (isinstance(start, dt.date) and on < start) and not (isinstance(end, dt.date) and on >= end)


def _entry_on(file: FigureFile, values: tuple[Value | None, ...], on: dt.date) -> tuple[Entry | None, Value | None]:
    """Return the entry in force on a day with its typed value."""
    found: tuple[Entry | None, Value | None] = (None, None)
    for entry, value in zip(file.values, values, strict=True):
        if entry.from_on > on:
            break
        found = (entry, value)
    if found[0] is not None and found[0].until is not None and on >= found[0].until:
        return None, None
    return found


def _open_figure(name: Name, folder: PackFolder, on: dt.date) -> Figure:
    """Return the figure as open, with the words of the nearest pack."""
    file = folder.figures[name]
    entry, _ = _entry_on(file, folder.values[name], on)
    return Figure(
        room=name[0],
        name=name[1],
        title=file.title,
        unit=file.unit,
        status=entry.status if entry else Status.UNDEFINED,
        source=entry.source if entry else file.values[0].source,
        row=file.row or "",
        fill_by=file.fill_by,
        pack_id=folder.id,
        is_slot=entry is None or entry.status not in IN_FORCE,
    )


def _broken(limits: Limits, value: Value) -> tuple[Value, str] | None:
    """Return the first limit that a value breaks, with its source."""
    return next(((limit, source) for limit, rule, source in limits if not satisfies(value, limit, rule)), None)


def _under(found: Figure, name: Name, folder: PackFolder, limits: Limits, on: dt.date) -> Figure:
    """Return the figure after one more pack down the chain, and note what that pack forbids those below it."""
    file = folder.figures[name]
    entry, value = _entry_on(file, folder.values[name], on)
    if entry is None or value is None:
        return found
    if entry.status not in IN_FORCE or _broken(limits, value) is not None:
        return dataclasses.replace(found, wording=value)
    limits.append((value, file.override, entry.source))
    return dataclasses.replace(
        found,
        value=value,
        wording=None,
        unit=file.unit,
        status=entry.status,
        source=entry.source,
        since=entry.from_on,
        pack_id=folder.id,
    )


@cache
def _list(files: tuple[PackFolder, ...], room: str, name: str) -> PackList:
    """Return the nearest list; one that `adds` comes after the items of the list it extends."""
    nearest = files[0].lists[room, name]
    items = [Item(item.key, item.zh, item.en, MappingProxyType(dict(item.model_extra or {}))) for item in nearest.items]
    if nearest.adds and len(files) > 1:
        own = {item.key for item in items}
        items = [*(item for item in _list(files[1:], room, name).items if item.key not in own), *items]
    return PackList(
        room=room,
        name=name,
        title=nearest.title,
        items=tuple(items),
        is_open=nearest.is_open,
        status=nearest.status,
        source=nearest.source,
        row=nearest.row or "",
        pack_id=files[0].id,
    )
