"""What a change of the tree would bring with it, told before it is done."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongzhi.bodies.actions import relocating as bodies
from gongzhi.bodies.queries import bodies_at
from gongzhi.cadres.actions import relocating as cadres
from gongzhi.cases.actions import relocating as cases
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors, last_id
from gongzhi.kernel.wording import Text
from gongzhi.people.actions import relocating as people
from gongzhi.people.whereabouts import home_groups
from gongzhi.policy import actions as policy
from gongzhi.policy.queries import pack_at
from gongzhi.territory.actions import plan_change
from gongzhi.territory.changes.planning import Fresh, Node, Order, Plan, Wanted
from gongzhi.territory.messages import LEVEL_NAMES, SYSTEM_NAMES
from gongzhi.territory.queries import AreaLine, lines_of
from gongzhi.territory.rules import LEVELS, ChangeKind

# what hangs on an area and follows it, in the order in which it is told
HANGING: dict[str, Text] = {
    "bodies.body": _("组织"),
    "bodies.appointment": _("在任的岗位"),
    "people.household": _("住户"),
    "people.person": _("登记的人"),
    "cases.case": _("没有办结的诉求"),
    "bodies.resource": _("资源"),
    "cadres.posting": _("选派、驻点"),
    "cadres.file": _("干部档案"),
    "policy.adoption": _("采用的规则"),
    "policy.filledslot": _("本地设定的数"),
}
KIND_NAMES: dict[ChangeKind, Text] = {
    ChangeKind.RENAME: _("更名"),
    ChangeKind.MOVE: _("划归"),
    ChangeKind.MERGE: _("合并"),
    ChangeKind.SPLIT: _("拆分"),
    ChangeKind.REDRAW: _("重新划分网格"),
    ChangeKind.ABOLISH: _("撤销"),
}
SHOWN = 20  # lines of one part of a preview; the rest is counted


@dataclass(frozen=True, slots=True)
class Count:
    """Hold how many of something there are."""

    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Coded:
    """Hold what becomes of a code: who has it now, and who has it afterwards, "" when nobody."""

    system: Text
    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Hold something before and after."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Way:
    """
    Hold where an area goes with what hangs on it, counted by kind of row.

    `apart` is what of it goes by itself: an area below, or its households of a group of addresses; None is the area.
    """

    before: str
    apart: str | None
    after: str
    counts: Counter[str]

    @property
    def told(self) -> tuple[Count, ...]:
        """Return what goes along, under its names."""
        return tuple(Count(name, self.counts[kind]) for kind, name in HANGING.items() if self.counts[kind])


@dataclass(frozen=True, slots=True)
class Preview:
    """
    Hold what a change does and what follows it.

    `ways` tell it by area where there is more than one way; `bare` are new grids that take no old one's place, to which
    nobody is appointed yet. `beside` are bodies that come to sit beside one of their kind, `packs` the rules where they
    become others, `doubles` the addresses before which the name of the old area will be put.
    """

    kind: Text
    ended: tuple[str, ...]
    opened: tuple[str, ...]
    into: str
    below: tuple[Count, ...]
    hanging: tuple[Count, ...]
    ways: tuple[Way, ...]
    bare: tuple[str, ...]
    codes: tuple[Coded, ...]
    renamed: tuple[Pair, ...]
    doubles: tuple[str, ...]
    beside: tuple[Pair, ...]
    packs: tuple[Pair, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing hangs on the areas."""
        return not any(each.count for each in self.hanging)


def hanging_at(paths: Iterable[str], on: dt.date) -> dict[str, int]:
    """Return what hangs on these areas and those below them, counted by kind of row."""
    found: Counter[str] = Counter()
    for path in paths:
        found.update(people.rows_at(path))
        found.update(bodies.rows_at(path, on))
        found.update(cadres.rows_at(path))
        found.update(cases.rows_at(path))
        found.update(policy.rows_at(path, on))
    return {kind: found[kind] for kind in HANGING}


def preview_of(by: Actor, order: Order, today: dt.date) -> Preview:
    """
    Return what an order would do; nothing is written.

    :raises NotVisible: the actor may not change all that it touches.
    :raises Refusal: it lacks something, or does not fit.
    """
    plan = plan_change(by=by, order=order, today=today)
    tops = lines_of(order.areas, order.on)
    ordered = [tops[pk] for pk in order.areas]
    near = lines_of([pk for pk in (order.into, order.parent_id) if pk is not None], order.on)
    carried = Counter(node.level for node in plan.ended if node.id not in order.areas)
    is_renamed = order.kind is ChangeKind.RENAME
    hanging = {} if is_renamed else hanging_at([line.path for line in ordered], order.on)
    into = near[order.into] if order.into is not None else None
    together = come_together(order, tops)
    return Preview(
        kind=KIND_NAMES[order.kind],
        ended=tuple(line.name for line in ordered),
        opened=(order.parts[0].name,) if is_renamed else tuple(each.name for each in tops_of(plan, order)),
        into=into.name if into else near[order.parent_id].name if order.parent_id is not None else "",
        below=tuple(Count(LEVEL_NAMES[level], carried[level]) for level in LEVELS if carried[level]),
        hanging=tuple(Count(HANGING[kind], count) for kind, count in hanging.items()),
        ways=ways(order, plan, tops),
        bare=tuple(part.name for part in order.parts if order.kind is ChangeKind.REDRAW and not part.takes),
        codes=coded(plan),
        renamed=tuple(Pair(*pair) for pair in plan.renamed),
        doubles=redrawn_doubles(order, tops) if order.kind is ChangeKind.REDRAW else doubles(ordered, into),
        beside=tuple(pair for lines in together for pair in beside(lines, into, order.on)),
        packs=tuple(pair for lines in together for pair in packs(lines, near, order)),
    )


def come_together(order: Order, tops: Mapping[int, AreaLine]) -> list[list[AreaLine]]:
    """Return the areas that end by what they become: each list is of those that become one."""
    if order.kind is not ChangeKind.REDRAW:
        return [[tops[pk] for pk in order.areas]]
    return [[tops[pk] for pk in part.takes] for part in order.parts if part.takes]


def ways(order: Order, plan: Plan, tops: Mapping[int, AreaLine]) -> tuple[Way, ...]:
    """Return where each area of a split or of a new drawing goes, after what leaves it for another part."""
    if order.kind not in (ChangeKind.REDRAW, ChangeKind.SPLIT):
        return ()
    nodes = {node.id: node for node in plan.ended}
    found: list[Way] = []
    for pk in order.areas:
        counts, place = Counter(hanging_at([tops[pk].path], order.on)), plan.place_of[pk]
        into = place.name if isinstance(place, Fresh) else ""
        others = [part for part in order.parts if part.name != into]
        apart = [way for part in others for way in leaving(part, tops[pk], nodes, order.on)]
        for way in apart:
            counts.subtract(way.counts)
        found += [Way(tops[pk].name, None, into, counts), *apart]
    return tuple(found)


def leaving(part: Wanted, area: AreaLine, nodes: Mapping[int, Node], on: dt.date) -> Iterable[Way]:
    """Yield the areas directly below one, and the groups of its households, that go to a part by themselves."""
    for child in (nodes[pk] for pk in part.children if nodes[pk].parent_id == area.id):
        yield Way(area.name, child.name, part.name, Counter(hanging_at([child.path], on)))
    wanted = {group for pk, group in part.homes if pk == area.id}
    for each in home_groups(area.path) if wanted else ():
        if each.group in wanted:
            counts = Counter({"people.household": len(each.addresses), "people.person": each.persons})
            yield Way(area.name, each.group, part.name, counts)


def redrawn_doubles(order: Order, tops: Mapping[int, AreaLine]) -> tuple[str, ...]:
    """Return the addresses that are there more than once in a new grid."""
    part_of = {(pk, group): number for number, part in enumerate(order.parts) for pk, group in part.homes}
    whole = {pk: number for number, part in enumerate(order.parts) for pk in part.takes}
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for pk in order.areas:
        for each in home_groups(tops[pk].path):
            found[part_of.get((pk, each.group), whole[pk])].update(set(each.addresses))
    return tuple(address for there in found.values() for address, count in there.items() if count > 1)


def tops_of(plan: Plan, order: Order) -> list[Fresh]:
    """Return the areas that an order opens by name; what comes along with them is left out."""
    return [] if order.into is not None else plan.fresh[: max(1, len(order.parts))]


def coded(plan: Plan) -> tuple[Coded, ...]:
    """Return what becomes of every code of an area that ends, and which codes are new."""
    after = {pair: fresh.name for fresh in plan.fresh for pair in fresh.codes}
    before = {pair: node.name for node in plan.ended for pair in node.codes}
    return tuple(
        Coded(SYSTEM_NAMES[pair[0]], pair[1], before.get(pair, ""), after.get(pair, ""))
        for pair in sorted(before.keys() | after.keys())
    )


def doubles(areas: Sequence[AreaLine], into: AreaLine | None) -> tuple[str, ...]:
    """Return the addresses that are there more than once when the areas have become one."""
    paths = [line.path for line in (*([into] if into else []), *areas)]
    found = [
        address
        for at, path in enumerate(paths)
        for other in paths[:at]
        for address in people.double_addresses(path, other)
    ]
    return tuple(dict.fromkeys(found)) if len(paths) > 1 else ()


def beside(areas: Sequence[AreaLine], into: AreaLine | None, on: dt.date) -> tuple[Pair, ...]:
    """Return the bodies of one kind that come to sit in the same area, each after the one before it."""
    first: dict[str, str] = {}
    pairs = []
    for line in (*([into] if into else []), *areas):
        for body in bodies_at(line.path, on):
            if body.kind in first:
                pairs.append(Pair(first[body.kind], body.name))
            first.setdefault(body.kind, body.name)
    return tuple(pairs)


def packs(areas: Sequence[AreaLine], near: dict[int, AreaLine], order: Order) -> tuple[Pair, ...]:
    """Return the rules that areas follow now and afterwards, where these differ."""
    if order.kind in (ChangeKind.RENAME, ChangeKind.ABOLISH):
        return ()
    found = []
    for line in areas:
        own = pack_at(path=line.path, on=order.on)
        above = near.get(order.into or order.parent_id or 0)
        path = above.path if above else ancestors(line.path)[-2] if len(ancestors(line.path)) > 1 else ""
        keeps_own = order.into is None and len(areas) == 1 and policy.own_adoptions(line.path, order.on)
        after = own if keeps_own else pack_at(path=path, on=order.on)
        if after.id != own.id:
            found.append(Pair(f"{line.name}：{own.title}", after.title))
    return tuple(found)


def names_of(nodes: Iterable[Node]) -> dict[int, str]:
    """Return the names of areas by id."""
    return {node.id: node.name for node in nodes}


def areas_in_use() -> frozenset[int]:
    """Return the areas in which something open lies, or below which it does: these do not end by a file."""
    paths = people.paths_in_use() | bodies.paths_in_use() | cadres.paths_in_use() | cases.paths_in_use()
    return frozenset(last_id(above) for path in paths for above in ancestors(path))
