"""
What the rooms above hold about a person, and why it stays when the person's own record is erased.

A room that holds something offers `held_about(person_id, on)` in its `held.py`; it yields holdings. So this room can
give a person a copy of everything without asking upward.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@dataclass(frozen=True, slots=True)
class Holding:
    """
    Something held about a person, as the person reads it: what it is, line by line.

    `why_kept` says why it stays, with the person's name, when the record is erased; empty for what goes with it.
    """

    title: str
    lines: tuple[str, ...]
    why_kept: str = ""


def holdings_of(person_id: int, on: dt.date) -> tuple[Holding, ...]:
    """Return what every room holds about a person, in the order of the rooms."""
    found: list[Holding] = []
    for room in apps.get_app_configs():
        module = f"{room.name}.held"
        if room.name.startswith("gongzhi.") and find_spec(module):
            held: Iterable[Holding] = import_module(module).held_about(person_id, on)
            found += held
    return tuple(found)
