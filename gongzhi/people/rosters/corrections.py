"""What a clerk puts in place of what a file says: in one cell, or wherever one word stands in a column."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from gongzhi.kernel.sheets.reading import Cell
from gongzhi.people.rosters.spelling import BLANKS, text_of

LEFT_OUT = ""  # in place of a field: the row is not to go in
MOST_WORD = 40
RowPlace = tuple[int, int]
WordPlace = tuple[int, str, str]


def word_shown(cell: Cell) -> str:
    """Return a cell as findings show it, by which a word is found again: single blanks, no longer than an entry."""
    return BLANKS.sub(" ", text_of(cell))[:MOST_WORD]


@dataclass(frozen=True, slots=True)
class Corrections:
    """
    Hold what stands in place of cells, by sheet and row, and of words, by sheet, field and the word as it is shown.

    A word without anything in its place leaves out the rows in which it stands.
    """

    cells: Mapping[RowPlace, Mapping[str, str]] = field(default_factory=dict)
    words: Mapping[WordPlace, str | None] = field(default_factory=dict)

    def words_in(self, sheet: int) -> Mapping[tuple[str, str], str | None]:
        """Return the words of one sheet, by field and word."""
        return {(name, word): text for (place, name, word), text in self.words.items() if place == sheet}

    def joined(self, later: "Corrections") -> "Corrections":
        """Return these with later ones, which count; a word that was put in place of another is followed to its end."""
        cells = {place: dict(fields) for place, fields in self.cells.items()}
        for place, fields in later.cells.items():
            cells.setdefault(place, {}).update(fields)
        words = {place: later.words.get((*place[:2], text or ""), text) for place, text in self.words.items()}
        return Corrections(cells, {**words, **later.words})

    def packed(self) -> bytes:
        """Return these as JSON: cells as lists of three, words as lists of four."""
        cells = [[*place, fields] for place, fields in self.cells.items()]
        return json.dumps([*cells, *([*place, text] for place, text in self.words.items())]).encode()


def unpacked(data: bytes) -> Corrections:
    """Return the corrections that were packed."""
    kept = json.loads(data)
    cells = {(each[0], each[1]): each[2] for each in kept if len(each) == len(("sheet", "row", "fields"))}
    words = {
        (each[0], each[1], each[2]): each[3] for each in kept if len(each) == len(("sheet", "field", "word", "text"))
    }
    return Corrections(cells, words)
