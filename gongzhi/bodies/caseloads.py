"""What somebody has in hand in a post, as the rooms that give out work keep it, and how somebody else gets it."""

from collections.abc import Callable
from dataclasses import dataclass

from gongzhi.kernel.wording import Text


@dataclass(frozen=True, slots=True)
class InHand:
    """One thing that somebody has in hand: its id in its room, and what people call it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Hands:
    """Say whose hands: those of a person working for a body."""

    person_id: int
    body_id: int


Listing = Callable[[Hands], tuple[InHand, ...]]
Giving = Callable[[Hands, int | None], None]  # from whom, to which person; None gives it to the body as a whole


@dataclass(frozen=True, slots=True)
class Caseload:
    """A kind of work in hand: what it is called, how to list it, how to give it to somebody else of the same body."""

    key: str
    label: Text
    listed: Listing
    give: Giving


_CASELOADS: dict[str, Caseload] = {}


def hand_over_with(caseload: Caseload) -> None:
    """Let a room above say what it keeps in people's hands; called once when the room starts."""
    _CASELOADS[caseload.key] = caseload


def caseloads() -> tuple[Caseload, ...]:
    """Return every kind of work that people may have in hand."""
    return tuple(_CASELOADS.values())


def in_hand(hands: Hands) -> tuple[tuple[Caseload, tuple[InHand, ...]], ...]:
    """Return everything somebody has in hand, by kind of work; empty when there is nothing."""
    found = ((caseload, caseload.listed(hands)) for caseload in caseloads())
    return tuple((caseload, items) for caseload, items in found if items)
