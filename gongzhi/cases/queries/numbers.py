"""Numbers of requests: how many there are at or under an area, and how long they take."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from gongzhi.cases import rules
from gongzhi.cases.models import Case
from gongzhi.cases.queries.listed import within
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.counters import totals
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.workdays import CHINA
from gongzhi.territory.queries import lay_within


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold how many requests there are at or under an area, as everybody may know it."""

    filed: int
    open: int
    late: int

    @property
    def settled(self) -> int:
        """Return how many are closed."""
        return self.filed - self.open


def tally_of(path: str, now: dt.datetime) -> Tally:
    """Return the numbers of requests at or under an area: statistics are public, a request never is."""
    found = totals(names=("cases.filed", "cases.open"), ranges=(subtree(path),))
    late = Case.objects.filter(within(path), closed_at=None, due_at__lt=now).count()
    return Tally(found["cases.filed"], found["cases.open"], late)


def tally_on(path: str, on: dt.date) -> Tally:
    """
    Return how requests stood at the end of a day that has passed, where they lay then, whatever became of the areas.

    Which step a request was at, and until when that was due, is kept with every step: so one that was closed then and
    has been reopened since counts as closed, and one that was overdue then as overdue, however soon it was done later.
    """
    end = dt.datetime.combine(on + dt.timedelta(days=1), dt.time(), CHINA)
    filed = opened = overdue = 0
    for part in lay_within(path, kind="cases.case", column="area_path", on=on):
        here = Case.objects.filter(part, filed_at__lt=end)
        filed += here.count()
        waiting = here.filter(
            Q(closed_at=None) | Q(closed_at__gte=end),
            Q(run__steps__closed_at=None) | Q(run__steps__closed_at__gte=end),
            run__steps__opened_at__lt=end,
        )
        late = Count("pk", distinct=True, filter=Q(run__steps__due_at__lt=end))
        found = waiting.aggregate(open=Count("pk", distinct=True), late=late)
        opened, overdue = opened + found["open"], overdue + found["late"]
    return Tally(filed, opened, overdue)


def settlement_times(by: Actor, *, path: str, first: dt.date, last: dt.date) -> tuple[rules.Settlement, ...]:
    """
    Return per month of raising how long requests at or under an area took, for `first` to `last`.

    :raises NotVisible: the actor reads no requests there.
    """
    if not by.may("cases.read_cases", path):
        raise NotVisible
    start = dt.datetime.combine(first, dt.time(), CHINA)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), CHINA)
    rows = Case.objects.filter(within(path), filed_at__gte=start, filed_at__lt=end).values_list("filed_at", "closed_at")
    months: dict[str, list[dt.timedelta | None]] = {}
    for filed_at, closed_at in rows.order_by("filed_at", "pk"):
        span = closed_at - filed_at if closed_at else None
        months.setdefault(f"{filed_at.astimezone(CHINA):%Y-%m}", []).append(span)
    return tuple(rules.settlement(month, spans) for month, spans in months.items())


def totals_for(by: Actor) -> dict[str, int]:
    """Return how many requests the actor sees as staff, filed and open, from the counters."""
    return totals(names=("cases.filed", "cases.open"), ranges=by.ranges("cases.read_cases"))
