"""
What a row of a register must be, and what is odd about one. No framework, no database.

A fault makes the whole file unfit, because the row has no place in the tree. An oddity is taken in and told.
Kinds are keys of `messages.NOTES`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from gongzhi.territory.rules import MOST_NAME_CHARACTERS, Level

# 《统计用区划代码和城乡划分代码编制规则》(国统字〔2009〕91号): 2 + 2 + 2 + 3 + 3 digits. The civil-affairs codes down
# to the town are built alike (GB/T 2260, GB/T 10114).
DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}
LEVEL_NUMBERS = {str(number): level for number, level in enumerate(DIGITS, 1)}
ROOT_LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)
WHOLE_CODE = 12
ITSELF = "00"  # 441900 is 东莞市 4419 once more: the city has no counties

LONG_NAME = 20
STAND_INS = ("直辖县级行政区划", "直辖村级区划")
COUNTY_KINDS = ("区", "县", "市", "旗")  # also 林区 and 特区
ZONE_TOWN = re.compile(r"^[0-9]{6}[45]")  # town codes of 400 to 599 are not towns by law
ODD_NAMES = {
    "virtual": re.compile("虚拟"),
    "preparatory": re.compile("筹备组"),
    "abolished": re.compile("撤销"),
    "lost_sign": re.compile(r"[?？]"),
    "long_name": re.compile(rf"[（(].*[)）]|^.{{{LONG_NAME},}}$"),
    "wide_signs": re.compile("[０-９Ａ-Ｚａ-ｚ]"),
    "rare_signs": re.compile("[㐀-䶿\U00020000-\U0003ffff]"),
    "private_signs": re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]"),
}


class Row(NamedTuple):
    """A row of a register: its number in the file (the header is 1), and what it says."""

    number: int
    code: str
    level: Level
    name: str
    parent: str


class Note(NamedTuple):
    """Something to know about a row; `kind` is a key of `messages.NOTES`."""

    row: int
    code: str
    kind: str
    detail: str = ""


def faults_of_cells(*, code: str, level: str, name: str, parent: str, whole: str | None) -> Iterator[str]:
    """
    Yield the kinds of faults of one row, looked at alone.

    `whole` is the code filled up to twelve digits, where the register has such a column.
    """
    known = LEVEL_NUMBERS.get(level)
    if known is None:
        yield "fault_level"
        return
    if not (code.isascii() and code.isdigit()) or len(code) != DIGITS[known]:
        yield "fault_code"
    if parent and not (code.startswith(parent) and len(parent) < len(code)):
        yield "fault_parent_code"
    if not parent and known not in ROOT_LEVELS:
        yield "fault_no_parent"
    if whole is not None and whole != code.ljust(WHOLE_CODE, "0"):
        yield "fault_whole_code"
    if not 0 < len(name) <= MOST_NAME_CHARACTERS or not is_clean(name):
        yield "fault_name"


def is_clean(name: str) -> bool:
    """Tell whether a name holds no control characters and no replacement mark of a wrong decoding."""
    return "�" not in name and (name.isalnum() or all(unicodedata.category(sign) != "Cc" for sign in name))


def faults_among(rows: Sequence[Row], known_codes: Iterable[str]) -> Iterator[Note]:
    """Yield faults of rows beside each other: a code twice, a parent that is neither in the file nor known."""
    first: dict[str, int] = {}
    for row in rows:
        if row.code in first:
            yield Note(row.number, row.code, "fault_twice", str(first[row.code]))
        first.setdefault(row.code, row.number)
    everywhere = first.keys() | set(known_codes)
    for row in rows:
        if row.parent and row.parent not in everywhere:
            yield Note(row.number, row.code, "fault_orphan", row.parent)


def without_doubles(rows: Sequence[Row]) -> tuple[list[Row], list[Note]]:
    """
    Leave out county rows that are the city once more, and hang what is under them directly under the city.

    Cities without counties (东莞, 中山, 儋州) are published so in some editions and without the row in others.
    """
    doubles = {r.code: r.parent for r in rows if r.level is Level.COUNTY and r.parent and r.code == r.parent + ITSELF}
    kept = [
        row._replace(parent=doubles[row.parent]) if row.parent in doubles else row
        for row in rows
        if row.code not in doubles
    ]
    notes = [Note(row.number, row.code, "city_without_counties", row.name) for row in rows if row.code in doubles]
    return kept, notes


def oddities_of(rows: Sequence[Row]) -> Iterator[Note]:
    """Yield what breaks naive assumptions about a register, in the order of the file."""
    children = Counter(row.parent for row in rows)
    deepest = max((DIGITS[row.level] for row in rows), default=0)
    for row in rows:
        for kind in _oddities_of_name(row.name):
            yield Note(row.number, row.code, kind, row.name)
        for kind in _oddities_of_place(row, children, deepest):
            yield Note(row.number, row.code, kind, row.name)


def _oddities_of_name(name: str) -> Iterator[str]:
    for kind, pattern in ODD_NAMES.items():
        if pattern.search(name):
            yield kind


def _oddities_of_place(row: Row, children: Mapping[str, int], deepest: int) -> Iterator[str]:
    if row.name.endswith(STAND_INS) or (row.level is Level.CITY and row.name in ("市辖区", "县")):
        yield "stand_in"
    elif row.level is Level.COUNTY and row.name == "市辖区":
        yield "city_proper" if row.code in children else "city_proper_empty"
    elif len(row.code) < deepest and row.code not in children:
        yield "nothing_below"
    if row.level is Level.COUNTY and not row.name.endswith((*COUNTY_KINDS, *STAND_INS)):
        yield "unusual_county"
    if row.level is Level.TOWN and ZONE_TOWN.match(row.code):
        yield "zone"
