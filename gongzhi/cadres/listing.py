"""What pages list beside single rows: whom a form may choose, units, places, establishments and how they stand."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import pgettext

from gongzhi.bodies.listing import near, persons_named
from gongzhi.bodies.models import Body
from gongzhi.cadres.fields import ROOM, label_of, labels_of
from gongzhi.cadres.lists import Path, Role, Scheme
from gongzhi.cadres.models import Allotment, File, Filling, Quota
from gongzhi.cadres.queries import KEEP_POSTINGS, READ_FILES, entries_of
from gongzhi.cadres.quotas import top_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors, last_id, subtree
from gongzhi.kernel.queries import within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people.models import Person
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at, post_titles
from gongzhi.territory.queries import AreaLine, areas_in, children_of, lines_of

READ_ESTABLISHMENT = "cadres.read_establishment"
MOST_CHOICES = 60
COUNTY_DEPTH = 3  # province, city, county
Options = tuple[tuple[str, str], ...]


def persons_found(by: Actor, *, name: str, phone: str) -> tuple[Person, ...]:
    """
    Return the persons a form means by a name: those whose files the actor reads, and those `persons_named` finds.

    Whoever reads no persons of an area learns nothing about them that was not typed in.
    """
    if not name.strip():
        return ()
    rows = File.objects.filter(within("path", by.ranges(READ_FILES)), person__name__contains=name.strip())
    kept = rows.select_related("person__household").order_by("pk")[:MOST_CHOICES]
    found = {file.person_id: file.person for file in kept}
    found |= {person.pk: person for person in persons_named(by, name=name, phone=phone)}
    return tuple(found[pk] for pk in sorted(found))


def units_for(by: Actor, path: str, on: dt.date, text: str = "", *, kept: int | None = None) -> Options:
    """
    Return the units that may send somebody to an area or take them in: of its county or above.

    `text` narrows them by their names; the one that is `kept` comes first whatever is typed, so that no form loses it.
    """
    rows = near(by, ancestors(path)[:COUNTY_DEPTH][-1], on)
    rows = rows.filter(name__contains=text) if text else rows
    found = dict(Body.objects.filter(pk=kept).values_list("pk", "name")) if kept else {}
    found |= dict(rows.order_by("path", "kind", "pk").values_list("pk", "name")[:MOST_CHOICES])
    return tuple((str(pk), name) for pk, name in found.items())


def roles_at(pack: Pack, level: str) -> tuple[Item, ...]:
    """Return the roles in which somebody may be sent to a place of a level."""
    return tuple(item for item in pack.list(ROOM, "roles").items if level in item.read_as(Role).levels)


def beside(by: Actor, path: str, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas of the same town to which an actor may send somebody instead, in official order."""
    parent = ancestors(path)[-2] if len(ancestors(path)) > 1 else path
    return tuple(line for line in children_of(last_id(parent), on) if by.may(KEEP_POSTINGS, line.path))


def places_for(by: Actor, action: str, area: AreaLine, on: dt.date) -> tuple[AreaLine, ...]:
    """Return an area and those directly under it, as far as an action reaches."""
    return tuple(line for line in (area, *children_of(area.id, on)) if by.may(action, line.path))


def places_of(paths: Sequence[str], on: dt.date) -> dict[str, AreaLine]:
    """Return the areas of these paths, by path."""
    return {line.path: line for line in lines_of(set(paths), on).values()}


@dataclass(frozen=True, slots=True)
class TownLine:
    """Hold what a town has of an establishment; without an allotment `posts` is 0."""

    area: AreaLine
    allotment_id: int | None
    posts: int
    filled: int
    basis: str
    fillings: tuple[Filling, ...]


@dataclass(frozen=True, slots=True)
class SchemeSheet:
    """Hold an establishment as it stands: its total, what is allotted and filled, and every town."""

    key: str
    label: str
    total: int | None
    source: str
    allotted: int
    filled: int
    towns: tuple[TownLine, ...]

    @property
    def left(self) -> int:
        """Return how many posts nobody has yet."""
        return max((self.total or 0) - self.allotted, 0)


def schemes_for(by: Actor, area: AreaLine, on: dt.date) -> tuple[SchemeSheet, ...]:
    """
    Return the establishments of an area, each town with what it has.

    :raises NotVisible: the establishment of this area is not for this actor.
    """
    if not by.may(READ_ESTABLISHMENT, area.path):
        raise NotVisible
    pack = pack_at(path=area.path, on=on)
    return tuple(_sheet(pack, item, area, on) for item in pack.list(ROOM, "schemes").items)


def _sheet(pack: Pack, item: Item, area: AreaLine, on: dt.date) -> SchemeSheet:
    rule = item.read_as(Scheme)
    figure = pack.figure(ROOM, rule.total, on)
    quota = Quota.objects.filter(key=item.key, path=_top(area.path, rule.total_level), year=0).first()
    towns = _towns(areas_in(area.path, on, rule.level), quota)
    return SchemeSheet(
        key=item.key,
        label=item.label(),
        total=figure.as_run if isinstance(figure.as_run, int) else None,
        source=figure.source,
        allotted=quota.used if quota else 0,
        filled=sum(town.filled for town in towns),
        towns=towns,
    )


def _top(path: str, level: str) -> str:
    """Return the area whose total it is; above that level the area itself."""
    try:
        return top_of(path, level)
    except NotVisible:
        return path


def _towns(lines: Iterable[AreaLine], quota: Quota | None) -> tuple[TownLine, ...]:
    """Return every town with what it has of an establishment, in two queries."""
    rows = Allotment.objects.filter(quota=quota) if quota else Allotment.objects.none()
    open_now = Filling.objects.filter(last_on=None).select_related("person").order_by("from_on", "pk")
    had = {row.area_id: row for row in rows.prefetch_related(Prefetch("fillings", queryset=open_now))}
    return tuple(_town(line, had.get(line.id)) for line in lines)


def _town(line: AreaLine, found: Allotment | None) -> TownLine:
    if found is None:
        return TownLine(line, None, 0, 0, "", ())
    return TownLine(line, found.pk, found.posts, found.filled, found.basis, tuple(found.fillings.all()))


def allotment_for(by: Actor, pk: int) -> Allotment:
    """
    Return what a town has of an establishment.

    :raises NotVisible: there is none, or not for this actor.
    """
    found = Allotment.objects.filter(pk=pk).select_related("quota").first()
    if found is None or not by.may(READ_ESTABLISHMENT, found.path):
        raise NotVisible
    return found


def scheme_label(pack: Pack, allotment: Allotment) -> str:
    """Return what the place calls the establishment of an allotment."""
    return label_of(pack, "schemes", allotment.quota.key)


def bodies_for_post(by: Actor, area: AreaLine, on: dt.date, text: str = "") -> Options:
    """Return the bodies at and below an area in which the actor may appoint somebody by a path, narrowed by a text."""
    rows = Body.objects.filter(within("path", (subtree(area.path),)), closed_on=None)
    rows = rows.filter(within("path", by.ranges("bodies.appoint")))
    rows = rows.filter(name__contains=text) if text else rows
    found = rows.order_by("path", "kind", "pk")[:MOST_CHOICES]
    return tuple((str(body.pk), body.name) for body in found)


@dataclass(frozen=True, slots=True)
class PathLine:
    """
    Hold a path into a post in words: what must be on file, which post is held before, how many entered.

    `quota` is how many may in a year, None where no number is set; `used` how many did this year.
    """

    key: str
    label: str
    post: str
    needs: tuple[str, ...]
    holds: tuple[str, ...]
    entered: int
    quota: int | None
    used: int
    source: str


def paths_for(pack: Pack, path: str, on: dt.date) -> tuple[PathLine, ...]:
    """Return the paths that a place names, as they stand in an area."""
    counts = dict(Counter(entries_of(path, _keys_of(pack)).values_list("key", flat=True)))
    return tuple(_path(pack, item, path, on, counts.get(item.key, 0)) for item in pack.list(ROOM, "paths").items)


def path_line(pack: Pack, key: str, path: str, on: dt.date) -> PathLine | None:
    """Return one path as it stands in an area; None where the place names none of this key."""
    return next((line for line in paths_for(pack, path, on) if line.key == key), None)


def _keys_of(pack: Pack) -> list[str]:
    return [item.key for item in pack.list(ROOM, "paths").items]


def _path(pack: Pack, item: Item, path: str, on: dt.date, entered: int) -> PathLine:
    rule = item.read_as(Path)
    most = pack.figure(ROOM, rule.quota, on).as_run if rule.quota else None
    used = Quota.objects.filter(key=item.key, path=_top(path, rule.quota_level), year=on.year) if rule.quota else None
    return PathLine(
        key=item.key,
        label=item.label(),
        post="".join(post_titles(pack, (rule.post,))),
        needs=tuple(pgettext("list", "、").join(labels_of(pack, "records", group)) for group in rule.needs),
        holds=post_titles(pack, rule.holds),
        entered=entered,
        quota=most if isinstance(most, int) else None,
        used=sum(row.used for row in used) if used is not None else 0,
        source=rule.source or pack.list(ROOM, "paths").source,
    )
