"""docs/requirements.md names tests that exist and carry the row they are named for, and forgets no row they carry."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from django.conf import settings

ROW = re.compile(
    r"^\| (?P<row>[A-Z]{2}(?:-[A-Z]{2})?-\d+) \| (?P<text>.+?) \| (?P<tests>.+?) \| (?P<taken_out>.+?) \|$", re.M
)
CARRIED = re.compile(r"\b(?:HD|DL|FC|PZ|YJ|TJ)(?:-[A-Z]{2})?-\d+\b")
MOST_ROWS = 3  # of one test: more would hide which of them it performs


def rows_of_tests() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the name of every test of the project with the rows that its docstring carries."""
    for folder in ("gongzhi", "tests"):
        for path in sorted((settings.BASE / folder).rglob("test_*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                    yield node.name, frozenset(CARRIED.findall(ast.get_docstring(node) or ""))


def carried() -> dict[str, frozenset[str]]:
    """Return the rows that the tests of a name carry."""
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for name, rows in rows_of_tests():
        found[name] |= rows
    return found


def listed() -> list[tuple[str, tuple[str, ...]]]:
    """Return the rows of the page with the tests named for each."""
    page = (settings.BASE / "docs/requirements.md").read_text(encoding="utf-8")
    return [(found["row"], tuple(re.findall(r"`(\w+)`", found["tests"]))) for found in ROW.finditer(page)]


def test_every_test_named_for_a_row_exists_and_carries_it():
    known = carried()
    wrong = [(row, name) for row, names in listed() for name in names if row not in known.get(name, frozenset())]
    assert wrong == []
    assert all(names for _, names in listed())


def test_every_row_that_a_test_carries_is_listed_once():
    rows = Counter(row for row, _ in listed())
    assert [row for row, times in rows.items() if times > 1] == []
    assert {row for _, found in rows_of_tests() for row in found} - rows.keys() == set()


def test_no_test_carries_more_rows_than_it_can_perform():
    assert [name for name, rows in rows_of_tests() if len(rows) > MOST_ROWS] == []
