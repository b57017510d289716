"""Spreadsheets: everything hostile is refused within the bounds, everything ordinary is read as it stands."""

import csv
import datetime as dt
import io
import itertools
import struct
import time
import zipfile

import openpyxl
import pytest
import xlsxwriter

from gongzhi.kernel.sheets import child, reading
from gongzhi.kernel.sheets.reading import read_book
from gongzhi.kernel.sheets.writing import Marked, write_sheet, write_text
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words

OLE = child.OLE + b"\0" * 504
ODD_PARTS = {"xl/workbook.xml": b"<workbook/>"}


def book(fill):
    """Return a workbook that `fill` has written."""
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer)
    fill(made)
    made.close()
    return buffer.getvalue()


def plain(made):
    made.add_worksheet("户籍").write_row(0, 0, ["姓名", "性别"])


def packed(parts, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def repacked(content, **parts):
    """Return a workbook with parts replaced or added; slashes of their names are written as `__`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return packed(kept | {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()})


def far_cell(row, column):
    return book(lambda made: made.add_worksheet().write(row, column, "x"))


def long_string():
    shared = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    return repacked(book(plain), xl__sharedStrings_dot_xml=shared % (b"A" * 100_000_000))


def sheet_xml(body, head=b""):
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return head + b"<worksheet " + space + b"><sheetData>" + body + b"</sheetData></worksheet>"


def with_sheet(xml):
    return repacked(book(plain), xl__worksheets__sheet1_dot_xml=xml)


def entity_bomb():
    names = "abcdefghi"
    lines = "".join(f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in itertools.pairwise(names))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">{lines}]>'.encode()
    return with_sheet(sheet_xml(b'<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row>', head))


def outside_entity():
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return with_sheet(sheet_xml(b'<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>', head))


def locked_parts():
    content = bytearray(book(plain))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 1)
    return bytes(content)


def promises_more(size):
    """Return a workbook whose directory says that a part unpacks to `size` bytes."""
    content = bytearray(book(plain))
    place = content.find(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(content)


def many_rows():
    row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
    return with_sheet(sheet_xml(b"".join(row % (number, number) for number in range(1, 400_001))))


def rows_of(content):
    (sheet,) = read_book(content).sheets
    return list(sheet.rows())


HOSTILE = {
    "nothing at all": (lambda: b"", "kernel.sheet_empty"),
    "more bytes than are taken": (lambda: b"a" * (reading.LARGEST_BYTES + 1), "kernel.sheet_too_large"),
    "a web page called xls": (lambda: b"<html><table><tr><td>x</td></tr></table></html>", "kernel.sheet_kind"),
    "a web page after blanks": (lambda: b"\r\n  <!DOCTYPE html><html>", "kernel.sheet_kind"),
    "xml of an old spreadsheet": (lambda: b'<?xml version="1.0"?><Workbook/>', "kernel.sheet_kind"),
    "a paper": (lambda: b"%PDF-1.7\n1 0 obj", "kernel.sheet_kind"),
    "a letter": (lambda: b"{\\rtf1 name}", "kernel.sheet_kind"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "kernel.sheet_kind"),
    "a program": (lambda: b"MZ\x90\0\x03\0\0\0", "kernel.sheet_kind"),
    "a program of another system": (lambda: b"\x7fELF\x02\x01\x01\0", "kernel.sheet_kind"),
    "random bytes": (lambda: bytes(range(128, 256)) * 8, "kernel.sheet_encoding"),
    "text of no known encoding": (lambda: "姓名".encode("gb18030") + b"\xff\xff,\x81", "kernel.sheet_encoding"),
    "half of a character in UTF-16": (lambda: b"\xff\xfe\x31", "kernel.sheet_encoding"),
    "a quotation without end": ('姓名,性别\n"张三,男\n'.encode, "kernel.sheet_broken"),
    "a cell of a megabyte": (lambda: b"name\n" + b"a" * 1_000_000, "kernel.sheet_broken"),
    "text of too many columns": (lambda: b"," * 5000, "kernel.sheet_too_large"),
    "text of too many rows": (lambda: b"a\n" * 300_000, "kernel.sheet_too_large"),
    "an archive of something else": (lambda: packed({"photo.jpg": b"x"}), "kernel.sheet_kind"),
    "a document": (lambda: packed({"word/document.xml": b"<w/>"}), "kernel.sheet_kind"),
    "an archive cut in the middle": (lambda: book(plain)[:-300], "kernel.sheet_broken"),
    "an archive of a few bytes": (lambda: b"PK\x03\x04abc", "kernel.sheet_broken"),
    "an archive in an archive": (lambda: packed({"inner.zip": packed({"a": b"b"})}), "kernel.sheet_kind"),
    "a book without sheets": (lambda: packed(ODD_PARTS), "kernel.sheet_broken"),
    "macros": (lambda: repacked(book(plain), xl__vbaProject_dot_bin=b"x"), "kernel.sheet_macros"),
    "macros in another place": (lambda: repacked(book(plain), odd__VBAPROJECT_dot_BIN=b"x"), "kernel.sheet_macros"),
    "macros of the old format": (lambda: OLE + child.MACROS, "kernel.sheet_macros"),
    "a password": (lambda: OLE + child.LOCKED, "kernel.sheet_locked"),
    "a password on the archive": (locked_parts, "kernel.sheet_locked"),
    "an old book that is none": (lambda: OLE, "kernel.sheet_broken"),
    "an old book cut off": (lambda: child.OLE, "kernel.sheet_broken"),
    "a cell at the far corner": (lambda: far_cell(1_048_575, 16_383), "kernel.sheet_too_large"),
    "a cell far below": (lambda: far_cell(1_048_575, 0), "kernel.sheet_too_large"),
    "a cell far to the right": (lambda: far_cell(0, 16_383), "kernel.sheet_too_large"),
    "one text of a hundred megabytes": (long_string, "kernel.sheet_too_large"),
    "rows beyond counting": (many_rows, "kernel.sheet_too_large"),
    "entities that grow": (entity_bomb, "kernel.sheet_broken"),
    "an entity from a file": (outside_entity, "kernel.sheet_broken"),
    "a part that promises gigabytes": (lambda: promises_more(4_000_000_000), "kernel.sheet_too_large"),
    "two thousand parts": (
        lambda: packed({"xl/workbook.xml": b""} | {f"xl/{number}": b"" for number in range(2000)}),
        "kernel.sheet_too_large",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_time_with_what_can_be_done(name):
    make, code = HOSTILE[name]
    content = make()
    began = time.monotonic()
    with pytest.raises(Refusal) as refused:
        list(read_book(content).sheets[0].rows())
    assert refused.value.code == code
    assert in_words(refused.value).ways
    assert time.monotonic() - began < reading.SECONDS


def test_a_sheet_of_nonsense_has_no_rows():
    assert rows_of(with_sheet(b"\0\1\2<<<>>>")) == []


def test_a_file_that_takes_too_long_is_stopped_and_said_so(monkeypatch):
    monkeypatch.setattr(reading, "SECONDS", 0.001)
    with pytest.raises(Refusal, match=r"kernel\.sheet_too_slow"):
        read_book(book(plain))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_text_is_read_in_the_encodings_office_programs_write(encoding):
    assert rows_of("姓名,性别\n张三,男\n".encode(encoding)) == [["姓名", "性别"], ["张三", "男"]]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_is_read_whatever_stands_between_its_columns(mark):
    assert rows_of(f"姓名{mark}住址\n张三{mark}三组5号\n".encode()) == [["姓名", "住址"], ["张三", "三组5号"]]


def test_characters_beyond_the_first_plane_are_read_in_both_encodings():
    for encoding in ("utf-8", "gb18030"):
        assert rows_of("姓名\n𠮷田\n".encode(encoding)) == [["姓名"], ["𠮷田"]]


def test_cells_are_read_as_what_they_are_from_the_first_row_and_column_on():
    def fill(made):
        sheet = made.add_worksheet()
        sheet.write_row(1, 1, ["姓名", 12, 1.5, True])
        sheet.write_datetime(2, 1, dt.datetime(1990, 1, 2), made.add_format({"num_format": "yyyy-mm-dd"}))

    assert rows_of(book(fill)) == [
        [None] * 5,
        [None, "姓名", 12, 1.5, True],
        [None, ["1990-01-02"], None, None, None],
    ]


def test_hidden_sheets_are_named_and_not_read_and_merged_cells_are_told():
    def fill(made):
        sheet = made.add_worksheet("户籍")
        sheet.merge_range(1, 0, 3, 0, "0031")
        made.add_worksheet("底稿").hide()

    found = read_book(book(fill))
    assert found.hidden == ("底稿",)
    assert [(sheet.name, sheet.merged) for sheet in found.sheets] == [("户籍", ((1, 0, 3, 0),))]


def test_formulas_give_what_they_came_to_and_those_without_a_result_are_named():
    def fill(made):
        sheet = made.add_worksheet("户籍 & 底册")
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(1, 0, "=1+1", None, "")
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")

    (sheet,) = read_book(book(fill)).sheets
    assert (sheet.formulas, sheet.without_result) == (3, ("A2", "A3"))
    assert next(iter(sheet.rows())) == [2]


PAYLOADS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '=HYPERLINK("x")']


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_sheet_or_text_we_write_is_evaluated(payload):
    written = write_sheet(title="台账", headings=[payload], rows=[[payload], [Marked(payload)]])
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(written)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    lines = csv.reader(io.StringIO(write_text(headings=[payload], rows=[[payload]]).decode("utf-8-sig"), newline=""))
    assert {cell[0] for line in lines for cell in line} == {"'"}


def test_long_numbers_keep_their_digits_in_both_formats():
    number = "440114199001011239"
    written = write_sheet(title="名册", headings=["号码"], rows=[[number]])
    cell = openpyxl.load_workbook(io.BytesIO(written)).active["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (number, "s", "@")
    assert f"'{number}" in write_text(headings=["号码"], rows=[[number]]).decode("utf-8-sig")


def test_a_marked_cell_stands_out():
    written = write_sheet(title="名册", headings=["姓名", "性别"], rows=[["张三", Marked("南")]])
    row = openpyxl.load_workbook(io.BytesIO(written)).active[2]
    assert [cell.fill.fill_type for cell in row] == [None, "solid"]
