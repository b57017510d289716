"""One appointment whole: the post, its term and basis, who deputises, what was done in it, and what is handed over."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.bodies.caseloads import Hands, in_hand
from gongzhi.bodies.lists import EndReason
from gongzhi.bodies.models import Absence, Activity, Appointment, HandOver
from gongzhi.bodies.offers import Options, options_of
from gongzhi.bodies.queries import body_for, in_force, post_kind
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import in_brackets
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at

MOST_CHOICES = 60


@dataclass(frozen=True, slots=True)
class HandOverLine:
    """A hand-over in words; `may_confirm` tells that the reader is a side of it that has not confirmed yet."""

    row: HandOver
    items: tuple[tuple[str, str], ...]
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class HeldSheet:
    """
    What the page of an appointment shows.

    `state` is `held`, `coming` or `over`; `in_hand` pairs kinds of work with what the holder has in hand, for those who
    may hand it over; `ways` are the ways in which it may end, `people` those who may take over or deputise.
    """

    held: Appointment
    state: str
    is_elected: bool
    is_logged: bool
    end_words: str
    carried: tuple[Appointment, ...]
    absences: tuple[Absence, ...]
    activities: tuple[Activity, ...]
    hand_overs: tuple[HandOverLine, ...]
    in_hand: tuple[tuple[str, tuple[str, ...]], ...]
    ways: Options
    people: Options


def held_for(by: Actor, pk: int) -> Appointment:
    """
    Return an appointment in a body that the actor reads; anybody reads their own, and one handed over to them.

    :raises NotVisible: there is none, or it is not for this actor.
    """
    rows = Appointment.objects.select_related("post__body", "person", "term", "from_body", "rests_on__post")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    is_side = by.person_id == found.person_id or found.hand_overs.filter(to_person=by.person_id).exists()
    if by.person_id is None or not is_side:
        body_for(by, found.post.body_id)
    return found


def held_sheet(by: Actor, held: Appointment, on: dt.date) -> HeldSheet:
    """Return everything the page of an appointment shows; it was found by `held_for`."""
    path = held.post.body.path
    pack = pack_at(path=path, on=on)
    rule = post_kind(pack, held.post.kind)
    may_end = by.may("bodies.end_appointment", path)
    things = in_hand(Hands(held.person_id, held.post.body_id)) if may_end else ()
    return HeldSheet(
        held=held,
        state=_state(held, on),
        is_elected=rule.elected,
        is_logged=rule.logged,
        end_words=_way(pack, held.end_kind),
        carried=tuple(held.carries.select_related("post__body").order_by("pk")),
        absences=tuple(held.absences.select_related("deputy").order_by("-from_on", "-pk")),
        activities=tuple(held.activities.all()[:MOST_CHOICES]),
        hand_overs=tuple(_hand_overs(by, held)),
        in_hand=tuple((str(load.label), tuple(item.name for item in items)) for load, items in things),
        ways=ways_for(pack, is_elected=rule.elected),
        people=colleagues_of(held, on) if may_end or by.may("bodies.appoint", path) else (),
    )


def ways_for(pack: Pack, *, is_elected: bool) -> Options:
    """Return the ways in which an appointment may end, for an elected post those that the law names."""
    items = pack.list("bodies", "end_reasons").items
    return options_of(item for item in items if item.read_as(EndReason).elected or not is_elected)


def colleagues_of(held: Appointment, on: dt.date) -> Options:
    """Return who else holds a post at the area of an appointment, those of the same body first."""
    rows = Appointment.objects.filter(in_force(on), post__body__path=held.post.body.path)
    rows = rows.exclude(person=held.person_id).select_related("person", "post__body").order_by("pk")
    found: dict[int, str] = {}
    for row in sorted(rows, key=lambda row: (row.post.body_id != held.post.body_id, row.pk)):
        found.setdefault(row.person_id, in_brackets(row.person.name, f"{row.post.body.name}{row.post.title}"))
    return tuple((str(person), label) for person, label in found.items())[:MOST_CHOICES]


def _state(held: Appointment, on: dt.date) -> str:
    if held.from_on > on:
        return "coming"
    return "held" if held.to_on is None or held.to_on > on else "over"


def _way(pack: Pack, kind: str) -> str:
    item = pack.list("bodies", "end_reasons").item(kind)
    return item.label() if item else ""


def _hand_overs(by: Actor, held: Appointment) -> Iterable[HandOverLine]:
    for row in held.hand_overs.select_related("to_person").order_by("-on", "-pk"):
        gives = by.person_id == held.person_id and row.given_at is None
        takes = by.person_id == row.to_person_id and row.taken_at is None
        may_confirm = by.person_id is not None and (gives or takes)
        yield HandOverLine(row, tuple((kind, name) for kind, name in row.items), may_confirm)
