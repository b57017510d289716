"""Many rows at once, past the ORM: ids taken in advance, then COPY on PostgreSQL and executemany on SQLite."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models

# The sequence is looked up once, not for every id.
TAKE = (
    "WITH its AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)"
    " SELECT nextval(sequence) FROM its, generate_series(1, %s)"
)


def take_ids(model: type[models.Model], count: int) -> range | list[int]:
    """
    Return `count` ids of a table that nobody else will get.

    On SQLite this holds until the transaction ends, which is the only one that writes.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(TAKE, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return range(last + 1, last + count + 1)


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, each with a value per column; the database's own checks hold for every one of them."""
    table = connection.ops.quote_name(model._meta.db_table)
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({places})", list(rows))  # noqa: S608  # names only


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set text columns of many rows, each given as its id and a value per column."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = ", ".join(columns)
            cursor.execute(f"CREATE TEMP TABLE fresh (id bigint, {', '.join(f'{c} text' for c in columns)})")
            with cursor.copy(f"COPY fresh (id, {named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            sets = ", ".join(f"{column} = fresh.{column}" for column in columns)
            cursor.execute(f"UPDATE {table} SET {sets} FROM fresh WHERE {table}.id = fresh.id")  # noqa: S608
            cursor.execute("DROP TABLE fresh")
            return
        sets = ", ".join(f"{column} = %s" for column in columns)
        ordered = [(*values, pk) for pk, *values in rows]
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", ordered)  # noqa: S608  # names only


def analyze(*tables: type[models.Model]) -> None:
    """Let the database count these tables anew, so that it plans its reads by what is in them now."""
    with connection.cursor() as cursor:
        for model in tables:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
