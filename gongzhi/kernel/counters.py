"""
Totals kept while rows are written, so that a list can say 共 N 件 without counting the table.

A total is the sum of its slots. Adding takes a slot that no other transaction holds, or makes one more: writers never
wait for each other and cannot deadlock here, and a total has as many slots as there ever were writers at one moment.
"""

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Q, Sum

from gongzhi.kernel.models import Counter
from gongzhi.kernel.paths import PathRange, merged

ADD = (
    "UPDATE kernel_counter SET count = count + %s WHERE id ="
    " (SELECT id FROM kernel_counter WHERE name = %s AND path = %s ORDER BY id LIMIT 1)"
)
ADD_SKIPPING = ADD.replace("LIMIT 1", "LIMIT 1 FOR UPDATE SKIP LOCKED")


def bump(*, name: str, path: str, by: int) -> None:
    """
    Add `by` to the total `name` (`cases.open`) of the area `path`, in the caller's transaction.

    A row that moves from one state or area to another is one bump down and one up.
    """
    sql = ADD_SKIPPING if connection.features.has_select_for_update_skip_locked else ADD
    with connection.cursor() as cursor:
        cursor.execute(sql, [by, name, path])
        if cursor.rowcount == 0:
            Counter.objects.create(name=name, path=path, count=by)


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
