"""What a change of the tree would bring with it, told before it is done."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
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
from gongzhi.policy import actions as policy
from gongzhi.policy.queries import pack_at
from gongzhi.territory.actions import plan_change
from gongzhi.territory.changes.planning import Fresh, Node, Order, Plan
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
class Preview:
    """
    Hold what a change does and what follows it.

    `beside` are bodies that come to sit beside one of their kind, `packs` the rules where they become others, `doubles`
    the addresses before which the name of the old area will be put.
    """

    kind: Text
    ended: tuple[str, ...]
    opened: tuple[str, ...]
    into: str
    below: tuple[Count, ...]
    hanging: tuple[Count, ...]
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
    return Preview(
        kind=KIND_NAMES[order.kind],
        ended=tuple(line.name for line in ordered),
        opened=(order.parts[0].name,) if is_renamed else tuple(each.name for each in tops_of(plan, order)),
        into=into.name if into else near[order.parent_id].name if order.parent_id is not None else "",
        below=tuple(Count(LEVEL_NAMES[level], carried[level]) for level in LEVELS if carried[level]),
        hanging=tuple(Count(HANGING[kind], count) for kind, count in hanging.items()),
        codes=coded(plan),
        renamed=tuple(Pair(*pair) for pair in plan.renamed),
        doubles=doubles(ordered, into),
        beside=beside(ordered, into, order.on),
        packs=packs(ordered, near, order),
    )


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
