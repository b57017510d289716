"""Registers as xlsx or csv. Every cell is text, a whole number or a day; nothing in it is ever evaluated."""

import csv
import datetime as dt
import io
import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell that stands out, because something in it is to be put right."""

    text: str


Cell = str | int | dt.date | Marked | None
ILLEGAL = {c: None for c in range(32) if c not in (9, 10, 13)}  # control characters that XML 1.0 has no place for
EVALUATED = (
    "=",
    "+",
    "-",
    "@",
    "＝",
    "＋",
    "－",
    "＠",
    "|",
)  # in East Asia the wide forms as well (OWASP, CSV Injection)
UNSEEN = "".join(map(chr, (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)))  # have no width, so that what follows comes first
BLANK = UNSEEN + string.whitespace + "\u00a0\u3000"
LONGEST_NUMBER = 11  # a spreadsheet that opens a csv shows longer numbers as 4.4E+17, and loses digits from 16 on
TEXT_MARK = "'"


def write_sheet(*, title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]], about: str = "") -> bytes:
    """
    Return a workbook with one sheet: `about` on the first line if given, then headings, then rows.

    Identity numbers, phones and codes go in as text, so that a spreadsheet keeps their digits and runs no formula.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet = book.add_worksheet(title[:31])
    head = book.add_format({"bold": True, "bg_color": "#F0EDE7", "border": 1, "text_wrap": True, "valign": "vcenter"})
    top = 0
    if about:
        sheet.write_string(0, 0, about.translate(ILLEGAL))
        top = 1
    for column, text in enumerate(headings):
        sheet.set_column(column, column, max(10, min(40, 2 * len(text) + 6)))
        sheet.write_string(top, column, text.translate(ILLEGAL), head)
    sheet.freeze_panes(top + 1, 0)
    write = _writer(book, sheet)
    for line, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            write(line, column, value)
    book.close()
    return buffer.getvalue()


def _writer(book: Any, sheet: Any) -> Any:
    """Return what writes one cell of a sheet as what it is."""
    plain = book.add_format({"border": 1, "valign": "top", "text_wrap": True, "num_format": "@"})
    number = book.add_format({"border": 1, "valign": "top"})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy年m月d日"})
    marked = book.add_format(
        {"border": 1, "valign": "top", "text_wrap": True, "num_format": "@", "bg_color": "#F7C9C4"}
    )

    def write(line: int, column: int, value: Cell) -> None:
        if isinstance(value, dt.date):
            sheet.write_datetime(line, column, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001  a spreadsheet day has no zone
        elif isinstance(value, int):
            sheet.write_number(line, column, value, number)
        elif isinstance(value, Marked):
            sheet.write_string(line, column, value.text.translate(ILLEGAL), marked)
        else:
            sheet.write_string(line, column, (value or "").translate(ILLEGAL), plain)

    return write


def write_text(*, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """
    Return a csv with a byte order mark, which spreadsheet programs need to read it as UTF-8.

    What they would evaluate or shorten begins with an apostrophe, by which they keep a cell as text.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow([_safe(each) for each in headings])
    writer.writerows(_safe_row(row) for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _safe_row(row: Sequence[Cell]) -> Iterator[str]:
    for value in row:
        if isinstance(value, dt.date):
            yield value.isoformat()
        elif isinstance(value, Marked):
            yield _safe(value.text)
        else:
            yield str(value) if isinstance(value, int) else _safe(value or "")


def _safe(text: str) -> str:
    """Return a text that a spreadsheet program shows as it stands."""
    text = text.translate(ILLEGAL)
    is_long_number = len(text) > LONGEST_NUMBER and text[:-1].isdigit()
    begins_with_space = text[:1].isspace() and text[:1] not in " \u3000"
    is_evaluated = begins_with_space or text.lstrip(BLANK).startswith(EVALUATED)
    return TEXT_MARK + text if is_long_number or is_evaluated else text
