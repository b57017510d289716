"""What the addresses of areas need to be tried, and another drawing of grids without what hangs on them."""

from gongzhi.kernel.actors import system_actor
from gongzhi.territory.actions import carry_out, plan_change
from gongzhi.territory.changes.planning import Order, Wanted
from gongzhi.territory.queries import area_line, children_of
from gongzhi.territory.rules import ChangeKind

SAMPLES = {
    "area": lambda cast: {"area": cast.area("county").id},
    "code": lambda cast: {"system": "nbs", "code": "440114"},
}


def redraw(village_id, on, now, *parts, by=None, today=None):
    """
    Draw the grids of a village anew, and return the new ones; what hangs on the old ones stays behind.

    Old grids that no part takes go to the first.
    """
    by = by or system_actor("test")
    old = [line.id for line in children_of(village_id, on)]
    taken = {pk for part in parts for pk in part.takes}
    first = Wanted(parts[0].name, parts[0].codes, parts[0].children, (*parts[0].takes, *(set(old) - taken)))
    order = Order(ChangeKind.REDRAW, tuple(old), on, "网格调整方案", parts=(first, *parts[1:]))
    outcome = carry_out(by=by, order=order, plan=plan_change(by=by, order=order, today=today or on), now=now)
    return [area_line(pk, on) for pk in outcome.opened[: len(parts)]]
