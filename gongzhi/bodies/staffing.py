"""What whoever keeps posts has to look after in an area: vacancies, overlaps, ends to come, terms and hand-overs."""

import dataclasses
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from gongzhi.bodies.caseloads import Hands, in_hand
from gongzhi.bodies.lists import MemberKind, PostPair
from gongzhi.bodies.models import Absence, Appointment, BodyTerm, Post
from gongzhi.bodies.queries import kind_of, post_kind
from gongzhi.bodies.register import Register, is_open
from gongzhi.bodies.rules import lacks_hand_over
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at

READ = "bodies.read_body"
SOON = 90  # days ahead within which an end is shown: a quarter, in which towns plan
JUST_LEFT = 90  # days back within which somebody who left is looked after
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post that is vacant: how many seats are free, since when, None where nobody ever held it."""

    body_id: int
    body_name: str
    path: str
    title: str
    free: int
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class HeldLine:
    """An appointment as a list shows it."""

    id: int
    body_id: int
    body_name: str
    path: str
    title: str
    person_id: int
    name: str
    from_on: dt.date
    to_on: dt.date | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term as a list shows it: its number and its end, and since when a hand-over is missing."""

    id: int
    body_id: int
    body_name: str
    path: str
    number: int
    elected_on: dt.date | None
    to_on: dt.date


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A part-time member of a body as a list shows it: who, from which unit."""

    body_id: int
    body_name: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Somebody who holds several posts in the area on one day."""

    person_id: int
    name: str
    held: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class Staffing:
    """What is to be looked after in an area on a day; a list that is too long is cut at `MOST_LISTED`."""

    vacant: tuple[PostLine, ...]
    overlaps: tuple[Overlap, ...]
    ending: tuple[HeldLine, ...]
    terms_ending: tuple[TermLine, ...]
    terms_over: tuple[TermLine, ...]
    without_hand_over: tuple[TermLine, ...]
    unelected: tuple[HeldLine, ...]
    not_handed_over: tuple[tuple[HeldLine, int], ...]
    away: tuple[tuple[HeldLine, str, dt.date], ...]
    gone: tuple[HeldLine, ...]
    part_time: tuple[HeldLine, ...]
    from_units: tuple[MemberLine, ...]

    @property
    def is_anything(self) -> bool:
        """Tell whether some list has something in it."""
        return any(getattr(self, each.name) for each in dataclasses.fields(self))


def staffing_for(by: Actor, path: str, on: dt.date) -> Staffing:
    """
    Return what is to be looked after among the posts of an area and below it on a day.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may(READ, path):
        raise NotVisible
    register = Register(pack_at(path=path, on=on), path, on)
    return Staffing(
        vacant=_vacant(register)[:MOST_LISTED],
        overlaps=_overlaps(register)[:MOST_LISTED],
        ending=_ending(register)[:MOST_LISTED],
        terms_ending=_terms(register, Q(to_on__gt=on, to_on__lte=on + dt.timedelta(days=SOON)))[:MOST_LISTED],
        terms_over=_terms_over(register)[:MOST_LISTED],
        without_hand_over=_without_hand_over(register)[:MOST_LISTED],
        unelected=_unelected(register)[:MOST_LISTED],
        not_handed_over=_not_handed_over(register)[:MOST_LISTED],
        away=_away(register)[:MOST_LISTED],
        gone=_gone(register)[:MOST_LISTED],
        part_time=_part_time(register)[:MOST_LISTED],
        from_units=_from_units(register)[:MOST_LISTED],
    )


def held_line(row: Appointment) -> HeldLine:
    """Return an appointment as a list shows it."""
    body = row.post.body
    return HeldLine(
        row.pk, body.pk, body.name, body.path, row.post.title, row.person_id, row.person.name, row.from_on, row.to_on,
        row.unit or (row.from_body.name if row.from_body else ""),
    )  # fmt: skip


def _vacant(register: Register) -> tuple[PostLine, ...]:
    """Return the posts with a free seat; one without a number of seats is vacant when nobody holds it."""
    held: dict[int, int] = defaultdict(int)
    for row in register.appointments:
        held[row.post_id] += 1
    rows = Post.objects.filter(register.within("body__")).select_related("body").order_by("body__path", "body", "pk")
    found = []
    for post in rows:
        free = (post.seats or 1) - held[post.pk] if post.seats or not held[post.pk] else 0
        if free > 0 and is_open(post.body, register.on):
            since = register.left_on.get((post.kind, post.body_id))
            found.append(PostLine(post.body_id, post.body.name, post.body.path, post.title, free, since))
    return tuple(found)


def _overlaps(register: Register) -> tuple[Overlap, ...]:
    """Return who holds several posts, but for posts that follow another or are held with it."""
    by_person: dict[int, list[Appointment]] = defaultdict(list)
    for row in register.appointments:
        if row.rests_on_id is None:
            by_person[row.person_id].append(row)
    wanted = _wanted_together(register.pack)
    several = (rows for rows in by_person.values() if len(rows) > 1)
    found = (rows for rows in several if not {row.post.kind for row in rows} <= wanted)
    return tuple(Overlap(rows[0].person_id, rows[0].person.name, tuple(map(held_line, rows))) for rows in found)


def _wanted_together(pack: Pack) -> frozenset[str]:
    """Return the kinds of post that the place wants in one hand."""
    pairs = (item.read_as(PostPair) for item in pack.list("bodies", "post_pairs").items)
    return frozenset(kind for pair in pairs if pair.rule == "same" for kind in (*pair.first.posts, *pair.second.posts))


def _ending(register: Register) -> tuple[HeldLine, ...]:
    until = register.on + dt.timedelta(days=SOON)
    rows = [row for row in register.appointments if row.to_on is not None and row.to_on <= until]
    return tuple(held_line(row) for row in sorted(rows, key=lambda row: (row.to_on or until, row.pk)))


def _terms(register: Register, wanted: Q) -> tuple[TermLine, ...]:
    rows = BodyTerm.objects.filter(register.within("body__"), wanted).filter(
        Q(body__closed_on=None) | Q(body__closed_on__gt=register.on)
    )
    return tuple(_term_line(row) for row in rows.select_related("body").order_by("to_on", "pk"))


def _term_line(row: BodyTerm) -> TermLine:
    return TermLine(row.pk, row.body_id, row.body.name, row.body.path, row.number, row.elected_on, row.to_on)


def _terms_over(register: Register) -> tuple[TermLine, ...]:
    """Return the last terms of bodies that ended without another one having begun."""
    running = BodyTerm.objects.filter(register.within("body__"), to_on__gt=register.on).values("body_id")
    over = _terms(register, Q(to_on__lte=register.on) & ~Q(body_id__in=running))
    return tuple({line.body_id: line for line in over}.values())


def _without_hand_over(register: Register) -> tuple[TermLine, ...]:
    """Return the terms whose body came into office after another and has no hand-over in the days the law gives."""
    rows = BodyTerm.objects.filter(
        register.within("body__"), from_on__lte=register.on, to_on__gt=register.on, handed_over_on=None, number__gt=1
    )
    return tuple(
        _term_line(row) for row in rows.select_related("body").order_by("elected_on", "pk") if _is_late(register, row)
    )


def _is_late(register: Register, row: BodyTerm) -> bool:
    days = register.number(kind_of(register.pack, row.body.kind).hand_over)
    return days is not None and lacks_hand_over(
        number=row.number,
        elected_on=row.elected_on or row.from_on,
        handed_over_on=row.handed_over_on,
        days=days,
        on=register.on,
    )


def _unelected(register: Register) -> tuple[HeldLine, ...]:
    """Return who holds an elected post that rests on no election record: as a rule from before terms were kept."""
    rows = (row for row in register.appointments if post_kind(register.pack, row.post.kind).elected)
    return tuple(held_line(row) for row in rows if row.term_id is None)


def _not_handed_over(register: Register) -> tuple[tuple[HeldLine, int], ...]:
    """Return who left a body of late, holds no post in it now, and has things in hand there still, with how many."""
    since = register.on - dt.timedelta(days=JUST_LEFT)
    left = Appointment.objects.filter(register.within("post__body__"), to_on__lte=register.on, to_on__gte=since)
    still = {(row.person_id, row.post.body_id) for row in register.appointments}
    found: dict[tuple[int, int], tuple[HeldLine, int]] = {}
    for row in left.select_related("post__body", "person", "from_body").order_by("pk"):
        place = (row.person_id, row.post.body_id)
        if place in still or place in found:
            continue
        things = sum(len(items) for _, items in in_hand(Hands(*place)))
        if things:
            found[place] = (held_line(row), things)
    return tuple(found.values())


def _away(register: Register) -> tuple[tuple[HeldLine, str, dt.date], ...]:
    """Return who is away on the day, who acts for them, and until when."""
    rows = Absence.objects.filter(
        register.within("appointment__post__body__"), from_on__lte=register.on, to_on__gt=register.on
    ).select_related("appointment__post__body", "appointment__person", "appointment__from_body", "deputy")
    return tuple((held_line(row.appointment), row.deputy.name, row.to_on) for row in rows.order_by("to_on", "pk"))


def _gone(register: Register) -> tuple[HeldLine, ...]:
    """Return who is off the roster and holds a post still: whoever keeps the post has to end it."""
    return tuple(held_line(row) for row in register.appointments if has_left(row.person.closed_on, register.on))


def has_left(closed_on: dt.date | None, on: dt.date) -> bool:
    """Tell whether somebody is off the roster on a day."""
    return closed_on is not None and closed_on <= on


def _part_time(register: Register) -> tuple[HeldLine, ...]:
    return tuple(held_line(row) for row in register.appointments if row.is_part_time)


def _from_units(register: Register) -> tuple[MemberLine, ...]:
    """Return the members who sit in a body for their unit, where their names are not kept to the roster."""
    kinds = register.pack.list("bodies", "member_kinds").items
    open_kinds = {item.key for item in kinds if (rule := item.read_as(MemberKind)).unit and not rule.private}
    rows = (row for members in register.members.values() for row in members if row.kind in open_kinds)
    return tuple(MemberLine(row.body_id, row.body.name, row.person.name, row.unit) for row in rows)
