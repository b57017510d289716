"""Amounts of money in whole fen: read as people type them, written in figures and in capitals."""

import re
import unicodedata
from decimal import Decimal

FEN = 100  # fen in one yuan
MOST_FEN = 10**14 - 1  # below one trillion yuan, which capitals still write with 亿
TIMES = {"": 1, "万": 10**4, "亿": 10**8}
TYPED = re.compile(r"¥?(?P<figures>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?P<times>[万亿]?)(?:元整?)?")
LONGEST = 40  # characters of an amount that somebody typed

# The forms and rules of 《支付结算办法》 (银发〔1997〕393号), annex 1.
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("仟", "佰", "拾", "")
GROUPS = ("亿", "万", "")
GROUP = 10**4


class UnreadableAmount(ValueError):
    """Say that a text is no amount of money, or one below a fen or beyond any account."""


def fen_of(text: str) -> int:
    """
    Return the fen of an amount in yuan as typed: `12,345.6`, `￥1234`, `3.5万元`, `１２元`.

    :raises UnreadableAmount: it is none, has parts of a fen, or is too large.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "") if len(text) <= LONGEST else ""
    found = TYPED.fullmatch(plain)
    if not found:
        raise UnreadableAmount(text[:LONGEST])
    amount = Decimal(found["figures"].replace(",", "")) * TIMES[found["times"]] * FEN
    if amount != int(amount) or amount > MOST_FEN:
        raise UnreadableAmount(text)
    return int(amount)


def yuan(fen: int) -> str:
    """Return an amount in figures, without the unit: `12,345.60`."""
    whole, rest = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02}"


def group_in_capitals(number: int) -> str:
    """Return a number below ten thousand; zeros between its digits are one 零, zeros at its ends are none."""
    digits = f"{number:04}"
    parts = [DIGITS[int(d)] + place if d != "0" else "零" for d, place in zip(digits, PLACES, strict=True)]
    return re.sub("零+", "零", "".join(parts)).strip("零")


def yuan_in_capitals(number: int) -> str:
    """Return whole yuan without the word 元; where places are left out before a digit, one 零 stands for them."""
    groups = (number // GROUP**2, number // GROUP % GROUP, number % GROUP)
    text = ""
    has_gap = False
    for value, name in zip(groups, GROUPS, strict=True):
        if not value:
            has_gap = bool(text)
            continue
        zero = "零" if text and (has_gap or value < GROUP // 10) else ""
        text += zero + group_in_capitals(value) + name
        has_gap = False
    return text


def in_capitals(fen: int) -> str:
    """
    Return an amount in capitals as on a voucher: `人民币壹万贰仟叁佰肆拾伍元陆角整`.

    整 stands after 元 and after 角, never after 分; 零 stands before 分 where there is no 角.

    :raises UnreadableAmount: it is negative or too large.
    """
    if not 0 <= fen <= MOST_FEN:
        raise UnreadableAmount(str(fen))
    whole, jiao, rest = fen // FEN, fen // 10 % 10, fen % 10
    text = "人民币" + (yuan_in_capitals(whole) + "元" if whole else "" if fen else "零元")
    text += DIGITS[jiao] + "角" if jiao else "零" if rest and whole else ""
    return text + (DIGITS[rest] + "分" if rest else "整")
