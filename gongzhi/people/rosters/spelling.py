"""One spelling for what rosters write in many: headings, words, names and plain texts."""

import re
import unicodedata
from collections.abc import Callable

from gongzhi.kernel.sheets.reading import Cell

BLANKS = re.compile(r"\s+")
ASIDE = re.compile(r"[(（][^)）]*[)）]|[*＊:：。]")
INVISIBLE = dict.fromkeys([*range(32), 127, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], None) | {9: " ", 10: " ", 13: " "}
DOTS = re.compile(r"(?<=[^\x00-\x7f])\s*[•・‧∙⋅･．.]\s*(?=[^\x00-\x7f])")
TEXT_MARK = ("'", "’", "`")  # what makes a spreadsheet keep a cell as text, typed or exported along with it
Made = Callable[[str], str]


def text_of(cell: Cell) -> str:
    """Return a cell as text: half-width, without blanks at the ends, invisible signs and the mark of a text cell."""
    if isinstance(cell, str):
        if cell.isalnum() and (cell.isascii() or unicodedata.is_normalized("NFKC", cell)):
            return cell
        text = unicodedata.normalize("NFKC", cell).translate(INVISIBLE).strip()
        return text[1:].strip() if text.startswith(TEXT_MARK) else text
    if cell is None:
        return ""
    return cell[0] if isinstance(cell, list) else str(cell)


def heading_of(cell: Cell) -> str:
    """Return a heading as it is compared: without blanks, asides in brackets and marks of what must be filled in."""
    text = BLANKS.sub("", text_of(cell))
    return ASIDE.sub("", text) or text


def word_of(cell: Cell) -> str:
    """Return a word of a closed list as it is compared."""
    return BLANKS.sub("", text_of(cell)).upper()


def name_of(text: str) -> str:
    """Return a name in one spelling: no blanks between Chinese characters, the middle dot of long names as `·`."""
    name = DOTS.sub("·", text) if not text.isalnum() else text
    if " " not in name:
        return name
    return BLANKS.sub(" ", name) if name.isascii() else BLANKS.sub("", name)
