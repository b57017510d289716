"""`gongzhi backup FOLDER`: a sealed copy of the database and of all kept files, taken while the site serves."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gongzhi.config.actions import take_backup
from gongzhi.config.backups.keys import backup_key
from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words

FAILED = 1


def told(refusal: Refusal) -> str:
    """Return a refusal with its ways out."""
    said = in_words(refusal)
    return "\n".join([f"{said.title}：{said.sentence}", *said.ways])


def add_key(parser: ArgumentParser) -> None:
    """Let the key of the backups be named."""
    parser.add_argument("--key-file", type=Path, help="the key of the backups; default GONGZHI_VAR/backup_key.key")


class Command(BaseCommand):
    help = (
        "Take a backup into a new folder under FOLDER while the site serves: the database as of one moment, and all"
        " kept files. It is sealed with a key of its own, made at the first backup; the keys of the site are not in it."
        " Keep all of them elsewhere."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        add_key(parser)

    def handle(self, *args: object, folder: Path, key_file: Path | None, **options: object) -> None:
        try:
            key = backup_key(key_file, may_make=True)
            backup, made = take_backup(by=system_actor("backup"), to=folder, key=key, now=clock.now())
        except Refusal as refusal:
            raise CommandError(told(refusal), returncode=FAILED) from refusal
        facts = made.facts
        self.stdout.write(
            f"{backup}: {sum(facts.counts.values()):,} rows in {len(facts.counts)} tables, {len(facts.files):,} files,"
            f" log of {facts.log_size:,} leaves"
        )
