"""
Read a file that nobody trusts, in a process of its own that may do nothing else (`kernel.bounded`).

The file comes over standard input and its cells go out as lines of JSON: what the book holds, then the rows in pieces.
A cell is a text, a number, a truth value, null, or a list with one day in it. What cannot be read is said in one line
with the code of the refusal. Nothing of the project is imported here, and no settings or keys are handed in.
"""

import csv
import datetime as dt
import gc
import html
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import TextIO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

# The bounds of the platform's own for one file; a roster of 200,000 rows is within them.
MOST_PARTS = 1000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_RATIO = 100
SMALL_PART = 1024 * 1024  # a part this small harms nobody however well it was packed
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELL = 4000  # characters; a longer text is no entry of a register
ROWS_A_LINE = 1000
PIECE = 1024 * 1024
CARRIED = 4096  # a cell's own markup is shorter, so one that lies across two pieces is seen whole
MOST_NAMED = 1000

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
MACROS = "_VBA_PROJECT_CUR".encode("utf-16-le")
FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]+)"([^>]*)><f(?:[^>]*/>|[^>]*>[^<]*</f>)(<v>[^<]+</v>)?')
FAILED = b't="e"'  # the mark of a cell that shows #N/A, #REF! and the like
SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<Relationship\s[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

PACKING_FAULTS = (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, ValueError, NotImplementedError)
Cell = str | int | float | bool | None | list[str]


class Unreadable(Exception):
    """Say why a file cannot be taken; `code` names the refusal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(content: bytes, out: TextIO) -> None:
    """
    Write what a file holds as lines of JSON.

    :raises Unreadable: it is no spreadsheet, locked, with macros, broken, or larger than a roster can be.
    """
    if content.startswith(b"PK"):
        read_book(content, formulas_of(checked_parts(content)), out)
    elif content.startswith(OLE):
        check_old_book(content)
        read_book(content, {}, out)
    else:
        read_text(text_of(content), out)


def checked_parts(content: bytes) -> zipfile.ZipFile:
    """
    Return a packed workbook whose directory promises nothing unreasonable.

    :raises Unreadable: it is another kind of archive, holds macros, or would unpack to more than a roster can be.
    """
    try:
        book = zipfile.ZipFile(io.BytesIO(content))
    except PACKING_FAULTS as fault:
        raise Unreadable("kernel.sheet_broken") from fault
    parts = book.infolist()
    names = {part.filename.lower() for part in parts}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable("kernel.sheet_macros")
    if "xl/workbook.xml" not in names:
        raise Unreadable("kernel.sheet_kind")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("kernel.sheet_locked")
    check_sizes(parts)
    if any(part.filename.endswith((".xml", ".rels")) and declares_entities(book, part) for part in parts):
        raise Unreadable("kernel.sheet_broken")
    return book


def check_sizes(parts: Sequence[zipfile.ZipInfo]) -> None:
    """
    Look at what the parts of an archive say they unpack to.

    :raises Unreadable: they are too many, or too large, or packed too well to be a table.
    """
    is_bomb = any(part.file_size > max(SMALL_PART, MOST_RATIO * part.compress_size) for part in parts)
    if is_bomb or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("kernel.sheet_too_large")


def declares_entities(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part begins with a document type, which no spreadsheet program writes."""
    try:
        with book.open(part) as file:
            return b"<!DOCTYPE" in file.read(CARRIED).upper()
    except PACKING_FAULTS as fault:
        raise Unreadable("kernel.sheet_broken") from fault


def check_old_book(content: bytes) -> None:
    """
    Look at a workbook of the old format before it is read.

    :raises Unreadable: it is a locked one of the new format, or it holds macros.
    """
    if LOCKED in content:
        raise Unreadable("kernel.sheet_locked")
    if MACROS in content:
        raise Unreadable("kernel.sheet_macros")


def formulas_of(book: zipfile.ZipFile) -> dict[str, tuple[int, list[str]]]:
    """Return by sheet how many cells are formulas, and the first of those that were saved without what they come to."""
    try:
        targets = {
            each["Id"]: each["Target"]
            for each in map(attributes, RELATION.findall(part_text(book, "xl/_rels/workbook.xml.rels")))
            if {"Id", "Target"} <= each.keys()
        }
        sheets = [attributes(tag) for tag in SHEET_TAG.findall(part_text(book, "xl/workbook.xml"))]
        return {
            html.unescape(each.get("name", "")): formulas_in(book, targets.get(each.get("r:id", ""), ""))
            for each in sheets
        }
    except PACKING_FAULTS as fault:
        raise Unreadable("kernel.sheet_broken") from fault


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag."""
    return dict(ATTRIBUTE.findall(tag))


def part_text(book: zipfile.ZipFile, name: str) -> str:
    """Return a part as text; nothing when the book has no such part."""
    return book.read(name).decode("utf-8", "replace") if name in book.namelist() else ""


def formulas_in(book: zipfile.ZipFile, target: str) -> tuple[int, list[str]]:
    """Return how many formulas a sheet holds and which have no result, without holding the sheet in memory."""
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    if name not in book.namelist():
        return 0, []
    found: dict[str, bool] = {}
    with book.open(name) as file:
        carried = b""
        while piece := file.read(PIECE):
            text = carried + piece
            cells = FORMULA.findall(text) if b"<f" in text else ()
            found.update((cell.decode(), bool(value) and FAILED not in tag) for cell, tag, value in cells)
            carried = text[-CARRIED:]
    return len(found), [cell for cell, has_result in found.items() if not has_result][:MOST_NAMED]


def read_book(content: bytes, formulas: dict[str, tuple[int, list[str]]], out: TextIO) -> None:
    """
    Write the visible sheets of a workbook, and the names of the hidden ones.

    :raises Unreadable: it is locked, broken, or too large.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        hidden = [each.name for each in book.sheets_metadata if each.visible is not SheetVisibleEnum.Visible]
        sheets = [each.name for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        tell(out, {"hidden": hidden})
        for name in sheets:
            if name not in hidden:
                read_sheet(book.get_sheet_by_name(name), formulas.get(name, (0, [])), out)
    except PasswordError as fault:
        raise Unreadable("kernel.sheet_locked") from fault
    except (CalamineError, ValueError, OSError) as fault:
        raise Unreadable("kernel.sheet_broken") from fault


def read_sheet(sheet: CalamineSheet, formulas: tuple[int, list[str]], out: TextIO) -> None:
    """
    Write one sheet: what is to be known about it, then its rows, each from the first column on.

    :raises Unreadable: it has more rows or columns than a roster can have.
    """
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise Unreadable("kernel.sheet_too_large")
    count, without_result = formulas
    merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
    about = {"name": sheet.name, "merged": merged, "formulas": count, "without_result": without_result}
    tell(out, {"sheet": about})
    before: list[Cell] = [None] * (sheet.start or (0, 0))[1]  # empty rows are read, empty first columns are not
    write_rows(([*before, *map(cell_of, row)] for row in sheet.iter_rows()), out)


def cell_of(value: object) -> Cell:
    """Return a cell as JSON holds it: whole numbers without a point, days as lists, no text longer than an entry."""
    if isinstance(value, str):
        return value[:MOST_CELL] or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dt.datetime):
        return [value.date().isoformat()]
    if isinstance(value, dt.date):
        return [value.isoformat()]
    return value if isinstance(value, int) else str(value)


def text_of(content: bytes) -> str:
    """
    Return a text file as text: UTF-8 or UTF-16 with a mark at its beginning, UTF-8, or GB 18030.

    :raises Unreadable: it is none, or a page or paper under the name of a spreadsheet.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        ways: tuple[str, ...] = ("utf-16",)
    elif content.lstrip()[:1] == b"<" or content.startswith((b"%PDF", b"{\\rtf")) or b"\0" in content:
        raise Unreadable("kernel.sheet_kind")
    else:
        ways = ("utf-8-sig", "gb18030")
    for way in ways:
        try:
            return content.decode(way)
        except UnicodeDecodeError:
            continue
    raise Unreadable("kernel.sheet_encoding")


def read_text(text: str, out: TextIO) -> None:
    """
    Write a text file as the one sheet of a book.

    :raises Unreadable: a quotation never ends, or there are more rows or columns than a roster can have.
    """
    head = text[:PIECE].split("\n", 1)[0]
    mark = max(",\t;", key=head.count)
    tell(out, {"hidden": []})
    tell(out, {"sheet": {"name": "", "merged": [], "formulas": 0, "without_result": []}})
    try:
        write_rows(text_rows(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)), out)
    except csv.Error as fault:
        raise Unreadable("kernel.sheet_broken") from fault


def text_rows(lines: Iterator[list[str]]) -> Iterator[list[Cell]]:
    """Yield the rows of a text file, within the bounds of a sheet."""
    for number, line in enumerate(lines, 1):
        if number > MOST_ROWS or len(line) > MOST_COLUMNS:
            raise Unreadable("kernel.sheet_too_large")
        yield [cell[:MOST_CELL] or None for cell in line]


def write_rows(rows: Iterator[list[Cell]], out: TextIO) -> None:
    """Write rows in pieces, each a line."""
    piece: list[list[Cell]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == ROWS_A_LINE:
            tell(out, piece)
            piece = []
    if piece:
        tell(out, piece)


def tell(out: TextIO, what: dict[str, object] | Sequence[object]) -> None:
    """Write one line of JSON."""
    out.write(json.dumps(what, ensure_ascii=False, separators=(",", ":")) + "\n")


def main() -> None:
    """Read standard input, and write cells or the reason why not to standard output."""
    gc.disable()  # cells form no cycles; the collector would walk through all of them over and over
    content = sys.stdin.buffer.read()
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogatepass")
    try:
        read(content, out)
    except Unreadable as reason:
        tell(out, {"refused": reason.code})
    except MemoryError:
        tell(out, {"refused": "kernel.sheet_too_large"})
    out.flush()


if __name__ == "__main__":
    main()
