"""
Seal everything anew with the newest key, a few rows at a time, while the site serves.

Rooms name their sealed columns in `sealed` of their `AppConfig`: table, column, and the name the value is bound to. A
value is replaced only if it is still the one that was read, so whatever is written meanwhile wins; that value carries
the newest key anyway once every process was started with it. Nothing is kept about how far the work is: what still
uses an old key is found by its first bytes, so a run that was cut off is simply started again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from gongzhi.kernel.sealing import FORMAT, SealBroken, reseal

ROWS_AT_ONCE = 500  # about a twentieth of a second in which others wait to write, on SQLite


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column whose values are sealed; `name` is what they are bound to, with the row's `seal_key`."""

    model: type[Model]
    column: str
    name: str

    @property
    def table(self) -> str:
        """Return the name of the table."""
        return self.model._meta.db_table


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some rows: the last id looked at, how many were sealed anew, lost to a writer, or are broken."""

    last_id: int
    sealed: int
    overtaken: int
    broken: tuple[int, ...]


@cache
def sealed_columns() -> tuple[SealedColumn, ...]:
    """Return every sealed column that the rooms name, in order."""
    return tuple(
        SealedColumn(app.get_model(model), column, name)
        for app in sorted(apps.get_app_configs(), key=lambda app: app.label)
        for model, columns in getattr(app, "sealed", {}).items()
        for column, name in columns.items()
    )


def newest_prefix() -> bytes:
    """Return what every value begins with that is sealed with the newest key."""
    key_id = settings.SEALING_KEY_ID.encode()
    return FORMAT + bytes([len(key_id)]) + key_id


def _condition(column: str) -> str:
    """Return the condition that a value uses an old key; its parameters are the length and the bytes of the prefix."""
    part = "substr({0}, 1, %s)" if connection.vendor == "sqlite" else "substring({0} FROM 1 FOR %s)"
    return f"{column} IS NOT NULL AND {part.format(column)} <> %s"


def count_old(column: SealedColumn) -> int:
    """Return how many values of a column use an old key."""
    prefix = newest_prefix()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {column.table} WHERE {_condition(column.column)}",  # noqa: S608  # names only
            [len(prefix), prefix],
        )
        return int(cursor.fetchone()[0])


def old_keys_in_use() -> dict[SealedColumn, int]:
    """Return the columns in which some value uses an old key, each with how many."""
    return {column: count for column in sealed_columns() if (count := count_old(column))}


def _read(column: SealedColumn, after: int) -> list[tuple[int, str, bytes]]:
    prefix = newest_prefix()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, seal_key, {column.column} FROM {column.table}"  # noqa: S608  # names only
            f" WHERE id > %s AND {_condition(column.column)} ORDER BY id LIMIT {ROWS_AT_ONCE}",
            [after, len(prefix), prefix],
        )
        return [(pk, seal_key, bytes(blob)) for pk, seal_key, blob in cursor.fetchall()]


def _anew(column: SealedColumn, rows: Sequence[tuple[int, str, bytes]]) -> Iterator[tuple[int, bytes, bytes | None]]:
    """Yield id, old value and new value of each row; None where the old one cannot be opened."""
    for pk, seal_key, blob in rows:
        try:
            yield pk, blob, reseal(blob, column=column.name, row=seal_key)
        except SealBroken:
            yield pk, blob, None


def reseal_batch(*, column: SealedColumn, after: int) -> Batch | None:
    """Seal the next rows of a column anew, those with an id beyond `after`; None when there are none left."""
    rows = _read(column, after)
    if not rows:
        return None
    found = list(_anew(column, rows))  # sealed before the transaction begins, so that others wait for the writing only
    write = f"UPDATE {column.table} SET {column.column} = %s WHERE id = %s AND {column.column} = %s"  # noqa: S608  # names only
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(write, [(new, pk, old) for pk, old, new in found if new is not None])
        written = max(cursor.rowcount, 0)  # of all together; -1 where there was nothing to write
    broken = tuple(pk for pk, _, new in found if new is None)
    return Batch(rows[-1][0], written, len(found) - len(broken) - written, broken)
