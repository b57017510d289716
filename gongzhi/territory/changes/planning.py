"""
Plan a move, a merger, a split or an abolition of areas, or another drawing of grids. No framework, no database.

An area that comes to stand elsewhere ends, with all below it, and a new one takes its place: so every earlier day
stays as it was, and what hung on the old area is told where its place is now.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gongzhi.kernel.verdicts import Verdict
from gongzhi.territory.rules import ChangeKind, Level

Codes = tuple[tuple[str, str], ...]


class Node(NamedTuple):
    """An open area as it stands before the change."""

    id: int
    parent_id: int | None
    level: Level
    path: str
    name: str
    codes: Codes
    from_on: dt.date


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    An area that a change opens by name. `children` are areas below those that end which come to stand in it.

    `takes` are the old grids whose place a new one takes, `homes` the groups of addresses whose households come to it,
    each with the area they leave; what neither names goes the way of its area. A move opens one such area: its name and
    codes may stay empty, which leaves those it has.
    """

    name: str = ""
    codes: Codes = ()
    children: tuple[int, ...] = ()
    takes: tuple[int, ...] = ()
    homes: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """
    What is to be changed: which `areas`, of what kind, from which day on, by which document (`basis`).

    `into` is an area that takes the others in, `parent_id` the area above that a move leads to; `parts` are the areas
    to be opened: one for a move or for a merger into a new area, two or more for a split, the first of which takes
    whatever is assigned to none, and any number for grids drawn anew.
    """

    kind: ChangeKind
    areas: tuple[int, ...]
    on: dt.date
    basis: str
    into: int | None = None
    parent_id: int | None = None
    parts: tuple[Wanted, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Say where what hangs on an area goes: from the ended one to the one that takes its place."""

    from_id: int
    from_path: str
    to_id: int
    to_path: str


@dataclass(eq=False, slots=True)
class Fresh:
    """An area to be opened under another one, known or itself still to be opened; None is the root."""

    level: Level
    name: str
    codes: Codes
    under: "Place | None"
    number: int


Place = int | Fresh


@dataclass(slots=True)
class Plan:
    """
    Hold what a change does: areas that end, parents first; areas that open, parents first; who takes whose place.

    `place_of` gives the area in which what hangs on an ended one has its place; one that is not there has none.
    `renamed` pairs old and new names of areas below that could not keep theirs.
    """

    ended: list[Node] = field(default_factory=list)
    fresh: list[Fresh] = field(default_factory=list)
    place_of: dict[int, Place] = field(default_factory=dict)
    renamed: list[tuple[str, str]] = field(default_factory=list)


class Planner:
    """Plan on what stands: `nodes` are the areas concerned with all below them; `names_under` those taken already."""

    def __init__(self, nodes: Iterable[Node], names_under: Mapping[int | None, Collection[str]]) -> None:
        self.plan = Plan()
        self.node = {node.id: node for node in nodes}
        self.below: dict[int | None, list[Node]] = defaultdict(list)
        for node in self.node.values():
            self.below[node.parent_id].append(node)
        self.taken: dict[Place | None, set[str]] = defaultdict(set)
        for place, names in names_under.items():
            self.taken[place] = set(names)

    def planned(self, order: Order) -> Plan:
        """Return what an order does, when `may_change_tree` has said yes."""
        tops = [self.node[pk] for pk in order.areas]
        for top in tops:
            self.taken[top.parent_id].discard(top.name)
        HOW[order.kind](self, order, tops)
        return self.plan

    def move(self, order: Order, tops: Sequence[Node]) -> None:
        """Let one area stand under another, with all below it, under its own name and codes or new ones."""
        (top,), (wanted,) = tops, order.parts or (Wanted(),)
        fresh = self.open(top.level, wanted.name or top.name, with_codes(top.codes, wanted.codes), order.parent_id)
        self.replace(top, fresh)
        for child in self.below[top.id]:
            self.carry(child, fresh, top.name)

    def merge(self, order: Order, tops: Sequence[Node]) -> None:
        """Let one area, new or known, take in the others with all below them."""
        place: Place
        if order.into is not None:
            place = order.into
        else:
            (wanted,) = order.parts
            place = self.open(tops[0].level, wanted.name, wanted.codes, tops[0].parent_id)
        for top in tops:
            self.replace(top, place)
            for child in self.below[top.id]:
                self.carry(child, place, top.name)

    def split(self, order: Order, tops: Sequence[Node]) -> None:
        """Open the parts; what lies below goes where it is assigned, the rest into the first part."""
        (top,) = tops
        parts = [self.open(top.level, part.name, part.codes, top.parent_id) for part in order.parts]
        assigned = {pk: fresh for part, fresh in zip(order.parts, parts, strict=True) for pk in part.children}
        self.replace(top, parts[0])
        for child in self.below[top.id]:
            self.carry(child, assigned.get(child.id, parts[0]), top.name)

    def redraw(self, order: Order, tops: Sequence[Node]) -> None:
        """Open the new grids, each in the place of those it takes; buildings go where they are assigned."""
        parts = [self.open(tops[0].level, part.name, part.codes, tops[0].parent_id) for part in order.parts]
        assigned = {
            pk: fresh for part, fresh in zip(order.parts, parts, strict=True) for pk in (*part.takes, *part.children)
        }
        for top in tops:
            self.replace(top, assigned[top.id])
            for child in self.below[top.id]:
                self.carry(child, assigned.get(child.id, assigned[top.id]), top.name)

    def abolish(self, order: Order, tops: Sequence[Node]) -> None:
        """End areas with all below them; nothing takes their place."""
        for top in tops:
            self.end(top)

    def end(self, node: Node) -> None:
        """End an area with all below it."""
        self.plan.ended.append(node)
        for child in self.below[node.id]:
            self.end(child)

    def replace(self, node: Node, place: Place) -> None:
        """End an area and let another one take its place."""
        self.plan.ended.append(node)
        self.plan.place_of[node.id] = place

    def carry(self, node: Node, under: Place, above: str) -> None:
        """Let an area below stand under another one as it is; where its name is taken there, after the old area's."""
        name = node.name
        if name in self.taken[under]:
            name = f"{above}{node.name}"
            self.plan.renamed.append((node.name, name))
        fresh = self.open(node.level, name, node.codes, under)
        self.replace(node, fresh)
        for child in self.below[node.id]:
            self.carry(child, fresh, node.name)

    def open(self, level: Level, name: str, codes: Codes, under: Place | None) -> Fresh:
        """Open an area."""
        fresh = Fresh(level, name, codes, under, len(self.plan.fresh))
        self.plan.fresh.append(fresh)
        self.taken[under].add(name)
        return fresh


HOW = {
    ChangeKind.MOVE: Planner.move,
    ChangeKind.MERGE: Planner.merge,
    ChangeKind.SPLIT: Planner.split,
    ChangeKind.ABOLISH: Planner.abolish,
    ChangeKind.REDRAW: Planner.redraw,
}


def sources_of(part: Wanted, nodes: Mapping[int, Node]) -> tuple[int, ...]:
    """Return the areas of an order from which something comes to a part: wholly, an area below it, or households."""
    found = [*part.takes, *(nodes[pk].parent_id or 0 for pk in part.children), *(pk for pk, _ in part.homes)]
    return tuple(dict.fromkeys(found))


def with_codes(old: Codes, new: Codes) -> Codes:
    """Return codes in which new ones stand for old ones of their registers."""
    replaced = {system for system, _ in new}
    return (*(pair for pair in old if pair[0] not in replaced), *new)


def may_change_tree(order: Order, nodes: Mapping[int, Node], *, today: dt.date) -> Verdict:
    """Answer whether an order has what its kind needs; names, codes and places are looked at when it is planned."""
    figures = {"on": order.on, "today": today}
    missing = set(order.areas) - set(nodes)
    if not order.basis.strip():
        return Verdict(False, "territory.basis_missing", figures)
    if order.on > today:
        return Verdict(False, "territory.change_ahead", figures)
    if not order.areas or missing or not _are_alike(order, nodes):
        return Verdict(False, "territory.change_of_levels", figures)
    touched = order.areas if order.kind is ChangeKind.RENAME else nodes
    young = next((nodes[pk] for pk in touched if nodes[pk].from_on >= order.on), None)
    if young:
        return Verdict(False, "territory.not_open", {"from_on": young.from_on, "to_on": "", "on": order.on})
    placed = _are_placed(order, nodes)
    return NEEDS[order.kind](order) if placed.ok else placed


def _are_alike(order: Order, nodes: Mapping[int, Node]) -> bool:
    """Tell whether the areas are of one level; and, where grids are drawn anew, whether they are those of a village."""
    tops = [nodes[pk] for pk in order.areas]
    if order.kind is ChangeKind.REDRAW:
        return {(top.level, top.parent_id) for top in tops} == {(Level.GRID, tops[0].parent_id)}
    return len({top.level for top in tops}) == 1


def _are_placed(order: Order, nodes: Mapping[int, Node]) -> Verdict:
    """Answer whether what is assigned lies directly below the areas or leaves them, and to one part each."""
    children = [pk for part in order.parts for pk in part.children]
    homes = [each for part in order.parts for each in part.homes]
    if len(children) > len(set(children)) or len(homes) > len(set(homes)):
        return Verdict(False, "territory.placed_twice")
    strange = [pk for pk in children if pk not in nodes or nodes[pk].parent_id not in order.areas]
    strange += [pk for pk, _ in homes if pk not in order.areas]
    return Verdict(not strange, "territory.placed_from_elsewhere", {"count": len(strange)})


def _move_needs(order: Order) -> Verdict:
    is_lead_anywhere = order.parent_id is not None and len(order.areas) == 1
    return Verdict(is_lead_anywhere, "territory.move_needs_parent")


def _merge_needs(order: Order) -> Verdict:
    """Answer whether two or more come together, and into what: a known area among them is no loss of itself."""
    if order.into is None:
        return Verdict(len(order.areas) > 1 and len(order.parts) == 1, "territory.merge_needs_two")
    return Verdict(order.into not in order.areas, "territory.merge_into_itself")


def _split_needs(order: Order) -> Verdict:
    return Verdict(len(order.parts) > 1 and len(order.areas) == 1, "territory.split_needs_two")


def _redraw_needs(order: Order) -> Verdict:
    """Answer whether every old grid has exactly one new one in its place."""
    taken = Counter(pk for part in order.parts for pk in part.takes)
    left, twice = set(order.areas) - set(taken), [pk for pk, count in taken.items() if count > 1]
    figures = {"left": len(left), "twice": len(twice), "strange": len(set(taken) - set(order.areas))}
    return Verdict(not any(figures.values()), "territory.grids_not_placed", figures)


def _nothing_more(order: Order) -> Verdict:
    return Verdict(True, "territory.change_fits")


NEEDS = {
    ChangeKind.RENAME: _nothing_more,
    ChangeKind.MOVE: _move_needs,
    ChangeKind.MERGE: _merge_needs,
    ChangeKind.SPLIT: _split_needs,
    ChangeKind.ABOLISH: _nothing_more,
    ChangeKind.REDRAW: _redraw_needs,
}
