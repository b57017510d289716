"""What is registered in an area and below it on a day, read once for everything that is counted there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from django.db.models import Max, Q

from gongzhi.bodies.models import Appointment, Body, BodyLink, Member, Post, Resource
from gongzhi.bodies.queries import in_force, kind_of, open_on
from gongzhi.kernel.paths import subtree
from gongzhi.policy.packs import Pack

BEHIND = "!"  # comes before the digits: with it a path ends before the areas under it begin
Row = TypeVar("Row")
Key = TypeVar("Key")


class Register:
    """
    Hold what is registered in an area and below it on a day, each table read once and only when it is asked for.

    One that `is_narrow` holds what sits exactly at the area.
    """

    def __init__(self, pack: Pack, path: str, on: dt.date, *, is_narrow: bool = False) -> None:
        self.pack, self.path, self.on = pack, path, on
        self.low, self.high = (path, path + BEHIND) if is_narrow else subtree(path)
        self.groups: dict[str, str] = {}

    def within(self, prefix: str = "") -> Q:
        """Return the condition that a row lies at or under the area."""
        return Q(**{f"{prefix}path__gte": self.low, f"{prefix}path__lt": self.high})

    def now(self) -> Q:
        """Return the condition that a dated row is in force on the day."""
        return Q(from_on__lte=self.on) & (Q(to_on=None) | Q(to_on__gt=self.on))

    @cached_property
    def bodies(self) -> list[Body]:
        """Return the open bodies, by area."""
        return list(
            Body.objects.filter(open_on(self.on), self.within()).select_related("parent").order_by("path", "pk")
        )

    @cached_property
    def at(self) -> Mapping[str, list[Body]]:
        """Return the open bodies by the path of their area."""
        return _grouped(self.bodies, lambda body: body.path)

    @cached_property
    def links(self) -> list[BodyLink]:
        """Return the relations in force that one of the bodies is part of, between bodies that are open."""
        within = self.within("subject__") | self.within("other__")
        rows = BodyLink.objects.filter(self.now(), within).select_related("subject", "other").order_by("pk")
        return [row for row in rows if all(is_open(body, self.on) for body in (row.subject, row.other))]

    @cached_property
    def from_others(self) -> Mapping[int, list[BodyLink]]:
        """Return the relations by the body they lead to."""
        return _grouped(self.links, lambda link: link.other_id)

    @cached_property
    def to_others(self) -> Mapping[int, list[BodyLink]]:
        """Return the relations by the body they start from."""
        return _grouped(self.links, lambda link: link.subject_id)

    @cached_property
    def resources(self) -> Mapping[str, list[Resource]]:
        """Return the resources by the path of their area."""
        rows = Resource.objects.filter(self.now(), self.within()).order_by("pk")
        return _grouped(rows, lambda resource: resource.path)

    @cached_property
    def members(self) -> Mapping[int, list[Member]]:
        """Return the members of the bodies by body."""
        rows = Member.objects.filter(self.now(), self.within("body__")).select_related("person", "body").order_by("pk")
        return _grouped(rows, lambda member: member.body_id)

    @cached_property
    def appointments(self) -> Sequence[Appointment]:
        """Return the appointments in force to posts of the bodies."""
        rows = Appointment.objects.filter(in_force(self.on), self.within("post__body__"))
        return list(rows.select_related("post__body", "person", "from_body").order_by("pk"))

    @cached_property
    def held_at(self) -> Mapping[str, list[Appointment]]:
        """Return the appointments by the path of the body's area."""
        return _grouped(self.appointments, lambda held: held.post.body.path)

    @cached_property
    def held_in(self) -> Mapping[int, list[Appointment]]:
        """Return the appointments by body."""
        return _grouped(self.appointments, lambda held: held.post.body_id)

    @cached_property
    def posts_at(self) -> Mapping[str | int, frozenset[str]]:
        """Return the kinds of the posts that were set up, by area and by body."""
        found: dict[str | int, set[str]] = defaultdict(set)
        rows = Post.objects.filter(open_on(self.on, "body__"), self.within("body__"))
        for kind, path, body_id in rows.values_list("kind", "body__path", "body_id"):
            found[path].add(kind)
            found[body_id].add(kind)
        return {place: frozenset(kinds) for place, kinds in found.items()}

    @cached_property
    def left_on(self) -> Mapping[tuple[str, str | int], dt.date]:
        """Return when somebody last left a post, by kind of post and area, and by kind of post and body."""
        rows = Appointment.objects.filter(self.within("post__body__"), to_on__lte=self.on)
        found: dict[tuple[str, str | int], dt.date] = {}
        for kind, path, body_id, to_on in rows.values_list("post__kind", "post__body__path", "post__body_id").annotate(
            latest=Max("to_on")
        ):
            for place in (path, body_id):
                found[kind, place] = max(to_on, found.get((kind, place), to_on))
        return found

    def number(self, figure: str) -> int | None:
        """Return a figure of the pack that counts something; None while it is open or none is named."""
        value = self.pack.figure("bodies", figure, self.on).value if figure else None
        return value if isinstance(value, int) else None

    def group(self, body: Body) -> str:
        """Return the group that a body's kind belongs to."""
        if body.kind not in self.groups:
            self.groups[body.kind] = kind_of(self.pack, body.kind).group
        return self.groups[body.kind]

    def fits(self, body: Body, *, kinds: Iterable[str], groups: Iterable[str], where: Mapping[str, object]) -> bool:
        """Tell whether a body is of one of these kinds or groups (any when none is named) and its fields say so."""
        kinds, groups = tuple(kinds), tuple(groups)
        if (kinds or groups) and not (body.kind in kinds or self.group(body) in groups):
            return False
        return all(_says(body.data.get(name), value) for name, value in where.items())


def is_open(body: Body, on: dt.date) -> bool:
    """Tell whether a body is open on a day."""
    return body.founded_on <= on and (body.closed_on is None or body.closed_on > on)


def _says(kept: object, value: object) -> bool:
    return value in kept if isinstance(kept, list) else kept == value


def _grouped(rows: Iterable[Row], key: Callable[[Row], Key]) -> Mapping[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
