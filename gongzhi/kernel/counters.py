"""
Totals kept while rows are written, so that a list can say 共 N 件 without counting the table.

A total is the sum of its slots. Adding takes a slot that no other transaction holds, or makes one more: writers never
wait for each other and cannot deadlock here, and a total has as many slots as there ever were writers at one moment.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection
from django.db.models import Q, Sum

from gongzhi.kernel.models import Counter
from gongzhi.kernel.paths import PathRange, merged
from gongzhi.kernel.rows import insert

SLOT = "(SELECT id FROM kernel_counter WHERE name = %s AND path = %s ORDER BY id LIMIT 1)"
SLOT_SKIPPING = SLOT.replace("LIMIT 1", "LIMIT 1 FOR UPDATE SKIP LOCKED")
ADD = "UPDATE kernel_counter SET count = count + %s WHERE id IN ({slots}) RETURNING name"


def bump(*, name: str, path: str, by: int) -> None:
    """
    Add `by` to the total `name` (`cases.open`) of the area `path`, in the caller's transaction.

    A row that moves from one state or area to another is one bump down and one up.
    """
    bump_each(names=(name,), path=path, by=by)


def bump_each(*, names: Sequence[str], path: str, by: int) -> None:
    """Add `by` to several totals of an area, by one statement."""
    slot = SLOT_SKIPPING if connection.features.has_select_for_update_skip_locked else SLOT
    named = [part for name in names for part in (name, path)]
    with connection.cursor() as cursor:
        cursor.execute(ADD.format(slots=", ".join([slot] * len(names))), [by, *named])
        found = {name for (name,) in cursor.fetchall()}
    for name in names:
        if name not in found:
            insert(Counter(name=name, path=path, count=by))


def totals(*, names: Collection[str], ranges: Iterable[PathRange]) -> dict[str, int]:
    """Return the totals of these names over path ranges (`Actor.ranges`), by one query; overlaps count once."""
    within = Q()
    found = dict.fromkeys(names, 0)
    spans = merged(ranges)
    for low, high in spans:
        within |= Q(path__gte=low, path__lt=high)
    if not spans:
        return found
    rows = Counter.objects.filter(within, name__in=found).values("name").annotate(total=Sum("count")).order_by("name")
    return found | {row["name"]: row["total"] for row in rows}


def total(*, name: str, ranges: Iterable[PathRange]) -> int:
    """Return one total over path ranges."""
    return totals(names=(name,), ranges=ranges)[name]
