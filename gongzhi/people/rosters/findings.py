"""What is kept of a reading for its preview, as JSON: how the file was understood, what is wrong, what would change."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from itertools import islice
from typing import Any

from gongzhi.people.rosters.layout import Layout
from gongzhi.people.rosters.matching import Change
from gongzhi.people.rosters.problems import Level, Problem, Problems, Word

MOST_SHOWN = 500  # of each level; a clerk puts these right first, and reading again brings the next


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it was understood: its letter's place, its heading, what it gives, whether another gives it too."""

    place: int
    heading: str
    field: str
    is_doubled: bool


@dataclass(frozen=True, slots=True)
class Understood:
    """How one sheet was understood: its place among the visible ones, rows of headings as the file numbers them."""

    sheet: int
    name: str
    first: int
    last: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A registered person whom a row would change: which fields differ."""

    row: int
    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """
    Hold what a preview shows; `headings` stand for the sheets when none was understood.

    `names` are those of rows with findings, by sheet and row; `words` says of words that stand in several cells in how
    many.
    """

    sheets: tuple[Understood, ...] = ()
    hidden: tuple[str, ...] = ()
    formulas: int = 0
    headings: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    changes: tuple[Changed, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    names: tuple[tuple[int, int, str], ...] = ()
    words: tuple[tuple[Word, int], ...] = ()

    def of(self, level: Level) -> tuple[Problem, ...]:
        """Return the findings of a level, in the order of the file."""
        found = (each for each in self.problems if each.level is level)
        return tuple(sorted(found, key=lambda each: (each.sheet, each.row, -1 if each.column is None else each.column)))


def understood(layout: Layout) -> Understood:
    """Return how a sheet was understood, as the preview says it."""
    columns = tuple(
        Column(place, heading, field, place in layout.doubled)
        for place, (heading, field) in enumerate(zip(layout.headings, layout.fields, strict=True))
        if heading
    )
    return Understood(layout.sheet, layout.name, layout.first + 1, layout.last + 1, columns)


def shown(problems: Problems) -> tuple[Problem, ...]:
    """Return the first findings of each level; of those about one word the first stands for all."""
    return tuple(each for level in Level for each in islice(_once(problems.kept[level]), MOST_SHOWN))


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    seen: set[Word] = set()
    for each in problems:
        if (word := each.word) is None or word not in seen:
            yield each
        if word:
            seen.add(word)


def repeated(problems: Problems) -> tuple[tuple[Word, int], ...]:
    """Return the words that stand in several cells, and in how many."""
    return tuple((word, times) for word, times in problems.words.items() if times > 1)


def changed(changes: Sequence[Change]) -> tuple[Changed, ...]:
    """Return the first changes, as the preview says them."""
    return tuple(
        Changed(each.keyed.resident.row, each.keyed.resident.name, each.fields) for each in changes[:MOST_SHOWN]
    )


def packed(found: Findings) -> bytes:
    """Return findings as JSON."""
    return json.dumps(astuple(found), ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(data: bytes) -> Findings:
    """Return the findings that were packed."""
    sheets, hidden, formulas, headings, problems, changes, kinds, names, words = json.loads(data)
    return Findings(
        tuple(_understood(each) for each in sheets),
        tuple(hidden),
        formulas,
        tuple(headings),
        tuple(Problem(*each) for each in problems),
        tuple(Changed(row, name, tuple(fields)) for row, name, fields in changes),
        kinds,
        tuple((sheet, row, name) for sheet, row, name in names),
        tuple(((word[0], word[1], word[2], word[3]), times) for word, times in words),
    )


def _understood(packed_sheet: Sequence[Any]) -> Understood:
    sheet, name, first, last, columns = packed_sheet
    return Understood(sheet, name, first, last, tuple(Column(*each) for each in columns))
