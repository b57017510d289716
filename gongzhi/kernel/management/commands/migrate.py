"""`gongzhi migrate`: bring the tables up to date; may be killed at any moment and run again."""

from django.core.management.commands import migrate

from gongzhi.kernel.migrating import WholeMigrations

migrate.MigrationExecutor = WholeMigrations  # type: ignore[attr-defined]  # the command of Django leaves no other place for it


class Command(migrate.Command):
    """Django's own command, with migrations that are whole or not there."""
