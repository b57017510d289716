"""What the staff page of an area shows: what it is, what lies below, who holds which posts, what is missing."""

import dataclasses
import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate

from gongzhi.bodies.coverage import Covered, coverages_for
from gongzhi.bodies.queries import BodyLine, Holder, bodies_at, holders_at
from gongzhi.cases.queries import Tally, tally_of, tally_on
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors, is_within, last_id
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import Text
from gongzhi.people.queries import count_households
from gongzhi.people.whereabouts import count_households_on
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import Adopted, adoptions_on, pack_at
from gongzhi.portal.changing import KIND_NAMES
from gongzhi.territory import queries
from gongzhi.territory.actions import RIGHTS
from gongzhi.territory.messages import LEVEL_NAMES, SYSTEM_NAMES
from gongzhi.territory.queries import AreaLine, Changed, DatedCode, DatedName
from gongzhi.territory.rules import DRAWN, LEVELS, PARENTS, ChangeKind, Level, may_draw_tier

MOST_MISSING = 3  # names of what is missing that a line shows; the coverage's own page has them all
MOST_CHANGES = 5  # changes of the tree that the page names


@dataclass(frozen=True, slots=True)
class Below:
    """Hold how many areas of a level lie anywhere below, in the place's own word."""

    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Child:
    """Hold an area directly below and how many lie directly below that."""

    area: AreaLine
    name: Text
    count: int


@dataclass(frozen=True, slots=True)
class Code:
    """Hold a code with the name of its register."""

    system: Text
    code: DatedCode


@dataclass(frozen=True, slots=True)
class Change:
    """Hold a change of the tree that the area, or one directly below it, was part of, and its kind in words."""

    change: Changed
    kind: Text


@dataclass(frozen=True, slots=True)
class Followed:
    """Hold the pack a place follows: since when, by whose decision, and the area that adopted it, if any did."""

    pack: Pack
    adopted: Adopted | None
    at: str


@dataclass(frozen=True, slots=True)
class Staffed:
    """Hold a body that sits exactly here, its kind in words, and who holds its posts."""

    body: BodyLine
    kind: str
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Hold a coverage in which something is missing, and the first names of it."""

    covered: Covered
    names: tuple[str, ...]

    @property
    def has_more(self) -> bool:
        """Tell whether more is missing than is named."""
        return self.covered.lacking > len(self.names)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Hold a level that the actor may draw here, in the place's own word."""

    level: Level
    name: Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    Hold what the page of an area shows on a day, and nothing that was decided after it.

    `to_on` is set when the area is to end after a day that has not passed; `before` are the areas whose place it took;
    `changes` are the newest ones.
    `staffed` and `coverages` are None where the bodies of the area are not for the actor, and coverages of a day that
    has passed; `may` are the actions of `territory` open to them here.
    """

    area: AreaLine
    tier: Text
    names: tuple[DatedName, ...]
    codes: tuple[Code, ...]
    from_on: dt.date
    to_on: dt.date | None
    before: tuple[AreaLine, ...]
    changes: tuple[Change, ...]
    followed: Followed
    below: tuple[Below, ...]
    children: tuple[Child, ...]
    households: int
    tally: Tally
    staffed: tuple[Staffed, ...] | None
    coverages: tuple[Covered, ...] | None
    drawings: tuple[Drawing, ...]
    may: frozenset[str]

    @property
    def earlier(self) -> tuple[DatedName, ...]:
        """Return the names it had before the one of the day."""
        return tuple(each for each in self.names[:-1] if each.to_on and each.name != self.area.name)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return the coverages in which something is missing."""
        lacking = (each for each in self.coverages or () if each.lacking)
        return tuple(Gap(each, tuple(line.name for line in each.missing[:MOST_MISSING])) for each in lacking)


def area_for(by: Actor, pk: int, on: dt.date) -> AreaLine:
    """
    Return an area that some post of the actor reaches, as it is on a day.

    :raises NotVisible: no post reaches it, or it does not exist on that day.
    """
    area = queries.area_line(pk, on)
    if not any(is_within(area.path, post.path) for post in by.posts):
        raise NotVisible
    return area


def sheet_of(by: Actor, pk: int, *, on: dt.date, now: dt.datetime) -> Sheet:
    """
    Return what the page of an area shows, in a number of queries that its size does not change.

    :raises NotVisible: no post of the actor reaches it, or it does not exist on that day.
    """
    area = area_for(by, pk, on)
    pack = pack_at(path=area.path, on=on)
    words = level_words(pack)
    is_past = on < localdate(now)
    from_on, to_on = queries.lifetime_of(pk)
    reads_bodies = by.may("bodies.read_body", area.path)
    is_lasting = not is_past and to_on is None
    return Sheet(
        area=area,
        tier=words[area.level],
        names=tuple(each for each in queries.names_of(pk) if each.from_on <= on),
        codes=tuple(Code(SYSTEM_NAMES[each.system], each) for each in codes_on(pk, on, is_past=is_past)),
        from_on=from_on,
        to_on=None if is_past else to_on,
        before=queries.predecessors_of(pk, on),
        changes=changes(pk, on),
        followed=followed(area.path, pack, on),
        below=below(area, words, on),
        children=children(area, words, on),
        households=count_households_on(area.path, on) if is_past else count_households(area.path),
        tally=tally_on(area.path, on) if is_past else tally_of(area.path, now),
        staffed=staffed(area.path, pack, on) if reads_bodies else None,
        coverages=coverages_for(by, area.path, on) if reads_bodies and not is_past else None,
        drawings=drawings(by, area, pack) if is_lasting else (),
        may=rights(by, area.path) if is_lasting else frozenset(),
    )


def changes(pk: int, on: dt.date) -> tuple[Change, ...]:
    """Return the newest changes until a day that an area, or one directly below it, was part of."""
    return tuple(Change(each, KIND_NAMES[ChangeKind(each.kind)]) for each in queries.changes_at(pk, on)[:MOST_CHANGES])


def codes_on(pk: int, on: dt.date, *, is_past: bool) -> tuple[DatedCode, ...]:
    """Return the codes an area had until a day; of a day that has passed, without what ended them later."""
    codes = (each for each in queries.codes_of(pk) if each.from_on <= on)
    return tuple(
        dataclasses.replace(each, to_on=None) if is_past and each.to_on and each.to_on > on else each for each in codes
    )


def level_words(pack: Pack) -> dict[str, Text]:
    """Return what each level is called, a place's own words before those of the law."""
    own = {tier.level: tier.name for tier in reversed(queries.tiers_of(pack))}
    return {**LEVEL_NAMES, **own}


def followed(path: str, pack: Pack, on: dt.date) -> Followed:
    """Return the pack in force and the adoption it rests on, the deepest one over the area."""
    over = [each for each in adoptions_on(on) if not each.procedure_id and each.path in ancestors(path)]
    adopted = max(over, key=lambda each: (len(each.path), each.from_on), default=None)
    lines = queries.lines_of([adopted.path], on) if adopted else {}
    at = lines[last_id(adopted.path)].name if adopted and last_id(adopted.path) in lines else ""
    return Followed(pack, adopted, at)


def below(area: AreaLine, words: dict[str, Text], on: dt.date) -> tuple[Below, ...]:
    """Return how many areas of each level lie below, from the top down; levels that have none are left out."""
    counts = queries.descendant_counts(area.path, on)
    return tuple(Below(words[level], counts[level]) for level in LEVELS if counts[level])


def children(area: AreaLine, words: dict[str, Text], on: dt.date) -> tuple[Child, ...]:
    """Return the areas directly below in official order, each with how many stand under it."""
    lines = queries.children_of(area.id, on)
    counts = queries.counts_directly_below([line.id for line in lines], on)
    return tuple(Child(line, words[line.level], counts.get(line.id, 0)) for line in lines)


def staffed(path: str, pack: Pack, on: dt.date) -> tuple[Staffed, ...]:
    """Return the bodies that sit exactly here with who holds their posts, in the order of the place's lists."""
    kinds, posts = pack.list("bodies", "kinds"), pack.list("bodies", "posts")
    order = {item.key: at for at, item in enumerate(kinds.items)}
    bodies = sorted(bodies_at(path, on), key=lambda body: (order.get(body.kind, len(order)), body.id))
    holders = holders_at(kinds=[item.key for item in posts.items], paths=[path], on=on)
    return tuple(
        Staffed(
            body,
            item.label() if (item := kinds.item(body.kind)) else body.kind,
            tuple(each for each in holders if each.body_id == body.id),
        )
        for body in bodies
    )


def drawings(by: Actor, area: AreaLine, pack: Pack) -> tuple[Drawing, ...]:
    """Return the levels that the place has directly below this one and that the actor may draw."""
    tiers, here = queries.tiers_of(pack), Level(area.level)
    words = level_words(pack)
    levels = [level for level in LEVELS if here in PARENTS[level] and may_draw(by, level, area.path)]
    fitting = [level for level in levels if level not in DRAWN or may_draw_tier(level, here, tiers).ok]
    return tuple(Drawing(level, words[level]) for level in fitting)


def may_draw(by: Actor, level: Level, path: str) -> bool:
    """Tell whether the actor may draw such an area there; whoever draws dwellings draws buildings only."""
    is_dwelling = level is Level.BUILDING and by.may("territory.create_dwelling", path)
    return is_dwelling or by.may("territory.create_area", path)


def rights(by: Actor, path: str) -> frozenset[str]:
    """Return what the actor may do with the area itself."""
    held = frozenset(each for each in ("rename_area", "end_area") if by.may(f"territory.{each}", path))
    is_whole = all(by.may(right, path) for right in RIGHTS)
    return held | {"change_areas"} if is_whole else held
