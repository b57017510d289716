"""
Make a migration whole: what it changes, and the line that says it is done, are one transaction.

Django writes that line in a transaction of its own when a migration leaves constraints or indexes to its end. A process
that is killed in between leaves changed tables and no line, and the next run fails on what is there already.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def one_transaction(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Hold what follows in one transaction; SQLite looks at foreign keys at its end, because tables are rebuilt."""
    with database.constraint_checks_disabled(), transaction.atomic(using=database.alias):
        yield


class WholeMigrations(MigrationExecutor):
    """Apply each migration in one transaction, except those that say they are resumed where they stopped."""

    def apply_migration(self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False) -> Any:
        """Apply a migration and write down that it is done."""
        if not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        with one_transaction(self.connection):
            return super().apply_migration(state, migration, fake, fake_initial)

    def unapply_migration(self, state: Any, migration: Migration, fake: bool = False) -> Any:
        """Take a migration back and the line that said it was done."""
        if not migration.atomic:
            return super().unapply_migration(state, migration, fake)
        with one_transaction(self.connection):
            return super().unapply_migration(state, migration, fake)
