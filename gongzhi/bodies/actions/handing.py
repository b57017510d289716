"""Hand over what somebody who leaves a post has in hand, and let both sides confirm it."""

import datetime as dt

from django.db import transaction

from gongzhi.bodies.caseloads import Hands, in_hand
from gongzhi.bodies.models import Appointment, HandOver
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person


@transaction.atomic
def hand_over_work(
    *, by: Actor, appointment_id: int, to_person_id: int | None, on: dt.date, now: dt.datetime
) -> HandOver:
    """
    Give what somebody has in hand in a post to somebody else of the same body, or to the body as a whole.

    :raises NotVisible: the appointment is not for this actor, or there is no such person.
    :raises Refusal: there is nothing in hand, or the person works in no post of that body.
    """
    held = Appointment.objects.select_for_update(of=("self",)).select_related("post__body").filter(pk=appointment_id)
    found = held.first()
    if found is None or not by.may("bodies.end_appointment", found.post.body.path):
        raise NotVisible
    made = give_up(found, to_person_id, on)
    if not made:
        raise Refusal("bodies.nothing_in_hand", figures={"title": found.post.title})
    write_entry(
        code="bodies.work_handed_over",
        by=by,
        now=now,
        subject=("bodies.appointment", found.pk),
        area_path=found.post.body.path,
        figures={"to": to_person_id, "on": on.isoformat()} | made,
    )
    return HandOver.objects.filter(appointment=found).latest("pk")


@transaction.atomic
def confirm_hand_over(*, by: Actor, hand_over_id: int, now: dt.datetime) -> HandOver:
    """
    Confirm a hand-over as the one who gave or the one who took, once each.

    :raises NotVisible: there is none, or it is not between this actor and somebody else.
    :raises Refusal: this side has confirmed it.
    """
    rows = HandOver.objects.select_for_update(of=("self",)).select_related("appointment__post__body")
    found = rows.filter(pk=hand_over_id).first()
    if found is None or by.person_id is None:
        raise NotVisible
    if by.person_id not in (found.appointment.person_id, found.to_person_id):
        raise NotVisible
    side = "given_at" if by.person_id == found.appointment.person_id else "taken_at"
    if getattr(found, side) is not None:
        raise Refusal("bodies.confirmed_already")
    setattr(found, side, now)
    found.save(update_fields=[side])
    write_entry(
        code="bodies.hand_over_confirmed",
        by=by,
        now=now,
        subject=("bodies.appointment", found.appointment_id),
        area_path=found.appointment.post.body.path,
        figures={"hand_over": found.pk, "side": side},
    )
    return found


def give_up(held: Appointment, to_person_id: int | None, on: dt.date) -> dict[str, object]:
    """
    Give everything somebody has in hand in a post away, for an action that writes the entry; return how much it was.

    :raises Refusal: the successor works in no post of the body.
    """
    hands = Hands(held.person_id, held.post.body_id)
    found = in_hand(hands)
    if not found:
        return {}
    _check_successor(held, to_person_id, on)
    items = [[str(caseload.label), item.name] for caseload, listed in found for item in listed]
    for caseload, _listed in found:
        caseload.give(hands, to_person_id)
    HandOver.objects.create(appointment=held, to_person_id=to_person_id, on=on, items=items)
    return {"handed_over": len(items)}


def _check_successor(held: Appointment, to_person_id: int | None, on: dt.date) -> None:
    """Refuse a successor who is the same person, or who holds no post in the body that day or later."""
    if to_person_id is None:
        return
    rows = Appointment.objects.filter(person_id=to_person_id, post__body=held.post.body_id)
    works_there = any(row.to_on is None or row.to_on > on for row in rows)
    if to_person_id == held.person_id or not works_there or not Person.objects.filter(pk=to_person_id).exists():
        raise Refusal("bodies.successor_elsewhere", figures={"name": held.post.body.name})
