"""Units and statuses of figures, and how a value is read, compared and kept above the floor of the law."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Value = bool | int | Decimal | Fraction | dt.date | str


class Status(StrEnum):
    """What a value rests on. Only the first group is in force; the others leave the slot open."""

    STATED = "stated"
    STATED_IN_PART = "stated_in_part"
    LAW = "law"
    DEMO = "demo"
    FILLED = "filled"
    TO_BE_SET = "to_be_set"
    UNDEFINED = "undefined"
    UNDECIDED = "undecided"
    CONTRADICTORY = "contradictory"
    GUESS = "guess"
    SUPERSEDED = "superseded"


IN_FORCE = frozenset({Status.STATED, Status.STATED_IN_PART, Status.LAW, Status.DEMO, Status.FILLED})
WITHOUT_VALUE = frozenset({Status.TO_BE_SET, Status.UNDEFINED})


class Override(StrEnum):
    """How a place may differ from the pack it extends: not at all, freely, only upward, only downward."""

    NONE = "none"
    ANY = "any"
    HIGHER = "higher"
    LOWER = "lower"


class Unit(StrEnum):
    """What a value counts."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    COUNT = "count"
    TIMES = "times"
    PERSONS = "persons"
    HOUSEHOLDS = "households"
    VILLAGES = "villages"
    LEVEL = "level"
    DAY_OF_MONTH = "day_of_month"
    YUAN = "yuan"
    YUAN_LIMIT = "yuan_limit"
    SQUARE_METRES = "square_metres"
    PERCENT = "percent"
    SHARE = "share"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"


CLOCKS = frozenset({Unit.MINUTES, Unit.HOURS, Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS})
DECIMALS = frozenset({Unit.YUAN, Unit.YUAN_LIMIT, Unit.SQUARE_METRES, Unit.PERCENT})
TEXTS = frozenset({Unit.CHOICE, Unit.TEXT})
DAYS_OF_MONTH = range(1, 32)


def value_of(raw: object, unit: Unit) -> Value:
    """
    Return a value as the pack wrote it, in the type of its unit. A share is written `2/3`.

    :raises ValueError: the value does not fit the unit; the text says what does.
    """
    if unit is Unit.SHARE:
        return _share(raw)
    if unit is Unit.FLAG:
        return _typed(raw, bool, "true or false")
    if unit is Unit.DATE:
        return _typed(raw, dt.date, "a day such as 2026-01-31")
    if unit in TEXTS:
        return _typed(raw, str, "text")
    return _number(raw, unit)


def value_from_text(text: str, unit: Unit) -> Value:
    """
    Return a value as a person typed it into the form of an open slot.

    :raises ValueError: the text does not fit the unit.
    """
    text = text.strip()
    if not text:
        raise ValueError("empty")
    if unit is Unit.DATE:
        return dt.date.fromisoformat(text)
    if unit is Unit.FLAG:
        return value_of({"true": True, "false": False}.get(text, text), unit)
    if unit in TEXTS or unit is Unit.SHARE:
        return value_of(text, unit)
    return value_of(Decimal(text) if "." in text else int(text), unit)


def text_of(value: Value) -> str:
    """Return a value as text that `value_from_text` reads back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def satisfies(value: Value, limit: Value, override: Override) -> bool:
    """Tell whether a place may say `value` where the pack above it says `limit`."""
    if override is Override.ANY or value == limit:
        return True
    if override is Override.NONE or isinstance(value, str) or isinstance(limit, str):
        return False
    if isinstance(value, dt.date) or isinstance(limit, dt.date):
        return _is_later(value, limit) == (override is Override.HIGHER)
    return value > limit if override is Override.HIGHER else value < limit


def is_comparable(unit: Unit) -> bool:
    """Tell whether values of this unit have a higher and a lower."""
    return unit not in TEXTS


def _is_later(value: Value, limit: Value) -> bool:
    return isinstance(value, dt.date) and isinstance(limit, dt.date) and value > limit


def _typed(raw: object, kind: type[bool] | type[str] | type[dt.date], wanted: str) -> Value:
    if isinstance(raw, kind) and (raw or not isinstance(raw, str)):
        return raw
    raise ValueError(wanted)


def _share(raw: object) -> Fraction:
    parts: Sequence[str] = raw.split("/") if isinstance(raw, str) else ()
    if len(parts) == 2 and all(p.isascii() and p.isdigit() for p in parts) and int(parts[1]):  # numerator, denominator
        return Fraction(int(parts[0]), int(parts[1]))
    raise ValueError("a share such as 2/3, in quotes")


def _number(raw: object, unit: Unit) -> Value:
    is_whole = isinstance(raw, int) and not isinstance(raw, bool)
    if unit is Unit.DAY_OF_MONTH and not (is_whole and raw in DAYS_OF_MONTH):
        raise ValueError("a day of the month from 1 to 31")
    if is_whole or (unit in DECIMALS and isinstance(raw, Decimal)):
        assert isinstance(raw, int | Decimal)  # for the type checker only
        if raw >= 0:
            return raw
    raise ValueError("a number of 0 or more" if unit in DECIMALS else "a whole number of 0 or more")
