"""Take a person off the roster who moved away, died or was recorded twice, with what follows, and put them back."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people import rules
from gongzhi.people.actions.persons import save_person, write_about
from gongzhi.people.leaving import Leaving, carry_out, foreseen, take_back
from gongzhi.people.models import Person
from gongzhi.people.queries import person_kept_by


@transaction.atomic
def close_person(*, by: Actor, person_id: int, reason: str, closed_on: dt.date, now: dt.datetime) -> Person:
    """
    Take a person off the roster who moved away, died or was recorded twice; the record stays.

    What other rooms know the person by follows (`people.leaving`).

    :raises NotVisible: the person is not of an area where the actor registers persons.
    :raises Refusal: the person is closed already or is the actor, the day lies in the future or before the birth, a
        double is in use, or something follows and who acts has not proved themselves of late.
    """
    person = person_kept_by(by, person_id)
    if person.closed_on is not None:
        raise Refusal("people.closed_already", figures={"day": person.closed_on})
    if person.pk == by.person_id:
        raise Refusal("people.own_record")
    verdict = rules.may_be_closed(reason=reason, closed_on=closed_on, born_on=person.born_on, today=localdate(now))
    verdict.or_refuse()
    leaving = Leaving(person.pk, rules.Closing(reason), closed_on)
    _check_following(by, leaving, now)
    person.closed_on, person.closed_reason = closed_on, reason
    person.save(update_fields=["closed_on", "closed_reason"])
    write_about(by, "people.person_closed", person, now, {"reason": reason, "on": closed_on.isoformat()})
    carry_out(by, leaving, now)
    return person


def _check_following(by: Actor, leaving: Leaving, now: dt.datetime) -> None:
    """Ask for a fresh proof where something follows; a record that is in use is no double."""
    if not foreseen(by, leaving):
        return
    if leaving.reason is rules.Closing.TWICE:
        raise Refusal("people.twice_in_use")
    require_step_up(by, now=now)


@transaction.atomic
def reopen_person(*, by: Actor, person_id: int, now: dt.datetime) -> Person:
    """
    Put a person back on the roster who came back or was closed by mistake, and the account with them.

    :raises NotVisible: the person is not of an area where the actor registers persons.
    :raises Refusal: the person is not closed, or somebody here has the number by now.
    """
    person = person_kept_by(by, person_id)
    if person.closed_on is None:
        raise Refusal("people.not_closed")
    person.closed_on, person.closed_reason = None, ""
    save_person(person, ["closed_on", "closed_reason"])
    write_about(by, "people.person_reopened", person, now)
    take_back(by, person.pk, now)
    return person
