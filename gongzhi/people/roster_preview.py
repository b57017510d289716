"""A roster as pages show it: where it is, what is wrong cell by cell, what its columns give, what would change."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import Said, in_words
from gongzhi.people.roster_register import findings_of, kind_at
from gongzhi.people.roster_tables import RosterImport
from gongzhi.people.roster_wording import CHANGED, mend_of, what_is_wrong
from gongzhi.people.rosters.findings import Findings
from gongzhi.people.rosters.problems import SENSITIVE, Level, Problem, Word, column_letter
from gongzhi.people.rosters.shapes import Kind
from gongzhi.territory.queries import full_name, lines_of

MOST_ON_A_PAGE = 50  # cells to be put right at once; reading again brings the next


@dataclass(frozen=True, slots=True)
class Wrong:
    """
    One finding as a page shows it; `key` names the field in which it is put right, `out_key` that which leaves it out.

    `times` is in how many cells of the column the same word stands; both keys are then for all of them. A word of a
    list can be put right although the row may go in without it.
    """

    place: str
    row: int
    name: str
    column: str
    value: str
    said: str
    mend: str
    key: str
    out_key: str
    typed: str
    times: int
    is_word: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: what it gives, as key and in words, or why it is not taken."""

    heading: str
    letter: str
    field: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The headings of a roster, and what each may give."""

    headings: tuple[Heading, ...]
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """Hold what a list says of a roster: where it is, and its figures."""

    record: RosterImport
    area: str

    @property
    def pk(self) -> int:
        """Return its number."""
        return self.record.pk

    @property
    def state(self) -> str:
        """Return where it is."""
        return self.record.state

    @property
    def counts(self) -> Mapping[str, int]:
        """Return its figures."""
        counts: Mapping[str, int] = self.record.counts
        return counts


@dataclass(frozen=True)
class Preview(Line):
    """Hold what the page of a roster says."""

    kind: Kind
    found: Findings

    @property
    def is_busy(self) -> bool:
        """Tell whether the worker has it, so that the page looks again by itself."""
        return self.record.state in ("waiting", "taking")

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.record.state in ("read", "unfit")

    @property
    def good(self) -> int:
        """Return how many rows would go in or are registered already."""
        return sum(self.counts.get(name, 0) for name in ("new", "changed", "same"))

    @property
    def changes_something(self) -> bool:
        """Tell whether there is anything to take in."""
        return bool(self.counts.get("new") or self.counts.get("changed") or self.counts.get("households"))

    @property
    def has_marked(self) -> bool:
        """Tell whether rows that cannot go in are kept as a sheet."""
        return self.record.marked_sealed is not None

    @cached_property
    def must(self) -> tuple[Wrong, ...]:
        """Return the first cells and rows that must be put right; a word that stands in many cells is one of them."""
        return tuple(self._wrong(each) for each in self.found.of(Level.MUST)[:MOST_ON_A_PAGE])

    @property
    def must_places(self) -> int:
        """Return how many places those are."""
        return sum(each.times for each in self.must)

    @cached_property
    def look(self) -> tuple[Wrong, ...]:
        """Return the first findings somebody should look at."""
        return tuple(self._wrong(each) for each in self.found.of(Level.LOOK)[:MOST_ON_A_PAGE])

    @property
    def has_words_to_look_at(self) -> bool:
        """Tell whether some of them are words that can be put right."""
        return any(each.is_word for each in self.look)

    @property
    def mended(self) -> tuple[tuple[str, int], ...]:
        """Return what was put right or passed over, in words, with how often."""
        found: dict[str, Problem] = {}
        for each in self.found.of(Level.MENDED):
            found.setdefault(each.kind, each)
        plain = (Problem(each.sheet, each.row, None, "", each.kind, "", each.detail) for each in found.values())
        return tuple((what_is_wrong(each), self.found.kinds.get(each.kind, 0)) for each in plain)

    @property
    def changes(self) -> tuple[tuple[int, str, str], ...]:
        """Return row, name and the changed facts of registered persons, in words."""
        sep = pgettext("list", "、")
        shown = self.found.changes[:MOST_ON_A_PAGE]
        return tuple((each.row, each.name, sep.join(str(CHANGED[name]) for name in each.fields)) for each in shown)

    @property
    def columns(self) -> tuple[Heading, ...]:
        """Return what the columns give and why others are not taken."""
        return tuple(headings(self.found, self.kind))

    @cached_property
    def names(self) -> Mapping[tuple[int, int], str]:
        """Return who stands in rows with findings."""
        return {(sheet, row): name for sheet, row, name in self.found.names}

    @cached_property
    def words(self) -> Mapping[Word, int]:
        """Return in how many cells words stand that stand in several."""
        return dict(self.found.words)

    @cached_property
    def sheets(self) -> Mapping[int, str]:
        """Return the names of the sheets, where there are several to be told apart."""
        sheets = self.found.sheets
        return {each.sheet: f"{each.name} " for each in sheets} if len(sheets) > 1 else {}

    def _wrong(self, problem: Problem) -> Wrong:
        letter = column_letter(problem.column) if problem.column is not None else ""
        column = self.kind.columns.get(problem.field)
        has_cell = problem.column is not None
        times = self.words.get(problem.word, 1) if problem.word else 1
        place = f"{problem.sheet}:{problem.row}:"
        if times > 1:
            key, out_key = (f"{name}:{problem.sheet}:{problem.field}:{problem.value}" for name in ("word", "word_out"))
        else:
            key, out_key = f"cell:{place}{problem.field}" if has_cell else "", f"out:{place}"
        return Wrong(
            f"{self.sheets.get(problem.sheet, '')}{letter}{problem.row}",
            problem.row,
            self.names.get((problem.sheet, problem.row), problem.value if problem.field == "name" else ""),
            column.label() if column and has_cell else "",
            problem.value,
            what_is_wrong(problem),
            mend_of(problem),
            key,
            out_key,
            "" if problem.field in SENSITIVE else problem.value,
            times,
            problem.word is not None,
        )


def preview_of(record: RosterImport) -> Preview:
    """Return a roster as its page shows it."""
    on, path = localdate(record.at), record.area_path
    return Preview(record, full_name(path, on), kind_at(path, record.kind, on), findings_of(record))


def lines_for(records: Iterable[RosterImport], on: dt.date) -> list[Line]:
    """Return rosters as a list shows them."""
    rows = list(records)
    areas = lines_of({each.area_id for each in rows}, on)
    return [Line(each, areas[each.area_id].name if each.area_id in areas else "") for each in rows]


def refusal_of(record: RosterImport) -> Said | None:
    """Return in words why a file could not be read; None where it could."""
    if not record.refusal:
        return None
    found = findings_of(record).headings or ("–",)
    return in_words(Refusal(record.refusal, figures={**record.figures, "found": found}))


def columns_of(record: RosterImport) -> Columns:
    """Return the headings of a roster as they are understood now, each once, and what they may give."""
    preview = preview_of(record)
    once = {each.heading: each for each in reversed(tuple(headings(preview.found, preview.kind)))}
    choices = tuple((each.field, each.label()) for each in preview.kind.roster.columns)
    return Columns(tuple(reversed(once.values())), choices)


def headings(found: Findings, kind: Kind) -> Iterator[Heading]:
    """Yield the headings of the sheets that were understood, or of the rows that may be headings."""
    if not found.sheets:
        for place, text in enumerate(found.headings):
            yield Heading(text, column_letter(place), kind.fields.get(text, ""), "", "")
    for sheet in found.sheets:
        for each in sheet.columns:
            column = kind.columns.get(each.field)
            reason = "" if column else reason_of(each.heading, kind, is_doubled=each.is_doubled)
            label = column.label() if column else ""
            yield Heading(each.heading, column_letter(each.place), each.field, label, reason)


def reason_of(heading: str, kind: Kind, *, is_doubled: bool) -> str:
    """Return why a column is not taken."""
    if is_doubled:
        return _("前面已有一列是同一项，只收前一列")
    known = kind.reasons.get(heading)
    return str(known) if known else _("登记里没有这一项，不多收")
