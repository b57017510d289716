"""What is counted from the registers beside the figure a document states; every count opens the list behind it."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from gongzhi.cadres.fields import ROOM, field_of, label_of, options_of
from gongzhi.cadres.lists import Count, RecordKind
from gongzhi.cadres.models import Posting, Record
from gongzhi.cadres.pairing import pairs_of
from gongzhi.cadres.queries import LIVING, READ_FILES, READ_POSTINGS, entries_of, in_state
from gongzhi.cadres.rules import stage_reached
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.queries import within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import lines_of

OF_FILES = ("entries", "records", "stages")
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One entry behind a count; `kind` and `id` say what it opens, 0 where it opens nothing."""

    name: str
    detail: str
    kind: str = ""
    id: int = 0
    split: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """
    A count as it stands, the figure stated beside it, and the entries behind it.

    `splits` are how many there are of each value, in words; `expected` is None where no document states a figure.
    """

    key: str
    title: str
    row: str
    source: str
    count: int
    expected: int | None
    splits: tuple[tuple[str, int], ...]
    rows: tuple[Row, ...]

    @property
    def lacking(self) -> int:
        """Return how many are missing from the stated figure, 0 where none is stated or all are there."""
        return max((self.expected or 0) - self.count, 0)

    @property
    def listed(self) -> tuple[Row, ...]:
        """Return the first of the entries, as many as a page shows."""
        return self.rows[:MOST_LISTED]


def counts_for(by: Actor, path: str, on: dt.date) -> tuple[Counted, ...]:
    """
    Return every count the pack of an area names that is for this actor.

    :raises NotVisible: the postings of this area are not for this actor.
    """
    if not by.may(READ_POSTINGS, path):
        raise NotVisible
    pack = pack_at(path=path, on=on)
    return tuple(_counted(pack, item, path, on) for item in pack.list(ROOM, "counts").items if _is_for(by, item, path))


def count_for(by: Actor, key: str, path: str, on: dt.date) -> Counted:
    """
    Return one count of an area.

    :raises NotVisible: it is not for this actor, or the pack of the area names no such count.
    """
    pack = pack_at(path=path, on=on)
    item = pack.list(ROOM, "counts").item(key)
    if item is None or not _is_for(by, item, path):
        raise NotVisible
    return _counted(pack, item, path, on)


def _is_for(by: Actor, item: Item, path: str) -> bool:
    """Tell whether a count is for an actor; what stands on files is for who reads files."""
    return by.may(READ_FILES if item.read_as(Count).what in OF_FILES else READ_POSTINGS, path)


def _counted(pack: Pack, item: Item, path: str, on: dt.date) -> Counted:
    asked = item.read_as(Count)
    rows = tuple(LOOKS[asked.what](pack, asked, path, on))
    expected = pack.figure(ROOM, asked.expected, on).as_run if asked.expected else None
    return Counted(
        key=item.key,
        title=item.label(),
        row=asked.row,
        source=asked.source or pack.list(ROOM, "counts").source,
        count=len(rows),
        expected=expected if isinstance(expected, int) else None,
        splits=_splits(pack, asked, rows),
        rows=rows,
    )


def _splits(pack: Pack, asked: Count, rows: Iterable[Row]) -> tuple[tuple[str, int], ...]:
    """Return how many entries have each value, in the order of the list; values nobody has are shown as 0."""
    counts = Counter(row.split for row in rows)
    if asked.stage_of:
        return tuple((label_of(pack, "records", key), counts[key]) for key in stages_of(pack, asked.stage_of))
    if not asked.split_by:
        return ()
    return tuple((label, counts[key]) for key, label in options_of(pack, field_of(pack, asked.split_by).list))


def stages_of(pack: Pack, name: str) -> tuple[str, ...]:
    """Return the kinds of record that are the stages of one way, in order."""
    items = pack.list(ROOM, "records").items
    return tuple(item.key for item in items if item.read_as(RecordKind).stage_of == name)


def _postings(asked: Count, path: str, on: dt.date) -> QuerySet[Posting]:
    rows = Posting.objects.filter(LIVING, within("path", (subtree(path),)), role__in=asked.roles, arrived_on__lte=on)
    rows = rows.filter(in_state("there", on)) if asked.current else rows
    rows = rows.filter(arrived_on__gte=asked.since) if asked.since else rows
    for name, value in asked.where.items():
        rows = rows.filter(**{f"data__{name}": value})
    return rows.select_related("person", "sender").order_by("path", "pk")


def _by_postings(pack: Pack, asked: Count, path: str, on: dt.date) -> Iterable[Row]:
    rows = tuple(_postings(asked, path, on))
    places = {line.path: line.name for line in lines_of({row.path for row in rows}, on).values()}
    for row in rows:
        detail = "，".join(part for part in (row.sender.name if row.sender else "", places.get(row.path, "")) if part)
        yield Row(row.person.name, detail, "posting", row.pk, str(row.data.get(asked.split_by, "")))


def _by_senders(pack: Pack, asked: Count, path: str, on: dt.date) -> Iterable[Row]:
    rows = _postings(asked, path, on).filter(sender__isnull=False)
    units = Counter((row.sender_id or 0, row.sender.name if row.sender else "") for row in rows)
    return (Row(name, str(number), "body", pk) for (pk, name), number in sorted(units.items()))


def _by_entries(pack: Pack, asked: Count, path: str, on: dt.date) -> Iterable[Row]:
    for entry in entries_of(path, asked.paths).filter(on__lte=on):
        yield Row(entry.file.person.name, entry.appointment.post.body.name, "file", entry.file_id)


def _records(pack: Pack, kinds: Iterable[str], path: str, on: dt.date) -> QuerySet[Record]:
    rows = Record.objects.filter(LIVING, within("file__path", (subtree(path),)), kind__in=kinds, on__lte=on)
    return rows.select_related("file__person").order_by("file__path", "pk")


def _by_records(pack: Pack, asked: Count, path: str, on: dt.date) -> Iterable[Row]:
    for row in _records(pack, asked.kinds, path, on):
        yield Row(row.file.person.name, "", "file", row.file_id, str(row.data.get(asked.split_by, "")))


def _by_stages(pack: Pack, asked: Count, path: str, on: dt.date) -> Iterable[Row]:
    stages = stages_of(pack, asked.stage_of)
    files: dict[int, tuple[str, set[str]]] = {}
    for row in _records(pack, stages, path, on):
        files.setdefault(row.file_id, (row.file.person.name, set()))[1].add(row.kind)
    for pk, (name, kinds) in files.items():
        stage = stage_reached(stages, kinds)
        yield Row(name, label_of(pack, "records", stage), "file", pk, stage)


def _by_pairs(pack: Pack, asked: Count, path: str, on: dt.date) -> Iterable[Row]:
    """Return the places in pairs of a programme, each once; pairs outside its period do not count."""
    item = pack.list(ROOM, "pairs").item(asked.pair)
    found: dict[str, Row] = {}
    for line in pairs_of(pack, item, path, on) if item else ():
        if not line.is_outside:
            found.setdefault(line.path, Row(line.other, line.unit, "body", line.other_id))
    return found.values()


LOOKS: Mapping[str, Callable[[Pack, Count, str, dt.date], Iterable[Row]]] = {
    "postings": _by_postings,
    "senders": _by_senders,
    "entries": _by_entries,
    "records": _by_records,
    "stages": _by_stages,
    "pairs": _by_pairs,
}
