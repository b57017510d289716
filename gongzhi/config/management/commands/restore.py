"""`gongzhi restore BACKUP`: put a backup into an empty database, and compare everything."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gongzhi.config.actions import restore_backup
from gongzhi.config.backups.keys import backup_key
from gongzhi.config.backups.manifest import lacking_keys
from gongzhi.config.management.commands.backup import FAILED, add_key, told
from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.verdicts import Refusal


class Command(BaseCommand):
    help = (
        "Put a backup into the empty database that DATABASE_URL names and its files into GONGZHI_VAR/files. Counts,"
        " integrity, the public log and every file are compared before the site may use it. Then run migrate."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)
        add_key(parser)

    def handle(self, *args: object, backup: Path, key_file: Path | None, **options: object) -> None:
        try:
            key = backup_key(key_file, may_make=False)
            made = restore_backup(
                by=system_actor("restore"), backup=backup, key=key, now=clock.machine_now(), tell=self.stdout.write
            )
        except Refusal as refusal:
            raise CommandError(told(refusal), returncode=FAILED) from refusal
        facts = made.facts
        self.stdout.write(
            f"restored as of {made.made_at}: {sum(facts.counts.values()):,} rows, {len(facts.files):,} files, log of"
            f" {facts.log_size:,} leaves, all as it was"
        )
        for name in lacking_keys(made):
            self.stderr.write(f"{name} is not the one the data was written with: put it back, or it cannot be read")
        self.stdout.write("now run: gongzhi migrate")
