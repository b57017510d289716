"""Measure parties in turn, so that a busy machine disturbs all of them alike, and compare them round by round."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median

Rounds = Mapping[str, Sequence[float]]


def in_turn(parties: Mapping[str, Callable[[], float]], *, rounds: int) -> Rounds:
    """Measure every party once a round and return its measures."""
    found: dict[str, list[float]] = {name: [] for name in parties}
    for _ in range(rounds):
        for name, measure in parties.items():
            found[name].append(measure())
    return found


def warmed_up(found: Rounds) -> Rounds:
    """Return the rounds after the first one, in which every party warms up."""
    return {name: measures[1:] for name, measures in found.items()}


def ratio(found: Rounds, over: str, under: str) -> float:
    """Return how many times the one party is the other: the median of the rounds."""
    return median(one / other for one, other in zip(found[over], found[under], strict=True))


def in_words(found: Rounds) -> str:
    """Return the median measure of every party, in milliseconds of processor time."""
    return ", ".join(f"{name} {median(measures):.2f} ms" for name, measures in found.items())
