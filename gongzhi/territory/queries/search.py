"""
Search of names: characters anywhere in a name, pinyin and initials from its start, upper levels first.

Without the index (a fresh database) every name is young, and the search reads through them all.
"""

import datetime as dt
import sys
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from django.db.models import Q, QuerySet

from gongzhi.territory.models import AreaName, Gram, NameIndex
from gongzhi.territory.queries.tree import AreaLine, in_force, in_subtree
from gongzhi.territory.rules import LEVELS, RANK, Level
from gongzhi.territory.spelling import wanted_grams

FIRST_LOOK = 200  # candidates looked up at once, four times as many each time: most searches need one look
MOST_PARAMETERS = 10_000  # both databases take as many values in one statement
SHORTEST_HEAD = 2

Found = tuple[int, str, int, AreaLine]
OFFICIAL = ("rank", "area__order_key", "pk")
COLUMNS = ("rank", "area__order_key", "pk", "area_id", "area__path", "area__level", "name")


@dataclass(frozen=True, slots=True)
class Search:
    """Hold what is looked for, and where."""

    text: str
    on: dt.date
    ranks: tuple[int, ...]
    under: str
    limit: int

    def names(self) -> QuerySet[AreaName]:
        """Return the names in force on the day, within what is searched."""
        found = AreaName.objects.filter(
            in_force(self.on), in_force(self.on, "area__"), in_subtree(self.under, "area__")
        )
        return found if len(self.ranks) == len(LEVELS) else found.filter(rank__in=self.ranks)


def search_areas(
    text: str, *, on: dt.date, levels: Sequence[str] = (), under: str = "", limit: int = 20
) -> tuple[AreaLine, ...]:
    """
    Return areas whose name holds `text`, or whose pinyin or initials begin with it, upper levels first.

    `levels` and `under` narrow the search; the exact name comes before all others. Several words, or a name written
    with those of the areas above it (春湾镇石林村), narrow it from left to right.
    """
    words = text.split()
    if not words:
        return ()
    ranks = tuple(sorted(RANK[Level(level)] for level in levels)) or tuple(RANK.values())
    if all(word.isascii() for word in words):
        words = ["".join(words)]
    *heads, last = words
    for head in heads:
        above = search_areas(head, on=on, under=under, limit=1)
        if not above:
            return ()
        under = above[0].path
    search = Search(last, on, ranks, under, limit)
    return _lines(search) or _in_parts(search)


def _in_parts(search: Search) -> tuple[AreaLine, ...]:
    """Look for a text that begins with the exact name of an area above, longest first, under that area."""
    for at in range(len(search.text) - 1, SHORTEST_HEAD - 1, -1):
        head, rest = search.text[:at], search.text[at:]
        above = _lines(replace(search, text=head, ranks=tuple(RANK.values()), limit=1))
        if above and above[0].name == head:
            inner = replace(search, text=rest, under=above[0].path)
            return _lines(inner) or _in_parts(inner)
    return ()


def _lines(search: Search) -> tuple[AreaLine, ...]:
    found = dict.fromkeys(_candidates(search))
    ordered = sorted(found, key=lambda each: (each[3].name != search.text, *each[:3]))
    return tuple(dict.fromkeys(line for *_, line in ordered))[: search.limit]


def _candidates(search: Search) -> Iterator[Found]:
    if search.under:
        yield from _rows(search.names().filter(_alike(search.text)), search.limit)
        return
    if _is_spelled(search.text):
        yield from _spelled(search)
    yield from _by_characters(search)


def _rows(names: QuerySet[AreaName], limit: int, order: Sequence[str] = OFFICIAL) -> Iterator[Found]:
    rows = names.order_by(*order).values_list(*COLUMNS)[:limit]
    for rank, order_key, pk, area_id, path, level, name in rows:
        yield rank, order_key, pk, AreaLine(area_id, path, level, name)


def _is_spelled(text: str) -> bool:
    return text.isascii() and text.replace("'", "").isalnum()


def _alike(text: str) -> Q:
    """Return the condition that a name holds the text, or that its spelling begins with it."""
    found = Q(name__contains=text)
    return found | _begins("pinyin", text) | _begins("initials", text) if _is_spelled(text) else found


def _begins(column: str, text: str) -> Q:
    """Return the condition that a spelling begins with the text, as a range that an index answers."""
    start = text.lower().replace("'", "")
    return Q(**{f"{column}__gte": start, f"{column}__lt": start + "{"})  # "{" follows "z" in ASCII


def _spelled(search: Search) -> Iterator[Found]:
    """Yield names by pinyin and initials, level by level, until there are enough."""
    count = 0
    for rank in search.ranks:
        for column in ("initials", "pinyin"):
            names = search.names().filter(_begins(column, search.text), rank=rank)
            for found in _rows(names, search.limit, (column,)):
                count += 1
                yield found
        if count >= search.limit:
            return


def _by_characters(search: Search) -> Iterator[Found]:
    """Yield names that hold the text: from the index, in its order, and from the names younger than it."""
    index = NameIndex.objects.filter(pk=1).values_list("up_to", flat=True).first() or 0
    names = search.names().filter(name__contains=search.text)
    yield from _rows(names.filter(pk__gt=index), search.limit)
    ids = _indexed(search.text)
    start, look, count = 0, FIRST_LOOK, 0
    while start < len(ids) and count < search.limit:
        for found in _rows(names.filter(pk__in=ids[start : start + look]), search.limit):
            count += 1
            yield found
        start, look = start + look, min(look * 4, MOST_PARAMETERS)


def _indexed(text: str) -> list[int]:
    """Return the ids of names that have every piece of the text, in the order of the index."""
    wanted = wanted_grams(text)
    lists = sorted(
        (_unpacked(row) for row in Gram.objects.filter(gram__in=wanted).values_list("names", flat=True)), key=len
    )
    if len(lists) < len(wanted):
        return []
    shortest, *others = lists
    common = reduce(set.intersection, (set(each) for each in others), set(shortest))
    return [pk for pk in shortest if pk in common]


def _unpacked(stored: bytes | memoryview) -> "array[int]":
    ids = array("I")
    ids.frombytes(stored)
    if sys.byteorder == "big":
        ids.byteswap()
    return ids
