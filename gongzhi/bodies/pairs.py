"""Rules between two posts, held against who holds them on a day: the share, and every unit behind it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gongzhi.bodies.coverage import Unit, units_of
from gongzhi.bodies.lists import PostPair, Side
from gongzhi.bodies.models import Appointment, Body
from gongzhi.bodies.register import Register
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors, is_within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Item
from gongzhi.policy.queries import pack_at

READ = "bodies.read_body"
VILLAGE_DEPTH = 5  # province, city, county, town, village: where the bodies of a community sit


@dataclass(frozen=True, slots=True)
class PairLine:
    """
    One unit of a rule: who is on each side, and `is_as_wanted`.

    `have` of `total` are what it adds to the share: itself, or persons where the rule counts persons.
    """

    kind: str
    id: int
    name: str
    path: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    is_as_wanted: bool
    have: int = 0
    total: int = 1


@dataclass(frozen=True, slots=True)
class PairCount:
    """A rule as it stands in an area on a day: `have` of `total`, where it is asked for, every unit with its people."""

    key: str
    title: str
    rule: str
    row: str
    source: str
    lines: tuple[PairLine, ...]

    @property
    def have(self) -> int:
        """Return how many are as wanted, or how many persons sit on both sides."""
        return sum(line.have for line in self.lines)

    @property
    def total(self) -> int:
        """Return how many there are."""
        return sum(line.total for line in self.lines)

    @property
    def listed(self) -> tuple[PairLine, ...]:
        """Return the units that are not as wanted."""
        return tuple(line for line in self.lines if not line.is_as_wanted)


def pairs_for(by: Actor, path: str, on: dt.date) -> tuple[PairCount, ...]:
    """
    Return every rule between posts that the pack of an area names, as it stands there on a day.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    register = _register(by, path, on)
    return tuple(_counted(register, item, path) for item in register.pack.list("bodies", "post_pairs").items)


def pair_for(by: Actor, key: str, path: str, on: dt.date) -> PairCount:
    """
    Return one rule between posts as it stands in an area on a day.

    :raises NotVisible: the bodies of this area are not for this actor, or its pack names no such rule.
    """
    register = _register(by, path, on)
    item = register.pack.list("bodies", "post_pairs").item(key)
    if item is None:
        raise NotVisible
    return _counted(register, item, path)


def flags_of(body: Body, on: dt.date) -> tuple[tuple[str, PairLine], ...]:
    """Return the rules between posts that one body is counted in and does not keep, by their titles."""
    pack, is_wide = pack_at(path=body.path, on=on), len(ancestors(body.path)) < VILLAGE_DEPTH
    register = Register(pack, body.path, on, is_narrow=True) if is_wide else _around(body.path, on)
    items = [item for item in pack.list("bodies", "post_pairs").items if not item.read_as(PostPair).units.level]
    counts = (_counted(register, item, body.path) for item in items)
    found = ((count.title, line) for count in counts for line in count.listed)
    return tuple((title, line) for title, line in found if (line.kind, line.id) == ("body", body.pk))


def _register(by: Actor, path: str, on: dt.date) -> Register:
    if not by.may(READ, path):
        raise NotVisible
    return _around(path, on)


def _around(path: str, on: dt.date) -> Register:
    """Return the register of an area, from its village on: what an estate is paired with may sit above it."""
    above = ancestors(path)
    return Register(pack_at(path=path, on=on), above[:VILLAGE_DEPTH][-1] if above else path, on)


def _counted(register: Register, item: Item, path: str) -> PairCount:
    pair = item.read_as(PostPair)
    units = (unit for unit in units_of(register, pair.units) if is_within(unit.path, path))
    return PairCount(
        key=item.key,
        title=item.label(),
        rule=pair.rule,
        row=pair.row,
        source=pair.source or register.pack.list("bodies", "post_pairs").source,
        lines=tuple(RULES[pair.rule](register, unit, pair) for unit in units),
    )


def _held(register: Register, unit: Unit, side: Side) -> list[Appointment]:
    """Return who holds the posts of one side of a rule at a unit."""
    if side.links or side.above or side.bodies:
        rows = [row for body in _bodies(register, unit, side) for row in register.held_in.get(body.pk, ())]
    else:
        rows = list(register.held_in.get(unit.id, ()) if unit.body else register.held_at.get(unit.path, ()))
    return [row for row in rows if not side.posts or row.post.kind in side.posts]


def _bodies(register: Register, unit: Unit, side: Side) -> list[Body]:
    """Return the bodies of one side: those related to the unit, or those of some kinds at its area and above it."""
    if side.links:
        return [link.subject for link in register.from_others.get(unit.id, ()) if link.kind in side.links]
    paths = ancestors(unit.path) if side.above else (unit.path,)
    return [body for path in paths for body in register.at.get(path, ()) if body.kind in side.bodies]


def _line(unit: Unit, first: Iterable[str], second: Iterable[str], *, ok: bool, have: int, total: int) -> PairLine:
    return PairLine(unit.kind, unit.id, unit.name, unit.path, tuple(first), tuple(second), ok, have, total)


def _names(rows: Iterable[Appointment]) -> list[str]:
    return list(dict.fromkeys(f"{row.person.name}（{row.post.title}）" for row in rows))


def _same(register: Register, unit: Unit, pair: PostPair) -> PairLine:
    """Count a unit whose two posts are in one hand; a vacant post is in none."""
    first, second = _held(register, unit, pair.first), _held(register, unit, pair.second)
    ok = bool({row.person_id for row in first} & {row.person_id for row in second})
    return _line(unit, _names(first), _names(second), ok=ok, have=int(ok), total=1)


def _cross(register: Register, unit: Unit, pair: PostPair) -> PairLine:
    """Count the persons who sit on both sides, out of all who sit on one."""
    first, second = _held(register, unit, pair.first), _held(register, unit, pair.second)
    ones, others = {row.person_id for row in first}, {row.person_id for row in second}
    both = ones & others
    return _line(unit, _names(first), _names(second), ok=bool(both), have=len(both), total=len(ones | others))


def _two_way(register: Register, unit: Unit, pair: PostPair) -> PairLine:
    """Count a unit where somebody who comes from each side sits on the other."""
    sides = [_bodies(register, unit, side) for side in (pair.first, pair.second)]
    entered = [_entered(register, sides[0], sides[1]), _entered(register, sides[1], sides[0])]
    ok = all(entered)
    return _line(unit, _names(entered[0]), _names(entered[1]), ok=ok, have=int(ok), total=1)


def _entered(register: Register, into: list[Body], origin: list[Body]) -> list[Appointment]:
    ids = {body.pk for body in origin}
    return [row for body in into for row in register.held_in.get(body.pk, ()) if row.from_body_id in ids]


def _apart(register: Register, unit: Unit, pair: PostPair) -> PairLine:
    """Flag a unit in which one person holds two of the posts."""
    rows = _held(register, unit, pair.first)
    kinds: dict[int, set[str]] = {}
    for row in rows:
        kinds.setdefault(row.person_id, set()).add(row.post.kind)
    several = {person for person, held in kinds.items() if len(held) > 1}
    flagged = [row for row in rows if row.person_id in several]
    return _line(unit, _names(rows), _names(flagged), ok=not flagged, have=int(not flagged), total=1)


def _follows(register: Register, unit: Unit, pair: PostPair) -> PairLine:
    """Count a unit whose second post is held by whoever holds the first; one without such a post counts for nothing."""
    first, second = _held(register, unit, pair.first), _held(register, unit, pair.second)
    stands = bool(register.posts_at.get(unit.id if unit.body else unit.path, frozenset()) & set(pair.second.posts))
    ok = not stands or {row.person_id for row in first} == {row.person_id for row in second}
    return _line(unit, _names(first), _names(second), ok=ok, have=int(ok and stands), total=int(stands))


RULES: Mapping[str, Callable[[Register, Unit, PostPair], PairLine]] = {
    "same": _same,
    "cross": _cross,
    "two_way": _two_way,
    "apart": _apart,
    "follows": _follows,
}
