"""
Whatever leaves as a spreadsheet evaluates nothing, whatever somebody wrote into a field that it shows.

Every export is named with what plants a text in each of its text fields; one that is not named breaks the build.
"""

import ast
import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import openpyxl
import pytest

import gongzhi
from gongzhi.bodies.models import Post
from gongzhi.cases.actions import export_cases
from gongzhi.cases.factories import filed
from gongzhi.cases.models import Case
from gongzhi.cases.queries import Filter
from gongzhi.kernel.clock import now
from gongzhi.kernel.sheets.writing import write_text
from gongzhi.people.actions import hand_in, hand_out_marked
from gongzhi.people.actions.exporting import export_roster
from gongzhi.people.actions.rosters import read_waiting
from gongzhi.people.models import Household, Person
from gongzhi.portal.actions import export_journal
from gongzhi.portal.journal import Wanted
from gongzhi.portal.management.commands import change_areas
from gongzhi.territory.management.commands import import_areas
from gongzhi.territory.messages import NOTES
from gongzhi.territory.models import AreaName
from gongzhi.territory.queries import ImportNote

PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","好")', "\t=1", "\n=1",
    " =1", "\u3000=1", "\u00a0=1", "\u200b=1", "\ufeff=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "=1\n=2", "|cmd",
    "=IMPORTXML(A1)", "=-1", "+1e9", "http://evil.example", "{=1}", "440114199001011239",
)  # fmt: skip
UNSEEN = "\u200b\ufeff\u00a0\u3000 \t\r\n"
LONGEST_NUMBER = 15  # digits that a spreadsheet keeps of a number
EVALUATED = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|")
WRITERS = {"write_sheet", "write_text"}
LIBRARIES = {"xlsxwriter", "openpyxl", "csv"}
# Modules that use a library of their own, and do not write what leaves.
READ_ONLY = {"kernel/sheets/child.py", "territory/editions/files.py"}
THE_WRITER = "kernel/sheets/writing.py"
Export = Callable[[object, str], bytes]

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def sheet_of_requests(cast, text):
    """Return the sheet of requests of a village where everything is called `text`."""
    case = filed(cast)
    Case.objects.filter(pk=case.pk).update(title=text, holder_name=text)
    AreaName.objects.filter(area_id=cast.area("village").id).update(name=text)
    by = replace(cast.actor("village_clerk"), name=text)
    return export_cases(
        by=by, wanted=Filter(path="", item="", deed="", is_open=None, is_late=False, text=""), now=now()
    )


def sheet_of_journal(cast, text):
    """Return the journal of a village where everybody and every post is called `text`."""
    AreaName.objects.filter(area_id=cast.area("village").id).update(name=text)
    Post.objects.update(title=text)
    by = replace(cast.actor("supervisor"), name=text)
    filed(cast)
    export_journal(by=by, wanted=Wanted(path="", deed="", since=None, until=None, person=None), now=now())
    return export_journal(by=by, wanted=Wanted(path="", deed="", since=None, until=None, person=None), now=now())


def sheet_of_bad_rows(cast, text):
    """Return the rows of a roster that could not go in, which are `text` from their headings on."""
    written = io.StringIO()
    csv.writer(written).writerows([["姓名", "现居住地址", "性别", f"{text}栏"], ["邱1明", text, text, text]])
    record = hand_in(
        by=cast.actor("village_clerk"), area=cast.area("village"), kind="residents", file_name="名册.csv",
        content=written.getvalue().encode(), now=now(),
    )  # fmt: skip
    read_waiting(roster_id=record.pk, round_number=record.round, now=now())
    return hand_out_marked(by=cast.actor("village_clerk"), roster_id=record.pk, now=now())


def report_of(command):
    """Return what writes the report of a command about rows whose codes and names are `text`."""

    def export(text, folder, settings):
        settings.VAR = folder
        notes = [ImportNote(row=2, code=text, kind=kind, detail=text) for kind in NOTES]
        return command.write_report(7, notes).read_bytes()

    return export


def plain_text(text, folder, settings):
    """Return a csv as the kernel writes it."""
    return write_text(headings=[text], rows=[[text]])


def roster(cast, text, form="xlsx"):
    """Return the roster of a village in which somebody is called and lives at `text`."""
    village, by = cast.area("village"), cast.actor("village_clerk")
    pk = cast.person_id("resident")
    home, _ = Household.objects.get_or_create(area_id=village.id, area_path=village.path, defaults={"address": text})
    Household.objects.filter(pk=home.pk).update(address=text)
    Person.objects.filter(pk=pk).update(name=text, household=home, registered_address=text)
    return export_roster(by=by, area=village, kind="residents", form=form, is_whole=True, reason="核对", now=now())


# module that writes it: what plants a text and exports, and in how many cells the text stands at least
EXPORTS: dict[str, tuple[Export, int]] = {
    "cases/actions/showing.py": (sheet_of_requests, 4),
    "portal/actions/journal.py": (sheet_of_journal, 3),
    "people/actions/rosters.py": (sheet_of_bad_rows, 3),
    "people/actions/exporting.py": (roster, 2),
}


def cells_of(content):
    """Return every cell of a workbook that holds something."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("module", EXPORTS)
def test_no_cell_of_an_export_is_evaluated_whatever_stands_in_it(module, cast):
    export, fewest = EXPORTS[module]
    for text in PAYLOADS:
        cells = cells_of(export(cast, text))
        bare = text.strip(UNSEEN)
        shown = [normalize("NFKC", str(cell.value)) for cell in cells]
        first = normalize("NFKC", bare.partition("\n")[0])
        assert sum(first in each for each in shown) >= fewest, text
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, text
        assert [cell.value for cell in cells if cell.hyperlink] == [], text
        assert [cell.value for cell in cells if cell.data_type == "n" and str(cell.value) == bare] == [], text


TEXTS = {
    "kernel/sheets/writing.py": plain_text,
    "territory/management/commands/import_areas.py": report_of(import_areas),
    "portal/management/commands/change_areas.py": report_of(change_areas),
}


@pytest.mark.parametrize("module", TEXTS)
def test_no_cell_of_a_csv_is_evaluated_or_shortened(module, tmp_path, settings):
    for text in PAYLOADS:
        content = TEXTS[module](text, tmp_path, settings).decode("utf-8-sig")
        cells = [cell for line in csv.reader(io.StringIO(content, newline="")) for cell in line]
        assert [cell for cell in cells if cell.strip(UNSEEN).startswith(EVALUATED)] == []
        assert [cell for cell in cells if cell.isdigit() and len(cell) > LONGEST_NUMBER] == []
        assert any(text.strip(UNSEEN) in cell for cell in cells)


def test_no_cell_of_a_roster_as_csv_is_evaluated_or_shortened(cast):
    for text in PAYLOADS:
        content = roster(cast, text, "csv").decode("utf-8-sig")
        cells = [cell for line in csv.reader(io.StringIO(content, newline="")) for cell in line]
        assert [cell for cell in cells if cell.strip(UNSEEN).startswith(EVALUATED)] == []
        assert [cell for cell in cells if cell.isdigit() and len(cell) > LONGEST_NUMBER] == []
        assert sum(text.strip(UNSEEN) in cell for cell in cells) >= 2, text


def named_in(path):
    """Return what a module imports or calls by name."""
    for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(each, ast.Import):
            yield from (name.name.partition(".")[0] for name in each.names)
        elif isinstance(each, ast.ImportFrom):
            yield (each.module or "").partition(".")[0]
            yield from (name.name for name in each.names)


def modules_with(names):
    """Return the modules of the platform that name one of these."""
    root = Path(gongzhi.__file__).parent
    found = (path for path in root.rglob("*.py") if "tests" not in path.parts and set(named_in(path)) & names)
    return {str(path.relative_to(root)) for path in found}


def test_every_export_is_tried():
    assert modules_with(WRITERS) | {THE_WRITER} == set(EXPORTS) | set(TEXTS)


def test_nothing_else_writes_spreadsheets():
    assert modules_with(LIBRARIES) == READ_ONLY | {THE_WRITER}
    root = Path(gongzhi.__file__).parent
    for module in READ_ONLY:
        names = {getattr(each, "attr", "") for each in ast.walk(ast.parse((root / module).read_text()))}
        assert not names & {"writer", "DictWriter", "Workbook"}, module
