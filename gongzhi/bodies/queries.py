"""Read bodies, their posts, and who holds them on a day."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongzhi.bodies.lists import Domain, Kind, PostKind
from gongzhi.bodies.models import Appointment, Body, HouseholdTie, Post
from gongzhi.bodies.rules import OwnersVote
from gongzhi.bodies.whereabouts import sitting_at
from gongzhi.kernel.actors import Actor, PostHeld
from gongzhi.kernel.paths import ancestors, last_id, subtree
from gongzhi.kernel.queries import within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people.queries import phones_of
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import ended_of, successors_of

HUNDREDTHS = 100  # an area is kept in hundredths of a square metre, as title deeds write it

# Asked for every request that moves; the holders themselves, with names and phones, are for pages.
NEAREST = """
SELECT b.path, p.kind, b.id, b.name FROM bodies_body AS b JOIN bodies_post AS p ON p.body_id = b.id
  JOIN bodies_appointment AS a ON a.post_id = p.id
 WHERE b.path IN ({}) AND p.kind IN ({}) AND a.from_on <= %s AND (a.to_on IS NULL OR a.to_on > %s)
   AND (b.closed_on IS NULL OR b.closed_on > %s)
 ORDER BY a.from_on, a.id
"""

# Asked for every request of somebody who is signed in; after the first, the columns of `PostHeld` in its order.
HELD = """
SELECT a.from_on, a.id, p.id, p.kind, p.title, b.id, b.name, b.area_id, b.path, NULL, ''
  FROM bodies_appointment AS a JOIN bodies_post AS p ON p.id = a.post_id JOIN bodies_body AS b ON b.id = p.body_id
 WHERE a.person_id = %s AND a.from_on <= %s AND (a.to_on IS NULL OR a.to_on > %s)
   AND (b.closed_on IS NULL OR b.closed_on > %s)
UNION ALL
SELECT a.from_on, a.id, p.id, p.kind, p.title, b.id, b.name, b.area_id, b.path, a.person_id, n.name
  FROM bodies_absence AS s JOIN bodies_appointment AS a ON a.id = s.appointment_id JOIN people_person AS n
    ON n.id = a.person_id JOIN bodies_post AS p ON p.id = a.post_id JOIN bodies_body AS b ON b.id = p.body_id
 WHERE s.deputy_id = %s AND s.from_on <= %s AND s.to_on > %s
   AND a.from_on <= %s AND (a.to_on IS NULL OR a.to_on > %s) AND (b.closed_on IS NULL OR b.closed_on > %s)
 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class BodyLine:
    """What other rooms and pages get of a body."""

    id: int
    kind: str
    name: str
    area_id: int
    path: str
    parent_id: int | None
    tier: str
    domain: str
    form: str
    founded_on: dt.date
    closed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a post on a day, and when they are there. `phone` is given only where the post shows it in public."""

    person_id: int
    name: str
    post_id: int
    kind: str
    title: str
    body_id: int
    body_name: str
    path: str
    phone: str
    hours: str


def line_of(body: Body) -> BodyLine:
    """Return the line of a body."""
    return BodyLine(
        id=body.pk,
        kind=body.kind,
        name=body.name,
        area_id=body.area_id,
        path=body.path,
        parent_id=body.parent_id,
        tier=body.tier,
        domain=body.domain,
        form=body.form,
        founded_on=body.founded_on,
        closed_on=body.closed_on,
    )


def open_on(on: dt.date, body: str = "") -> Q:
    """Return the condition that a body is open on a day; `body` leads to it from the rows (`body__`)."""
    started = Q(**{f"{body}founded_on__lte": on})
    return started & (Q(**{f"{body}closed_on": None}) | Q(**{f"{body}closed_on__gt": on}))


def in_force(on: dt.date) -> Q:
    """Return the condition that an appointment holds on a day; it may be older than the record of its body."""
    body = Q(post__body__closed_on=None) | Q(post__body__closed_on__gt=on)
    return Q(from_on__lte=on) & (Q(to_on=None) | Q(to_on__gt=on)) & body


def body_for(by: Actor, pk: int) -> Body:
    """
    Return a body of an area whose bodies the actor may read, or in which the actor holds a post.

    :raises NotVisible: there is no such body, or not for this actor.
    """
    body = Body.objects.filter(pk=pk).select_related("parent").first()
    if body is None or not (by.may("bodies.read_body", body.path) or any(post.body_id == body.pk for post in by.posts)):
        raise NotVisible
    return body


def post_for(by: Actor, pk: int) -> Post:
    """
    Return a post of a body that the actor may read.

    :raises NotVisible: there is no such post, or not for this actor.
    """
    post = Post.objects.filter(pk=pk).select_related("body").first()
    if post is None or not by.may("bodies.read_body", post.body.path):
        raise NotVisible
    return post


def body_line(body_id: int) -> BodyLine:
    """
    Return a body by id; that an organisation exists is public.

    :raises NotVisible: there is no such body.
    """
    body = Body.objects.filter(pk=body_id).first()
    if body is None:
        raise NotVisible
    return line_of(body)


def bodies_at(path: str, on: dt.date, kinds: Sequence[str] = ()) -> tuple[BodyLine, ...]:
    """Return the bodies that sit exactly at this area on a day, of these kinds or of all."""
    found = sitting_at(Body.objects.filter(open_on(on)), [path], on).order_by("kind", "pk")
    rows = (line_of(body) for body in (found.filter(kind__in=kinds) if kinds else found))
    return tuple(dataclasses.replace(row, area_id=last_id(path), path=path) for row in rows)


def bodies_within(path: str, on: dt.date, kinds: Sequence[str] = ()) -> tuple[BodyLine, ...]:
    """Return the bodies of this area and all below it on a day, of these kinds or of all, by area."""
    low, high = subtree(path)
    found = Body.objects.filter(open_on(on), path__gte=low, path__lt=high).order_by("path", "kind", "pk")
    return tuple(line_of(body) for body in (found.filter(kind__in=kinds) if kinds else found))


def posts_held(person_id: int, on: dt.date) -> tuple[PostHeld, ...]:
    """Return the posts a person holds on a day, or acts in while their holders are away, oldest first; in one query."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [*(person_id, on, on, on), *(person_id, on, on, on, on, on)])
        rows = cursor.fetchall()
    return tuple(PostHeld(*post) for _from_on, *post in rows)


def holders(*, kinds: Sequence[str], path: str, on: dt.date) -> tuple[Holder, ...]:
    """Return who holds posts of these kinds in bodies that sit exactly at this area, in the order of `kinds`."""
    return _as_holders(_appointments(kinds, (path,), on), kinds, on)


def holders_at(*, kinds: Sequence[str], paths: Iterable[str], on: dt.date) -> tuple[Holder, ...]:
    """Return who holds posts of these kinds in bodies that sit exactly at one of these areas, in as few queries."""
    return _as_holders(_appointments(kinds, paths, on), kinds, on)


def nearest_holders(*, kinds: Sequence[str], path: str, on: dt.date) -> tuple[Holder, ...]:
    """Return the holders at the first area that has one, from this area upward; empty when none has."""
    rows = _appointments(kinds, ancestors(path), on)
    deepest = max((row.post.body.path for row in rows), key=len, default="")
    return _as_holders([row for row in rows if row.post.body.path == deepest], kinds, on)


def nearest_body(*, kinds: Sequence[str], path: str, on: dt.date) -> tuple[int, str] | None:
    """Return id and name of the body in which the first of `nearest_holders` has the post, None when nobody has."""
    above = ancestors(path)
    if not (kinds and above):
        return None
    places = (", ".join(["%s"] * len(each)) for each in (above, kinds))
    with connection.cursor() as cursor:
        cursor.execute(NEAREST.format(*places), [*above, *kinds, on, on, on])
        rows = cursor.fetchall()
    deepest = max((row[0] for row in rows), key=len, default="")
    near = (row for row in rows if row[0] == deepest)
    first = min(near, key=lambda row: kinds.index(row[1]), default=None)
    return (first[2], first[3]) if first else None


def serving(*, kinds: Sequence[str], path: str, on: dt.date) -> tuple[Holder, ...]:
    """Return, per kind of post, the holders at or under this area, else those at the first area above that has one."""
    low, high = subtree(path)
    near = Q(post__body__path__gte=low, post__body__path__lt=high) | Q(post__body__path__in=ancestors(path))
    rows = Appointment.objects.filter(in_force(on), near, post__kind__in=kinds)
    found: dict[str, list[Appointment]] = {}
    for row in rows.select_related("post__body", "person").order_by("from_on", "pk"):
        found.setdefault(row.post.kind, []).append(row)
    return _as_holders([row for same in found.values() for row in _nearest(same, path)], kinds, on)


def _nearest(rows: list[Appointment], path: str) -> list[Appointment]:
    """Return the rows at or under an area, else the deepest of those above it."""
    within = [row for row in rows if row.post.body.path.startswith(path)]
    deepest = max((row.post.body.path for row in rows), key=len, default="")
    return within or [row for row in rows if row.post.body.path == deepest]


def _appointments(kinds: Sequence[str], paths: Iterable[str], on: dt.date) -> list[Appointment]:
    """Return who holds posts of these kinds in bodies that sit exactly at one of these areas on the day."""
    rows: QuerySet[Appointment] = Appointment.objects.filter(in_force(on), post__kind__in=kinds)
    found = sitting_at(rows, list(paths), on, body="post__body__").select_related("post__body", "person")
    holding = list(found.order_by("from_on", "pk"))
    for row in holding:
        row.post.body.path = row.path_then  # type: ignore[attr-defined]  # annotated; nobody saves these rows
    return holding


def _as_holders(rows: list[Appointment], kinds: Sequence[str], on: dt.date) -> tuple[Holder, ...]:
    if not rows:
        return ()
    pack = pack_at(path=rows[0].post.body.path, on=on)
    shown = {row.person_id for row in rows if post_kind(pack, row.post.kind).shows_phone}
    phones = phones_of(shown) if shown else {}
    found = [
        Holder(
            person_id=row.person_id,
            name=row.person.name,
            post_id=row.post_id,
            kind=row.post.kind,
            title=row.post.title,
            body_id=row.post.body_id,
            body_name=row.post.body.name,
            path=row.post.body.path,
            phone=phones.get(row.person_id, "") if post_kind(pack, row.post.kind).shows_phone else "",
            hours=row.hours,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda holder: list(kinds).index(holder.kind)))


def post_kind(pack: Pack, kind: str) -> PostKind:
    """Return what a place says about a kind of post; nothing special about one it no longer lists."""
    item = pack.list("bodies", "posts").item(kind)
    return item.read_as(PostKind) if item else PostKind()


def kind_of(pack: Pack, kind: str) -> Kind:
    """Return what a place says about a kind of body; nothing special about one it no longer lists."""
    item = pack.list("bodies", "kinds").item(kind)
    return item.read_as(Kind) if item else Kind(group="", levels=())


def term_figure(pack: Pack, body: Body) -> str:
    """Return the figure of how many years a term of a body lasts: of its domain, else of its kind; "" for none."""
    domain = pack.list("bodies", "domains").item(body.domain)
    return (domain.read_as(Domain).term if domain else "") or kind_of(pack, body.kind).term


def state_of(pack: Pack, body: Body, on: dt.date) -> str:
    """Return `closed`, `forming` while what its kind is founded with is missing, else `open`."""
    if body.closed_on is not None and body.closed_on <= on:
        return "closed"
    needed = kind_of(pack, body.kind).forming_without
    return "forming" if needed and not body.data.get(needed) else "open"


def ballot_words(ballot: OwnersVote) -> str:
    """Return the arithmetic of a vote of owners as people check it."""
    square = [f"{each / HUNDREDTHS:,.2f}" for each in (ballot.area, ballot.area_present, ballot.area_for)]
    heads = [f"{each:,}" for each in (ballot.people, ballot.people_present, ballot.people_for)]
    return _(
        "面积（平方米）：共 %(area)s，参加 %(area_present)s，同意 %(area_for)s；"
        "人数：共 %(people)s，参加 %(people_present)s，同意 %(people_for)s"
    ) % dict(zip(dataclasses.asdict(ballot), [*square, *heads], strict=True))


def has_priority(pack: Pack, body: Body) -> bool:
    """Tell whether a choice of its fields gives a body priority in support."""
    fields = pack.list("bodies", "fields").items
    for name, list_name in ((item.key, item.data.get("list")) for item in fields if item.data.get("list")):
        choice = pack.list("bodies", str(list_name)).item(str(body.data.get(name)))
        if choice is not None and choice.data.get("priority"):
            return True
    return False


def count_by(path: str, on: dt.date, *, by: str, groups: Sequence[str] = ()) -> dict[str, int]:
    """
    Count the open bodies of an area and below it by a column (`kind`, `domain`, `form`) or a field of theirs.

    A body without a value is not counted; `groups` narrows to kinds of these groups.
    """
    pack = pack_at(path=path, on=on)
    low, high = subtree(path)
    found = Body.objects.filter(open_on(on), path__gte=low, path__lt=high)
    values = (
        getattr(body, by) if by in ("kind", "domain", "form") else body.data.get(by)
        for body in found
        if not groups or kind_of(pack, body.kind).group in groups
    )
    return dict(Counter(str(value) for value in values if value not in (None, "", False)))


def stranded_bodies(by: Actor, path: str, on: dt.date) -> tuple[tuple[BodyLine, tuple[int, ...]], ...]:
    """
    Return the open bodies whose area ended, each with the areas that took its place and so wait for it.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may("bodies.read_body", path):
        raise NotVisible
    lines = bodies_within(path, on)
    ended = ended_of({line.area_id for line in lines}, on)
    after = successors_of(ended, on)
    return tuple((line, after.get(line.area_id, ())) for line in lines if line.area_id in ended)


def households_per_head(path: str, on: dt.date) -> tuple[tuple[Holder, int], ...]:
    """Return the heads of the household groups of an area and below it, each with the number of households."""
    groups = {line.id: line for line in bodies_within(path, on, kinds=("household_group",))}
    ties = HouseholdTie.objects.filter(body__in=groups, kind="grouped", from_on__lte=on)
    ties = ties.filter(Q(to_on=None) | Q(to_on__gt=on))
    counts = Counter(ties.values_list("body_id", flat=True))
    paths = sorted({line.path for line in groups.values()})
    rows = _appointments(("linked_household_head",), paths, on)
    heads = _as_holders(rows, ("linked_household_head",), on)
    return tuple((head, counts[head.body_id]) for head in heads)


def body_names(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these bodies by id, in one query; that an organisation exists is public."""
    return dict(Body.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def post_names(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return body and title of these posts by id, in one query."""
    rows = Post.objects.filter(pk__in=set(ids)).values_list("pk", "body__name", "title")
    return {pk: (body, title) for pk, body, title in rows}


def appointed_posts(ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return body and title of the posts of these appointments, by appointment, in one query."""
    rows = Appointment.objects.filter(pk__in=set(ids)).values_list("pk", "post__body__name", "post__title")
    return {pk: (body, title) for pk, body, title in rows}


def officials_for(by: Actor, person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those of these persons who hold or held a post in a body that the actor may read."""
    rows = Appointment.objects.filter(
        within("post__body__path", by.ranges("bodies.read_body")), person_id__in=set(person_ids)
    )
    return dict(rows.order_by("pk").values_list("person_id", "person__name"))
