"""Pairs of units and places as they stand beside the cadres sent, and beside the programme they belong to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from gongzhi.bodies.models import BodyLink
from gongzhi.bodies.queries import BodyLine, bodies_at
from gongzhi.cadres import rules
from gongzhi.cadres.fields import ROOM
from gongzhi.cadres.lists import PairKind, Role
from gongzhi.cadres.models import PairMark, Posting
from gongzhi.cadres.queries import LIVING
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.queries import within
from gongzhi.policy.packs import Item, Pack

PARTY = ("community_party_committee", "general_branch", "party_branch")


@dataclass(frozen=True, slots=True)
class PairLine:
    """
    A pair of a programme: unit and place, and what is wrong with it.

    `overlaps` names other programmes that have the place too; `mark` is why that is so.
    """

    link_id: int
    unit_id: int
    unit: str
    other_id: int
    other: str
    path: str
    from_on: dt.date
    to_on: dt.date | None
    is_outside: bool
    overlaps: tuple[str, ...]
    mark: str

    @property
    def is_flagged(self) -> bool:
        """Tell whether somebody has to look at it."""
        return self.is_outside or bool(self.overlaps and not self.mark)


def party_organisation_at(path: str, on: dt.date) -> BodyLine | None:
    """Return the Party organisation of a village or community: the first there of its kinds."""
    found = bodies_at(path, on, kinds=PARTY)
    return min(found, key=lambda body: (PARTY.index(body.kind), body.id), default=None)


def pairs_left_by(sender_id: int, link: str) -> tuple[int, ...]:
    """Return the pairs of a unit with places at which it has no cadre any more."""
    there = Posting.objects.filter(LIVING, sender_id=sender_id, last_on=None).values("path")
    rows = BodyLink.objects.filter(kind=link, subject_id=sender_id, to_on=None).exclude(other__path__in=there)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Hold the postings whose unit is not paired with their place, and the pairs whose unit has nobody there."""

    postings: tuple[Posting, ...]
    pairs: tuple[BodyLink, ...]


def unpaired(pack: Pack, path: str, on: dt.date) -> Unpaired:
    """Return where pairs and cadres do not agree at and under an area."""
    links = {i.key: i.read_as(Role).pairs for i in pack.list(ROOM, "roles").items if i.read_as(Role).pairs}
    here = subtree(path)
    rows = Posting.objects.filter(LIVING, within("path", (here,)), role__in=links, last_on=None)
    sent = tuple(rows.filter(sender__isnull=False).select_related("person", "sender").order_by("path", "pk"))
    open_links = BodyLink.objects.filter(within("other__path", (here,)), kind__in=set(links.values()), to_on=None)
    pairs = tuple(open_links.filter(from_on__lte=on).select_related("subject", "other").order_by("other__path", "pk"))
    known = {(pair.subject_id, pair.other.path) for pair in pairs}
    there = {(posting.sender_id, posting.path) for posting in sent}
    return Unpaired(
        tuple(posting for posting in sent if (posting.sender_id, posting.path) not in known),
        tuple(pair for pair in pairs if (pair.subject_id, pair.other.path) not in there),
    )


def period_of(pack: Pack, item: Item, on: dt.date) -> rules.Span | None:
    """Return the days of a programme; None where it names none, or the place has not set them."""
    rule = item.read_as(PairKind)
    if not rule.first:
        return None
    first, years = (pack.figure(ROOM, name, on).as_run for name in (rule.first, rule.years))
    is_set = isinstance(first, dt.date) and isinstance(years, int)
    return rules.period_of(first_on=first, years=years) if is_set else None  # type: ignore[arg-type]  # asked above


def pairs_of(pack: Pack, item: Item, path: str, on: dt.date) -> tuple[PairLine, ...]:
    """Return the pairs of a programme with places at and under an area, ended ones too, by place."""
    rule = item.read_as(PairKind)
    period, others = period_of(pack, item, on), _places_of(pack, rule.apart_from, path)
    rows = BodyLink.objects.filter(within("other__path", (subtree(path),)), kind=rule.link, from_on__lte=on)
    marks = dict(PairMark.objects.filter(link__in=rows).values_list("link_id", "reason"))
    return tuple(
        _line(row, period, others.get(row.other.path, ()), marks.get(row.pk, ""), on)
        for row in rows.select_related("subject", "other").order_by("other__path", "pk")
    )


def _line(row: BodyLink, period: rules.Span | None, overlaps: tuple[str, ...], mark: str, on: dt.date) -> PairLine:
    last_on = on if row.to_on is None else min(on, row.to_on - rules.ONE_DAY)
    is_outside = period is not None and not (period.first_on <= row.from_on and last_on <= period.last_on)
    return PairLine(
        link_id=row.pk,
        unit_id=row.subject_id,
        unit=row.subject.name,
        other_id=row.other_id,
        other=row.other.name,
        path=row.other.path,
        from_on=row.from_on,
        to_on=row.to_on,
        is_outside=is_outside,
        overlaps=overlaps,
        mark=mark,
    )


def _places_of(pack: Pack, keys: Iterable[str], path: str) -> dict[str, tuple[str, ...]]:
    """Return which of these programmes has which places, by path of the place."""
    found: dict[str, tuple[str, ...]] = {}
    for key in keys:
        item = pack.list(ROOM, "pairs").item(key)
        if item is None:
            continue
        rows = BodyLink.objects.filter(Q(kind=item.read_as(PairKind).link), within("other__path", (subtree(path),)))
        for place in rows.order_by().values_list("other__path", flat=True).distinct():
            found[place] = (*found.get(place, ()), item.label())
    return found
