"""Read a spreadsheet that somebody hands in, in a bounded process of its own."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongzhi.kernel import bounded
from gongzhi.kernel.verdicts import Refusal

CHILD = Path(__file__).with_name("child.py")
SECONDS = 20  # the longest a clerk is kept waiting for a no; a roster of 100,000 rows takes about two
LARGEST_BYTES = 20 * 1024 * 1024
MEGABYTE = 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 200_000, 200
FIGURES = {"megabytes": LARGEST_BYTES // MEGABYTE, "seconds": SECONDS, "rows": MOST_ROWS, "columns": MOST_COLUMNS}

Cell = str | int | float | bool | list[str] | None
"""What a cell holds: a day is a list with its ISO form in it, so that it is told from a text that looks like one."""
Row = list[Cell]
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    Hold one visible sheet; its rows are kept as they came and read when they are asked for.

    `merged` are ranges as first row, first column, last row, last column, from 0; `without_result` names the first
    formulas that were saved without what they come to.
    """

    name: str
    merged: tuple[Range, ...] = ()
    formulas: int = 0
    without_result: tuple[str, ...] = ()
    pieces: list[bytes] = field(default_factory=list, repr=False)

    def rows(self) -> Iterator[Row]:
        """Yield the rows in order, each from the first column on; empty ones as well."""
        for piece in self.pieces:
            yield from json.loads(piece)


@dataclass(frozen=True, slots=True)
class Book:
    """Hold what a file holds: its visible sheets, and the names of hidden ones, which are not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...]


def read_book(content: bytes) -> Book:
    """
    Return the sheets of an xlsx, an xls, or a text file in UTF-8, UTF-16 or GB 18030.

    :raises Refusal: it is empty, too large, locked, with macros, of another kind, broken, or takes too long to read.
    """
    if not content:
        raise _refused("kernel.sheet_empty")
    if len(content) > LARGEST_BYTES:
        raise _refused("kernel.sheet_too_large")
    lines = _told(content).splitlines()
    last = json.loads(lines[-1]) if lines else {}
    if isinstance(last, dict) and "refused" in last:
        raise _refused(str(last["refused"]))
    return _book(lines)


def _told(content: bytes) -> bytes:
    """Return what the child says about a file."""
    try:
        return bounded.heard(CHILD, content, seconds=SECONDS)
    except bounded.TooSlow as end:
        raise _refused("kernel.sheet_too_slow") from end
    except bounded.TooMuch as end:
        raise _refused("kernel.sheet_too_large") from end
    except bounded.Broken as end:
        raise _refused("kernel.sheet_broken") from end


def _refused(code: str) -> Refusal:
    return Refusal(code, figures=FIGURES)


def _book(lines: Sequence[bytes]) -> Book:
    hidden: tuple[str, ...] = ()
    sheets: list[Sheet] = []
    for line in lines:
        if line.startswith(b"["):
            sheets[-1].pieces.append(line)
            continue
        told = json.loads(line)
        if "hidden" in told:
            hidden = tuple(told["hidden"])
        else:
            sheets.append(_sheet(told["sheet"]))
    return Book(tuple(sheets), hidden)


def _sheet(about: dict[str, object]) -> Sheet:
    merged, without_result = about["merged"], about["without_result"]
    assert isinstance(merged, list)
    assert isinstance(without_result, list)
    ranges = tuple((each[0], each[1], each[2], each[3]) for each in merged)
    return Sheet(str(about["name"]), ranges, int(str(about["formulas"])), tuple(without_result))
