"""Draw the grids of a village anew, as one version."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.territory import rules
from gongzhi.territory.actions.areas import check_place, draw, end, last_name, locked
from gongzhi.territory.models import Area, AreaCode, Succession
from gongzhi.territory.queries import in_subtree
from gongzhi.territory.rules import DRAWN, Level


@dataclass(frozen=True, slots=True)
class NewGrid:
    """A grid of a new drawing: its name, its 15 digits or nothing, and the buildings of the old drawing it takes up."""

    name: str
    code: str = ""
    buildings: tuple[int, ...] = ()


@transaction.atomic
def redraw_grids(
    *, by: Actor, village_id: int, grids: Sequence[NewGrid], on: dt.date, now: dt.datetime
) -> tuple[Area, ...]:
    """
    Close all grids of a village on a day and open new ones in their place, as one version.

    Every building is taken up by exactly one new grid, as a new area that succeeds the old one; what hangs on the old
    areas finds its way by `queries.successors_of`.

    :raises NotVisible: the actor draws and ends nothing there.
    :raises Refusal: a building would be left out or doubled, or a grid does not fit.
    """
    village = locked(village_id)
    if not (by.may("territory.create_area", village.path) and by.may("territory.end_area", village.path)):
        raise NotVisible
    below = Area.objects.select_for_update().filter(in_subtree(village.path), to_on=None).order_by("pk")
    old = {area.pk: area for area in below if area.level in DRAWN}
    buildings = [area.pk for area in old.values() if area.level == Level.BUILDING]
    rules.are_all_placed(buildings=buildings, placed=[pk for grid in grids for pk in grid.buildings]).or_refuse()
    pack_ref = check_place(village, Level.GRID, on)
    codes = {pk: _open_codes(area) for pk, area in old.items()}
    for area in old.values():
        rules.may_end(from_on=area.from_on, to_on=None, on=on, open_below=0).or_refuse()
        end(area, on)
    opened = tuple(_open_grid(village, grid, old, codes, on) for grid in grids)
    write_entry(
        code="territory.grids_redrawn",
        by=by,
        now=now,
        subject=("territory.area", village.pk),
        area_path=village.path,
        pack_ref=pack_ref,
        figures={"ended": sorted(old), "opened": [grid.pk for grid in opened], "from": on.isoformat()},
    )
    return opened


def _open_codes(area: Area) -> list[tuple[str, str]]:
    return list(AreaCode.objects.filter(area=area, to_on=None).values_list("system", "code"))


def _open_grid(
    village: Area, grid: NewGrid, old: dict[int, Area], codes: dict[int, list[tuple[str, str]]], on: dt.date
) -> Area:
    """Open one new grid with its buildings, each the successor of what stood there."""
    area = draw(village, Level.GRID, grid.name.strip(), [("grid", grid.code)] if grid.code else [], on)
    for pk in grid.buildings:
        building = draw(area, Level.BUILDING, last_name(pk), codes[pk], on)
        Succession.objects.create(ended_id=pk, successor=building, on=on)
    for pk in sorted({old[each].parent_id or 0 for each in grid.buildings}):
        Succession.objects.create(ended_id=pk, successor=area, on=on)
    return area
