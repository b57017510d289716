"""`gongzhi change_areas FILE --on DATE`: take in a file of changes of a register of divisions."""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.sheets.writing import write_text
from gongzhi.kernel.verdicts import Refusal
from gongzhi.portal.changing import areas_in_use
from gongzhi.territory.actions.change_files import judge_changes, take_in_changes, taken_before
from gongzhi.territory.changes.files import read_changes
from gongzhi.territory.management.commands.import_areas import by_kind, reason, told
from gongzhi.territory.queries import ImportNote

MISUSE = 2
JUDGEMENTS = {
    "renamed": {"applied": "applied", "other": "with another old name", "unknown": "unknown"},
    "removed": {"applied": "applied", "other": "with another old name", "unknown": "unknown", "held": "still in use"},
    "added": {"new": "new", "existing": "existing", "without_place": "of the new without a known place"},
}
ALWAYS = ("applied", "other", "unknown", "new", "existing")


class Command(BaseCommand):
    help = (
        "Take in changes of a register (csv, csv.gz, xlsx with code12, change, old_name, new_name; change is added,"
        " removed or name_changed). Only what is known exactly as the file says is changed; all else is told. The same"
        " file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=dt.date.fromisoformat, required=True, help="day from which it holds")
        parser.add_argument("--code-system", choices=("nbs", "mca"), default="nbs")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be changed, and change nothing")

    def handle(
        self, *args: object, file: Path, on: dt.date, code_system: str, dry_run: bool, **options: object
    ) -> None:
        by = system_actor("change_areas")
        try:
            changes = read_changes(file)
            before = taken_before(changes)
            if before:
                self.say(before.figures)
                self.stdout.write(f"taken in before, in force from {before.on}: nothing changed")
                return
            judged = judge_changes(by=by, changes=changes, system=code_system, on=on, held=areas_in_use())
            self.say(judged.counts)
            if dry_run:
                self.stdout.write("dry run: nothing changed")
                return
            change = take_in_changes(by=by, changes=changes, judged=judged, system=code_system, on=on, now=clock.now())
        except Refusal as refusal:
            raise CommandError(told(refusal), returncode=MISUSE) from refusal
        notes = [ImportNote(*note) for note in sorted(judged.notes)]
        for line in by_kind(notes):
            self.stdout.write(line)
        if notes:
            self.stdout.write(f"all {len(notes)} notes: {write_report(change.pk, notes)}")

    def say(self, counts: Mapping[str, int]) -> None:
        """Show the figures, one line for each kind of row."""
        for line in summary(counts):
            self.stdout.write(line)


def summary(counts: Mapping[str, int]) -> list[str]:
    """Return the figures as lines: `renamed: 12,053 applied, 1,507 with another old name, 165 unknown`."""
    lines = []
    for kind, words in JUDGEMENTS.items():
        shown = {key: counts.get(f"{kind}_{key}", 0) for key in words}
        told_parts = [f"{count:,} {words[key]}" for key, count in shown.items() if count or key in ALWAYS]
        lines.append(f"{kind}: {', '.join(told_parts)}")
    if counts.get("ended_with_above"):
        lines.append(f"ended with the area above: {counts['ended_with_above']:,}")
    return lines


def write_report(change_id: int, notes: Sequence[ImportNote]) -> Path:
    """Write every note with row and reason to a file and return its place."""
    path = Path(settings.VAR) / "imports" / f"changes-{change_id}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = ((note.row or None, note.code, note.kind, reason(note)) for note in notes)
    path.write_bytes(write_text(headings=("row", "code", "kind", "reason"), rows=rows))
    return path
