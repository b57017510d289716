"""What the operations of every room are made of: plain text, ids, pages by key."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from django.http import HttpRequest
from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from gongzhi.kernel.paging import AFTER
from gongzhi.kernel.verdicts import NotVisible

GREATEST = 2**63 - 1  # what a column of ids holds
SIZE, MOST = 50, 200
NO_NUL = r"^[^\x00]*$"  # PostgreSQL keeps no NUL in a text

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # RFC 3339, full-date


def written_out(given: object) -> object:
    """
    Return a day as it was given.

    :raises ValueError: it is not written year-month-day; pydantic alone would read a number as seconds since 1970.
    """
    if isinstance(given, str) and not DAY.fullmatch(given):
        raise ValueError("a day is written 2026-01-05")
    return given


Day = Annotated[dt.date, BeforeValidator(written_out)]
Id = Annotated[int, Field(ge=1, le=GREATEST)]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many lines a page holds at most.")]
Path = Annotated[
    str,
    Field(
        pattern=r"^([1-9][0-9]{0,18}/){0,10}$",
        description="The path of an area: the ids from the root down, each closed by a slash; empty for everything.",
    ),
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]*$", max_length=64)]
Line = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=120)]
Words = Annotated[str, StringConstraints(pattern=NO_NUL, max_length=2000)]

Row = TypeVar("Row")


class Paged(Schema, Generic[Row]):
    """One page of a list. `next` is the address of the page behind it on this host, null where there is none."""

    items: list[Row]
    next: str | None


def next_url(request: HttpRequest, key: object) -> str:
    """Return the address of this list behind a key, narrowed as it is now."""
    query = request.GET.copy()
    query[AFTER] = str(key)
    return f"{request.path}?{query.urlencode()}"


def paged(
    request: HttpRequest, found: Sequence[Row], *, limit: int, key: Callable[[Row], object]
) -> tuple[list[Row], str | None]:
    """Return the rows of a page and the address of the next; `found` has one row more where there is one."""
    rows = list(found[:limit])
    return rows, next_url(request, key(rows[-1])) if len(found) > limit else None


def behind(found: Sequence[Row], *, after: object, key: Callable[[Row], object], limit: int) -> Sequence[Row]:
    """
    Return the rows of a short list behind the one with this key, one more than a page holds.

    :raises NotVisible: no row has this key.
    """
    if not after:
        return found[: limit + 1]
    place = next((place for place, row in enumerate(found, 1) if key(row) == after), None)
    if place is None:
        raise NotVisible
    return found[place : place + limit + 1]
