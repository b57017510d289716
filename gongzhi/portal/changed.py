"""A change of the tree that was carried out, as its page and its notice show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.bodies.queries import bodies_at
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors, is_within, last_id
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import Text
from gongzhi.portal.changing import HANGING, KIND_NAMES, Count
from gongzhi.territory.queries import AreaLine, Changed, Turn, change_line, ended_of, lines_of, turns_of
from gongzhi.territory.rules import DRAWN, RANK, ChangeKind, Level

GOVERNMENTS = {Level.COUNTY: "county_government", Level.TOWN: "town_government"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    Hold what the page of a change shows: what became of which area, how much followed, where it stands now.

    `about` is the area of which the journal tells it; `now` are areas there are today, to go on to.
    """

    change: Changed
    kind: Text
    turns: tuple[Turn, ...]
    about: AreaLine
    followed: tuple[Count, ...]
    now: tuple[AreaLine, ...]


def sheet_of(by: Actor, change_id: int, *, today: dt.date) -> Sheet:
    """
    Return what the page of a change shows.

    :raises NotVisible: there is none, or no post of the actor reaches an area that it was about.
    """
    change = change_line(change_id)
    turns = turns_of(change) if change else ()
    if change is None or not any(is_within(path, post.path) for path in paths_of(turns) for post in by.posts):
        raise NotVisible
    after = {turn.after.area.id: turn.after.area for turn in turns if turn.after}
    gone = ended_of(after, today)
    return Sheet(
        change=change,
        kind=KIND_NAMES[ChangeKind(change.kind)],
        turns=turns,
        about=about(change, turns),
        followed=tuple(Count(name, count) for name, count in counted(change)),
        now=tuple(line for pk, line in after.items() if pk not in gone),
    )


def paths_of(turns: Iterable[Turn]) -> list[str]:
    """Return the paths of the areas on both sides of a change."""
    return [side.area.path for turn in turns for side in (turn.before, turn.after) if side]


def about(change: Changed, turns: tuple[Turn, ...]) -> AreaLine:
    """Return the area a change is about: the first on its page, or the village whose grids were drawn anew."""
    line = next(side.area for turn in turns for side in (turn.before, turn.after) if side)
    if change.kind != ChangeKind.REDRAW:
        return line
    above = ancestors(line.path)[-2]
    return lines_of([above], change.on)[last_id(above)]


def counted(change: Changed) -> Iterable[tuple[Text, int]]:
    """Yield the names of what followed a change, each with how many."""
    for kind, name in HANGING.items():
        count = change.figures.get(kind.partition(".")[2], 0)
        if isinstance(count, int) and count:
            yield name, count


def office_over(turns: tuple[Turn, ...], on: dt.date) -> tuple[str, str]:
    """Return the government over all areas of a change, and the area it governs: a town's, a county's or above."""
    tops = [ancestors(path)[:-1] for path in paths_of(turns)]
    shared = [path for path in tops[0] if all(path in top for top in tops)]
    lines = lines_of(shared, on)
    governed = [lines[last_id(path)] for path in shared if RANK[Level(lines[last_id(path)].level)] <= RANK[Level.TOWN]]
    if not governed:
        return "", ""
    kind = GOVERNMENTS.get(Level(governed[-1].level))
    found = bodies_at(governed[-1].path, on, (kind,)) if kind else ()
    return (found[0].name if found else governed[-1].name), governed[-1].name


def bodies_with_seals(change: Changed, turns: tuple[Turn, ...]) -> tuple[str, ...]:
    """Return the bodies that sat at the areas before the change, whose names, seals and boards it touches."""
    before = {turn.before.area.id: turn.before.area for turn in turns if turn.before}
    kept = [line for line in before.values() if line.level not in DRAWN]
    last_day = change.on - dt.timedelta(days=1)
    return tuple(body.name for line in kept for body in bodies_at(line.path, last_day))
