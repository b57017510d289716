"""One file as its page shows it, with the grassroots service computed from postings."""

import datetime as dt
from dataclasses import dataclass

from gongzhi.cadres.fields import ROOM, in_words, label_of, labels_of, options_of
from gongzhi.cadres.lists import RecordKind
from gongzhi.cadres.models import File, Lead, Posting
from gongzhi.cadres.queries import (
    LIVING,
    READ_PRIVATE,
    categories_of,
    lasting,
    records_of,
    role_of,
    service_of,
    state_of,
)
from gongzhi.cadres.rules import Service
from gongzhi.kernel.actors import Actor
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, full_name, lines_of


@dataclass(frozen=True, slots=True)
class PostingLine:
    """Hold a posting of a person in words; `is_grassroots` tells that it counts as grassroots service."""

    posting: Posting
    role: str
    place: str
    state: str
    is_grassroots: bool


@dataclass(frozen=True, slots=True)
class RecordLine:
    """Hold a record in words."""

    id: int
    label: str
    on: dt.date
    facts: tuple[tuple[str, str], ...]
    is_private: bool


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Hold how somebody entered a post: by which path, since when, which post."""

    label: str
    on: dt.date
    body: str
    title: str


@dataclass(frozen=True, slots=True)
class FileSheet:
    """What the page of a file shows."""

    file: File
    keeper: str
    categories: tuple[str, ...]
    service: Service
    postings: tuple[PostingLine, ...]
    records: tuple[RecordLine, ...]
    entries: tuple[EntryLine, ...]
    leads: tuple[Lead, ...]


def sheet_of(by: Actor, file: File, on: dt.date) -> FileSheet:
    """Return everything the page of a file shows this actor; the file was found by `file_for`."""
    pack = pack_at(path=file.path, on=on)
    return FileSheet(
        file=file,
        keeper=full_name(file.path, on),
        categories=tuple(labels_of(pack, "categories", categories_of(file.person_id, on))),
        service=service_of(pack, file.person_id, on),
        postings=_postings(pack, file, on),
        records=tuple(
            RecordLine(
                id=row.pk,
                label=label_of(pack, "records", row.kind),
                on=row.on,
                facts=in_words(pack, row.data),
                is_private=row.kind in _private(pack),
            )
            for row in records_of(by, pack, file)
        ),
        entries=_entries(pack, file),
        leads=tuple(file.leads.filter(lasting(on)).select_related("leader").order_by("pk")),
    )


def _private(pack: Pack) -> frozenset[str]:
    return frozenset(item.key for item in pack.list(ROOM, "records").items if item.read_as(RecordKind).private)


def _postings(pack: Pack, file: File, on: dt.date) -> tuple[PostingLine, ...]:
    rows = tuple(Posting.objects.filter(LIVING, person_id=file.person_id).order_by("planned_on", "pk"))
    places: dict[int, AreaLine] = lines_of({row.area_id for row in rows}, on)
    return tuple(
        PostingLine(
            posting=row,
            role=label_of(pack, "roles", row.role),
            place=places[row.area_id].name if row.area_id in places else "",
            state=state_of(row, on),
            is_grassroots=role_of(pack, row.role).grassroots,
        )
        for row in rows
    )


def _entries(pack: Pack, file: File) -> tuple[EntryLine, ...]:
    rows = file.entries.select_related("appointment__post__body").order_by("on", "pk")
    return tuple(
        EntryLine(label_of(pack, "paths", row.key), row.on, row.appointment.post.body.name, row.appointment.post.title)
        for row in rows
    )


def kinds_for(by: Actor, file: File, on: dt.date) -> tuple[tuple[str, str], ...]:
    """Return the kinds of record that an actor may put on a file."""
    pack = pack_at(path=file.path, on=on)
    sees_all, private = by.may(READ_PRIVATE, file.path), _private(pack)
    return tuple((key, label) for key, label in options_of(pack, "records") if sees_all or key not in private)
