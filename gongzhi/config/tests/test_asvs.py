"""docs/asvs.md: every row has tests that exist, or an exception that is written down."""

import re

from django.conf import settings

from gongzhi.config.tests.test_requirements import rows_of_tests

ROW = re.compile(r"^\| (?P<number>\d+\.\d+\.\d+) \| (?P<asks>.+?) \| (?P<met>.+?) \| (?P<proof>.+) \|$", re.M)
NAME = re.compile(r"`(test_\w+)`")
EXCEPTION = re.compile(r"Exception: .{20,}")
FEWEST = 140  # rows the page holds; fewer means that the page or its form was lost


def rows() -> list[tuple[str, str]]:
    """Return number and proof of every row of the page."""
    page = (settings.BASE / "docs/asvs.md").read_text(encoding="utf-8")
    return [(found["number"], found["proof"]) for found in ROW.finditer(page)]


def place_of(number: str) -> tuple[int, ...]:
    """Return a number as it is ordered."""
    return tuple(int(part) for part in number.split("."))


def test_every_requirement_has_tests_or_a_written_exception():
    assert len(rows()) >= FEWEST
    assert [number for number, proof in rows() if not NAME.search(proof) and not EXCEPTION.search(proof)] == []


def test_every_test_named_for_a_requirement_exists():
    known = {name for name, _rows in rows_of_tests()}
    named = {(number, name) for number, proof in rows() for name in NAME.findall(proof)}
    assert sorted((number, name) for number, name in named if name not in known) == []


def test_requirements_stand_in_order_each_once():
    numbers = [place_of(number) for number, _proof in rows()]
    assert numbers == sorted(set(numbers))


def test_no_row_of_the_page_is_overlooked_by_its_form():
    page = (settings.BASE / "docs/asvs.md").read_text(encoding="utf-8")
    assert len(re.findall(r"^\| \d", page, re.M)) == len(rows())
