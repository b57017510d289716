"""Judge the rows of a roster: who stands in each, what was put right, and what somebody has to put right."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gongzhi.kernel.sheets.reading import Book, Cell, Row
from gongzhi.people.rosters import cells
from gongzhi.people.rosters.cells import Read, Reader
from gongzhi.people.rosters.corrections import LEFT_OUT, Corrections, word_shown
from gongzhi.people.rosters.layout import Layout, filled_rows
from gongzhi.people.rosters.problems import LEVELS, MOST_KEPT, WORDS, Level, Problem, Problems, column_letter
from gongzhi.people.rosters.shapes import Kind
from gongzhi.people.rosters.spelling import heading_of, text_of
from gongzhi.people.rules import Paper, Residence

DITTOS = frozenset({"同上", "同上行", "同前", "〃", "″", "“", "”", '"', "''", "同 上", "上同"})
FIRST_OF_DITTO = frozenset(each[0] for each in DITTOS) | {" ", "\u3000"}
REPEATABLE = frozenset(
    {"register_number", "head_name", "phone", "address", "group", "registered_address", "residence", "grid", "village"}
)
TOTAL = re.compile(r"(本页|本组|本村|全村|全组)?[合小总共累]\s*计.*|共\s*\d+\s*[人户].*|总(人|户)数.*")
TOTAL_SIGN = re.compile("[计共总]")
COUNT = re.compile(r"[\d,，]+\s*[人名户口]?")
FOOT = re.compile(
    r"(填表|制表|填报|审核|审批|经办|负责|复核|录入|打印|导出)\S{0,4}[:：].*|(备?注|说明)[:：].*|第\s*\d+\s*页.*"
)
HEAD_OF_HOUSEHOLD = "head"
MALE, FEMALE = "male", "female"
SEX_DIGIT = 16  # the 17th place of an identity number is odd for men (GB 11643)
ROWS_BETWEEN_TELLING = 5000
Tell = Callable[[int], None]


class Resident(NamedTuple):
    """One row as it would be recorded; texts are empty where nothing is known, the day is in ISO form."""

    sheet: int
    row: int
    name: str
    sex: str
    born_on: str
    residence: str
    relation: str
    registered_address: str
    phone: str
    paper: str
    number: str
    register_number: str
    address: str
    village_id: int
    area_id: int


@dataclass(frozen=True)
class Places:
    """
    Where the rows of a roster can live: `home` is the area it is taken in for.

    `villages` are ids by name as rosters write them, just the one when the roster is of a village; `grids` are ids of
    grids by village and name; `names` are the names of the villages by id.
    """

    home_id: int
    villages: Mapping[str, int]
    names: Mapping[int, str]
    grids: Mapping[tuple[int, str], int] = field(default_factory=dict)

    @property
    def is_one_village(self) -> bool:
        """Tell whether all rows live in one village."""
        return self.home_id in self.names


class Judge:
    """Read the rows of a book as its layouts say; findings are collected in `problems`."""

    def __init__(
        self, *, kind: Kind, layouts: tuple[Layout, ...], places: Places, on: dt.date, corrections: Corrections
    ) -> None:
        self.kind = kind
        self.layouts = layouts
        self.places = places
        self.on = on
        self.corrections = corrections
        self.problems = Problems()
        self.read = 0
        self.first: dict[str | tuple[str, ...], Resident] = {}
        self.heads: dict[tuple[int, str], str] = {}
        self.birth = cells.reader_of_births(on)
        words = cells.reader_of_words
        self.readers: Mapping[str, Reader] = {
            "register_number": cells.read_register_number,
            "head_name": cells.read_text,
            "relation": words(kind.words("relation"), "relation_unknown"),
            "name": cells.read_name,
            "sex": words(kind.words("sex"), "sex_unknown"),
            "paper": words(kind.words("paper"), "paper_unknown"),
            "born_on": self.birth,
            "phone": cells.read_phone,
            "address": cells.read_text,
            "group": cells.read_text,
            "registered_address": cells.read_text,
            "residence": words(kind.words("residence"), "residence_unknown"),
            "grid": cells.read_text,
            "village": cells.read_text,
        }

    def residents(self, book: Book, tell: Tell = lambda done: None) -> Iterator[Resident]:
        """Yield who stands in the rows that can go in, in the order of the file; `tell` is given rows read."""
        for layout in self.layouts:
            sheet = _SheetRows(self, layout, book.sheets[layout.sheet].without_result)
            for number, row in enumerate(filled_rows(book.sheets[layout.sheet])):
                if number <= layout.last or not any(row):
                    continue
                self.read += 1
                if self.read % ROWS_BETWEEN_TELLING == 0:
                    tell(self.read)
                found = sheet.resident(number + 1, row)
                if found is not None:
                    yield found
        tell(self.read)

    def is_first(self, found: Resident) -> bool:
        """Tell whether nobody of the rows before is this person; the same row again is passed over."""
        key = found.number or (found.name, found.born_on, found.register_number or found.address)
        before = self.first.setdefault(key, found)
        if before is found:
            return True
        is_same = before[2:] == found[2:]
        self.problems.add(
            Problem(found.sheet, found.row, None, "", "same_row" if is_same else "twice_in_file", "", str(before.row))
        )
        return False


def is_ditto(cell: str) -> bool:
    """Tell whether a cell says that it repeats the one above."""
    return cell in DITTOS or text_of(cell) in DITTOS


def is_total(cell: Cell) -> bool:
    """Tell whether a cell says that its row sums up others."""
    return isinstance(cell, str) and TOTAL_SIGN.search(cell) is not None and TOTAL.fullmatch(text_of(cell)) is not None


def counts_people(cell: Cell) -> bool:
    """Tell whether a cell says how many people there are where the name of one should stand."""
    if isinstance(cell, str) and not cell[:1].isdigit():
        return is_total(cell)
    return COUNT.fullmatch(text_of(cell)) is not None


class _SheetRows:
    """Read the rows of one sheet, remembering what stood above."""

    def __init__(self, judge: Judge, layout: Layout, without_result: tuple[str, ...]) -> None:
        self.judge = judge
        self.layout = layout
        self.number_at = layout.column_of("number")
        self.name_at = layout.column_of("name") or 0
        self.columns = [
            (each, place, judge.readers[each])
            for place, each in enumerate(layout.fields)
            if each and each not in ("number", "name")
        ]
        self.without_result = frozenset(without_result)
        self.words = judge.corrections.words_in(layout.sheet)
        self.left_out = [each for each, text in self.words.items() if text is None]
        self.above: dict[str, Cell] = {}
        self.last: Resident | None = None

    def resident(self, row: int, line: Row) -> Resident | None:
        """Return who stands in a row; None where the row is none of a person or cannot go in."""
        if self._is_passed_over(row, line):
            return None
        corrected = self.judge.corrections.cells.get((self.layout.sheet, row), {})
        if LEFT_OUT in corrected or self._is_left_out(line):
            self._leave_out(line)
            return None
        bad, added = len(self.judge.problems.bad_rows), self.judge.problems.added
        name = self._cell(row, line, "name", self.name_at, cells.read_name, corrected)
        facts = {each: self._cell(row, line, each, place, reader, corrected) for each, place, reader in self.columns}
        number = self._number(row, line, facts, corrected)
        found = self._made(row, name, number, facts)
        if self.judge.problems.added > added:
            self._name(row, name)
        self.last = found  # also of a row that cannot go in: those below may be of its household, and of no other
        if found is None or len(self.judge.problems.bad_rows) > bad:
            return None
        return found if self.judge.is_first(found) else None

    def _written(self, line: Row, field: str) -> Cell:
        """Return what stands in a column of a row, from above where the cell says that it repeats."""
        place = self.layout.column_of(field)
        cell = line[place] if place is not None and place < len(line) else None
        return self.above.get(field) if isinstance(cell, str) and is_ditto(cell) else cell

    def _is_left_out(self, line: Row) -> bool:
        """Tell whether a word stands in the row whose rows are not to go in."""
        return any(word_shown(self._written(line, field)) == word for field, word in self.left_out)

    def _leave_out(self, line: Row) -> None:
        """Pass over a row that is not to go in, remembering what rows below it may repeat."""
        for each, _, _ in self.columns:
            if each in REPEATABLE:
                self.above[each] = self._written(line, each)
        self.last = None

    def _name(self, row: int, name: str) -> None:
        """Remember who stands in a row with findings, so that a clerk sees whom they are about."""
        names = self.judge.problems.names
        if name and len(names) < MOST_KEPT:
            names[self.layout.sheet, row] = name

    def _is_passed_over(self, row: int, line: Row) -> bool:
        """Tell whether a row holds no person: a total, a foot, the headings once more."""
        cell = line[self.name_at] if self.name_at < len(line) else None
        heading = self.layout.headings[self.name_at]
        if isinstance(cell, str) and cell[:1] == heading[:1] and heading_of(cell) == heading:
            return self._pass(row, "heading_again", heading)
        if cell is not None and not counts_people(cell):
            return False
        texts = [text for each in line if (text := text_of(each))]
        if not texts:
            return True
        if any(TOTAL.fullmatch(text) for text in texts):
            return self._pass(row, "total_row", texts[0][:20])
        return FOOT.fullmatch(texts[0]) is not None and self._pass(row, "foot_row", texts[0][:20])

    def _pass(self, row: int, kind: str, detail: str) -> bool:
        self._find(row, None, "", kind, detail=detail)
        return True

    def _cell(self, row: int, line: Row, field: str, place: int, reader: Reader, corrected: Mapping[str, str]) -> str:
        """Return what one cell gives, corrected where the clerk did, filled where it says that it repeats."""
        cell = line[place] if place < len(line) else None
        if corrected and field in corrected:
            cell = corrected[field]
        elif isinstance(cell, str) and cell[:1] in FIRST_OF_DITTO and is_ditto(cell):
            if field not in REPEATABLE or self.above.get(field) is None:
                self._find(row, place, field, "ditto_unclear", cell)
                return ""
            cell = self.above[field]
            self._find(row, place, field, "ditto_filled", "", text_of(cell)[:20] if field != "phone" else "")
        elif cell is None and self.without_result and f"{column_letter(place)}{row}" in self.without_result:
            self._find(row, place, field, "no_result")
            return ""
        if field in REPEATABLE:
            self.above[field] = cell
        read = reader(cell)
        if read.kind in WORDS and self.words:
            cell = self._word(field, cell)
            read = reader(cell)
        if read.kind:
            self._tell(row, place, field, read, cell)
            return "" if LEVELS[read.kind] is Level.MUST else read.value
        return read.value

    def _word(self, field: str, cell: Cell) -> Cell:
        """Return what was put in place of a word in this column, the word itself where nothing was."""
        return (self.words and self.words.get((field, word_shown(cell)))) or cell

    def _number(self, row: int, line: Row, facts: Mapping[str, str], corrected: Mapping[str, str]) -> str:
        """Return the number of the paper, after its kind is known."""
        if self.number_at is None:
            return ""
        paper = facts.get("paper", "")
        on = self.judge.on
        return self._cell(
            row, line, "number", self.number_at, lambda cell: cells.read_number(cell, paper, on), corrected
        )

    def _tell(self, row: int, place: int, field: str, read: Read, cell: Cell) -> None:
        shown = cells.masked(field, read.value if field == "number" else text_of(cell))
        self._find(row, place, field, read.kind, shown, read.detail)

    def _find(self, row: int, place: int | None, field: str, kind: str, value: str = "", detail: str = "") -> None:
        self.judge.problems.add(Problem(self.layout.sheet, row, place, field, kind, value, detail))

    def _made(self, row: int, name: str, number: str, facts: dict[str, str]) -> Resident | None:
        village_id = self._village(row, str(self._word("village", facts.get("village", ""))))
        if village_id is None:
            return None
        paper = _paper(facts.get("paper", ""), number)
        born_on = self._birth(row, facts.get("born_on", ""), number if paper == Paper.IDENTITY else "")
        if number and paper == Paper.IDENTITY:
            self._check_sex(row, facts.get("sex", ""), number)
        register_number, address = self._household(row, facts, village_id)
        return Resident(
            self.layout.sheet,
            row,
            name,
            facts.get("sex", ""),
            born_on,
            facts.get("residence", "") or (Residence.LOCAL.value if "residence" not in facts else ""),
            facts.get("relation", ""),
            facts.get("registered_address", ""),
            facts.get("phone", ""),
            paper,
            number,
            register_number,
            address,
            village_id,
            self._area(row, str(self._word("grid", facts.get("grid", ""))), village_id),
        )

    def _village(self, row: int, text: str) -> int | None:
        """Return the village a row names; where the roster is of one village, that one unless another is named."""
        places = self.judge.places
        if not text and places.is_one_village:
            return places.home_id
        found = places.villages.get(text)
        if found is None:
            kind = "village_unknown" if text else "village_missing"
            self._find(row, self.layout.column_of("village"), "village", kind, text[:40])
        return found

    def _area(self, row: int, text: str, village_id: int) -> int:
        """Return the grid a row names where it is known, else the village."""
        if not text:
            return village_id
        found = self.judge.places.grids.get((village_id, text))
        if found is None:
            self._find(row, self.layout.column_of("grid"), "grid", "grid_unknown", text[:40])
            return village_id
        return found

    def _birth(self, row: int, born_on: str, number: str) -> str:
        """Return the day of birth: as the number carries it where there is one, and not another one beside it."""
        by_number = f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if number else ""
        if by_number and born_on and not by_number.startswith(born_on):
            self._find(row, self.layout.column_of("born_on"), "born_on", "born_otherwise", born_on, by_number)
        is_day = len(born_on) == len("2000-01-01")
        return by_number or (born_on if is_day else "")

    def _check_sex(self, row: int, sex: str, number: str) -> None:
        by_number = MALE if int(number[SEX_DIGIT]) % 2 else FEMALE
        if sex and sex != by_number:
            self._find(row, self.layout.column_of("sex"), "sex", "sex_otherwise", sex, by_number)

    def _household(self, row: int, facts: Mapping[str, str], village_id: int) -> tuple[str, str]:
        """Return the number of the household register and the address, carried on from above within a household."""
        number, address, group = facts.get("register_number", ""), facts.get("address", ""), facts.get("group", "")
        last = self.last
        is_member = facts.get("relation", "") not in ("", HEAD_OF_HOUSEHOLD)
        if not number and is_member and last is not None and last.register_number and not address:
            number, address = last.register_number, last.address
            self._find(
                row, self.layout.column_of("register_number"), "register_number", "filled_from_above", "", number
            )
        elif number and not address and last is not None and last.register_number == number:
            address = last.address
        elif group and group not in address:
            address = group + address
        if number and not address:
            address = self.judge.places.names[village_id]
            self._find(row, self.layout.column_of("address"), "address", "household_without_address")
        self._check_head(row, village_id, number, facts)
        return number, address

    def _check_head(self, row: int, village_id: int, number: str, facts: Mapping[str, str]) -> None:
        head = facts.get("head_name", "")
        if number and head:
            before = self.judge.heads.setdefault((village_id, number), head)
            if before != head:
                self._find(
                    row, self.layout.column_of("head_name"), "head_name", "head_otherwise", head[:20], before[:20]
                )


def _paper(paper: str, number: str) -> str:
    """Return the kind of paper of a number: an identity card unless the roster says otherwise."""
    if number:
        return paper if paper in (Paper.PASSPORT, Paper.PERMIT) else Paper.IDENTITY.value
    return Paper.NONE.value if paper == Paper.NONE else ""
