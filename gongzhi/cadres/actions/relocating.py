"""Let postings, files and numbers of posts follow a change of the tree; part of an action of the rooms above."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F

from gongzhi.cadres.models import Allotment, File, Filling, Posting, Quota
from gongzhi.kernel.paths import subtree
from gongzhi.territory.changes.planning import Step
from gongzhi.territory.queries import rows_along

Followed = list[tuple[int, str, str]]


def rows_at(path: str) -> dict[str, int]:
    """Return how many postings that are not over and files are at or under an area, by kind of row."""
    low, high = subtree(path)
    lasting = Posting.objects.filter(last_on=None, voided_on=None, path__gte=low, path__lt=high)
    return {
        "cadres.posting": lasting.count(),
        "cadres.file": File.objects.filter(path__gte=low, path__lt=high).count(),
    }


def paths_in_use() -> set[str]:
    """Return the paths of the areas in which postings are not over, files are kept or posts are allotted."""
    postings = Posting.objects.filter(last_on=None, voided_on=None).order_by().values_list("path", flat=True)
    files = File.objects.order_by().values_list("path", flat=True)
    allotted = Allotment.objects.filter(posts__gt=0).order_by().values_list("path", flat=True)
    return {*postings.distinct(), *files.distinct(), *allotted.distinct()}


def move_to_area(*, steps: Sequence[Step], on: dt.date) -> dict[str, Followed]:
    """
    Move postings that are not over, files, allotments and quotas in force along the steps; return what went where.

    How somebody entered a post stays where it was. Posts allotted to two areas that become one are added up.
    """
    moved: dict[str, Followed] = {"cadres.posting": [], "cadres.file": [], "cadres.quota": [], "cadres.allotment": []}
    lasting = Posting.objects.filter(last_on=None, voided_on=None)
    for step, ids in rows_along(lasting, column="path", steps=steps).items():
        moved["cadres.posting"] += [(pk, step.from_path, step.to_path) for pk in ids]
        Posting.objects.filter(pk__in=ids).update(area_id=step.to_id, path=step.to_path)
    for step, ids in rows_along(File.objects.all(), column="path", steps=steps).items():
        moved["cadres.file"] += [(pk, step.from_path, step.to_path) for pk in ids]
        File.objects.filter(pk__in=ids).update(area_id=step.to_id, path=step.to_path)
    in_force = Quota.objects.filter(year__in=(0, on.year))
    for step, ids in rows_along(in_force, column="path", steps=steps).items():
        there = set(Quota.objects.filter(path=step.to_path).values_list("key", "year"))
        going = [q.pk for q in Quota.objects.filter(pk__in=ids) if (q.key, q.year) not in there]
        moved["cadres.quota"] += [(pk, step.from_path, step.to_path) for pk in going]
        Quota.objects.filter(pk__in=going).update(path=step.to_path)
    for step, ids in rows_along(Allotment.objects.filter(posts__gt=0), column="path", steps=steps).items():
        for allotment in Allotment.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
            moved["cadres.allotment"] += [(allotment.pk, step.from_path, step.to_path)]
            _move_allotment(allotment, step)
    return moved


def _move_allotment(allotment: Allotment, step: Step) -> None:
    """Let an allotment be of another area, or add its posts to the one that area has of the same quota."""
    there = Allotment.objects.select_for_update().filter(quota=allotment.quota_id, area_id=step.to_id).first()
    if there is None:
        Allotment.objects.filter(pk=allotment.pk).update(area_id=step.to_id, path=step.to_path)
        return
    Filling.objects.filter(allotment=allotment).update(allotment=there)
    Allotment.objects.filter(pk=there.pk).update(
        posts=F("posts") + allotment.posts, filled=F("filled") + allotment.filled
    )
    Allotment.objects.filter(pk=allotment.pk).update(posts=0, filled=0)
