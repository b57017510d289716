"""Spell names and build the index of their characters; both databases, in pieces that hold no lock for long."""

import datetime as dt
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection

from gongzhi.territory.bulk import analyze, insert_rows, update_rows
from gongzhi.territory.models import AreaName, Gram, NameIndex
from gongzhi.territory.spelling import pieces_of_name, spelled

PIECE = 40_000  # names of one job: some seconds, well below the 20 s that another writer waits on SQLite
YOUNG_NAMES = 500  # as many the search reads through in a few milliseconds
LONGEST = dt.timedelta(minutes=10)
FETCHED = 20_000
NAMES_IN_ORDER = """
SELECT n.id, n.name FROM territory_areaname AS n JOIN territory_area AS a ON a.id = n.area_id
 ORDER BY n.rank, a.order_key, n.id
"""


def spell_names(*, after: int) -> int | None:
    """Spell the next names that have no pinyin, by id; return the last id looked at, None when there are no more."""
    rows = AreaName.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "name", "pinyin")[:PIECE]
    found = list(rows)
    update_rows(AreaName, ("pinyin", "initials"), ((pk, *spelled(name)) for pk, name, pinyin in found if not pinyin))
    return found[-1][0] if found else None


def build_index(*, now: dt.datetime) -> None:
    """Build the index of characters from all names, in the order in which the search shows them."""
    lists: dict[str, array[int]] = defaultdict(lambda: array("I"))
    count = last = 0
    for pk, name in _names():
        for gram in pieces_of_name(name):
            lists[gram].append(pk)
        count, last = count + 1, max(last, pk)
    Gram.objects.all().delete()
    insert_rows(Gram, ("gram", "names"), ((gram, packed(ids)) for gram, ids in lists.items()))
    NameIndex.objects.update_or_create(pk=1, defaults={"up_to": last, "names": count, "built_at": now})
    analyze(AreaName, Gram)


def _names() -> Iterator[tuple[int, str]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(NAMES_IN_ORDER)
        while rows := cursor.fetchmany(FETCHED):
            yield from rows


def packed(ids: "array[int]") -> bytes:
    """Return ids as they are stored: 32 bits each, least significant byte first."""
    if sys.byteorder == "big":
        ids.byteswap()
    return ids.tobytes()


def is_due() -> bool:
    """Tell whether the index lacks many young names, or an older one that was committed after it was built."""
    index = NameIndex.objects.filter(pk=1).first()
    young = AreaName.objects.filter(pk__gt=index.up_to if index else 0)
    if young[YOUNG_NAMES : YOUNG_NAMES + 1].exists():
        return True
    return index is not None and AreaName.objects.filter(pk__lte=index.up_to).count() != index.names
