"""
Insert rows without the ORM's detours: the statement of a table is written once, and its columns adapt their values.

What an action writes on every use goes through here: an `INSERT` costs a third of `save()`. The database's own
constraints hold as always; nothing here runs signals, and no model of ours overrides `save()`.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    PositiveSmallIntegerField,
    SmallIntegerField,
    TextField,
)

Row = TypeVar("Row", bound=Model)
Adapt = Callable[[Any, Any], Any]
Columns = Sequence[tuple[str, Adapt | None]]
# Text, whole numbers and truth values: the drivers of both databases take them as they are.
TAKEN_AS_THEY_ARE = frozenset(
    {
        BigAutoField,
        BigIntegerField,
        BooleanField,
        CharField,
        IntegerField,
        PositiveSmallIntegerField,
        SmallIntegerField,
        TextField,
    }
)


def adapter_of(field: "Field[Any, Any]") -> Adapt | None:
    """Return what turns a value into what the database takes, None for a column whose values it takes as they are."""
    kind = type(field.target_field if isinstance(field, ForeignKey) else field)
    return None if kind in TAKEN_AS_THEY_ARE else field.get_db_prep_save


@cache
def statement_of(model: type[Model], count: int) -> tuple[str, Columns]:
    """Return the statement that inserts so many rows of a table, and the attributes that give each its values."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    rows = ", ".join([f"({places})"] * count)
    columns = [(field.attname, adapter_of(field)) for field in fields]
    return f"INSERT INTO {table} ({names}) VALUES {rows} RETURNING {key}", columns  # noqa: S608  # names only


def insert(row: Row) -> Row:
    """Insert a row and return it with its id."""
    (inserted,) = insert_each((row,))
    return inserted


def insert_each(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert some rows of one table by one statement, in their order, and return them with their ids."""
    statement, columns = statement_of(type(rows[0]), len(rows))
    database = connections[DEFAULT_DB_ALIAS]  # the proxy would look it up for every value
    values = [
        adapt(getattr(row, name), database) if adapt else getattr(row, name) for row in rows for name, adapt in columns
    ]
    with database.cursor() as cursor:
        cursor.execute(statement, values)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding, row._state.db = pk, False, DEFAULT_DB_ALIAS
    return rows
