"""Registers as xlsx. Every cell is text, a whole number or a day; nothing in it is ever evaluated."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | int | dt.date | None
ILLEGAL = {c: None for c in range(32) if c not in (9, 10, 13)}  # control characters that XML 1.0 has no place for


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
    plain = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy年m月d日"})
    top = 0
    if about:
        sheet.write_string(0, 0, about.translate(ILLEGAL))
        top = 1
    for column, text in enumerate(headings):
        sheet.set_column(column, column, max(10, min(40, 2 * len(text) + 6)))
        sheet.write_string(top, column, text, head)
    sheet.freeze_panes(top + 1, 0)
    for line, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            if isinstance(value, dt.date):
                sheet.write_datetime(line, column, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001  a spreadsheet day has no zone
            elif isinstance(value, int):
                sheet.write_number(line, column, value, plain)
            else:
                sheet.write_string(line, column, (value or "").translate(ILLEGAL), plain)
    book.close()
    return buffer.getvalue()
