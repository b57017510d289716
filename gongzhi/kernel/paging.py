"""
Lists page by key: the next page begins behind the last row of this one, so that page 2,000 costs what page 2 costs.

The key stands in the address, therefore a list is ordered only by what may stand there: moments, numbers, ids.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import QueryDict

from gongzhi.kernel.verdicts import NotVisible

AFTER, BEFORE, FROM = "after", "before", "from"
SIZE = 50  # ui direction: what a desk screen shows in two scrolls
PLACE = re.compile(r"[1-9][0-9]{0,8}")

Row = TypeVar("Row", bound=Model)
Shown = TypeVar("Shown")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Page(Generic[Shown]):
    """
    Hold the rows of one page and the addresses of its neighbours, "" where there is none.

    `first` and `last` are the places of the rows in the list as it was when the reader began to turn pages.
    """

    rows: tuple[Shown, ...]
    first: int
    last: int
    previous_url: str = ""
    next_url: str = ""

    def showing(self, rows: Sequence[Other]) -> "Page[Other]":
        """Return the same page with these lines in place of its rows."""
        return Page(tuple(rows), self.first, self.last, self.previous_url, self.next_url)


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold where a reader has turned to: behind or before which key, and the place of the first row there."""

    key: tuple[str, ...] | None
    is_back: bool
    place: int


def name_of(field: str) -> str:
    """Return the column that an order (`-due_at`) names."""
    return field.removeprefix("-")


def turn_of(query: QueryDict) -> Turn:
    """
    Return where the reader wants to be.

    :raises NotVisible: the address was changed by hand into none of ours.
    """
    place = str(query.get(FROM, "1"))
    if not PLACE.fullmatch(place):
        raise NotVisible
    way = next((way for way in (AFTER, BEFORE) if query.get(way)), None)
    key = tuple(unquote(part) for part in str(query[way]).split(",")) if way else None
    return Turn(key, way == BEFORE, int(place) if key else 1)


def key_text(row: Model, order: Sequence[str]) -> str:
    """Return the key of a row as it stands in an address."""
    values = [getattr(row, name_of(field)) for field in order]
    return ",".join(quote(v.isoformat() if hasattr(v, "isoformat") else str(v), safe=":+") for v in values)


def column(model: type[Model], field: str) -> "Field[Any, Any]":
    """
    Return the column that an order names.

    :raises TypeError: it names none of the table's own.
    """
    found = model._meta.get_field(name_of(field))
    if not isinstance(found, Field) or found.null:
        raise TypeError(f"{model.__name__} cannot be paged by {field}")
    return found


def key_values(model: type[Model], order: Sequence[str], key: tuple[str, ...]) -> list[Any]:
    """
    Return a key of an address as values of its columns.

    :raises NotVisible: it is no key of this list.
    """
    if len(key) != len(order) or any("\0" in part for part in key):
        raise NotVisible
    try:
        return [column(model, field).to_python(text) for field, text in zip(order, key, strict=True)]
    except (ValidationError, ValueError, OverflowError) as fault:
        raise NotVisible from fault


def behind(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition of standing behind the row with these values, in this order."""

    def step(rest: Q, place: tuple[str, Any]) -> Q:
        field, value = place
        name, sign = name_of(field), "lt" if field.startswith("-") else "gt"
        return (
            Q(**{f"{name}__{sign}": value}) | (Q(**{name: value}) & rest) if rest else Q(**{f"{name}__{sign}": value})
        )

    whole = reduce(step, reversed(list(zip(order, values, strict=True))), Q())
    first, bound = order[0], "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{name_of(first)}__{bound}": values[0]}) & whole  # the bound lets an index begin at the right place


def turned(order: Sequence[str]) -> tuple[str, ...]:
    """Return the opposite order."""
    return tuple(field[1:] if field.startswith("-") else f"-{field}" for field in order)


def url(query: QueryDict, turn: Mapping[str, str]) -> str:
    """Return the address of this list with the same filters, turned to another key."""
    kept = query.copy()
    for name in (AFTER, BEFORE, FROM):
        kept.pop(name, None)
    kept.update(dict(turn))
    return "?" + kept.urlencode()


def page_of(rows: QuerySet[Row], *, order: Sequence[str], query: QueryDict, size: int = SIZE) -> Page[Row]:
    """
    Return the page of `rows` that the address asks for, by one query and without counting.

    `order` names columns of the row itself that are never null and ends in the primary key; `query` is `request.GET`.

    :raises NotVisible: the key in the address is none of this list.
    """
    turn = turn_of(query)
    way = turned(order) if turn.is_back else tuple(order)
    if turn.key:
        rows = rows.filter(behind(way, key_values(rows.model, order, turn.key)))
    found = list(rows.order_by(*way)[: size + 1])
    shown, has_more = found[:size], len(found) > size
    if turn.is_back:
        shown.reverse()
    return page_around(shown, turn=turn, has_more=has_more, order=order, query=query)


def page_around(shown: list[Row], *, turn: Turn, has_more: bool, order: Sequence[str], query: QueryDict) -> Page[Row]:
    """Return the page with the addresses of its neighbours."""
    if not shown:
        return Page((), 0, 0, url(query, {}) if turn.key else "")
    has_before = has_more if turn.is_back else turn.key is not None
    first = turn.place - len(shown) if turn.is_back else turn.place
    first = max(first, 1) if has_before else 1
    last = first + len(shown) - 1
    before, after = ({way: key_text(row, order)} for way, row in ((BEFORE, shown[0]), (AFTER, shown[-1])))
    previous_url = url(query, {**before, FROM: str(first)}) if has_before else ""
    next_url = url(query, {**after, FROM: str(last + 1)}) if has_more or turn.is_back else ""
    return Page(tuple(shown), first, last, previous_url, next_url)
