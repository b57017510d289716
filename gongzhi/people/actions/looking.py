"""Show what is kept sealed of a person, for a reason that the person can read."""

import datetime as dt

from django.db import transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.people.queries import may_show_number, number_of, person_for, phone_of


@transaction.atomic
def show_phone(*, by: Actor, person_id: int, reason: str, now: dt.datetime) -> str:
    """
    Return the whole phone of a person and record who looked and why.

    :raises NotVisible: the person is not for this actor.
    :raises Refusal: no reason was given, or who acts has not proved themselves of late.
    """
    person = person_for(by, person_id)
    reason = _reason(by, person, reason)
    require_step_up(by, now=now)
    write_entry(
        code="people.phone_shown",
        by=by,
        now=now,
        subject=("people.person", person.pk),
        area_path=person.area_path,
        figures={"reason": reason},
    )
    return phone_of(person.pk)


@transaction.atomic
def show_number(*, by: Actor, person_id: int, reason: str, now: dt.datetime) -> str:
    """
    Return the whole number of a person's paper and record who looked and why.

    :raises NotVisible: the person is not for this actor, or the actor's post does not see numbers.
    :raises Refusal: no reason was given, or who acts has not proved themselves of late.
    """
    person = person_for(by, person_id)
    if not may_show_number(by, person):
        raise NotVisible
    reason = _reason(by, person, reason)
    require_step_up(by, now=now)
    write_entry(
        code="people.number_shown",
        by=by,
        now=now,
        subject=("people.person", person.pk),
        area_path=person.area_path,
        figures={"reason": reason},
    )
    return number_of(person)


@transaction.atomic
def make_copy(*, by: Actor, person_id: int, reason: str, now: dt.datetime) -> dict[str, str]:
    """
    Record that a copy of everything held about a person was made, to be read or printed; return the whole values.

    :raises NotVisible: the person is not for this actor, or the actor's post does not see numbers.
    :raises Refusal: no reason was given, or who acts has not proved themselves of late.
    """
    person = person_for(by, person_id)
    if not may_show_number(by, person):
        raise NotVisible
    reason = _reason(by, person, reason)
    require_step_up(by, now=now)
    write_entry(
        code="people.copy_made",
        by=by,
        now=now,
        subject=("people.person", person.pk),
        area_path=person.area_path,
        figures={"reason": reason},
    )
    return {"phone": phone_of(person.pk), "number": number_of(person)}


def _reason(by: Actor, person: Person, text: str) -> str:
    """Return why somebody looks; who looks at their own needs none."""
    reason = text.strip()
    if not reason and person.pk != by.person_id:
        raise Refusal("people.reason_missing")
    return reason
