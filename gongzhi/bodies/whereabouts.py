"""Where bodies sat on a day: their moves are on record, so that a page of last year shows who served there then."""

import datetime as dt
from collections.abc import Collection
from typing import TypeVar

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongzhi.bodies.models import BodyMove

Row = TypeVar("Row", bound=Model)


def sitting_at(rows: QuerySet[Row], paths: Collection[str], on: dt.date, *, body: str = "") -> QuerySet[Row]:
    """
    Narrow rows to those whose body sat exactly at one of these areas on a day; `path_then` is where it sat.

    `body` leads from the rows to their bodies (`post__body__`); nothing when they are bodies themselves.
    """
    since = BodyMove.objects.filter(on__gt=on)
    first = since.filter(body=OuterRef(f"{body}pk")).order_by("on", "pk").values("from_path")[:1]
    near = Q(**{f"{body}path__in": paths}) | Q(**{f"{body}pk__in": since.values("body_id")})
    then = Coalesce(Subquery(first), F(f"{body}path"))
    placed: QuerySet[Row] = rows.filter(near).annotate(path_then=then)  # type: ignore[assignment]  # stays rows of theirs
    return placed.filter(path_then__in=paths)
