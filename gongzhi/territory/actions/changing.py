"""Change the tree: move, merge, split and abolish areas, draw grids anew, from a day on, as one change."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import child_path
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.territory import rules
from gongzhi.territory.actions.areas import (
    check_grid_codes,
    check_name,
    check_place,
    last_name,
    locked,
    refuse_in_words,
    rename,
)
from gongzhi.territory.bulk import insert_rows, take_ids
from gongzhi.territory.changes.planning import (
    Fresh,
    Node,
    Order,
    Place,
    Plan,
    Planner,
    Step,
    may_change_tree,
    sources_of,
)
from gongzhi.territory.messages import SYSTEM_NAMES
from gongzhi.territory.models import Area, AreaCode, AreaName, Change, ChangedArea, Follower, Succession
from gongzhi.territory.queries import in_subtree, open_names_under, open_nodes
from gongzhi.territory.rules import RANK, ChangeKind, Part
from gongzhi.territory.spelling import spelled

AT_ONCE = 500
RIGHTS = ("territory.create_area", "territory.rename_area", "territory.end_area")


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    Hold what a change came to: its record, and the way of what hangs on the areas that ended.

    `lost` are ended areas without a place after them, `opened` the new ones, parents first.
    """

    change_id: int
    steps: tuple[Step, ...]
    lost: tuple[Node, ...]
    opened: tuple[int, ...]


def plan_change(*, by: Actor, order: Order, today: dt.date) -> Plan:
    """
    Return what an order would change, with everything it could be refused for; nothing is written.

    :raises NotVisible: the actor does not draw, rename and end areas at every place it touches.
    :raises Refusal: it lacks something, or a name, a code or a level does not fit.
    """
    nodes = open_nodes(order.areas)
    _check_rights(by, order, nodes)
    may_change_tree(order, nodes, today=today).or_refuse()
    around = [node.parent_id for node in nodes.values() if node.id in order.areas]
    if order.kind is ChangeKind.RENAME:
        _check_renaming(order, nodes)
        return Plan()
    near = [each for each in (order.into, order.parent_id) if each is not None]
    plan = Planner(nodes.values(), open_names_under([*around, *near], order.on)).planned(order)
    _check_plan(order, plan, nodes)
    return plan


def carry_out(*, by: Actor, order: Order, plan: Plan, now: dt.datetime) -> Outcome:
    """
    Write a change of the tree; part of an action, which lets what hangs on the areas follow and writes the entry.

    :raises Refusal: an area was changed by somebody else meanwhile.
    """
    for pk in sorted({*order.areas, *(each for each in (order.into, order.parent_id) if each is not None)}):
        if locked(pk).to_on is not None:
            raise Refusal("territory.changed_meanwhile")
    change = Change.objects.create(
        kind=order.kind, on=order.on, basis=order.basis.strip(), done_at=now, by_name=by.name
    )
    if order.kind is ChangeKind.RENAME:
        rename(locked(order.areas[0]), order.parts[0].name.strip(), order.on)
        _keep_areas(change, {Part.RENAMED: order.areas[:1]})
        return Outcome(change.pk, (), (), ())
    _end(plan.ended, order.on)
    _check_none_left(order)
    places = _open(plan.fresh, order.on)
    steps = tuple(_steps(plan, places))
    successions = ((step.from_id, step.to_id, order.on.isoformat()) for step in steps)
    insert_rows(Succession, ("ended_id", "successor_id", "on"), successions)
    _succeed_parts(order, plan, places)
    lost = tuple(node for node in plan.ended if node.id not in plan.place_of)
    opened = tuple(pk for pk, _ in places.values())
    named = opened[: max(1, len(order.parts))] if order.into is None else ()
    into = () if order.into is None else (order.into,)
    _keep_areas(change, {Part.ENDED: order.areas, Part.INTO: into, Part.OPENED: named})
    return Outcome(change.pk, steps, lost, opened)


def _keep_areas(change: Change, areas: Mapping[Part, Sequence[int]]) -> None:
    """Write down which areas a change is about."""
    ChangedArea.objects.bulk_create(
        ChangedArea(change=change, area_id=pk, part=part) for part, ids in areas.items() for pk in ids
    )


def keep_followers(*, change_id: int, on: dt.date, kind: str, rows: Iterable[tuple[int, str, str]]) -> int:
    """Write down which rows of a kind followed a change, each as (id, path before, path after); return how many."""
    day = on.isoformat()
    named = [(change_id, day, kind, *row) for row in rows]
    insert_rows(Follower, ("change_id", "on", "kind", "row_id", "from_path", "to_path"), named)
    return len(named)


def keep_figures(*, change_id: int, figures: Mapping[str, object]) -> None:
    """Write down in figures what a change came to."""
    Change.objects.filter(pk=change_id).update(figures=dict(figures))


def _check_rights(by: Actor, order: Order, nodes: Mapping[int, Node]) -> None:
    """
    Do nothing when the actor may change all that an order touches.

    :raises NotVisible: something does not exist, or is not for this actor.
    """
    near = [each for each in (order.into, order.parent_id) if each is not None]
    paths = [nodes[pk].path for pk in order.areas if pk in nodes]
    paths += Area.objects.filter(pk__in=near, to_on=None).values_list("path", flat=True)
    if len(paths) < len(order.areas) + len(near):
        raise NotVisible
    wanted = ("territory.rename_area",) if order.kind is ChangeKind.RENAME else RIGHTS
    if not all(by.may(right, path) for right in wanted for path in paths):
        raise NotVisible


def _check_renaming(order: Order, nodes: Mapping[int, Node]) -> None:
    name = order.parts[0].name.strip()
    node = nodes[order.areas[0]]
    if name != node.name:
        check_name(node.parent_id, name, order.on)


def _check_plan(order: Order, plan: Plan, nodes: Mapping[int, Node]) -> None:
    """Refuse a plan in which a name, a code or a level does not fit."""
    if order.into is not None:
        _check_taker(order, nodes)
    else:
        for top in plan.fresh[: max(1, len(order.parts))]:
            _check_top(order, plan, top, nodes)
    twice = [name for (_, name), count in Counter((each.under, each.name) for each in plan.fresh).items() if count > 1]
    if twice:
        raise Refusal("territory.name_taken", figures={"name": twice[0]})
    for each in plan.fresh:
        rules.is_name(each.name).or_refuse()
        refuse_in_words(rules.may_bear(each.level, each.codes))
    _check_codes_free(plan)


def _check_taker(order: Order, nodes: Mapping[int, Node]) -> None:
    """Refuse to merge into an area of another level or below one that is to end."""
    taker = Area.objects.get(pk=order.into or 0)
    if taker.level != nodes[order.areas[0]].level:
        raise Refusal("territory.change_of_levels")
    if not taker.from_on < order.on:
        raise Refusal("territory.not_open", figures={"from_on": taker.from_on, "to_on": "", "on": order.on})


def _check_top(order: Order, plan: Plan, top: Fresh, nodes: Mapping[int, Node]) -> None:
    """Refuse an area that cannot stand where the order has it: by its level, its name, or below what ends."""
    parent = Area.objects.filter(pk=top.under).first() if isinstance(top.under, int) else None
    if parent is not None and any(parent.path.startswith(nodes[pk].path) for pk in order.areas):
        raise Refusal("territory.move_below_itself")
    check_place(parent, top.level, order.on)
    check_grid_codes(parent, top.codes, order.on)
    leaving = {node.name for node in plan.ended if node.parent_id == (parent.pk if parent else None)}
    if top.name not in leaving:
        check_name(parent.pk if parent else None, top.name, order.on)


def _check_codes_free(plan: Plan) -> None:
    """Refuse a code that an area has which does not end with this change, or one given twice."""
    wanted = [pair for fresh in plan.fresh for pair in fresh.codes]
    if len(wanted) > len(set(wanted)):
        twice = next(pair for pair in wanted if wanted.count(pair) > 1)
        raise Refusal("territory.code_twice", figures={"code": twice[1]})
    freed = {pair for node in plan.ended for pair in node.codes}
    for system, code in set(wanted) - freed:
        taken = AreaCode.objects.filter(system=system, code=code, to_on=None).first()
        if taken:
            figures = {"code": code, "system": SYSTEM_NAMES[system], "since": taken.from_on}
            raise Refusal("territory.code_taken", figures={**figures, "name": last_name(taken.area_id)})


def _end(nodes: Sequence[Node], on: dt.date) -> None:
    """End areas and their codes; refuse when one of them has been ended meanwhile."""
    for some in (nodes[at : at + AT_ONCE] for at in range(0, len(nodes), AT_ONCE)):
        ids = [node.id for node in some]
        if Area.objects.filter(pk__in=ids, to_on=None).update(to_on=on) != len(ids):
            raise Refusal("territory.changed_meanwhile")
        AreaCode.objects.filter(area_id__in=ids, to_on=None).update(to_on=on)


def _check_none_left(order: Order) -> None:
    """Refuse when somebody has drawn an area below one that ends since the change was planned."""
    tops = Area.objects.filter(pk__in=order.areas).order_by("pk").values_list("path", flat=True)
    if any(Area.objects.filter(in_subtree(path), to_on=None).exists() for path in list(tops)):
        raise Refusal("territory.changed_meanwhile")


def _open(fresh: Sequence[Fresh], on: dt.date) -> dict[int, tuple[int, str]]:
    """Open areas, parents first; return id and path of each by its number."""
    known = {each.under for each in fresh if isinstance(each.under, int)}
    paths = dict(Area.objects.filter(pk__in=known).values_list("pk", "path"))
    places: dict[int, tuple[int, str]] = {}
    areas, names, codes, day = [], [], [], on.isoformat()
    for pk, each in zip(take_ids(Area, len(fresh)) if fresh else (), fresh, strict=True):
        parent_id, above = _parent(each.under, places, paths)
        path = child_path(above, pk)
        places[each.number] = (pk, path)
        areas.append((pk, parent_id, each.level.value, path, rules.order_key(each.codes, each.name), day, None))
        names.append((pk, each.name, RANK[each.level], *spelled(each.name), day, None))
        codes += [(pk, system, code, day, None) for system, code in each.codes]
    insert_rows(Area, ("id", "parent_id", "level", "path", "order_key", "from_on", "to_on"), areas)
    insert_rows(AreaName, ("area_id", "name", "rank", "pinyin", "initials", "from_on", "to_on"), names)
    insert_rows(AreaCode, ("area_id", "system", "code", "from_on", "to_on"), codes)
    return places


def _parent(
    under: Place | None, places: Mapping[int, tuple[int, str]], paths: Mapping[int, str]
) -> tuple[int | None, str]:
    if under is None:
        return None, ""
    return (under, paths[under]) if isinstance(under, int) else places[under.number]


def _steps(plan: Plan, places: Mapping[int, tuple[int, str]]) -> Iterable[Step]:
    """Yield where each ended area's place is now, parents first."""
    known = {place for place in plan.place_of.values() if isinstance(place, int)}
    paths = dict(Area.objects.filter(pk__in=known).values_list("pk", "path"))
    for node in plan.ended:
        place = plan.place_of.get(node.id)
        if place is not None:
            to_id, to_path = (place, paths[place]) if isinstance(place, int) else places[place.number]
            yield Step(node.id, node.path, to_id, to_path)


def _succeed_parts(order: Order, plan: Plan, places: Mapping[int, tuple[int, str]]) -> None:
    """Let every part of a split succeed the area, and every new grid each old one that something comes to it from."""
    if order.kind not in (ChangeKind.SPLIT, ChangeKind.REDRAW):
        return
    parts = [places[fresh.number][0] for fresh in plan.fresh[: len(order.parts)]]
    nodes = {node.id: node for node in plan.ended}
    pairs = [
        (source, pk)
        for part, pk in zip(order.parts, parts, strict=True)
        for source in (order.areas if order.kind is ChangeKind.SPLIT else sources_of(part, nodes))
    ]
    known = {(node_id, places[place.number][0]) for node_id, place in plan.place_of.items() if isinstance(place, Fresh)}
    rows = ((*pair, order.on.isoformat()) for pair in pairs if pair not in known)
    insert_rows(Succession, ("ended_id", "successor_id", "on"), rows)


@dataclass(frozen=True, slots=True)
class Apart:
    """Say that households directly at an area whose addresses are of a group go another way than their area."""

    group: str
    step: Step


def apart_of(outcome: Outcome, order: Order) -> tuple[Apart, ...]:
    """Return the households that an order sends another way than their area, by the groups of their addresses."""
    opened = outcome.opened[: len(order.parts)]
    paths = dict(Area.objects.filter(pk__in=opened).values_list("pk", "path"))
    before = {step.from_id: step.from_path for step in outcome.steps}
    return tuple(
        Apart(group, Step(source, before[source], pk, paths[pk]))
        for part, pk in zip(order.parts, opened, strict=False)
        for source, group in part.homes
    )


def rule_steps(outcome: Outcome, order: Order) -> dict[str, tuple[str, ...]]:
    """Return into which new areas the rules of each ended one go; an area that was there before keeps its own."""
    opened = set(outcome.opened)
    steps: dict[str, tuple[str, ...]] = {
        step.from_path: (step.to_path,) if step.to_id in opened else () for step in outcome.steps
    }
    if order.kind in (ChangeKind.SPLIT, ChangeKind.REDRAW):
        tops = {step.from_id: step.from_path for step in outcome.steps if step.from_id in order.areas}
        rows = Succession.objects.filter(ended_id__in=tops, on=order.on, successor_id__in=opened).order_by("pk")
        for source, path in rows.values_list("ended_id", "successor__path"):
            steps[tops[source]] = tuple(dict.fromkeys((*steps[tops[source]], path)))
    return steps
