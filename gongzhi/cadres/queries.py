"""Read postings, files and what stands on them."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongzhi.cadres import rules
from gongzhi.cadres.fields import ROOM, label_of
from gongzhi.cadres.lists import Band, RecordKind, Role
from gongzhi.cadres.models import File, Mark, PathEntry, Posting, Record
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.queries import within
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Item, Pack

READ_POSTINGS, KEEP_POSTINGS = "cadres.read_postings", "cadres.keep_postings"
READ_FILES, KEEP_FILES = "cadres.read_files", "cadres.keep_files"
READ_PRIVATE = "cadres.read_private_records"
STEPS = ("received", "arrived", "appointed", "handed_over")
ORDER = ("path", "role", "id")
FILE_ORDER = ("path", "id")
LIVING = Q(voided_on=None)


def step_dates(posting: Posting, steps: Iterable[str]) -> dict[str, dt.date | None]:
    """Return the day of each of these steps of a posting."""
    return {step: getattr(posting, f"{step}_on") for step in steps}


def role_item(pack: Pack, key: str) -> Item:
    """
    Return a role as the place lists it.

    :raises Refusal: it lists none of this key.
    """
    item = pack.list(ROOM, "roles").item(key)
    if item is None:
        raise Refusal("cadres.role_unknown", figures={"role": key})
    return item


def role_of(pack: Pack, key: str) -> Role:
    """Return what a place says about a role; nothing special about one it no longer lists."""
    item = pack.list(ROOM, "roles").item(key)
    return item.read_as(Role) if item else Role(levels=())


def kind_of(pack: Pack, key: str) -> RecordKind:
    """Return what a place says about a kind of record; a private one where it no longer lists it."""
    item = pack.list(ROOM, "records").item(key)
    return item.read_as(RecordKind) if item else RecordKind(private=True)


def bands_of(pack: Pack, keys: Collection[str]) -> dict[str, Band]:
    """Return these bands of birth years, all of them when none is named."""
    return {i.key: i.read_as(Band) for i in pack.list(ROOM, "bands").items if not keys or i.key in keys}


def posting_for(by: Actor, pk: int) -> Posting:
    """
    Return a posting of an area whose postings the actor may read, or one's own.

    :raises NotVisible: there is no such posting, or not for this actor.
    """
    found = Posting.objects.filter(pk=pk).select_related("person", "sender", "host").first()
    if found is None or not (by.may(READ_POSTINGS, found.path) or found.person_id == by.person_id):
        raise NotVisible
    return found


def postings_in(by: Actor, path: str, *, role: str = "", state: str = "", on: dt.date) -> QuerySet[Posting]:
    """
    Return the postings at and under an area, to be paged by `ORDER`.

    `state` narrows to those `planned`, `there` on a day, or `over`; voided ones are left out.

    :raises NotVisible: the postings of this area are not for this actor.
    """
    if not by.may(READ_POSTINGS, path):
        raise NotVisible
    rows = Posting.objects.filter(LIVING, within("path", (subtree(path),))).select_related("person", "sender", "host")
    rows = rows.filter(role=role) if role else rows
    return rows.filter(in_state(state, on)) if state else rows


def in_state(state: str, on: dt.date) -> Q:
    """Return the condition that a posting is planned, there or over on a day."""
    begun = Q(arrived_on__lte=on)
    over = Q(last_on__lt=on)
    return {"planned": ~begun | Q(arrived_on=None), "there": begun & (Q(last_on=None) | ~over), "over": over}[state]


def state_of(posting: Posting, on: dt.date) -> str:
    """Return what a posting is on a day: voided, planned, there or over."""
    if posting.voided_on is not None:
        return "voided"
    if posting.arrived_on is None or posting.arrived_on > on:
        return "planned"
    return "over" if posting.last_on is not None and posting.last_on < on else "there"


def due_day(pack: Pack, role: Role, posting: Posting) -> dt.date | None:
    """Return the day by which the steps of a posting are due, in the year it was planned for; None where none is."""
    if not role.due_by:
        return None
    text = pack.figure(ROOM, role.due_by, posting.planned_on).as_run
    return rules.day_of_year(text, year=posting.planned_on.year) if isinstance(text, str) else None


def steps_of(role: Role, posting: Posting) -> tuple[str, ...]:
    """Return the steps due of a posting; the receipt only of those sent from where it is asked for."""
    received = ("received",) if posting.data.get("origin") in role.received_from else ()
    return (*received, *role.steps)


def late_of(pack: Pack, posting: Posting, on: dt.date) -> tuple[str, ...]:
    """Return the steps of a posting that were taken late, or are not taken though their day is over."""
    role = role_of(pack, posting.role)
    due = due_day(pack, role, posting)
    return () if due is None else rules.late_steps(step_dates(posting, steps_of(role, posting)), due=due, on=on)


def months_of(pack: Pack, role: Role, on: dt.date) -> int | None:
    """Return how many months a posting in a role lasts; None where the place has not said."""
    figure = pack.figure(ROOM, role.length, on).as_run if role.length else None
    if not isinstance(figure, int):
        return None
    return figure * rules.MONTHS if role.length_unit == "years" else figure


def is_long_enough(pack: Pack, posting: Posting, on: dt.date) -> bool | None:
    """Tell whether a posting lasted as long as its role should by a day; None where no length is set or none began."""
    months = months_of(pack, role_of(pack, posting.role), posting.planned_on)
    if months is None or posting.arrived_on is None or posting.arrived_on > on:
        return None
    return rules.is_complete(rules.Span(posting.arrived_on, min(posting.last_on or on, on)), months=months)


def service_by(pack: Pack, person_ids: Iterable[int], on: dt.date) -> dict[int, rules.Service]:
    """Return how long each of these persons has served at the grassroots up to a day, from their postings."""
    roles = [item.key for item in pack.list(ROOM, "roles").items if item.read_as(Role).grassroots]
    rows = Posting.objects.filter(LIVING, role__in=roles, person_id__in=set(person_ids), arrived_on__lte=on)
    spans: dict[int, list[rules.Span]] = {}
    for row in rows.order_by("pk"):
        if row.arrived_on:
            spans.setdefault(row.person_id, []).append(rules.Span(row.arrived_on, min(row.last_on or on, on)))
    return {person: rules.service_of(each) for person, each in spans.items()}


def service_of(pack: Pack, person_id: int, on: dt.date) -> rules.Service:
    """Return how long a person has served at the grassroots."""
    return service_by(pack, (person_id,), on).get(person_id, rules.Service(0, 0))


def file_for(by: Actor, pk: int) -> File:
    """
    Return a file that the actor keeps or reads, or one's own.

    :raises NotVisible: there is no such file, or not for this actor.
    """
    found = File.objects.filter(pk=pk).select_related("person", "unit").first()
    if found is None or not (by.may(READ_FILES, found.path) or found.person_id == by.person_id):
        raise NotVisible
    return found


def own_file(by: Actor) -> File | None:
    """Return the file of whoever asks; None when none is kept."""
    rows = File.objects.filter(person_id=by.person_id) if by.person_id else File.objects.none()
    return rows.select_related("person", "unit").first()


def files_in(by: Actor, path: str, *, category: str = "", text: str = "", on: dt.date) -> QuerySet[File]:
    """
    Return the files kept at and under an area, to be paged by `FILE_ORDER`.

    :raises NotVisible: the files of this area are not for this actor.
    """
    if not by.may(READ_FILES, path):
        raise NotVisible
    rows = File.objects.filter(within("path", (subtree(path),))).select_related("person", "unit")
    if category:
        marks = Mark.objects.filter(category=category).filter(lasting(on))
        rows = rows.filter(pk__in=marks.values("file_id"))
    return rows.filter(person__name__contains=text) if text else rows


def lasting(on: dt.date) -> Q:
    """Return the condition that something dated until the day before `to_on` holds on a day."""
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))


def categories_of(person_id: int, on: dt.date) -> tuple[str, ...]:
    """Return the categories a person's file is marked with on a day."""
    rows = Mark.objects.filter(lasting(on), file__person_id=person_id)
    return tuple(rows.order_by("category").values_list("category", flat=True))


def may_see(by: Actor, pack: Pack, file: File, kind: str) -> bool:
    """Tell whether records of a kind on a file are for this actor: one's own, or private ones for who keeps them."""
    is_open = not kind_of(pack, kind).private
    return file.person_id == by.person_id or (by.may(READ_FILES, file.path) and (is_open or _sees_private(by, file)))


def _sees_private(by: Actor, file: File) -> bool:
    return by.may(READ_PRIVATE, file.path)


def records_of(by: Actor, pack: Pack, file: File) -> tuple[Record, ...]:
    """Return the records on a file that are for this actor, oldest first; voided ones are left out."""
    rows = file.records.filter(LIVING)
    return tuple(row for row in rows if may_see(by, pack, file, row.kind))


def kinds_on(file: File, pack: Pack, *, on: dt.date, counting: bool = False) -> tuple[str, ...]:
    """Return the kinds of record that stand on a file on a day; `counting` only those that count towards a path."""
    rows = file.records.filter(LIVING, on__lte=on)
    return tuple(
        row.kind
        for row in rows
        if not counting or all(row.data.get(k) == v for k, v in kind_of(pack, row.kind).counts_when.items())
    )


def entries_of(path: str, keys: Sequence[str]) -> QuerySet[PathEntry]:
    """Return the entries by these paths into posts at and under an area, oldest first."""
    rows = PathEntry.objects.filter(within("path", (subtree(path),)), key__in=keys)
    return rows.select_related("file__person", "appointment__post__body")


@dataclass(frozen=True, slots=True)
class Share:
    """Hold a share as it was counted: who of whom."""

    have: int
    total: int


def grassroots_share(
    pack: Pack, entries: Sequence[PathEntry], on: dt.date
) -> tuple[Share, Mapping[int, rules.Service]]:
    """Return how many of those who entered have served at the grassroots, and how long each of them, by person."""
    served = service_by(pack, {each.file.person_id for each in entries}, on)
    have = sum(served[each.file.person_id].is_any for each in entries if each.file.person_id in served)
    return Share(have, len(entries)), served


def role_label(pack: Pack, posting: Posting) -> str:
    """Return what the place calls the role of a posting."""
    return label_of(pack, "roles", posting.role)
