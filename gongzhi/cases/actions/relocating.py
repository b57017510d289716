"""Let open requests follow a change of the tree; part of an action of the rooms above."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from gongzhi.cases.actions.moving import FILED, KIND, OPEN
from gongzhi.cases.models import Case
from gongzhi.cases.queries.listed import within
from gongzhi.cases.rules import scopes
from gongzhi.kernel.counters import bump, bump_each
from gongzhi.kernel.paths import last_id
from gongzhi.territory.actions import keep_followers
from gongzhi.territory.changes.planning import Step
from gongzhi.territory.queries import area_line, change_that_ended, rows_along, standing_for

AT_ONCE = 500
Followed = list[tuple[int, str, str]]


def rows_at(path: str) -> dict[str, int]:
    """Return how many requests at or under an area are open, by kind of row."""
    return {KIND: Case.objects.filter(within(path), closed_at=None).count()}


def paths_in_use() -> set[str]:
    """Return the paths of the areas in which requests are open."""
    return set(Case.objects.filter(closed_at=None).order_by().values_list("area_path", flat=True).distinct())


def move_to_area(*, steps: Sequence[Step]) -> dict[str, Followed]:
    """
    Move open requests along the steps; closed ones stay where they were closed.

    Their procedure goes on as it was opened; who has one in hand keeps it, for the bodies go the same way.
    """
    moved: Followed = []
    for step, ids in rows_along(Case.objects.filter(closed_at=None), column="area_path", steps=steps).items():
        for some in (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)):
            rows = Case.objects.select_for_update().filter(pk__in=some, closed_at=None).order_by("pk")
            went = list(rows.values_list("pk", "area_path"))
            moved += [(pk, path, step.to_path) for pk, path in went]
            county, town, village = scopes(step.to_path)
            Case.objects.filter(pk__in=[pk for pk, _ in went]).update(
                area_id=step.to_id, area_path=step.to_path, in_county=county, in_town=town, in_village=village
            )
            for path, count in Counter(path for _, path in went).items():
                bump_each(names=(OPEN, FILED), path=path, by=-count)
                bump_each(names=(OPEN, FILED), path=step.to_path, by=count)
    return {KIND: moved}


def bring_along(case: Case, on: dt.date) -> None:
    """
    Let a closed request that is opened once more stand where its area's place is on a day; part of an action.

    One whose area still stands, or has nothing in its place, stays.
    """
    lines = [area_line(pk, on) for pk in standing_for(case.area_id, on)]
    if not lines:
        return
    line, before = lines[0], case.area_path
    case.area_id, case.area_path = line.id, line.path
    case.in_county, case.in_town, case.in_village = scopes(line.path)
    bump(name=FILED, path=before, by=-1)
    bump(name=FILED, path=line.path, by=1)
    change = change_that_ended(last_id(before))
    if change is not None:
        keep_followers(change_id=change, on=on, kind=KIND, rows=[(case.pk, before, line.path)])
