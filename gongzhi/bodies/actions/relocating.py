"""Let bodies and resources follow a change of the tree; part of an action of the rooms above."""

import datetime as dt
from collections.abc import Sequence

from gongzhi.bodies.models import Appointment, Body, BodyMove, Resource
from gongzhi.bodies.queries import in_force, open_on
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.verdicts import Refusal
from gongzhi.territory.changes.planning import Step
from gongzhi.territory.queries import rows_along

Followed = list[tuple[int, str, str]]


def rows_at(path: str, on: dt.date) -> dict[str, int]:
    """Return how many open bodies, posts that somebody holds, and resources are at or under an area, by kind of row."""
    low, high = subtree(path)
    bodies = Body.objects.filter(open_on(on), path__gte=low, path__lt=high)
    resources = Resource.objects.filter(to_on=None, path__gte=low, path__lt=high)
    held = Appointment.objects.filter(in_force(on), post__body__in=bodies)
    return {
        "bodies.body": bodies.count(),
        "bodies.appointment": held.count(),
        "bodies.resource": resources.count(),
    }


def paths_in_use() -> set[str]:
    """Return the paths of the areas in which open bodies or resources are."""
    open_bodies = Body.objects.filter(closed_on=None).order_by().values_list("path", flat=True).distinct()
    resources = Resource.objects.filter(to_on=None).order_by().values_list("path", flat=True).distinct()
    return {*open_bodies, *resources}


def move_to_area(*, steps: Sequence[Step], on: dt.date, reason: str) -> dict[str, Followed]:
    """
    Move open bodies with their posts, and resources, along the steps; return what went from where to where, by kind.

    Each body keeps the move in its record. A body under a parent stays under it.

    :raises Refusal: a body of that kind and name is at the other area already.
    """
    moved: dict[str, Followed] = {"bodies.body": [], "bodies.resource": []}
    for step, ids in rows_along(Body.objects.filter(closed_on=None), column="path", steps=steps).items():
        rows = list(Body.objects.filter(pk__in=ids).order_by("pk"))
        _check_names(rows, step)
        BodyMove.objects.bulk_create(_move(body, step, on, reason) for body in rows)
        Body.objects.filter(pk__in=ids).update(area_id=step.to_id, path=step.to_path)
        moved["bodies.body"] += [(body.pk, body.path, step.to_path) for body in rows]
    for step, ids in rows_along(Resource.objects.filter(to_on=None), column="path", steps=steps).items():
        found = Resource.objects.filter(pk__in=ids).order_by("pk")
        moved["bodies.resource"] += [(pk, path, step.to_path) for pk, path in found.values_list("pk", "path")]
        found.update(area_id=step.to_id, path=step.to_path)
    return moved


def _check_names(bodies: Sequence[Body], step: Step) -> None:
    """Refuse when a body of the same kind and name is at the other area already."""
    there = set(Body.objects.filter(area_id=step.to_id, closed_on=None).values_list("kind", "name"))
    double = next((body.name for body in bodies if (body.kind, body.name) in there), None)
    if double:
        raise Refusal("bodies.name_taken", figures={"name": double})


def _move(body: Body, step: Step, on: dt.date, reason: str) -> BodyMove:
    """Return the record of a body's way; its parent stays the same."""
    return BodyMove(
        body=body,
        on=on,
        from_parent_id=body.parent_id,
        to_parent_id=body.parent_id,
        from_path=body.path,
        to_path=step.to_path,
        reason=reason,
    )
