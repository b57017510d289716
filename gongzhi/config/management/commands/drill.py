"""`gongzhi drill BACKUP`: restore a backup into a place that is thrown away, compare everything, and open pages."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gongzhi.config.actions import drill_backup
from gongzhi.config.backups.keys import backup_key
from gongzhi.config.management.commands.backup import FAILED, add_key, told
from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.verdicts import Refusal


class Command(BaseCommand):
    help = (
        "Try a backup out: restore it into a place that is thrown away, compare rows of every table, integrity, the"
        " public log and every file, open pages of the site in it, and write down how it went. On PostgreSQL the user"
        " must be allowed to make a database. Once a quarter; the administrator sees when it last went well."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)
        add_key(parser)

    def handle(self, *args: object, backup: Path, key_file: Path | None, **options: object) -> None:
        try:
            key = backup_key(key_file, may_make=False)
            drilled = drill_backup(by=system_actor("drill"), backup=backup, key=key, now=clock.now())
        except Refusal as refusal:
            raise CommandError(told(refusal), returncode=FAILED) from refusal
        facts = drilled.manifest.facts
        if not drilled.is_good:
            lines = [*drilled.faults, *(f"key at hand is another one: {name}" for name in drilled.lacking)]
            raise CommandError("the drill failed:\n" + "\n".join(lines), returncode=FAILED)
        self.stdout.write(
            f"the drill went well: {sum(facts.counts.values()):,} rows in {len(facts.counts)} tables,"
            f" {len(facts.files):,} files, every hash of a log of {facts.log_size:,} leaves with root"
            f" {facts.log_root[:16]}, all as of {drilled.manifest.made_at}; pages opened in the copy:"
            f" {', '.join(drilled.pages)}"
        )
