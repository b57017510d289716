"""Relations between bodies in words: on which instrument each rests, and what the two did together."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongzhi.bodies.lists import LinkKind
from gongzhi.bodies.models import Body, BodyLink
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two bodies in words: the instrument it rests on, what they did together, latest first."""

    id: int
    kind: str
    label: str
    subject_id: int
    subject: str
    other_id: int
    other: str
    instrument: str
    from_on: dt.date
    has_activities: bool
    activities: tuple[tuple[dt.date, str], ...]


def relations_at(path: str, on: dt.date) -> tuple[Relation, ...]:
    """Return the relations in force of the bodies that sit exactly at this area."""
    found = BodyLink.objects.filter(Q(subject__path=path) | Q(other__path=path))
    return _relations(found, pack_at(path=path, on=on), on)


def relations_of(body: Body, on: dt.date) -> tuple[Relation, ...]:
    """Return the relations in force that a body is part of."""
    found = BodyLink.objects.filter(Q(subject=body) | Q(other=body))
    return _relations(found, pack_at(path=body.path, on=on), on)


def _relations(found: QuerySet[BodyLink], pack: Pack, on: dt.date) -> tuple[Relation, ...]:
    kinds = pack.list("bodies", "links")
    rows = found.filter(Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on))).select_related("subject", "other")
    rows = rows.prefetch_related("activities")
    return tuple(
        Relation(
            id=row.pk,
            kind=row.kind,
            label=item.label() if (item := kinds.item(row.kind)) else row.kind,
            has_activities=item is not None and item.read_as(LinkKind).activities,
            activities=tuple((each.on, each.what) for each in row.activities.all()),
            subject_id=row.subject_id,
            subject=row.subject.name,
            other_id=row.other_id,
            other=row.other.name,
            instrument=row.instrument,
            from_on=row.from_on,
        )
        for row in rows.order_by("pk")
    )
