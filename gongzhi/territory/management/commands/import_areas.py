"""`gongzhi import_areas FILE`: take in an edition of a register of divisions."""

import datetime as dt
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.sheets.writing import write_text
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.territory.actions import import_areas
from gongzhi.territory.editions.files import Edition, read_edition
from gongzhi.territory.messages import NOTES
from gongzhi.territory.queries import ImportNote, notes_of

MISUSE = 2
FAULTS_SHOWN = 20
EXAMPLES_SHOWN = 3
LAST_DAY = (12, 31)


class Command(BaseCommand):
    help = (
        "Import divisions (csv, csv.gz, xlsx with code, level, name, parent_code). Without --on the edition is in force"
        " from the last day of the year in the file's name, else from today. The same file again changes nothing; after"
        " a kill it goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--code-system", choices=("nbs", "mca"), default="nbs")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="day from which the edition is in force")

    def handle(
        self, *args: object, file: Path, code_system: str, on: dt.date | None, verbosity: int, **options: object
    ) -> None:
        try:
            edition = read_edition(file)
            record = import_areas(
                by=system_actor("import_areas"),
                edition=edition,
                system=code_system,
                on=on or day_of(edition, clock.today()),
                now=clock.now(),
                tell=self.tell if verbosity else lambda done, of: None,
            )
        except Refusal as refusal:
            raise CommandError(told(refusal), returncode=MISUSE) from refusal
        notes = notes_of(record.pk)
        self.stdout.write(summary(record.counts, record.on, code_system))
        for line in by_kind(notes):
            self.stdout.write(line)
        if notes:
            self.stdout.write(f"all {len(notes)} notes: {write_report(record.pk, notes)}")

    def tell(self, done: int, of: int) -> None:
        """Show progress on one line."""
        self.stderr.write(f"\r{done:,} / {of:,}", ending="" if done < of else "\n")


def day_of(edition: Edition, today: dt.date) -> dt.date:
    """Return the day of an edition nobody dated: the last of the year in its name, unless that lies ahead."""
    return min(dt.date(edition.year, *LAST_DAY), today) if edition.year else today


def told(refusal: Refusal) -> str:
    """Return a refusal with its ways out and the rows it is about."""
    said = in_words(refusal)
    lines = [f"{said.title}：{said.sentence}", *said.ways]
    rows = refusal.figures.get("rows", [])
    assert isinstance(rows, list)
    lines += [f"  {line(ImportNote(*row))}" for row in rows[:FAULTS_SHOWN]]
    return "\n".join(lines)


def line(note: ImportNote) -> str:
    """Return a note as one line: row, code, reason."""
    return f"{note.row or '–'}\t{note.code or '–'}\t{reason(note)}"


def reason(note: ImportNote) -> str:
    """Return what a note says."""
    return str(NOTES[note.kind]).format(detail=note.detail)


def summary(counts: dict[str, int], on: dt.date, system: str) -> str:
    """Return the figures of an import as one line."""
    parts = {name: counts.get(name, 0) for name in ("read", "opened", "renamed", "recoded", "passed_on", "missing")}
    figures = ", ".join(f"{name.replace('_', ' ')} {number:,}" for name, number in parts.items())
    return f"{system} in force from {on}: {figures}"


def by_kind(notes: list[ImportNote]) -> list[str]:
    """Return the notes by kind: how many, and the first ones."""
    kinds: dict[str, list[ImportNote]] = defaultdict(list)
    for note in notes:
        kinds[note.kind].append(note)
    lines = []
    for kind, some in sorted(kinds.items(), key=lambda pair: -len(pair[1])):
        lines.append(f"{kind}: {len(some):,}")
        lines += [f"  {line(note)}" for note in some[:EXAMPLES_SHOWN]]
    return lines


def write_report(import_id: int, notes: list[ImportNote]) -> Path:
    """Write every note with row and reason to a file and return its place."""
    path = Path(settings.VAR) / "imports" / f"areas-{import_id}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ((note.row or None, note.code, note.kind, reason(note)) for note in notes)
    path.write_bytes(write_text(headings=("row", "code", "kind", "reason"), rows=rows))
    return path
