"""
Draw a procedure: its steps as a column of numbered circles, the way on straight down, every other way as a bow.

Units are pixels. Bows lie left of the column, each in a lane that no other bow passes, short ones inside.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROW, RADIUS, LANE, MARGIN = 44, 13, 14, 8
LABEL_GAP, LABEL_WIDTH = 10, 190
CORNER = 6
SPREAD = 5  # bows that leave and reach a circle do not share a point


@dataclass(frozen=True, slots=True)
class Node:
    """Hold a step in the picture; the end of a procedure has no number."""

    x: int
    y: int
    text_x: int
    number: int | None
    label: str


@dataclass(frozen=True, slots=True)
class Bow:
    """Hold a way that is not straight on: its line, and whether it leads back."""

    line: str
    is_back: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold a picture: its size, its circles, the lines straight down, and the bows."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    falls: tuple[str, ...]
    bows: tuple[Bow, ...]


def drawing_of(labels: Sequence[str], ways: Iterable[tuple[int, int]]) -> Drawing:
    """
    Return the picture of steps with these labels, the last of which is the end.

    :param ways: pairs of places in `labels`, from where to where; each once or more often.
    """
    found = sorted(set(ways))
    lanes = lanes_of([way for way in found if way[1] != way[0] + 1])
    x = MARGIN + RADIUS + LANE * (max(lanes.values(), default=-1) + 1)
    nodes = tuple(
        Node(x, height_of(place), x + RADIUS + LABEL_GAP, place + 1 if place + 1 < len(labels) else None, label)
        for place, label in enumerate(labels)
    )
    falls = tuple(fall(x, start) for start, end in found if end == start + 1)
    bows = tuple(Bow(bow(x, way, lane), way[1] < way[0]) for way, lane in lanes.items())
    return Drawing(x + RADIUS + LABEL_GAP + LABEL_WIDTH, ROW * len(labels), nodes, falls, bows)


def lanes_of(jumps: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Return the lane of each jump, 0 next to the circles: the shorter a jump, the further in."""
    lanes: dict[tuple[int, int], int] = {}
    for jump in sorted(jumps, key=lambda way: (abs(way[1] - way[0]), way)):
        taken = {lane for other, lane in lanes.items() if overlap(jump, other)}
        lanes[jump] = next(lane for lane in range(len(lanes) + 1) if lane not in taken)
    return lanes


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two jumps pass by a common step."""
    return max(min(one), min(other)) <= min(max(one), max(other))


def height_of(place: int) -> int:
    """Return how far down the middle of a step lies."""
    return ROW // 2 + ROW * place


def fall(x: int, start: int) -> str:
    """Return the line from a step straight down to the next."""
    return f"M{x} {height_of(start) + RADIUS}V{height_of(start + 1) - RADIUS - 1}"


def bow(x: int, way: tuple[int, int], lane: int) -> str:
    """Return the line of a jump: out to its lane, along it, and back in."""
    start, end = way
    turn = 1 if end > start else -1
    out, into = height_of(start) + SPREAD * turn, height_of(end) - SPREAD * turn
    left, edge = x - RADIUS - LANE * (lane + 1) + LANE // 2, x - RADIUS
    down = CORNER * turn
    return (
        f"M{edge} {out}H{left + CORNER}Q{left} {out} {left} {out + down}"
        f"V{into - down}Q{left} {into} {left + CORNER} {into}H{edge - 1}"
    )
