"""Read a file of divisions: CSV, gzipped CSV or xlsx, as the two registers are published."""

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from gongzhi.kernel.verdicts import Refusal
from gongzhi.territory.editions.rows import LEVEL_NUMBERS, Note, Row, faults_of_cells

NEEDED = ("code", "level", "name", "parent_code")
WHOLE = "code12"
MARKS = {"nbs": frozenset({WHOLE}), "mca": frozenset({"kind", "sort_order"})}
KNOWN = frozenset({*NEEDED, WHOLE, "kind", "sort_order", "org_kind_from_name", "synthetic"})
YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
MOST_FAULTS_KEPT = 1000  # more of them say nothing new; the count is told
FLAGS = ("0", "1")


@dataclass(frozen=True, slots=True)
class Edition:
    """
    An edition of a register as its file says.

    `system` is the register by its columns, empty where they do not tell; `year` stands in the name of the file.
    `sha` is of the rows, whatever the format; `notes` are about the file itself.
    """

    file_name: str
    system: str
    year: int | None
    sha: str
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Faults:
    """Faults of rows: how many, and the first ones."""

    count: int
    first: tuple[Note, ...]


def read_edition(path: Path) -> Edition:
    """
    Read a file whole; nothing of it is used unless all of it can be.

    :raises Refusal: it is cut, of another kind, has another header, or rows that have no place in the tree.
    """
    lines, is_ended = read_lines(path)
    header = [cell.strip().lower() for cell in next(lines, [])]
    check_header(path, header)
    reader = _RowReader(header)
    rows = tuple(reader.rows(lines))
    if reader.count:
        raise faulty(path.name, Faults(reader.count, tuple(reader.first)))
    if not rows:
        raise Refusal("territory.file_empty", figures={"file": path.name})
    notes = [] if is_ended else [Note(rows[-1].number, rows[-1].code, "no_line_end")]
    extra = sorted(set(header) - KNOWN - {""})
    notes += [Note(1, "", "column_not_read", name) for name in extra]
    return Edition(path.name, _system_of(header), _year_of(path.name), _sha(rows), rows, tuple(notes))


def faulty(file_name: str, faults: Faults) -> Refusal:
    """Return the refusal of a file for its rows; the first ones are told."""
    told = [(note.row, note.code, note.kind, note.detail) for note in faults.first]
    return Refusal("territory.file_faulty", figures={"file": file_name, "count": faults.count, "rows": told})


def read_lines(path: Path) -> tuple[Iterator[list[str]], bool]:
    """
    Return the lines of a file as cells, and whether the last one is ended.

    :raises Refusal: it is missing, cut, of another kind, or not in UTF-8.
    """
    name = path.name.lower()
    if not path.is_file():
        raise Refusal("territory.file_missing", figures={"file": str(path)})
    if name.endswith(".xlsx"):
        return iter(_sheet(path)), True
    if not name.endswith((".csv", ".csv.gz")):
        raise Refusal("territory.file_kind", figures={"file": path.name})
    text = _text(path)
    return _csv(path.name, text), text.endswith("\n")


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        if path.name.lower().endswith(".gz"):
            data = gzip.decompress(data)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refusal("territory.file_cut", figures={"file": path.name}) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = error.reason == "unexpected end of data"
        raise Refusal(
            "territory.file_cut" if is_cut else "territory.file_encoding", figures={"file": path.name}
        ) from error


def _csv(file_name: str, text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise Refusal("territory.file_cut", figures={"file": file_name}) from error


def _sheet(path: Path) -> list[list[str]]:
    """Return the first sheet as text; a code that the sheet holds as a number is read as its digits."""
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise Refusal("territory.file_cut", figures={"file": path.name}) from error
    return [[_cell(cell) for cell in line] for line in sheet]


def _cell(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def check_header(path: Path, header: Sequence[str], needed: Sequence[str] = NEEDED) -> None:
    """Refuse a header that lacks a column or names one twice."""
    missing = [name for name in needed if name not in header]
    if missing or len(set(header)) < len(header):
        told = ("、".join(names)[:200] or "–" for names in (missing, header, needed))
        figures = dict(zip(("file", "missing", "found", "needed"), (path.name, *told), strict=True))
        raise Refusal("territory.file_header", figures=figures)


def _system_of(header: Sequence[str]) -> str:
    return next((system for system, marks in MARKS.items() if marks <= set(header)), "")


def _year_of(file_name: str) -> int | None:
    found = YEAR.search(file_name)
    return int(found[0]) if found else None


def _sha(rows: Iterable[Row]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row.code},{row.name},{row.parent}\n".encode())
    return digest.hexdigest()


class _RowReader:
    """Turn lines into rows and keep what is wrong with them."""

    def __init__(self, header: Sequence[str]) -> None:
        self.width = len(header)
        self.places = tuple(header.index(name) for name in NEEDED)
        self.whole = header.index(WHOLE) if WHOLE in header else None
        self.flag = header.index("synthetic") if "synthetic" in header else None
        self.order = header.index("sort_order") if "sort_order" in header else None
        self.first: list[Note] = []
        self.count = 0

    def rows(self, lines: Iterable[Sequence[str]]) -> Iterator[Row]:
        """Yield the rows without fault; empty lines are passed over."""
        code_at, level_at, name_at, parent_at = self.places
        for number, cells in enumerate(lines, 2):
            if not any(cells):
                continue
            if len(cells) != self.width:
                self._keep(Note(number, cells[0][:40], "fault_cells", f"{len(cells)}/{self.width}"))
                continue
            code, level, name, parent = cells[code_at], cells[level_at], cells[name_at].strip(), cells[parent_at]
            kinds = self._faults(cells, code, level, name, parent)
            for kind in kinds:
                self._keep(Note(number, code[:40], kind, name[:40]))
            if not kinds:
                yield Row(number, code, LEVEL_NUMBERS[level], name, parent)

    def _faults(self, cells: Sequence[str], code: str, level: str, name: str, parent: str) -> list[str]:
        whole = cells[self.whole] if self.whole is not None else None
        kinds = list(faults_of_cells(code=code, level=level, name=name, parent=parent, whole=whole))
        if self.flag is not None and cells[self.flag] not in FLAGS:
            kinds.append("fault_flag")
        if self.order is not None and not cells[self.order].isdigit():
            kinds.append("fault_order")
        return kinds

    def _keep(self, note: Note) -> None:
        self.count += 1
        if len(self.first) < MOST_FAULTS_KEPT:
            self.first.append(note)
