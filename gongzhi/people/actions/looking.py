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
    _look(by, person, "people.phone_shown", reason, now)
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
    _look(by, person, "people.number_shown", reason, now)
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
    _look(by, person, "people.copy_made", reason, now)
    return {"phone": phone_of(person.pk), "number": number_of(person)}


def _look(by: Actor, person: Person, code: str, reason: str, now: dt.datetime) -> None:
    """Write down who looks and why, after a fresh proof; who looks at their own needs no reason."""
    reason = reason.strip()
    if not reason and person.pk != by.person_id:
        raise Refusal("people.reason_missing")
    require_step_up(by, now=now)
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("people.person", person.pk),
        area_path=person.area_path,
        figures={"reason": reason},
    )
