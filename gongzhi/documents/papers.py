"""Papers as PDF: plain data in, typeset pages out. Data never becomes markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import segno
import typst
from django.conf import settings

HERE = Path(__file__).parent / "typst"


@dataclass(frozen=True, slots=True)
class Table:
    """Hold an annex: its title, its headings, and its rows of as many cells."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Paper:
    """
    Hold everything a sheet says, in the order it says it.

    `kind` goes into the journal (`cases.receipt`); `issuer` stands above the title; `lines` are heading and value,
    `blanks` headings of boxes to write into by hand; `salutation` and `paragraphs` are the text of a letter;
    `sealed_by` is who signs and seals, above the day; `annexes` follow the letter; `notes` is small print; `code` is
    printed large beside the QR code of `address`; `signers` are the lines to sign.
    """

    kind: str
    title: str
    issuer: str
    number: str
    day: str
    number_label: str = "编号"
    lines: Sequence[tuple[str, str]] = ()
    blanks: Sequence[str] = ()
    salutation: str = ""
    paragraphs: Sequence[str] = ()
    notes: Sequence[str] = ()
    signers: Sequence[str] = ()
    sealed_by: str = ""
    annexes: Sequence[Table] = ()
    code: str = ""
    code_label: str = ""
    address: str = ""
    address_label: str = ""


def qr_svg(address: str) -> str:
    """Return the QR code of an address as SVG text, empty for no address."""
    return str(segno.make(address, error="m").svg_inline(scale=4, border=2)) if address else ""


def fonts() -> list[Path]:
    """Return the folders with the open font that set-up has put there."""
    return [Path(settings.PAPER_FONTS)] if settings.PAPER_FONTS.exists() else []


def typeset(paper: Paper) -> bytes:
    """Return the paper as PDF (A4, margins of GB/T 9704-2012)."""
    data = json.dumps(asdict(paper) | {"qr": qr_svg(paper.address)}, ensure_ascii=False)
    return bytes(
        typst.compile(HERE / "paper.typ", root=HERE, font_paths=fonts(), sys_inputs={"paper": data}, pdf_standards=[])
    )
