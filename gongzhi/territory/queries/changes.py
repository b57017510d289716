"""Reads about changes of the tree: what stands under an area, what has taken its place, where rows lay on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from gongzhi.kernel.paths import ancestors, subtree
from gongzhi.territory.changes.planning import Node, Step
from gongzhi.territory.models import Area, AreaCode, AreaName, Change, ChangedArea, Follower, Succession
from gongzhi.territory.queries.tree import AreaLine, in_force, in_subtree, lines_of
from gongzhi.territory.rules import Level, Part


def open_nodes(area_ids: Iterable[int]) -> dict[int, Node]:
    """Return open areas with all open ones below them, as a change is planned on them, in official order."""
    roots = Area.objects.filter(pk__in=list(area_ids), to_on=None).order_by("pk")
    found: dict[int, Node] = {}
    for root in roots:
        within = Area.objects.filter(in_subtree(root.path), to_on=None)
        names = dict(AreaName.objects.filter(area__in=within, to_on=None).values_list("area_id", "name"))
        codes = defaultdict(list)
        for area_id, system, code in AreaCode.objects.filter(area__in=within, to_on=None).values_list(
            "area_id", "system", "code"
        ):
            codes[area_id].append((system, code))
        for pk, parent_id, level, path, from_on in within.values_list("pk", "parent_id", "level", "path", "from_on"):
            found[pk] = Node(pk, parent_id, Level(level), path, names[pk], tuple(codes[pk]), from_on)
    return found


def open_names_under(parent_ids: Iterable[int | None], on: dt.date) -> dict[int | None, set[str]]:
    """Return the names that are taken directly under each of these areas on a day, or at the root for None."""
    wanted = set(parent_ids)
    under = Q(area__parent_id__in=[pk for pk in wanted if pk is not None])
    if None in wanted:
        under |= Q(area__parent_id=None)
    found: dict[int | None, set[str]] = {pk: set() for pk in wanted}
    rows = AreaName.objects.filter(under, in_force(on), in_force(on, "area__"))
    for parent_id, name in rows.values_list("area__parent_id", "name"):
        found[parent_id].add(name)
    return found


@dataclass(frozen=True, slots=True)
class Ended:
    """An area that is no more: its last name, the day from which it is not, and what took its place."""

    area: AreaLine
    on: dt.date
    successors: tuple[AreaLine, ...]


def ended_area(area_id: int, on: dt.date) -> Ended | None:
    """
    Return what became of an area that is no more on a day; None when it never was, or still is.

    A successor that has itself ended is followed to what stands today.
    """
    row = Area.objects.filter(pk=area_id, to_on__lte=on).values_list("to_on", flat=True).first()
    if row is None:
        return None
    lines = lines_of([area_id, *(ids := standing_for(area_id, on))], on)
    return Ended(lines[area_id], row, tuple(lines[pk] for pk in ids if pk in lines))


def standing_for(area_id: int, on: dt.date) -> tuple[int, ...]:
    """Return the areas of a day that stand in the place of one that has ended, through all changes between."""
    standing: list[int] = []
    seen, wave = {area_id}, [area_id]
    while wave:
        rows = Succession.objects.filter(ended_id__in=wave, on__lte=on).order_by("successor__order_key", "successor_id")
        found = [(pk, to_on) for pk, to_on in rows.values_list("successor_id", "successor__to_on") if pk not in seen]
        seen |= {pk for pk, _ in found}
        standing += [pk for pk, to_on in found if to_on is None or to_on > on]
        wave = [pk for pk, to_on in found if to_on is not None and to_on <= on]
    return tuple(dict.fromkeys(standing))


def predecessors_of(area_id: int, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas whose place one took until a day, under their last names of that day."""
    rows = Succession.objects.filter(successor_id=area_id, on__lte=on).order_by("on", "ended_id")
    ids = list(rows.values_list("ended_id", flat=True))
    found = lines_of(ids, on) if ids else {}
    return tuple(found[pk] for pk in ids if pk in found)


def change_that_ended(area_id: int) -> int | None:
    """Return the change with which an area ended; None when it still stands, or ended without one."""
    ended_on = Area.objects.filter(pk=area_id, to_on__isnull=False).values("to_on")
    return Change.objects.filter(on__in=ended_on).order_by("-pk").values_list("pk", flat=True).first()


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of the tree as its page and its notice show it; `figures` are counts by key."""

    id: int
    kind: str
    on: dt.date
    basis: str
    done_at: dt.datetime
    by_name: str
    figures: dict[str, object]


def change_line(change_id: int) -> Changed | None:
    """Return a change by its id; None when there is none."""
    row = Change.objects.filter(pk=change_id).first()
    return _changed(row) if row else None


def _changed(row: Change) -> Changed:
    return Changed(row.pk, row.kind, row.on, row.basis, row.done_at, row.by_name, row.figures)


def rows_along(rows: QuerySet[Model], *, column: str, steps: Sequence[Step]) -> dict[Step, list[int]]:
    """
    Return the ids of rows of another room by the step they go along, in their order.

    A row whose area had ended before goes along with the nearest area above it.
    """
    by_path = {step.from_path: step for step in steps}
    tops = [path for path in by_path if not any(above in by_path for above in ancestors(path)[:-1])]
    found: dict[Step, list[int]] = defaultdict(list)
    for top in tops:
        low, high = subtree(top)
        within = rows.filter(**{f"{column}__gte": low, f"{column}__lt": high}).order_by("pk")
        for pk, path in within.values_list("pk", column):
            nearest = next(above for above in reversed(ancestors(path)) if above in by_path)
            found[by_path[nearest]].append(pk)
    return found


def lay_within(path: str, *, kind: str, column: str, on: dt.date) -> tuple[Q, Q]:
    """
    Return which rows of another room lay at or under an area at the end of a day: those still there, those gone since.

    No row meets both, so counts of the two add up, each by the index that suits it. `kind` is the rows' as followers
    are kept, `column` the one that holds their path now.
    """
    low, high = subtree(path)
    since = Follower.objects.filter(kind=kind, on__gt=on)
    before = since.filter(row_id=OuterRef("row_id")).filter(
        Q(on__lt=OuterRef("on")) | Q(on=OuterRef("on"), pk__lt=OuterRef("pk"))
    )
    then = since.filter(~Exists(before), from_path__gte=low, from_path__lt=high)
    still = Q(**{f"{column}__gte": low, f"{column}__lt": high}) & ~Q(pk__in=since.values("row_id"))
    return still, Q(pk__in=then.values("row_id"))


@dataclass(frozen=True, slots=True)
class Turned:
    """An area on one side of a change: since when it is there, the name of the area above it, its codes by register."""

    area: AreaLine
    from_on: dt.date
    above: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What an area became, or part of what it became; None for what was not there before, or has nothing after it."""

    before: Turned | None
    after: Turned | None


def turns_of(change: Changed) -> tuple[Turn, ...]:
    """Return what became of the areas that a change was about, in official order; one that became two comes twice."""
    parts: dict[str, list[int]] = defaultdict(list)
    for pk, part in ChangedArea.objects.filter(change_id=change.id).order_by("pk").values_list("area_id", "part"):
        parts[part].append(pk)
    last_day = change.on - dt.timedelta(days=1)
    old = _turned([*parts[Part.ENDED], *parts[Part.RENAMED]], last_day)
    new = _turned([*parts[Part.OPENED], *parts[Part.INTO], *parts[Part.RENAMED]], change.on)
    rows = Succession.objects.filter(ended_id__in=old, successor_id__in=new, on=change.on)
    pairs = [*rows.order_by("ended__order_key", "pk").values_list("ended_id", "successor_id")]
    pairs += [(pk, pk) for pk in parts[Part.RENAMED]]
    gone, fresh = {pk for pk, _ in pairs}, {pk for _, pk in pairs}
    return (
        *(Turn(old[before], new[after]) for before, after in pairs),
        *(Turn(line, None) for pk, line in old.items() if pk not in gone),
        *(Turn(None, new[pk]) for pk in parts[Part.OPENED] if pk not in fresh),
    )


def _turned(ids: Sequence[int], on: dt.date) -> dict[int, Turned]:
    """Return areas as they were on a day, in official order."""
    lines = lines_of(ids, on) if ids else {}
    above = lines_of({ancestors(line.path)[-2] for line in lines.values() if len(ancestors(line.path)) > 1}, on)
    codes: dict[int, list[str]] = defaultdict(list)
    rows = AreaCode.objects.filter(in_force(on), area_id__in=lines).order_by("system", "code")
    for pk, code in rows.values_list("area_id", "code"):
        codes[pk].append(code)
    order = Area.objects.filter(pk__in=lines).order_by("order_key", "pk").values_list("pk", "parent_id", "from_on")
    return {
        pk: Turned(lines[pk], from_on, above[parent].name if parent in above else "", tuple(codes[pk]))
        for pk, parent, from_on in order
    }


def changes_at(area_id: int, on: dt.date) -> tuple[Changed, ...]:
    """Return the changes until a day that an area, or one directly below it, was part of, newest first."""
    about = ChangedArea.objects.filter(Q(area_id=area_id) | Q(area__parent_id=area_id)).values("change_id")
    rows = Change.objects.filter(pk__in=about, on__lte=on).order_by("-on", "-pk")
    return tuple(_changed(row) for row in rows)
