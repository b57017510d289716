"""Find where a roster begins: its sheets, its row or two rows of headings, and what each column gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from gongzhi.kernel.sheets.reading import Book, Cell, Range, Row, Sheet
from gongzhi.people.rosters.shapes import Kind
from gongzhi.people.rosters.spelling import heading_of

ROWS_LOOKED_AT = 20  # titles, dates and who filled it in stand above the headings; never more than a screen of them
LEAST_HEADINGS = 2
HEAD = "户主"  # two-row headings write the head's name as 户主 above 姓名
LARGEST_RANGE = 20_000


@dataclass(frozen=True, slots=True)
class Layout:
    """
    How one sheet was understood.

    `first` and `last` are the rows of its headings from 0; `headings` are the columns as they are compared, `fields`
    what each gives, empty where it is not taken; `doubled` are columns whose field an earlier one gives already.
    """

    sheet: int
    name: str
    first: int
    last: int
    headings: tuple[str, ...]
    fields: tuple[str, ...]
    doubled: frozenset[int] = frozenset()

    @property
    def weight(self) -> int:
        """Return how many facts the columns give."""
        return sum(map(bool, self.fields))

    def column_of(self, field: str) -> int | None:
        """Return the column that gives a field."""
        return self.fields.index(field) if field in self.fields else None


def layouts_of(book: Book, kind: Kind, chosen: Mapping[str, str]) -> tuple[Layout, ...]:
    """
    Return how the sheets with a roster on them are laid out; a sheet without headings that say so is none.

    `chosen` says what headings give that somebody decided about; the rest follows the pack.
    """
    fields = {**kind.fields, **chosen}
    found = (layout_of(number, sheet, fields) for number, sheet in enumerate(book.sheets))
    return tuple(each for each in found if each is not None)


def layout_of(number: int, sheet: Sheet, fields: Mapping[str, str]) -> Layout | None:
    """Return the layout of one sheet: the row, or the pair of rows, whose headings give the most facts."""
    rows = list(islice(filled_rows(sheet), ROWS_LOOKED_AT + 1))
    pairs = [(first, last) for first in range(len(rows)) for last in (first, first + 1)]
    read = ((first, last, headings_at(rows, first, last, fields)) for first, last in pairs)
    layouts = [
        given(Layout(number, sheet.name, first, last, headings, ()), fields)
        for first, last, headings in read
        if headings
    ]
    fitting = [each for each in layouts if each.weight >= LEAST_HEADINGS and "name" in each.fields]
    return max(fitting, key=lambda each: (each.weight, each.first == each.last), default=None)


def given(layout: Layout, fields: Mapping[str, str]) -> Layout:
    """Return the layout with what each column gives; of two columns for one field the first counts."""
    seen: set[str] = set()
    taken, doubled = [], set()
    for place, heading in enumerate(layout.headings):
        field = fields.get(heading, "")
        if field in seen:
            doubled.add(place)
            field = ""
        seen.add(field)
        taken.append(field)
        seen.discard("")
    return replace(layout, fields=tuple(taken), doubled=frozenset(doubled))


def headings_at(rows: Sequence[Row], first: int, last: int, fields: Mapping[str, str]) -> tuple[str, ...] | None:
    """Return the headings of one row, or of two joined; None where the second is no row of headings."""
    top = [heading_of(cell) for cell in rows[first]]
    if first == last:
        return tuple(top)
    if last >= len(rows):
        return None
    below = [heading_of(cell) for cell in rows[last]]
    width = max(len(top), len(below))
    pairs = zip(spread(top, width), below + [""] * (width - len(below)), strict=True)
    joined = [one_heading(above, under, fields) for above, under in pairs]
    return None if None in joined else tuple(each or "" for each in joined)


def spread(top: Sequence[str], width: int) -> list[str]:
    """Return group headings carried to the right over the columns they stand above; a text file has no merged cells."""
    found: list[str] = []
    for place in range(width):
        own = top[place] if place < len(top) else ""
        found.append(own or (found[-1] if found else ""))
    return found


def one_heading(above: str, under: str, fields: Mapping[str, str]) -> str | None:
    """Return what two headings above each other say; None where the lower one is a value of the upper one's column."""
    if not under or under == above:
        return above
    joined = above + under
    if joined in fields:
        return joined
    if above in fields and under not in fields and not above.startswith(HEAD):
        return None
    return HEAD + under if above.startswith(HEAD) and HEAD + under in fields else under


def filled_rows(sheet: Sheet) -> Iterator[Row]:
    """Yield the rows of a sheet with merged cells filled: each cell of a range holds what the first one holds."""
    ranges: dict[int, list[Range]] = {}
    for each in sheet.merged:
        if (each[2] - each[0] + 1) * (each[3] - each[1] + 1) <= LARGEST_RANGE:
            ranges.setdefault(each[0], []).append(each)
    below: dict[int, list[tuple[int, Cell]]] = {}
    for number, row in enumerate(sheet.rows()):
        for place, value in below.pop(number, ()):
            _put(row, place, value)
        for each in ranges.get(number, ()):
            _fill(row, each, below)
        yield row


def _fill(row: Row, merged: Range, below: dict[int, list[tuple[int, Cell]]]) -> None:
    """Fill the first row of a range, and remember what belongs into the rows below it."""
    top, left, bottom, right = merged
    value = row[left] if left < len(row) else None
    for place in range(left, right + 1):
        _put(row, place, value)
        for later in range(top + 1, bottom + 1):
            below.setdefault(later, []).append((place, value))


def _put(row: Row, place: int, value: Cell) -> None:
    row.extend([None] * (place + 1 - len(row)))
    row[place] = value


def headings_found(book: Book) -> tuple[str, ...]:
    """Return what stands in the fullest of the first rows of a book, for saying that no heading was understood."""
    rows: Iterable[Row] = (row for sheet in book.sheets for row in islice(sheet.rows(), ROWS_LOOKED_AT))
    fullest: Row = max(rows, key=lambda row: sum(isinstance(cell, str) for cell in row), default=[])
    return tuple(text for cell in fullest if (text := heading_of(cell)))[:20]
