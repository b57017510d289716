"""
Read one cell as what its column gives, or say what is wrong with it.

Each reader takes the cell as the file holds it and returns `Read`: the value as it is stored, the kind of finding if
there is one, and what its sentence names. What a file repeats is read once.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from gongzhi.kernel.identifiers import (
    IDENTITY,
    IDENTITY_CHECKS,
    IDENTITY_WEIGHTS,
    MOBILE,
    OLDEST_YEARS,
    mask_identity,
    mask_phone,
)
from gongzhi.kernel.sheets.reading import Cell
from gongzhi.people.rosters.corrections import word_shown
from gongzhi.people.rosters.spelling import BLANKS, name_of, text_of, word_of
from gongzhi.people.rules import OLD_IDENTITY, OTHER_PAPER, Paper, normal_phone, renewed

MOST_NAME, MOST_TEXT, MOST_REGISTER_NUMBER = 60, 200, 40
NOTHING = frozenset(
    {"", "无", "没有", "暂无", "不详", "未知", "未办", "未办理", "-", "--", "—", "——", "/", "\\", "0", "none"}
)
# The first two digits of GB/T 2260; 81 to 83 are residence permits of Hong Kong, Macau and Taiwan.
PROVINCES_BY_REGION = ("12345", "123", "1234567", "123456", "01234", "12345", "1", "123")
REGIONS = frozenset(f"{region}{last}" for region, lasts in enumerate(PROVINCES_BY_REGION, 1) for last in lasts)
EXACT_DIGITS = 15  # a spreadsheet keeps so many digits of a number; the rest becomes zeros
POWER = re.compile(r"\d(\.\d+)?[Ee]\+?\d+")
LOST_END = "000"
FIRST_SERIAL = dt.date(1899, 12, 30)  # day 0 of the calendar of spreadsheets, for every day from March 1900 on
SERIALS = range(367, 73_051)  # the first days of 1901 and 2100; smaller whole numbers are years or slips
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
PARTED = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
MONTH = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*月?")
PHONE_ENDS = re.compile(r"[;；,，、/\n|]|\s{2,}| (?=1\d{10})")
NO_NAME = re.compile(r"[0-9�?？*＊#@,，;；、/\\()（）<>《》\[\]【】=+_!！%&\"“”:：]")


class Read(NamedTuple):
    """Hold what a cell gives, and a finding about it: its kind and what its sentence names."""

    value: str
    kind: str = ""
    detail: str = ""


Reader = Callable[[Cell], Read]
EMPTY = Read("")


def read_name(cell: Cell) -> Read:
    """Return a name in one spelling; signs that stand in no name are refused, inner blanks of Chinese names dropped."""
    text = text_of(cell)
    if not text:
        return Read("", "name_missing")
    name = name_of(text)
    if len(name) > MOST_NAME or NO_NAME.search(name):
        return Read(name, "name_unfit")
    if not name.isalpha() and any(unicodedata.category(sign) == "Co" for sign in name):
        return Read(name, "private_signs")
    return Read(name, "name_blanks") if name != text else Read(name)


def read_text(cell: Cell) -> Read:
    """Return a plain text; what says that there is nothing gives nothing."""
    return read_plain(cell if isinstance(cell, str) else text_of(cell), MOST_TEXT)


@lru_cache(maxsize=16_384)
def read_plain(cell: str, most: int) -> Read:
    """Return a text with single blanks; the people of a household share theirs, so it is read once for them."""
    text = BLANKS.sub(" ", text_of(cell))
    if text in NOTHING:
        return EMPTY
    return Read(text) if len(text) <= most else Read(text, "text_long", str(most))


def read_register_number(cell: Cell) -> Read:
    """Return the number of a household register, without blanks."""
    text = cell if isinstance(cell, str) else text_of(cell)
    return read_plain(text if text.isalnum() else BLANKS.sub("", text), MOST_REGISTER_NUMBER)


def reader_of_words(words: Mapping[str, str], unknown: str) -> Reader:
    """Return a reader of a closed list of words; a word that is not in it is a finding of the kind `unknown`."""

    @lru_cache(maxsize=2048)
    def read(cell: str) -> Read:
        text = word_of(cell)
        if text in NOTHING and text not in words:
            return EMPTY
        return Read(words[text]) if text in words else Read("", unknown, text)

    return lambda cell: read(cell if isinstance(cell, str) else text_of(cell))


def read_phone(cell: Cell) -> Read:
    """Return the digits of a phone; of two numbers in one cell the first counts."""
    if isinstance(cell, str) and MOBILE.fullmatch(cell):
        return Read(cell)
    text = text_of(cell)
    if text in NOTHING:
        return EMPTY
    digits = normal_phone(text)
    if digits is not None:
        return Read(digits)
    several = [part for part in PHONE_ENDS.split(text) if part.strip()]
    digits = normal_phone(several[0]) if len(several) > 1 else None
    return Read(digits, "phones_two") if digits is not None else Read("", "phone_unfit")


def read_number(cell: Cell, paper: str, on: dt.date) -> Read:
    """Return the number of a paper as it is stored, 15 digits made 18; numbers that lost digits are told apart."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        digits = f"{cell:.0f}"
        if len(digits) > EXACT_DIGITS:
            return Read(digits, "number_lost")
    else:
        digits = text_of(cell)
    number = BLANKS.sub("", digits).upper()
    if number in NOTHING:
        return EMPTY
    if POWER.fullmatch(number):
        return Read(number, "number_lost")
    if paper in (Paper.PASSPORT, Paper.PERMIT):
        number = number.replace("-", "")
        return Read(number) if OTHER_PAPER.fullmatch(number) else Read(number, "other_number_unfit")
    if OLD_IDENTITY.fullmatch(number):
        found = read_identity(renewed(number), on)
        return found._replace(kind="number_old") if not found.kind else found
    return read_identity(number, on)


def read_identity(number: str, on: dt.date) -> Read:
    """Return an identity number of 18 places, or why it cannot be one; an unknown region is only pointed out."""
    if not IDENTITY.fullmatch(number):
        return Read(number, "number_unfit", str(len(number)))
    if check_of(number) != number[17]:
        return Read(number, "number_lost" if number.endswith(LOST_END) else "number_check")
    born = born_of(number)
    if born is None or not (born <= on and on.year - born.year <= OLDEST_YEARS):
        return Read(number, "number_birth")
    return Read(number) if number[:2] in REGIONS else Read(number, "region_unknown", number[:2])


def check_of(number: str) -> str:
    """Return the check character that belongs to the first 17 digits (ISO 7064 MOD 11-2)."""
    total = sum(map(int.__mul__, map(int, number[:17]), IDENTITY_WEIGHTS))
    return IDENTITY_CHECKS[total % 11]


def born_of(number: str) -> dt.date | None:
    """Return the day of birth an identity number carries; None where the calendar has no such day."""
    return day_of(number[6:10], number[10:12], number[12:14])


@lru_cache(maxsize=65_536)
def day_of(year: str, month: str, day: str) -> dt.date | None:
    """Return a day, None where the calendar has none."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def reader_of_births(on: dt.date) -> Reader:
    """Return a reader of days of birth, none of them after `on`; the value is the ISO form of the day."""

    @lru_cache(maxsize=65_536)
    def read_written(text: str) -> Read:
        return within(written_day(text), on)

    @lru_cache(maxsize=65_536)
    def read_counted(number: float) -> Read:
        return within(counted_day(number), on)

    def read(cell: Cell) -> Read:
        if isinstance(cell, list):
            return within(Read(cell[0]), on)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return read_counted(cell)
        return read_written(text_of(cell))

    return read


def within(found: Read, on: dt.date) -> Read:
    """Return what was read unless the day lies ahead or longer back than anybody lives."""
    if len(found.value) != len("2000-01-01"):
        return found
    is_past = found.value <= on.isoformat()
    if is_past and on.year - int(found.value[:4]) <= OLDEST_YEARS:
        return found
    return Read("", "born_unfit" if is_past else "born_ahead", found.value)


def written_day(text: str) -> Read:
    """Return a day written as 1999-01-02, 1999.1.2, 1999/1/2, 1999年1月2日 or 19990102, or as a serial number."""
    if text in NOTHING:
        return EMPTY
    found = PACKED.fullmatch(text) or PARTED.fullmatch(text)
    if found:
        day = day_of(*found.groups())
        if day is None:
            return Read("", "born_unfit", text)
        return Read(day.isoformat(), "" if day.isoformat() == text else "born_form")
    if text.isascii() and text.isdigit() and int(text) in SERIALS:
        return counted_day(int(text))
    return month_of(text) or Read("", "born_unfit", text)


def counted_day(number: float) -> Read:
    """Return the day of a cell that is a number: 19990102, the serial number of a day, or 1999.1 for a month."""
    if number == int(number):
        text = str(int(number))
        if int(number) in SERIALS:
            return Read((FIRST_SERIAL + dt.timedelta(days=int(number))).isoformat(), "born_form")
        return written_day(text) if len(text) == len("19990102") else Read("", "born_unfit", text)
    return month_of(f"{number:g}") or Read("", "born_unfit", f"{number:g}")


def month_of(text: str) -> Read | None:
    """Return a finding for a month without a day, whose value is `1999-01`; None where the text is no month."""
    found = MONTH.fullmatch(text)
    if found is None or day_of(found[1], found[2], "1") is None:
        return None
    return Read(f"{found[1]}-{int(found[2]):02d}", "born_without_day", text)


def masked(field: str, text: str) -> str:
    """Return a cell as a problem shows it: numbers of papers and phones masked, whatever stands in them."""
    if field == "number":
        return mask_identity(BLANKS.sub("", text))
    if field == "phone":
        return mask_phone(BLANKS.sub("", text))
    return word_shown(text)
