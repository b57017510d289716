"""Take in a file of changes of a register: rename, end and open what is known exactly as the file says."""

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.jobs import enqueue
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import child_path
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.territory.actions.imports import INDEX_JOB, NAME_COLUMNS, chunks
from gongzhi.territory.bulk import analyze, insert_rows, take_ids
from gongzhi.territory.changes.files import Changes, Judge, Judged, Row, level_of, parent_code, too_young
from gongzhi.territory.editions.matching import Known
from gongzhi.territory.models import Area, AreaCode, AreaName, Change
from gongzhi.territory.queries import known_areas
from gongzhi.territory.rules import RANK, ChangeKind

AT_ONCE = 500
Placed = dict[str, tuple[int, str]]


def judge_changes(*, by: Actor, changes: Changes, system: str, on: dt.date, held: Collection[int]) -> Judged:
    """
    Return what a file would change; nothing is written. `held` are areas on which something hangs: they do not end.

    :raises NotVisible: the actor imports no areas.
    :raises Refusal: what it changes is younger than the day from which it is to hold.
    """
    if not by.may("territory.import_areas", ""):
        raise NotVisible
    judged = Judge(changes.rows, lambda: known_areas(system), held).judged()
    young = too_young(judged, on)
    if young:
        raise Refusal("territory.changes_not_after", figures={"count": young, "on": on})
    return judged


def taken_before(changes: Changes) -> Change | None:
    """Return the record of a file that was taken in before."""
    return Change.objects.filter(sha=changes.sha).first()


@transaction.atomic
def take_in_changes(
    *, by: Actor, changes: Changes, judged: Judged, system: str, on: dt.date, now: dt.datetime
) -> Change:
    """Write what a file changes, from a day on, whole or not at all; the same file is taken in once."""
    _end(judged.ended, on)
    _rename(judged.renamed, on)
    placed = _standing(judged, system)
    _pass_on(judged.passed, system, on)
    _open(judged.fresh, placed, system, on)
    counts = dict(sorted(judged.counts.items()))
    change = Change.objects.create(
        kind=ChangeKind.FILE,
        on=on,
        basis=changes.file_name[:200],
        sha=changes.sha,
        done_at=now,
        by_name=by.name,
        figures=counts,
    )
    write_entry(
        code="territory.changes_taken_in",
        by=by,
        now=now,
        subject=("territory.change", change.pk),
        figures={**counts, "system": system, "from": on.isoformat(), "sha": changes.sha},
    )
    enqueue(kind=INDEX_JOB, payload={}, run_at=now, key=f"{INDEX_JOB}:change:{change.pk}")
    analyze(Area, AreaName, AreaCode)
    return change


def _end(areas: Sequence[Known], on: dt.date) -> None:
    for some in chunks(areas, AT_ONCE):
        ids = [area.id for area in some]
        Area.objects.filter(pk__in=ids).update(to_on=on)
        AreaCode.objects.filter(area_id__in=ids, to_on=None).update(to_on=on)


def _rename(pairs: Sequence[tuple[Known, Row]], on: dt.date) -> None:
    for some in chunks(pairs, AT_ONCE):
        AreaName.objects.filter(area_id__in=[area.id for area, _ in some], to_on=None).update(to_on=on)
    day = on.isoformat()
    insert_rows(
        AreaName, NAME_COLUMNS, ((area.id, row.new, RANK[area.level], "", "", day, None) for area, row in pairs)
    )


def _pass_on(pairs: Sequence[tuple[Known, Row]], system: str, on: dt.date) -> None:
    """Let codes pass to other places, which open beside the old ones."""
    for some in chunks(pairs, AT_ONCE):
        ids = [area.id for area, _ in some]
        AreaCode.objects.filter(system=system, area_id__in=ids, to_on=None).update(to_on=on)
    beside: Placed = {
        row.code: (area.parent_id or 0, area.path[: area.path[:-1].rfind("/") + 1]) for area, row in pairs
    }
    _insert([row for _, row in pairs], beside, {}, system, on)


def _standing(judged: Judged, system: str) -> Placed:
    """Return id and path by code of the areas under which new ones open."""
    wanted = {row.code[:digits] for row in judged.fresh for digits in (2, 4, 6, 9)}  # province to town
    rows = AreaCode.objects.filter(system=system, to_on=None, code__in=wanted)
    if len(wanted) > AT_ONCE:
        rows = AreaCode.objects.filter(system=system, to_on=None).exclude(area__level="village")
    return {code: (pk, path) for code, pk, path in rows.values_list("code", "area_id", "area__path") if code in wanted}


def _open(rows: Sequence[Row], placed: Placed, system: str, on: dt.date) -> None:
    """Open new areas, upper levels first."""
    for level in dict.fromkeys(level_of(row.code) for row in rows):
        some = [row for row in rows if level_of(row.code) is level]
        under = {row.code: placed[above] for row in some if (above := parent_code(row.code, placed))}
        _insert(some, under, placed, system, on)


def _insert(rows: Sequence[Row], under: Placed, placed: Placed, system: str, on: dt.date) -> None:
    """Insert areas with their names and codes, each under its place, and note where they are."""
    areas, names, codes, day = [], [], [], on.isoformat()
    for pk, row in zip(take_ids(Area, len(rows)) if rows else (), rows, strict=True):
        parent_id, above = under.get(row.code, (0, ""))
        level, path = level_of(row.code), child_path(above, pk)
        placed[row.code] = (pk, path)
        areas.append((pk, parent_id or None, level.value, path, row.code, day, None))
        names.append((pk, row.new, RANK[level], "", "", day, None))
        codes.append((pk, system, row.code, day, None))
    insert_rows(Area, ("id", "parent_id", "level", "path", "order_key", "from_on", "to_on"), areas)
    insert_rows(AreaName, NAME_COLUMNS, names)
    insert_rows(AreaCode, ("area_id", "system", "code", "from_on", "to_on"), codes)
