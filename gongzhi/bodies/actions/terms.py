"""Terms of bodies: beginning one on its election record, putting its end off, and what was handed over to it."""

import datetime as dt

from django.db import IntegrityError, transaction

from gongzhi.bodies import rules
from gongzhi.bodies.actions.following import end_with
from gongzhi.bodies.actions.posts import locked_body
from gongzhi.bodies.models import Appointment, Body, BodyTerm
from gongzhi.bodies.queries import kind_of, term_figure
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at

END_OF_TERM = "end_of_term"  # a key of the pack list bodies/end_reasons
TERM_CHANGED = "换届"


@transaction.atomic
def open_term(
    *,
    by: Actor,
    body_id: int,
    from_on: dt.date,
    now: dt.datetime,
    number: int | None = None,
    to_on: dt.date | None = None,
    elected_on: dt.date | None = None,
    record: str = "",
) -> BodyTerm:
    """
    Begin a term of a body, with the record of its election; the term before ends on that day at the latest.

    Without an end it lasts as long as the place says, or as long as the term of the body it is elected with.

    :raises NotVisible: the body is not for this actor.
    :raises Refusal: the record is missing, the number is taken, nothing says when it ends, or it would last too long.
    """
    body = locked_body(by, "bodies.appoint", body_id)
    pack = pack_at(path=body.path, on=from_on)
    if (elected_on is None) != (not record.strip()):
        raise Refusal("bodies.record_missing", figures={"name": body.name})
    latest = BodyTerm.objects.select_for_update().filter(body=body).order_by("number").last()
    term = _new_term(pack, body, latest, number, from_on, to_on)
    term.elected_on, term.record = elected_on, record.strip()
    if latest is not None and latest.to_on > from_on:
        move_end(pack, latest, from_on)
    term.save()
    write_entry(
        code="bodies.term_opened",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"number": term.number, "from": from_on.isoformat(), "to": term.to_on.isoformat()},
    )
    return term


@transaction.atomic
def extend_term(*, by: Actor, term_id: int, to_on: dt.date, decided_by: str, now: dt.datetime) -> BodyTerm:
    """
    Put the end of a term off, with everybody who holds a post until then; a decision is named.

    :raises NotVisible: the term is not for this actor.
    :raises Refusal: no decision is named, the end is not later, or another term has begun by then.
    """
    term = _term_for(by, "bodies.appoint", term_id)
    if not decided_by.strip():
        raise Refusal("bodies.reason_missing")
    later = BodyTerm.objects.filter(body=term.body_id, from_on__gt=term.from_on, from_on__lt=to_on)
    if to_on <= term.to_on or later.exists():
        raise Refusal("bodies.term_backwards", figures={"from_on": term.to_on, "to_on": to_on})
    pack = pack_at(path=term.body.path, on=term.from_on)
    term.extended_by = decided_by.strip()
    try:
        with transaction.atomic():
            move_end(pack, term, to_on)
    except IntegrityError as error:
        raise Refusal("bodies.term_backwards", figures={"from_on": term.to_on, "to_on": to_on}) from error
    write_entry(
        code="bodies.term_extended",
        by=by,
        now=now,
        subject=("bodies.body", term.body_id),
        area_path=term.body.path,
        figures={"number": term.number, "to": to_on.isoformat(), "decided_by": term.extended_by},
    )
    return term


@transaction.atomic
def record_hand_over(*, by: Actor, term_id: int, on: dt.date, record: str, now: dt.datetime) -> BodyTerm:
    """
    Write down that papers, seals and accounts were handed over to the body of a term.

    :raises NotVisible: the term is not for this actor.
    :raises Refusal: no record is named, it was handed over already, or the day lies before the election.
    """
    term = _term_for(by, "bodies.describe_body", term_id)
    if not record.strip():
        raise Refusal("bodies.reason_missing")
    if term.handed_over_on is not None:
        raise Refusal("bodies.handed_over_already", figures={"on": term.handed_over_on})
    begun = term.elected_on or term.from_on
    if on < begun:
        raise Refusal("bodies.term_backwards", figures={"from_on": begun, "to_on": on})
    term.handed_over_on, term.hand_over_record = on, record.strip()
    term.save(update_fields=["handed_over_on", "hand_over_record"])
    write_entry(
        code="bodies.term_handed_over",
        by=by,
        now=now,
        subject=("bodies.body", term.body_id),
        area_path=term.body.path,
        figures={"number": term.number, "on": on.isoformat(), "record": term.hand_over_record},
    )
    return term


def move_end(pack: Pack, term: BodyTerm, to_on: dt.date) -> None:
    """Let a term end on another day, with everybody who holds a post until its end, and the terms that share it."""
    before, term.to_on = term.to_on, to_on
    term.save(update_fields=["to_on", "extended_by"])
    for held in Appointment.objects.select_for_update(of=("self",)).filter(term=term, to_on=before).order_by("pk"):
        _move(held, before, to_on)
    sharing = (body for body in Body.objects.filter(path=term.body.path) if _shares(pack, body, term.body.kind))
    for other in BodyTerm.objects.filter(body__in=list(sharing), to_on=before, from_on__lt=to_on).order_by("pk"):
        move_end(pack, other, to_on)


def _move(held: Appointment, before: dt.date, to_on: dt.date) -> None:
    """Let an appointment, and what rests on it, end on another day than before."""
    if to_on < before:
        end_with(held, max(to_on, held.from_on), END_OF_TERM, TERM_CHANGED)
        return
    held.to_on = to_on
    held.save(update_fields=["to_on"])
    for row in held.carries.filter(to_on=before).order_by("pk"):
        _move(row, before, to_on)


def _shares(pack: Pack, body: Body, kind: str) -> bool:
    return kind in kind_of(pack, body.kind).term_with


def _new_term(
    pack: Pack, body: Body, latest: BodyTerm | None, number: int | None, from_on: dt.date, to_on: dt.date | None
) -> BodyTerm:
    """Return a term with its number and end, not yet saved."""
    last = latest.number if latest else 0
    if number is not None and number <= last:
        raise Refusal("bodies.term_known", figures={"number": number, "last": last})
    until = _shared_end(pack, body, from_on, to_on) or _longest(pack, body, from_on)
    term = rules.Term(from_on, to_on or until)
    before = rules.Term(latest.from_on, latest.to_on) if latest else None
    verdict = rules.may_open_term(term, latest=before, longest_until=until)
    if not verdict.ok or term.to_on is None:
        figure = term_figure(pack, body)
        source = pack.figure("bodies", figure, from_on).source if figure else ""
        told = {**verdict.figures, "name": body.name, "source": pack.source_text(source) if source else ""}
        raise Refusal(verdict.code, figures=told, sources=(source,) if source else ())
    return BodyTerm(body=body, number=number or last + 1, from_on=from_on, to_on=term.to_on)


def _longest(pack: Pack, body: Body, from_on: dt.date) -> dt.date | None:
    """Return the day on which a term from a day ends at the latest; None where the place does not say."""
    figure = term_figure(pack, body)
    value = pack.figure("bodies", figure, from_on).value if figure else None
    return rules.years_after(from_on, value) if isinstance(value, int) else None


def _shared_end(pack: Pack, body: Body, from_on: dt.date, to_on: dt.date | None) -> dt.date | None:
    """Return the end of the term that a body shares; None where it shares none."""
    kinds = kind_of(pack, body.kind).term_with
    if not kinds:
        return None
    rows = BodyTerm.objects.filter(body__path=body.path, body__kind__in=kinds, from_on__lte=from_on, to_on__gt=from_on)
    shared = rows.select_related("body").order_by("pk").first()
    if shared is None:
        raise Refusal("bodies.shared_term_missing", figures={"name": body.name})
    if to_on is not None and to_on != shared.to_on:
        told = {"name": body.name, "other": shared.body.name, "to_on": shared.to_on}
        raise Refusal("bodies.term_apart", figures=told)
    return shared.to_on


def _term_for(by: Actor, action: str, term_id: int) -> BodyTerm:
    term = BodyTerm.objects.select_for_update(of=("self",)).select_related("body").filter(pk=term_id).first()
    if term is None or not by.may(action, term.body.path):
        raise NotVisible
    return term
