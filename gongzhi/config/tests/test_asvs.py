"""docs/asvs.md: every row has tests that exist, or an exception that is written down."""

import re

from django.conf import settings

from gongzhi.config.tests.test_requirements import rows_of_tests

ROW = re.compile(r"^\| (?P<number>\d+\.\d+\.\d+) \| (?P<asks>.+?) \| (?P<met>.+?) \| (?P<proof>.+) \|$", re.M)
NAME = re.compile(r"`(test_\w+)`")
EXCEPTION = re.compile(r"Exception: .{20,}")
# The requirements of levels 1 and 2, by section of ASVS 5.0.0: those of level 3 are left out.
SECTIONS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3", "2.3": "1-4",
    "2.4": "1", "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2", "4.1": "1-3", "4.2": "1",
    "4.3": "1-2", "4.4": "1-4", "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3", "6.1": "1-3", "6.2": "1-12",
    "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4", "7.1": "1-3", "7.2": "1-4", "7.3": "1-2",
    "7.4": "1-5", "7.5": "1-2", "7.6": "1-2", "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1", "9.1": "1-3",
    "9.2": "1-4", "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2",
    "10.7": "1-3", "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1", "12.1": "1-3",
    "12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5", "14.1": "1-2",
    "14.2": "1-4", "14.3": "1-3", "15.1": "1-3", "15.2": "1-3", "15.3": "1-7", "16.1": "1", "16.2": "1-5",
    "16.3": "1-4", "16.4": "1-3", "16.5": "1-3", "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
ALL = 253
NOT_APPLICABLE = re.compile(r"^\| ((?:\d+\.\d+\.\d+(?:, )?)+) \| [^|]+ \|$", re.M)


def rows() -> list[tuple[str, str]]:
    """Return number and proof of every row of the page."""
    page = (settings.BASE / "docs/asvs.md").read_text(encoding="utf-8")
    return [(found["number"], found["proof"]) for found in ROW.finditer(page)]


def place_of(number: str) -> tuple[int, ...]:
    """Return a number as it is ordered."""
    return tuple(int(part) for part in number.split("."))


def asked() -> set[str]:
    """Return the numbers of every requirement of levels 1 and 2."""
    found = set()
    for section, spans in SECTIONS.items():
        for span in spans.split():
            first, _, last = span.partition("-")
            found |= {f"{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def test_every_requirement_of_levels_1_and_2_stands_on_the_page_once():
    page = (settings.BASE / "docs/asvs.md").read_text(encoding="utf-8")
    without = [number for found in NOT_APPLICABLE.findall(page) for number in found.split(", ")]
    answered = [*without, *(number for number, _proof in rows())]
    assert len(asked()) == ALL
    assert sorted(answered, key=place_of) == sorted(asked(), key=place_of)


def test_every_requirement_has_tests_or_a_written_exception():
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
    assert len(re.findall(r"^\| \d", page, re.M)) == len(rows()) + len(NOT_APPLICABLE.findall(page))
