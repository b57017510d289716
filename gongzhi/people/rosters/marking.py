"""The rows that could not go in, as a sheet to be put right and handed in again: bad cells marked, a reason beside."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from gongzhi.kernel.sheets.reading import Book
from gongzhi.kernel.sheets.writing import Cell, Marked
from gongzhi.people.rosters.layout import Layout, filled_rows
from gongzhi.people.rosters.problems import Level, Problem, Problems
from gongzhi.people.rosters.spelling import text_of

Said = Callable[[Problem], str]


def headings_of_all(layouts: Sequence[Layout]) -> tuple[str, ...]:
    """Return the headings of all sheets, each once, in their order."""
    return tuple(dict.fromkeys(each for layout in layouts for each in layout.headings if each))


def marked_rows(book: Book, layouts: Sequence[Layout], problems: Problems, said: Said) -> Iterator[tuple[Cell, ...]]:
    """Yield each row that could not go in, under `headings_of_all`, and last what is wrong with it in words."""
    at = {heading: place for place, heading in enumerate(headings_of_all(layouts))}
    wrong: dict[tuple[int, int], list[Problem]] = defaultdict(list)
    for problem in problems.kept[Level.MUST]:
        wrong[problem.sheet, problem.row].append(problem)
    for layout in layouts:
        for number, line in enumerate(filled_rows(book.sheets[layout.sheet]), 1):
            if (layout.sheet, number) in wrong:
                found = wrong[layout.sheet, number]
                cells: list[Cell] = [""] * len(at)
                bad = {problem.column for problem in found}
                for place, heading in enumerate(layout.headings):
                    if heading:
                        text = text_of(line[place]) if place < len(line) else ""
                        cells[at[heading]] = Marked(text) if place in bad else text
                yield (*cells, "；".join(dict.fromkeys(said(each) for each in found)))
