"""
What follows in the rooms above when somebody is taken off the roster: told before it is done, and done with it.

A room that knows a person by more than the record (an account, posts) says so once when it starts, so this room need
not ask upward. What it does writes its own entries.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from gongzhi.kernel.actors import Actor
from gongzhi.people.rules import Closing


@dataclass(frozen=True, slots=True)
class Leaving:
    """Say who is taken off the roster, why, and from which day."""

    person_id: int
    reason: Closing
    on: dt.date


Foreseen = Callable[
    [Actor, Leaving], tuple[str, ...]
]  # sentences for whoever is about to do it; none where none follows
CarriedOut = Callable[[Actor, Leaving, dt.datetime], None]
TakenBack = Callable[[Actor, int, dt.datetime], None]  # for the person of this id, who is on the roster again


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that follows: how it is told, how it is done, and what of it comes back with the person."""

    key: str
    foreseen: Foreseen
    carry_out: CarriedOut
    take_back: TakenBack | None = None


_CONSEQUENCES: dict[str, Consequence] = {}


def follow_with(consequence: Consequence) -> None:
    """Let a room above say what follows there; called once when the room starts."""
    _CONSEQUENCES[consequence.key] = consequence


def foreseen(by: Actor, leaving: Leaving) -> tuple[str, ...]:
    """Return everything that would follow, room by room."""
    return tuple(told for each in _CONSEQUENCES.values() for told in each.foreseen(by, leaving))


def carry_out(by: Actor, leaving: Leaving, now: dt.datetime) -> None:
    """Do everything that follows; part of an action."""
    for each in _CONSEQUENCES.values():
        each.carry_out(by, leaving, now)


def take_back(by: Actor, person_id: int, now: dt.datetime) -> None:
    """Let come back what does, of somebody who is on the roster again; part of an action."""
    for each in _CONSEQUENCES.values():
        if each.take_back is not None:
            each.take_back(by, person_id, now)
