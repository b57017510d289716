"""`gongzhi import_roster FILE --area CODE`: take a roster in, the same way as the page does."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.people.actions import import_roster
from gongzhi.people.actions.rosters import Taken
from gongzhi.people.roster_wording import mend_of, what_is_wrong
from gongzhi.people.rosters.problems import Level, Problem, column_letter
from gongzhi.territory.queries import AreaLine, area_by_code

MISUSE = 2
SHOWN = 20
FIGURES = ("rows", "new", "changed", "same", "households", "left_out", "skipped")
CODE_SYSTEMS = ("nbs", "mca")


class Command(BaseCommand):
    help = (
        "Take in a roster (xlsx, xls, csv) for a village or town. Nothing is written when one row fails, unless"
        " --accept-good says so; the rows that did not go in are then written beside the file, bad cells marked."
        " The same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--area", required=True, help="statistical or civil code of the village or town")
        parser.add_argument("--kind", default="residents", help="kind of roster, a key of the pack list people/rosters")
        parser.add_argument("--accept-good", action="store_true", help="take in the rows without problems")

    def handle(self, *args: object, file: Path, area: str, kind: str, accept_good: bool, **options: object) -> None:
        if not file.is_file():
            raise CommandError(f"there is no file {file}", returncode=MISUSE)
        try:
            taken = import_roster(
                by=system_actor("import_roster"),
                area=area_of_code(area),
                kind=kind,
                file_name=file.name,
                content=file.read_bytes(),
                accepts_good=accept_good,
                now=clock.now(),
            )
        except Refusal as refusal:
            said = in_words(refusal)
            raise CommandError("\n".join((f"{said.title}：{said.sentence}", *said.ways)), returncode=MISUSE) from None
        except NotVisible:
            raise CommandError(f"the pack of this area knows no roster {kind!r}", returncode=MISUSE) from None
        self.report(taken, file)

    def report(self, taken: Taken, file: Path) -> None:
        """Say what was understood, what is wrong, and what was written."""
        for layout in taken.reading.layouts:
            self.stdout.write(
                f"{layout.name or file.name}: headings in row {layout.last + 1}, {layout.weight} columns taken"
            )
        for name in taken.reading.book.hidden:
            self.stdout.write(f"{name}: hidden, not read")
        for problem in shown(taken):
            self.stdout.write(line(problem))
        self.stdout.write(", ".join(f"{name.replace('_', ' ')} {taken.figures[name]:,}" for name in FIGURES))
        if taken.marked is not None:
            place = file.with_name(f"{file.stem}-问题.xlsx")
            place.write_bytes(taken.marked)
            self.stdout.write(f"rows that cannot go in, marked: {place}")
        if not taken.is_written:
            raise CommandError("nothing was written; mend the rows above, or take in the others with --accept-good")


def area_of_code(code: str) -> AreaLine:
    """
    Return the area of a code of either register.

    :raises CommandError: there is none in force today.
    """
    today = clock.today()
    found = next((area for each in CODE_SYSTEMS if (area := area_by_code(code=code, system=each, on=today))), None)
    if found is None:
        raise CommandError(f"no area with the code {code} is in force today; try: gongzhi show_area", returncode=MISUSE)
    return found


def shown(taken: Taken) -> list[Problem]:
    """Return the first findings that somebody has to put right or look at."""
    kept = taken.reading.problems.kept
    return [*kept[Level.MUST][:SHOWN], *kept[Level.LOOK][:SHOWN]]


def line(problem: Problem) -> str:
    """Return a finding as one line: cell, what stands there, what is wrong, what to do."""
    cell = f"{column_letter(problem.column) if problem.column is not None else ''}{problem.row}"
    return f"  {cell}\t{problem.value or '–'}\t{what_is_wrong(problem)}。{mend_of(problem)}"
