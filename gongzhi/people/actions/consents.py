"""Record what somebody agrees to, and take it back at once when they do."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import plain
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people import rules
from gongzhi.people.models import Consent, Person
from gongzhi.people.purposes import purposes_at
from gongzhi.people.queries import may_keep, person_for
from gongzhi.people.rules import Way
from gongzhi.policy.queries import pack_at


@transaction.atomic
def give_consent(
    *, by: Actor, person_id: int, purpose: str, version: str, now: dt.datetime, way: str = "web", guardian: str = ""
) -> Consent:
    """
    Record that a person agrees to a purpose, in the words of a version; `guardian` is who consents for a child.

    :raises NotVisible: it is neither oneself nor a person whose record the actor keeps.
    :raises Refusal: the purpose asks for no consent, its words have changed, a guardian is needed, or it was given.
    """
    person, on = _spoken_for(by, person_id, way), localdate(now)
    wanted = next((each for each in purposes_at(person.area_path, on) if each.key == purpose), None)
    rules.may_consent(
        version=version,
        wanted=wanted.version if wanted else "",
        age=rules.years_old(person.born_on, on) if person.born_on else None,
        child_age=int(str(pack_at(path=person.area_path, on=on).needed("people", "child_age", on))),
        guardian=guardian,
        way=way,
    ).or_refuse()
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                person=person, purpose=purpose, version=version, wording=wanted.wording if wanted else "",
                way=way, guardian=plain(guardian), given_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal("people.consent_given") from error
    _write(by, "people.consent_given", person, {"purpose": purpose, "version": version, "way": way}, now)
    return consent


@transaction.atomic
def withdraw_consent(*, by: Actor, person_id: int, purpose: str, now: dt.datetime, way: str = "web") -> None:
    """
    End a consent from this moment; what was done under it before stays lawful (PIPL, art. 15).

    :raises NotVisible: it is neither oneself nor a person whose record the actor keeps.
    :raises Refusal: there is no such consent.
    """
    person = _spoken_for(by, person_id, way)
    found = Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None)
    if not found.update(withdrawn_at=now, withdrawn_way=way):
        raise Refusal("people.consent_not_there")
    _write(by, "people.consent_withdrawn", person, {"purpose": purpose, "way": way}, now)


def _spoken_for(by: Actor, person_id: int, way: str) -> Person:
    """Return the person: oneself on the web, anybody whose record one keeps at the window or on paper."""
    person = person_for(by, person_id)
    is_oneself = person.pk == by.person_id
    if way not in set(Way):
        raise Refusal("people.choice_unknown", figures={"value": way})
    if not (is_oneself if way == Way.WEB else may_keep(by, person)):
        raise NotVisible
    return person


def _write(by: Actor, code: str, person: Person, figures: dict[str, object], now: dt.datetime) -> None:
    subject = ("people.person", person.pk)
    write_entry(code=code, by=by, now=now, subject=subject, area_path=person.area_path, figures=figures)
