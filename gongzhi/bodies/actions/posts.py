"""Set up posts, appoint persons to them, end appointments."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.actions.fitting import carrier_of, check_fit, term_for
from gongzhi.bodies.actions.following import end_with, let_follow, relieve
from gongzhi.bodies.actions.handing import give_up
from gongzhi.bodies.actions.relations import check_open, related_body
from gongzhi.bodies.lists import EndReason, PostKind
from gongzhi.bodies.models import Appointment, Body, Post
from gongzhi.bodies.queries import in_force, kind_of, post_kind
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import area_line


@dataclass(frozen=True, slots=True)
class Manner:
    """
    Say how a post is held: part time or full time, from which organisation or unit, in which hours.

    `from_body_id` names the organisation somebody comes from, `unit` one that is not registered.
    """

    is_part_time: bool = False
    unit: str = ""
    from_body_id: int | None = None
    hours: str = ""


FULL_TIME = Manner()


@transaction.atomic
def create_post(*, by: Actor, body_id: int, kind: str, title: str, now: dt.datetime) -> Post:
    """
    Set up a post of a body; an empty title is what the place calls the kind.

    :raises NotVisible: the body is not for this actor.
    :raises Refusal: the place knows no such post, the body is closed or of another kind, or the post stands already.
    """
    body = locked_body(by, "bodies.create_post", body_id)
    pack = pack_at(path=body.path, on=localdate(now))
    item, rule = _post_item(pack, kind)
    level = area_line(body.area_id, localdate(now)).level
    if not rules.may_have_post(rule, body_kind=body.kind, group=kind_of(pack, body.kind).group, level=level):
        raise Refusal("bodies.post_elsewhere", figures={"label": item.label()})
    title = title.strip() or item.zh
    try:
        with transaction.atomic():
            post = Post.objects.create(body=body, kind=kind, title=title, seats=rule.seats)
    except IntegrityError as error:
        raise Refusal("bodies.post_known", figures={"title": title}) from error
    write_entry(
        code="bodies.post_created",
        by=by,
        now=now,
        subject=("bodies.post", post.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"body": body.pk, "kind": kind},
    )
    return post


@transaction.atomic
def appoint(
    *,
    by: Actor,
    post_id: int,
    person_id: int,
    from_on: dt.date,
    basis: str,
    now: dt.datetime,
    to_on: dt.date | None = None,
    manner: Manner = FULL_TIME,
) -> Appointment:
    """
    Let a person hold a post from a day on, until the day before `to_on`.

    An elected post is held no longer than the term it was elected for. Where a post replaces its holder, that one's
    appointment ends on the same day; posts that follow this one come with it.

    :raises NotVisible: the post is not for this actor, or there is no such person.
    :raises Refusal: no basis is named, an elected post has no election record, no seat is free in these days, or the
        person holds it already, is barred, or does not hold what it is held with.
    """
    post, person = _both(post_id, person_id)
    body = locked_body(by, "bodies.appoint", post.body_id)
    if not basis.strip():
        raise Refusal("bodies.basis_missing")
    pack = pack_at(path=body.path, on=from_on)
    appointment = Appointment(post=post, person=person, from_on=from_on, to_on=to_on, basis=basis.strip())
    _describe(by, appointment, body, manner)
    replaced = _place(pack, appointment, body)
    followed = let_follow(pack, appointment, body)
    write_entry(
        code="bodies.appointed",
        by=by,
        now=now,
        subject=("bodies.appointment", appointment.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"post": post.pk, "person": person_id, "from": from_on.isoformat()} | replaced | followed,
    )
    return appointment


@transaction.atomic
def appoint_as(
    *,
    by: Actor,
    body_id: int,
    kind: str,
    person_id: int,
    from_on: dt.date,
    basis: str,
    now: dt.datetime,
    to_on: dt.date | None = None,
    manner: Manner = FULL_TIME,
) -> Appointment:
    """
    Let a person hold the post of a kind in a body, which is set up when it is not yet.

    :raises NotVisible: the body is not for this actor, or there is no such person.
    :raises Refusal: the post does not stand in this body, or the person cannot be appointed.
    """
    post = Post.objects.filter(body_id=body_id, kind=kind).order_by("pk").first()
    post_id = post.pk if post else create_post(by=by, body_id=body_id, kind=kind, title="", now=now).pk
    return appoint(
        by=by,
        post_id=post_id,
        person_id=person_id,
        from_on=from_on,
        basis=basis,
        now=now,
        to_on=to_on,
        manner=manner,
    )


@transaction.atomic
def end_appointment(
    *,
    by: Actor,
    appointment_id: int,
    on: dt.date,
    reason: str,
    now: dt.datetime,
    way: str = "",
    successor_id: int | None = None,
) -> Appointment:
    """
    End an appointment; from the day `on` the person no longer holds the post, nor what is held only with it.

    `way` is a key of the pack list `bodies/end_reasons`. What the person has in hand goes to the successor, or to the
    body where none is named.

    :raises NotVisible: the appointment is not for this actor.
    :raises Refusal: it ends earlier already, has not begun, no reason is given, or an elected post may not end so.
    """
    held = Appointment.objects.filter(pk=appointment_id).select_related("post__body").first()
    if held is None:
        raise NotVisible
    body = locked_body(by, "bodies.end_appointment", held.post.body_id)
    held = Appointment.objects.select_for_update(of=("self",)).select_related("post__body").get(pk=appointment_id)
    _check_end(held, on, reason, way)
    ended = end_with(held, on, way, reason.strip())
    handed = give_up(held, successor_id, on) if _leaves(held, on, localdate(now)) else {}
    write_entry(
        code="bodies.appointment_ended",
        by=by,
        now=now,
        subject=("bodies.appointment", held.pk),
        area_path=body.path,
        figures={"on": on.isoformat(), "reason": held.end_reason} | ({"way": way} if way else {}) | ended | handed,
    )
    return held


def _leaves(held: Appointment, on: dt.date, today: dt.date) -> bool:
    """Tell whether somebody whose appointment ended has left the body by today, holding no other post in it."""
    others = Appointment.objects.filter(in_force(today), person=held.person_id, post__body=held.post.body_id)
    return on <= today and not others.exclude(pk=held.pk).exists()


def _describe(by: Actor, appointment: Appointment, body: Body, manner: Manner) -> None:
    """Write onto an appointment how the post is held."""
    appointment.is_part_time, appointment.hours = manner.is_part_time, manner.hours.strip()
    appointment.unit = manner.unit.strip()
    if manner.from_body_id is not None:
        appointment.from_body = related_body(by, body.path, manner.from_body_id)


def _place(pack: Pack, appointment: Appointment, body: Body) -> dict[str, object]:
    """Insert an appointment into its term and seat, on what it rests; return whom it replaced."""
    post, rule = appointment.post, post_kind(pack, appointment.post.kind)
    span = _term(appointment.from_on, appointment.to_on)
    appointment.term = term_for(rule, post, span.from_on)
    if rule.held_by is not None:
        appointment.rests_on = carrier_of(pack, post, rule.held_by, appointment.person_id, span)
    span = _term(span.from_on, _end_of(appointment, span.to_on))
    appointment.to_on = span.to_on
    replaced = relieve(post, span.from_on, appointment.basis) if rule.replaces else ()
    check_fit(pack, post, body, appointment.person, span)
    appointment.seat = _seat(post, appointment.person_id, span)
    appointment.save()
    return {"replaced": list(replaced)} if replaced else {}


def _end_of(appointment: Appointment, to_on: dt.date | None) -> dt.date | None:
    """Return the day on which an appointment ends: with its term and what it rests on, at the latest."""
    ends: list[dt.date | None] = [to_on]
    ends += [each.to_on for each in (appointment.term, appointment.rests_on) if each is not None]
    return min((day for day in ends if day is not None), default=None)


def _check_end(held: Appointment, on: dt.date, reason: str, way: str) -> None:
    """Refuse an end that has been, comes before the beginning, has no reason, or is none that the law names."""
    if held.to_on is not None and held.to_on <= on:
        raise Refusal("bodies.ended_already", figures={"on": held.to_on})
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    if on < held.from_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": held.from_on, "to_on": on})
    pack = pack_at(path=held.post.body.path, on=on)
    ways = pack.list("bodies", "end_reasons")
    item = ways.item(way)
    if way and item is None:
        raise Refusal("bodies.end_way_unknown", figures={"way": way})
    verdict = rules.may_end(post_kind(pack, held.post.kind), way=item.read_as(EndReason) if item else None)
    if not verdict.ok:
        lawful = "、".join(each.label() for each in ways.items if each.read_as(EndReason).elected)
        told = {"title": held.post.title, "ways": lawful}
        raise Refusal(verdict.code, figures=told, sources=("villagers-committee-law:第十四条",))


def locked_body(by: Actor, action: str, body_id: int) -> Body:
    """
    Return an open body with its row, and those of the bodies at its area, locked in order.

    Who may hold a post depends on who holds others there, so two appointments at one area wait for each other.
    """
    body = Body.objects.filter(pk=body_id).first()
    if body is None or not by.may(action, body.path):
        raise NotVisible
    locked = {each.pk: each for each in Body.objects.select_for_update().filter(path=body.path).order_by("pk")}
    check_open(locked[body_id])
    return locked[body_id]


def _post_item(pack: Pack, kind: str) -> tuple[Item, PostKind]:
    item = pack.list("bodies", "posts").item(kind)
    if item is None:
        raise Refusal("bodies.post_unknown", figures={"kind": kind})
    return item, post_kind(pack, kind)


def _seat(post: Post, person_id: int, term: rules.Term) -> int:
    held = list(post.appointments.values_list("seat", "from_on", "to_on", "person_id"))
    taken = [(seat, rules.Term(from_on, to_on), person) for seat, from_on, to_on, person in held]
    if any(person == person_id and term.overlaps(other) for _, other, person in taken):
        raise Refusal("bodies.held_already", figures={"title": post.title})
    seat = rules.free_seat(term, seats=post.seats, taken=[(seat, other) for seat, other, _ in taken])
    if seat is None:
        raise Refusal("bodies.seats_taken", figures={"title": post.title, "seats": post.seats})
    return seat


def _both(post_id: int, person_id: int) -> tuple[Post, Person]:
    post = Post.objects.filter(pk=post_id).select_related("body").first()
    person = Person.objects.filter(pk=person_id).first()
    if post is None or person is None:
        raise NotVisible
    return post, person


def _term(from_on: dt.date, to_on: dt.date | None) -> rules.Term:
    if to_on is not None and to_on <= from_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": from_on, "to_on": to_on})
    return rules.Term(from_on, to_on)
