"""Papers: data stays text, the page holds what was asked, printing is journalled."""

import datetime as dt
import io

import openpyxl
import pytest
from pypdf import PdfReader

from gongzhi.documents.actions import print_paper
from gongzhi.documents.papers import Paper, typeset
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.sheets.writing import write_sheet

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
PAPER = Paper(
    kind="cases.receipt",
    title="受理回执",
    issuer="攀枝花市西区格里坪镇庄上村",
    number="庄上〔2026〕0218",
    day="2026年11月24日",
    lines=[("什么事", '#import "x": y $a$ *水*'), ("在哪里", "二组")],
    code="7K2M-94QX",
    code_label="查询码",
    address="http://127.0.0.1/follow/",
    signers=["经办人", "签收人"],
)


def words_of(pdf):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_markup_in_data_stays_text():
    words = words_of(typeset(PAPER))
    assert '#import"x":y$a$*水*' in words.replace(" ", "")
    assert "7K2M-94QX" in words
    assert "2026年11月24日" in words


@pytest.mark.django_db
def test_printing_writes_who_printed_which_paper():
    content = print_paper(
        by=system_actor("test"), paper=PAPER, subject=("cases.case", 3), area_path="1/", pack_ref="base@0", now=NOW
    )
    entry = Entry.objects.get()
    assert (entry.code, entry.subject_id, entry.figures["paper"]) == ("documents.paper_printed", 3, "cases.receipt")
    assert content.startswith(b"%PDF-")


@pytest.mark.parametrize("payload", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "http://x.example/"])
def test_a_spreadsheet_evaluates_nothing(payload):
    book = openpyxl.load_workbook(io.BytesIO(write_sheet(title="台账", headings=["内容"], rows=[[payload]])))
    cell = book.active["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value.strip() == payload.strip()
