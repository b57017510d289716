"""
Insert rows without the ORM's detours: the statement of a table is written once, and its columns adapt their values.

What an action writes on every use goes through here: an `INSERT` costs a third of `save()`. The database's own
constraints hold as always; nothing here runs signals, and no model of ours overrides `save()`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

Row = TypeVar("Row", bound=Model)
Columns = Sequence["Field[Any, Any]"]


@cache
def statement_of(model: type[Model], count: int) -> tuple[str, Columns]:
    """Return the statement that inserts so many rows of a table, and the columns each gives values for."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(str(field.column)) for field in fields), ", ".join(["%s"] * len(fields))
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    rows = ", ".join([f"({places})"] * count)
    return f"INSERT INTO {table} ({names}) VALUES {rows} RETURNING {key}", fields  # noqa: S608  # names only


def insert(row: Row) -> Row:
    """Insert a row and return it with its id."""
    (inserted,) = insert_each((row,))
    return inserted


def insert_each(rows: Sequence[Row]) -> Sequence[Row]:
    """Insert some rows of one table by one statement, in their order, and return them with their ids."""
    statement, fields = statement_of(type(rows[0]), len(rows))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding, row._state.db = pk, False, connection.alias
    return rows
