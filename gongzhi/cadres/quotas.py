"""Keep what is used of a total, under the lock of its row."""

from django.db import IntegrityError, transaction

from gongzhi.cadres import rules
from gongzhi.cadres.models import Quota
from gongzhi.kernel.paths import ancestors
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.territory.rules import Level

DEPTHS = {level.value: depth for depth, level in enumerate(Level)}


def top_of(path: str, level: str) -> str:
    """
    Return the path of the area of a level that an area lies in.

    :raises NotVisible: the area lies above that level.
    """
    above = ancestors(path)
    depth = DEPTHS[level]
    if depth >= len(above):
        raise NotVisible
    return above[depth]


def locked_quota(*, key: str, path: str, year: int, most: int) -> Quota:
    """Return the row of a total, locked; it is made when nothing was used yet."""
    try:
        with transaction.atomic():
            Quota.objects.get_or_create(key=key, path=path, year=year, defaults={"most": most})
    except IntegrityError:
        pass
    return Quota.objects.select_for_update().get(key=key, path=path, year=year)


def use(quota: Quota, *, more: int, most: int, label: str, source: str, source_text: str) -> None:
    """
    Use so much more of a total, or give back where `more` is below 0.

    :raises Refusal: the total does not hold it.
    """
    verdict = rules.has_room(used=quota.used, more=more, most=most)
    if more > 0 and not verdict.ok:
        told = {**verdict.figures, "label": label, "source": source_text}
        raise Refusal(verdict.code, figures=told, sources=(source,))
    quota.used, quota.most = quota.used + more, max(most, quota.used + more)
    quota.save(update_fields=["used", "most"])
