"""Deputies: who acts in a post while its holder is away."""

import datetime as dt

from django.db import transaction

from gongzhi.bodies import rules
from gongzhi.bodies.actions.fitting import check_bars
from gongzhi.bodies.actions.posts import locked_body
from gongzhi.bodies.models import Absence, Appointment
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.policy.queries import pack_at


@transaction.atomic
def record_absence(
    *,
    by: Actor,
    appointment_id: int,
    deputy_id: int | None,
    from_on: dt.date,
    to_on: dt.date,
    reason: str,
    now: dt.datetime,
) -> Absence:
    """
    Let a deputy act in a post while its holder is away, from a day until the day before `to_on`.

    :raises NotVisible: the appointment is not for this actor, or there is no such person.
    :raises Refusal: no deputy is chosen, no reason is given, the post is not held over these days, somebody else
        deputises, or the deputy is the holder or barred from the post.
    """
    found = Appointment.objects.select_related("post__body").filter(pk=appointment_id).first()
    if found is None:
        raise NotVisible
    body = locked_body(by, "bodies.appoint", found.post.body_id)
    if deputy_id is None:
        raise Refusal("bodies.deputy_missing")
    if not Person.objects.filter(pk=deputy_id).exists():
        raise NotVisible
    term = rules.Term(from_on, to_on)
    _check_absence(found, deputy_id, term, reason)
    check_bars(pack_at(path=body.path, on=from_on), found.post, body, deputy_id, term)
    absence = Absence.objects.create(
        appointment=found, deputy_id=deputy_id, from_on=from_on, to_on=to_on, reason=reason.strip()
    )
    write_entry(
        code="bodies.absence_recorded",
        by=by,
        now=now,
        subject=("bodies.appointment", found.pk),
        area_path=body.path,
        figures={"deputy": deputy_id, "from": from_on.isoformat(), "to": to_on.isoformat()},
    )
    return absence


@transaction.atomic
def end_absence(*, by: Actor, absence_id: int, on: dt.date, now: dt.datetime) -> Absence:
    """
    Let the holder of a post act again from a day on; the deputy no longer does.

    :raises NotVisible: the absence is not for this actor.
    :raises Refusal: it is over by then.
    """
    rows = Absence.objects.select_for_update(of=("self",)).select_related("appointment__post__body")
    absence = rows.filter(pk=absence_id).first()
    if absence is None or not by.may("bodies.appoint", absence.appointment.post.body.path):
        raise NotVisible
    if absence.to_on <= on:
        raise Refusal("bodies.ended_already", figures={"on": absence.to_on})
    absence.to_on = max(on, absence.from_on)
    absence.save(update_fields=["to_on"])
    write_entry(
        code="bodies.absence_ended",
        by=by,
        now=now,
        subject=("bodies.appointment", absence.appointment_id),
        area_path=absence.appointment.post.body.path,
        figures={"on": on.isoformat()},
    )
    return absence


def _check_absence(found: Appointment, deputy_id: int, term: rules.Term, reason: str) -> None:
    """Refuse an absence without reason, outside the appointment, beside another one, or deputised by the holder."""
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    ends = found.to_on or rules.FOREVER
    if term.to_on is None or not found.from_on <= term.from_on < term.to_on <= ends:
        told = {"title": found.post.title, "from_on": found.from_on, "to_on": found.to_on or "—"}
        raise Refusal("bodies.not_held_then", figures=told)
    if deputy_id == found.person_id:
        raise Refusal("bodies.deputy_of_oneself")
    others = (rules.Term(row.from_on, row.to_on) for row in found.absences.all())
    if any(term.overlaps(other) for other in others):
        raise Refusal("bodies.absent_already", figures={"title": found.post.title})
