"""Show what is kept sealed of a person, for a reason that the person can read."""

import datetime as dt

from django.db import transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.people.queries import number_of, person_for, phone_of

SHOW_NUMBER = "people.show_number"


@transaction.atomic
def show_phone(*, by: Actor, person_id: int, reason: str, now: dt.datetime) -> str:
    """
    Return the whole phone of a person and record who looked and why.

    :raises NotVisible: the person is not for this actor.
    :raises Refusal: no reason was given.
    """
    person = person_for(by, person_id)
    write_entry(
        code="people.phone_shown",
        by=by,
        now=now,
        subject=("people.person", person.pk),
        area_path=person.area_path,
        figures={"reason": _reason(reason)},
    )
    return phone_of(person.pk)


@transaction.atomic
def show_number(*, by: Actor, person_id: int, reason: str, now: dt.datetime) -> str:
    """
    Return the whole number of a person's paper and record who looked and why.

    :raises NotVisible: the person is not for this actor, or the actor's post does not see numbers.
    :raises Refusal: no reason was given.
    """
    person = _numbered(by, person_id)
    write_entry(
        code="people.number_shown",
        by=by,
        now=now,
        subject=("people.person", person.pk),
        area_path=person.area_path,
        figures={"reason": _reason(reason)},
    )
    return number_of(person)


def _numbered(by: Actor, person_id: int) -> Person:
    person = person_for(by, person_id)
    if not (person_id == by.person_id or by.may(SHOW_NUMBER, person.area_path)):
        raise NotVisible
    return person


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise Refusal("people.reason_missing")
    return reason
