"""Erase what no law keeps of a person: when the person asks, and when the time it had to be kept is over."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongzhi.kernel import audit
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.people.fates import EMPTIED, fates_of
from gongzhi.people.models import Consent, Kinship, Person
from gongzhi.people.rules import Way

AT_ONCE = 500


def erase_fields(person: Person, fields: Collection[str], *, now: dt.datetime) -> None:
    """
    Empty these fields of a person, and what the record of changes keeps of them; part of an action.

    With the name go the near relatives and the consents in force, and the record counts as erased.
    """
    emptied = {column: value for field in fields for column, value in EMPTIED[field].items()}
    if "name" in fields:
        emptied["erased_at"] = now
        kin = list(Kinship.objects.filter(Q(person=person) | Q(relative=person)).values_list("pk", flat=True))
        Kinship.objects.filter(pk__in=kin).delete()
        audit.redact(Kinship, kin)
        Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=now, withdrawn_way=Way.WINDOW)
    Person.objects.filter(pk=person.pk).update(**emptied)
    audit.redact(Person, [person.pk])


@transaction.atomic
def erase_outlived(*, by: Actor, person_id: int, now: dt.datetime) -> tuple[str, ...]:
    """Erase what need not be kept of a closed person any more; return the names of the fields."""
    person = Person.objects.select_for_update().get(pk=person_id)
    found = fates_of(person, on=localdate(now), is_asked=False) if person.closed_on else ()
    fields = tuple(fate.field for fate in found if fate.verdict.ok)
    if fields:
        erase_fields(person, fields, now=now)
        subject = ("people.person", person.pk)
        write_entry(
            code="people.person_erased", by=by, now=now, subject=subject, area_path=person.area_path,
            figures={"fields": sorted(fields)},
        )  # fmt: skip
    return fields


def erase_due(*, by: Actor, now: dt.datetime) -> int:
    """Erase what is over of every closed person, each in a transaction of its own; return of how many."""
    erased = after = 0
    while ids := list(_closed(after)):
        after = ids[-1]
        erased += sum(bool(erase_outlived(by=by, person_id=pk, now=now)) for pk in ids)
    return erased


def _closed(after: int) -> Collection[int]:
    rows = Person.objects.filter(pk__gt=after, closed_on__isnull=False, erased_at=None).order_by("pk")
    return rows.values_list("pk", flat=True)[:AT_ONCE]
