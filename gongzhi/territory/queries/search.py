"""
Search of names: characters anywhere in a name, pinyin and initials from its start.

Names are found through the index of their pieces; those younger than the index are read through, on a fresh database
all of them.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from gongzhi.territory.models import AreaName
from gongzhi.territory.queries.pieces import Index, indexed_up_to
from gongzhi.territory.queries.tree import AreaLine, in_force, in_subtree
from gongzhi.territory.rules import LEVELS, RANK, Level
from gongzhi.territory.spelling import END, START, pieces

FIRST_LOOK = 200  # candidates looked up at once, four times as many each time: most searches need one look
MOST_PARAMETERS = 10_000  # both databases take as many values in one statement
SHORTEST_HEAD = 2

# SQLite uses the index of names that are spelled only where the query says so in the words of that index.
SPELLED = """
SELECT * FROM (
  SELECT n.id FROM territory_areaname AS n JOIN territory_area AS a ON a.id = n.area_id
   WHERE n.rank = %s AND NOT (n.{column} = '') AND n.{column} >= %s AND n.{column} < %s
     AND n.from_on <= %s AND (n.to_on IS NULL OR n.to_on > %s)
     AND a.from_on <= %s AND (a.to_on IS NULL OR a.to_on > %s)
   ORDER BY n.{column} LIMIT %s) AS probe_{at}
"""
Found = tuple[int, int, str, int, AreaLine]
NEAREST = ("closeness", "rank", "area__order_key", "pk")
COLUMNS = (*NEAREST, "area_id", "area__path", "area__level", "name")


@dataclass(frozen=True, slots=True)
class Search:
    """Hold what is looked for, and where: `under` are paths, none of them for the whole tree."""

    text: str
    on: dt.date
    ranks: tuple[int, ...]
    under: tuple[str, ...]
    limit: int

    @property
    def is_spelled(self) -> bool:
        """Tell whether the text may be pinyin."""
        return self.text.isascii() and self.text.replace("'", "").isalnum()

    @property
    def spelling(self) -> tuple[str, str]:
        """Return the range of pinyin that begins with the text."""
        start = self.text.lower().replace("'", "")
        return start, start + "{"  # "{" follows "z" in ASCII

    def names(self) -> QuerySet[AreaName]:
        """Return the names in force on the day within what is searched, the closest to the text first."""
        found = AreaName.objects.filter(in_force(self.on), in_force(self.on, "area__"))
        if self.under:
            found = found.filter(reduce(or_, (in_subtree(path, "area__") for path in self.under)))
        if len(self.ranks) < len(LEVELS):
            found = found.filter(rank__in=self.ranks)
        exact, begins = When(name=self.text, then=Value(0)), When(name__startswith=self.text, then=Value(1))
        return found.annotate(closeness=Case(exact, begins, default=Value(2)))

    def read(self, names: QuerySet[AreaName]) -> list[Found]:
        """Return as many of these names as are asked for, the closest first."""
        rows = names.order_by(*NEAREST).values_list(*COLUMNS)[: self.limit]
        return [(*place, AreaLine(area_id, path, level, name)) for *place, area_id, path, level, name in rows]


def search_areas(
    text: str, *, on: dt.date, levels: Sequence[str] = (), under: str = "", limit: int = 20
) -> tuple[AreaLine, ...]:
    """
    Return areas whose name holds `text`, or whose pinyin or initials begin with it; spaces in a name do not matter.

    The exact name comes first, then names that begin with the text, each upper levels first. `levels` and `under`
    narrow the search. Several words, or a name written with those of the areas above it (春湾镇石林村), narrow it from
    left to right.
    """
    words = text.split()
    if not words:
        return ()
    ranks = tuple(sorted(RANK[Level(level)] for level in levels)) or tuple(RANK.values())
    search = Search("".join(words), on, ranks, (under,) if under else (), limit)
    return _lines(search) or _word_by_word(search, words) or _part_by_part(search)


def _word_by_word(search: Search, words: Sequence[str]) -> tuple[AreaLine, ...]:
    """Look for the last word under the areas that the words before it find."""
    if len(words) == 1:
        return ()
    for word in words[:-1]:
        above = _lines(replace(search, text=word, ranks=tuple(RANK.values())))
        if not above:
            return ()
        search = replace(search, under=tuple(line.path for line in above))
    return _lines(replace(search, text=words[-1]))


def _part_by_part(search: Search) -> tuple[AreaLine, ...]:
    """Look for a text that begins with the exact names of areas above, the longest first, under those areas."""
    heads = [search.text[:at] for at in range(len(search.text) - 1, SHORTEST_HEAD - 1, -1)]
    if search.is_spelled or not heads:
        return ()
    above = _exactly(search, heads)
    for head in (head for head in heads if head in above):
        inner = replace(search, text=search.text[len(head) :], under=tuple(above[head]))
        if found := _lines(inner) or _part_by_part(inner):
            return found
    return ()


def _exactly(search: Search, names: Sequence[str]) -> dict[str, list[str]]:
    """Return the paths of areas that are called exactly so, by name."""
    up_to = indexed_up_to()
    wanted = {name: pieces(f"{START}{name}{END}") for name in names}
    index = Index.of(wanted.values()) if up_to else Index({})
    ids = [pk for name in names for pk in index.having(wanted[name])[: search.limit]]
    everywhere = replace(search, ranks=tuple(RANK.values()))
    rows = everywhere.names().filter(Q(pk__in=ids) | Q(pk__gt=up_to), name__in=names).order_by(*NEAREST)
    found: dict[str, list[str]] = {}
    for name, path in rows.values_list("name", "area__path"):
        found.setdefault(name, []).append(path)
    return {name: paths[: search.limit] for name, paths in found.items()}


def spelled_so(search: Search) -> list[int]:
    """Return the ids of names whose pinyin or initials begin with the text, as many of each level as are asked for."""
    probes = [(column, rank) for rank in search.ranks for column in ("initials", "pinyin")]
    statement = " UNION ".join(SPELLED.format(column=column, at=at) for at, (column, _) in enumerate(probes))
    day = search.on.isoformat()
    values = [value for _, rank in probes for value in (rank, *search.spelling, day, day, day, day, search.limit)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _lines(search: Search) -> tuple[AreaLine, ...]:
    ordered = sorted(dict.fromkeys(_found(search)))
    return tuple(dict.fromkeys(line for *_, line in ordered))[: search.limit]


def _found(search: Search) -> list[Found]:
    """Return names that hold the text or are spelled so, the closest among them."""
    if search.under and search.is_spelled:
        return search.read(search.names().filter(_holds(search) | _is_spelled_so(search)))
    up_to = indexed_up_to()
    spelled = spelled_so(search) if search.is_spelled else []
    young = Q(pk__gt=up_to) & _holds(search)
    if not up_to:
        return search.read(search.names().filter(young | Q(pk__in=spelled)))
    ways = [pieces(f"{START}{search.text}{END}"), pieces(f"{START}{search.text}"), pieces(search.text)]
    index = Index.of(ways)
    first = {pk for way in ways for pk in index.having(way)[:FIRST_LOOK]}
    found = search.read(search.names().filter(young | _holds(search) & Q(pk__in=first) | Q(pk__in=spelled)))
    return found + _further(search, index.having(ways[-1])[FIRST_LOOK:], len(found))


def _further(search: Search, ids: Sequence[int], count: int) -> list[Found]:
    """Return names from the candidates not looked at yet, until there are enough."""
    found: list[Found] = []
    start, look = 0, FIRST_LOOK * 4
    while start < len(ids) and count + len(found) < search.limit:
        found += search.read(search.names().filter(_holds(search), pk__in=ids[start : start + look]))
        start, look = start + look, min(look * 4, MOST_PARAMETERS)
    return found


def _holds(search: Search) -> Q:
    return Q(name__contains=search.text)


def _is_spelled_so(search: Search) -> Q:
    """Return the condition that the pinyin of a name or its initials begin with the text."""
    start, end = search.spelling
    return Q(pinyin__gte=start, pinyin__lt=end) | Q(initials__gte=start, initials__lt=end)
