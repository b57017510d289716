"""Set up posts, appoint persons to them, end appointments."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.actions.relations import check_open
from gongzhi.bodies.lists import PostKind
from gongzhi.bodies.models import Appointment, Body, HouseholdTie, Post
from gongzhi.bodies.queries import kind_of, post_kind
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import plain
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.people.queries import relatives_of
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import area_line


@transaction.atomic
def create_post(*, by: Actor, body_id: int, kind: str, title: str, now: dt.datetime) -> Post:
    """
    Set up a post of a body; an empty title is what the place calls the kind.

    :raises NotVisible: the body is not for this actor.
    :raises Refusal: the place knows no such post, the body is closed or of another kind, or the post stands already.
    """
    body = _locked_body(by, "bodies.create_post", body_id)
    pack = pack_at(path=body.path, on=localdate(now))
    item, rule = _post_item(pack, kind)
    level = area_line(body.area_id, localdate(now)).level
    if not rules.may_have_post(rule, body_kind=body.kind, level=level):
        raise Refusal("bodies.post_elsewhere", figures={"label": item.label()})
    title = plain(title) or item.zh
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
) -> Appointment:
    """
    Let a person hold a post from a day on, until the day before `to_on`.

    :raises NotVisible: the post is not for this actor, or there is no such person.
    :raises Refusal: no basis is named, no seat is free in these days, the person holds it already, or is barred.
    """
    post, person = _both(post_id, person_id)
    body = _locked_body(by, "bodies.appoint", post.body_id)
    if not basis.strip():
        raise Refusal("bodies.basis_missing")
    term, pack = _term(from_on, to_on), pack_at(path=body.path, on=from_on)
    _check_fit(pack, post, body, person, term)
    appointment = Appointment.objects.create(
        post=post,
        person_id=person_id,
        seat=_seat(post, person_id, term),
        from_on=from_on,
        to_on=to_on,
        basis=basis.strip(),
    )
    write_entry(
        code="bodies.appointed",
        by=by,
        now=now,
        subject=("bodies.appointment", appointment.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"post": post.pk, "person": person_id, "from": from_on.isoformat()},
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
) -> Appointment:
    """
    Let a person hold the post of a kind in a body, which is set up when it is not yet.

    :raises NotVisible: the body is not for this actor, or there is no such person.
    :raises Refusal: the post does not stand in this body, or the person cannot be appointed.
    """
    post = Post.objects.filter(body_id=body_id, kind=kind).order_by("pk").first()
    post_id = post.pk if post else create_post(by=by, body_id=body_id, kind=kind, title="", now=now).pk
    return appoint(by=by, post_id=post_id, person_id=person_id, from_on=from_on, basis=basis, now=now, to_on=to_on)


@transaction.atomic
def end_appointment(*, by: Actor, appointment_id: int, on: dt.date, reason: str, now: dt.datetime) -> Appointment:
    """
    End an appointment; from the day `on` the person no longer holds the post.

    :raises NotVisible: the appointment is not for this actor.
    :raises Refusal: it ends earlier already, has not begun, or no reason is given.
    """
    held = Appointment.objects.filter(pk=appointment_id).select_related("post__body").first()
    if held is None:
        raise NotVisible
    body = _locked_body(by, "bodies.end_appointment", held.post.body_id)
    held = Appointment.objects.select_for_update().get(pk=appointment_id)
    if held.to_on is not None and held.to_on <= on:
        raise Refusal("bodies.ended_already", figures={"on": held.to_on})
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    if on < held.from_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": held.from_on, "to_on": on})
    held.to_on, held.end_reason = on, reason.strip()
    held.save(update_fields=["to_on", "end_reason"])
    write_entry(
        code="bodies.appointment_ended",
        by=by,
        now=now,
        subject=("bodies.appointment", held.pk),
        area_path=body.path,
        figures={"on": on.isoformat(), "reason": held.end_reason},
    )
    return held


def _locked_body(by: Actor, action: str, body_id: int) -> Body:
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


def _check_fit(pack: Pack, post: Post, body: Body, person: Person, term: rules.Term) -> None:
    """Refuse who is barred from a post, is one too many in its body, or does not head a group of households."""
    _check_bars(pack, post, body, person.pk, term)
    _check_staffing(pack, post, body, term)
    if post_kind(pack, post.kind).heads_households:
        _check_head(pack, body, person, term.from_on)


def _check_bars(pack: Pack, post: Post, body: Body, person_id: int, term: rules.Term) -> None:
    """Refuse a person who, or whose near relative, holds a post at this area that excludes this one, either way."""
    own = post_kind(pack, post.kind)
    relatives = relatives_of(person_id)
    rows = Appointment.objects.filter(post__body__path=body.path, person_id__in=[person_id, *relatives])
    for other in rows.select_related("post__body").order_by("pk"):
        if not term.overlaps(rules.Term(other.from_on, other.to_on)):
            continue
        theirs, is_relative = post_kind(pack, other.post.kind), other.person_id != person_id
        source = rules.barring_source(
            own, kind=other.post.kind, body_kind=other.post.body.kind, is_relative=is_relative
        ) or rules.barring_source(theirs, kind=post.kind, body_kind=body.kind, is_relative=is_relative)
        if source:
            told = {"title": post.title, "other": other.post.title, "source": pack.source_text(source)}
            code = "bodies.barred_relative" if is_relative else "bodies.barred_oneself"
            raise Refusal(code, figures=told, sources=(source,))


def _check_staffing(pack: Pack, post: Post, body: Body, term: rules.Term) -> None:
    """Refuse one person more than the kind of body may have."""
    staffing = kind_of(pack, body.kind).staffing
    if staffing is None or post.kind not in staffing.posts:
        return
    figure = pack.figure("bodies", staffing.most, term.from_on)
    rows = Appointment.objects.filter(post__body=body, post__kind__in=staffing.posts)
    terms = (rules.Term(*pair) for pair in rows.values_list("from_on", "to_on"))
    holders = sum(term.overlaps(other) for other in terms)
    verdict = rules.may_join(holders=holders, most=figure.value if isinstance(figure.value, int) else None)
    if not verdict.ok:
        told = {**verdict.figures, "name": body.name, "source": pack.source_text(figure.source)}
        raise Refusal(verdict.code, figures=told, sources=(figure.source,))


def _check_head(pack: Pack, body: Body, person: Person, on: dt.date) -> None:
    """Refuse a head of a household group who is not an adult of one of its households."""
    is_of_group = HouseholdTie.objects.filter(body=body, household=person.household_id, kind="grouped", to_on=None)
    figure = pack.figure("bodies", "adult_age", on)
    verdict = rules.may_head_households(
        is_of_group=person.household_id is not None and is_of_group.exists(),
        born_on=person.born_on,
        adult_from=int(str(pack.needed("bodies", "adult_age", on))),
        on=on,
    )
    if not verdict.ok:
        told = {**verdict.figures, "name": body.name, "source": pack.source_text(figure.source)}
        raise Refusal(verdict.code, figures=told, sources=(figure.source,))
