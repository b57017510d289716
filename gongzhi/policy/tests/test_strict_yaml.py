"""YAML is read strictly: what looks like a number is exact, and what is wrong is named with its line."""

import datetime as dt
from decimal import Decimal

import pytest

from gongzhi.policy.strict_yaml import read_text


def read(text):
    return read_text(text, file="x.yaml")


def test_scalars_are_exact_and_nothing_is_guessed():
    document = read("a: 1.10\nb: yes\nc: true\nd: 2026-01-05\ne: 012\nf: 1_000\ng: 0x10\nh: 12:30\ni:\nj: -3\nk: 1e3\n")
    assert document.problems == ()
    assert document.value == {
        "a": Decimal("1.10"),
        "b": "yes",
        "c": True,
        "d": dt.date(2026, 1, 5),
        "e": "012",
        "f": "1_000",
        "g": "0x10",
        "h": "12:30",
        "i": None,
        "j": -3,
        "k": "1e3",
    }
    assert str(document.value["a"]) == "1.10"


def test_every_fault_of_a_file_is_named_with_its_line_in_one_reading():
    document = read("a: 1\nb:\n  c: 1\n  c: 2\na: 2\nd: 2026-02-30\ne: !!python/name:os.system x\n")
    assert [(p.line, p.key) for p in document.problems] == [(4, "b.c"), (5, "a"), (6, "d"), (7, "e")]
    assert all(p.text and p.mend for p in document.problems)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: &x 1\nb: *x\n", "alias"),
        ("a: {x: 1}\nb:\n  <<: {y: 2}\n", "merge key"),
        ("2026: a\n", "not text"),
        ("a: [1, 2\n", "not YAML"),
        ("", "empty"),
        ("a: 1\n---\nb: 2\n", "not YAML"),
    ],
)
def test_what_a_pack_never_holds_is_a_fault(text, word):
    document = read(text)
    assert len(document.problems) == 1
    assert word in document.problems[0].text
    assert document.problems[0].file == "x.yaml"
