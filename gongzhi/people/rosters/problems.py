"""What is wrong with a cell or a row, what was put right, and what somebody should look at."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_KEPT = 2000  # of each level; more of them say nothing new, and all are counted


class Level(StrEnum):
    """How much a finding weighs: the row cannot go in, somebody should look at it, or it was put right."""

    MUST = "must"
    LOOK = "look"
    MENDED = "mended"


MUST = (
    "name_missing",
    "name_unfit",
    "number_lost",
    "number_unfit",
    "number_check",
    "number_birth",
    "other_number_unfit",
    "sex_unknown",
    "sex_otherwise",
    "born_unfit",
    "born_ahead",
    "born_otherwise",
    "phone_unfit",
    "paper_unknown",
    "residence_unknown",
    "text_long",
    "ditto_unclear",
    "no_result",
    "village_missing",
    "village_unknown",
    "twice_in_file",
    "closed_here",
    "name_otherwise",
    "several_here",
)
LOOK = (
    "region_unknown",
    "relation_unknown",
    "grid_unknown",
    "born_without_day",
    "born_from_number",
    "private_signs",
    "elsewhere_too",
    "phones_two",
    "head_otherwise",
    "household_without_address",
    "same_name_here",
)
MENDED = ("name_blanks", "born_form", "ditto_filled", "filled_from_above", "number_old", "same_row")
SKIPPED = ("total_row", "foot_row", "heading_again")
LEVELS: Mapping[str, Level] = {
    **dict.fromkeys(MUST, Level.MUST),
    **dict.fromkeys(LOOK, Level.LOOK),
    **dict.fromkeys((*MENDED, *SKIPPED), Level.MENDED),
}
SENSITIVE = frozenset({"number", "phone"})
WORDS = frozenset(
    {"sex_unknown", "paper_unknown", "residence_unknown", "village_unknown", "relation_unknown", "grid_unknown"}
)
"""Findings about a word that means the same wherever it stands in its column, so that it is put right once."""
Word = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One finding: the row as the file numbers it, the column from 0 (None for the whole row), what stands there.

    `value` is masked where the field is sensitive; `detail` is what the sentence names.
    """

    sheet: int
    row: int
    column: int | None
    field: str
    kind: str
    value: str = ""
    detail: str = ""

    @property
    def level(self) -> Level:
        """Return how much it weighs."""
        return LEVELS[self.kind]

    @property
    def word(self) -> Word | None:
        """Return what is told once for all its cells: sheet, field, kind and word; None where each cell is its own."""
        return (self.sheet, self.field, self.kind, self.value) if self.kind in WORDS and self.value else None


@dataclass(slots=True)
class Problems:
    """
    Collect findings: all are counted by kind and by word, the first of each level kept.

    `names` are those in the rows of findings.
    """

    counts: Counter[str] = field(default_factory=Counter)
    words: Counter[Word] = field(default_factory=Counter)
    kept: dict[Level, list[Problem]] = field(default_factory=lambda: {level: [] for level in Level})
    bad_rows: set[tuple[int, int]] = field(default_factory=set)
    names: dict[tuple[int, int], str] = field(default_factory=dict)
    added: int = 0

    def add(self, problem: Problem) -> None:
        """Count a finding, keep it while there is room, and remember the row if it cannot go in."""
        level = problem.level
        self.added += 1
        self.counts[problem.kind] += 1
        if (word := problem.word) and (word in self.words or len(self.words) < MOST_KEPT):
            self.words[word] += 1
        if len(self.kept[level]) < MOST_KEPT:
            self.kept[level].append(problem)
        if level is Level.MUST:
            self.bad_rows.add((problem.sheet, problem.row))

    def of(self, level: Level) -> int:
        """Return how many findings there are of a level."""
        return sum(count for kind, count in self.counts.items() if LEVELS[kind] is level)


def column_letter(column: int) -> str:
    """Return how spreadsheets call a column: A, B … Z, AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
