"""Amounts are read as typed and written without losing a fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.money import DIGITS, MOST_FEN, UnreadableAmount, fen_of, in_capitals, yuan

amounts = st.integers(0, MOST_FEN)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12345.6", 1234560),
        ("12,345.60", 1234560),
        ("￥1,234", 123400),
        ("¥ 1 元", 100),
        ("１２．５元", 1250),
        ("1，234.05", 123405),
        ("3.5万元", 3500000),
        ("0.00001万", 10),
        ("2亿元", 20000000000),
        ("5元整", 500),
        ("0", 0),
        ("007.1", 710),
        ("1.000", 100),
    ],
)
def test_an_amount_is_read_as_people_type_it(text, fen):
    assert fen_of(text) == fen


NO_AMOUNTS = [
    "元",
    "-5",
    "1.234",
    "1,2345",
    "12,34",
    "1.2.3",
    "1e3",
    "五元",
    "5角",
    "0.0000001万",
    "1_000",
    "NaN",
    "5美元",
    "1000000000000",
    "٣",
]


@pytest.mark.parametrize("text", ["", "1\n", "9" * 60, "0" * 40 + "5", *NO_AMOUNTS])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(UnreadableAmount):
        fen_of(text)


@given(amounts)
def test_what_is_written_is_read_back(fen):
    assert fen_of(yuan(fen)) == fen
    assert fen_of(f"{yuan(fen)}元") == fen


def test_a_negative_amount_keeps_its_sign():
    assert [yuan(fen) for fen in (-5, -123456, 0)] == ["-0.05", "-1,234.56", "0.00"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("12345.60", "壹万贰仟叁佰肆拾伍元陆角整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("100010000", "壹亿零壹万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("100000001", "壹亿零壹元整"),
        ("1000000", "壹佰万元整"),
        ("10100100", "壹仟零壹拾万零壹佰元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capitals_follow_the_rules_for_vouchers(amount, words):
    assert in_capitals(fen_of(amount)) == f"人民币{words}"


def value_of(words: str) -> int:
    """Read capitals back the plain way: each unit multiplies what stands before it."""
    units = {"仟": 1000, "佰": 100, "拾": 10}
    total, group, digit = 0, 0, 0
    for mark in words.removeprefix("人民币").removesuffix("整"):
        if mark in DIGITS:
            digit = DIGITS.index(mark)
        elif mark in units:
            group, digit = group + digit * units[mark], 0
        elif mark in "亿万元":
            total, group, digit = total + (group + digit) * {"亿": 10**8, "万": 10**4, "元": 1}[mark] * 100, 0, 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[mark], 0
    return total


@given(amounts | st.integers(0, 10**7))
def test_capitals_say_the_amount_and_never_two_zeros(fen):
    words = in_capitals(fen)
    assert value_of(words) == fen
    assert "零零" not in words
    assert words.endswith(("分", "整"))


@pytest.mark.parametrize("fen", [-1, MOST_FEN + 1])
def test_what_no_voucher_can_say_is_refused(fen):
    with pytest.raises(UnreadableAmount):
        in_capitals(fen)
