"""Read what persons agree to; rooms above ask `has_consent` before they use or publish anything that needs one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.people.models import Consent, Person
from gongzhi.people.purposes import Purpose, purposes_at


@dataclass(frozen=True, slots=True)
class Use:
    """A purpose as it stands for one person: the consent in force, if it needs one, and whether its words are newer."""

    purpose: Purpose
    consent: Consent | None
    has_newer_words: bool


def has_consent(person_id: int, purpose: str, *, at: dt.datetime) -> bool:
    """Tell whether a person agrees to a purpose at a moment, in the words that the pack of the place has that day."""
    return person_id in with_consent([person_id], purpose, at=at)


def with_consent(person_ids: Iterable[int], purpose: str, *, at: dt.datetime) -> frozenset[int]:
    """Return who of these persons agrees to a purpose at a moment, as `has_consent` does; for lists."""
    rows = Consent.objects.filter(person_id__in=set(person_ids), purpose=purpose, given_at__lte=at)
    rows = rows.exclude(withdrawn_at__lte=at).order_by("pk")
    found = list(rows.values_list("person_id", "version", "person__area_path"))
    versions = {path: _version(path, purpose, at.date()) for path in {path for _, _, path in found}}
    return frozenset(person for person, version, path in found if version == versions[path])


def _version(path: str, purpose: str, on: dt.date) -> str | None:
    return next((each.version for each in purposes_at(path, on) if each.key == purpose and each.is_consent), None)


def uses_of(person: Person, on: dt.date) -> tuple[Use, ...]:
    """Return every purpose of the place where a person lives, with the consent the person gave."""
    given = {row.purpose: row for row in Consent.objects.filter(person=person, withdrawn_at=None).order_by("pk")}
    return tuple(
        Use(each, consent := given.get(each.key), consent is not None and consent.version != each.version)
        for each in purposes_at(person.area_path, on)
    )


def ended_of(person: Person) -> tuple[Consent, ...]:
    """Return the consents a person took back, newest first."""
    return tuple(Consent.objects.filter(person=person, withdrawn_at__isnull=False).order_by("-withdrawn_at", "-pk"))
