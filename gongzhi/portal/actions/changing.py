"""Change the tree with all that hangs on it, in one transaction with one entry."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.bodies.actions import relocating as bodies
from gongzhi.cadres.actions import relocating as cadres
from gongzhi.cases.actions import relocating as cases
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.actions import relocating as people
from gongzhi.policy import actions as policy
from gongzhi.portal.changing import hanging_at, names_of
from gongzhi.territory import actions as territory
from gongzhi.territory.actions import Outcome
from gongzhi.territory.changes.planning import Order, Plan
from gongzhi.territory.queries import AreaLine, ancestor_lines, lines_of
from gongzhi.territory.rules import ChangeKind

Followed = Mapping[str, Sequence[tuple[int, str, str]]]


@transaction.atomic
def change_areas(*, by: Actor, order: Order, now: dt.datetime) -> Outcome:
    """
    Carry out a change of the tree: areas end and open, and everything open that hangs on them comes along.

    Closed bodies, closed requests and the journal stay where they were.

    :raises NotVisible: the actor may not change all that it touches.
    :raises Refusal: no fresh proof of who acts, the order does not fit, or an area is to go on which something hangs.
    """
    require_step_up(by, now=now)
    plan = territory.plan_change(by=by, order=order, today=localdate(now))
    if order.kind is ChangeKind.ABOLISH:
        check_empty([node.path for node in plan.ended if node.id in order.areas], order.on)
    line = about(order)
    outcome = territory.carry_out(by=by, order=order, plan=plan, now=now)
    followed = _follow(order, plan, outcome)
    for kind, rows in followed.items():
        territory.keep_followers(change_id=outcome.change_id, on=order.on, kind=kind, rows=rows)
    figures = _figures(order, plan, outcome, followed)
    territory.keep_figures(change_id=outcome.change_id, figures=figures)
    _write(by, order, line, figures | {"change": outcome.change_id, "areas": list(order.areas)}, now)
    return outcome


def _write(by: Actor, order: Order, line: AreaLine, figures: Mapping[str, object], now: dt.datetime) -> None:
    write_entry(
        code={
            ChangeKind.RENAME: "territory.area_renamed",
            ChangeKind.MOVE: "portal.area_moved",
            ChangeKind.MERGE: "portal.areas_merged",
            ChangeKind.SPLIT: "portal.area_split",
            ChangeKind.ABOLISH: "territory.area_ended",
            ChangeKind.REDRAW: "territory.grids_redrawn",
        }[order.kind],
        by=by,
        now=now,
        subject=("territory.area", line.id),
        area_path=line.path,
        figures=figures,
    )


def _figures(order: Order, plan: Plan, outcome: Outcome, followed: Followed) -> dict[str, object]:
    """Return in figures what a change came to: its day and document, areas gone and new, rows that followed by kind."""
    return {
        "from": order.on.isoformat(),
        "basis": order.basis.strip(),
        "gone": len(plan.ended),
        "new": len(outcome.opened),
        **{kind.partition(".")[2]: len(rows) for kind, rows in followed.items() if rows},
    }


def check_empty(paths: Sequence[str], on: dt.date) -> None:
    """
    Do nothing when nothing hangs on areas that are to go.

    :raises Refusal: households, persons, bodies, resources or open requests are still there.
    """
    found = {kind: count for kind, count in hanging_at(paths, on).items() if not kind.startswith("policy.")}
    if any(found.values()):
        told = {kind.partition(".")[2]: count for kind, count in found.items()}
        raise Refusal("portal.area_not_empty", figures=told)


@transaction.atomic
def end_empty_area(*, by: Actor, area_id: int, on: dt.date, now: dt.datetime) -> None:
    """
    End an area on which nothing hangs any more.

    :raises NotVisible: the actor ends nothing there.
    :raises Refusal: it is not open on that day, areas below it are, or something hangs on it.
    """
    area = territory.end_area(by=by, area_id=area_id, on=on, now=now)
    check_empty([area.path], on)


def about(order: Order) -> AreaLine:
    """Return the area of which the journal tells a change: the first that changes, or the village of the grids."""
    line = lines_of(order.areas[:1], order.on)[order.areas[0]]
    return ancestor_lines(line.path, order.on)[-2] if order.kind is ChangeKind.REDRAW else line


def _follow(order: Order, plan: Plan, outcome: Outcome) -> Followed:
    """Let the rows of every room go along, and return which did, by kind."""
    if not outcome.steps:
        policy.move_to_area(steps={node.path: () for node in plan.ended}, on=order.on)
        return {}
    policy.move_to_area(steps=territory.rule_steps(outcome, order), on=order.on)
    apart = territory.apart_of(outcome, order)
    return {
        **people.move_to_area(steps=outcome.steps, names=names_of(plan.ended), apart=apart),
        **bodies.move_to_area(steps=outcome.steps, on=order.on, reason=order.basis.strip()),
        **cadres.move_to_area(steps=outcome.steps, on=order.on),
        **cases.move_to_area(steps=outcome.steps),
    }
