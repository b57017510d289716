"""Who acts: a frozen value made by `accounts` for a request, or by `system_actor` for a job or command."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.kernel.paths import is_within, subtree


class Reach(StrEnum):
    """How far a grant reaches: cases that are one's own, the area of the post, or everything under it."""

    OWN = "own"
    AREA = "area"
    SUBTREE = "subtree"


@dataclass(frozen=True, slots=True)
class Grant:
    """Allow one action code over the area `path`, as far as `reach` says."""

    action: str
    path: str
    reach: Reach

    def covers(self, path: str) -> bool:
        """Tell whether a row of the area `path` lies within this grant; whose row it is, is not asked here."""
        return path == self.path if self.reach is Reach.AREA else is_within(path, self.path)


@dataclass(frozen=True, slots=True)
class PostHeld:
    """
    A post a person holds today, or acts in while its holder is away: then `deputy_for` is that person, with a name.

    `kind` is the key of the pack list `bodies/posts`.
    """

    appointment_id: int
    post_id: int
    kind: str
    title: str
    body_id: int
    body_name: str
    area_id: int
    path: str
    deputy_for: int | None = None
    deputy_for_name: str = ""

    @property
    def name(self) -> str:
        """Return the post as people write it: body and title, and for whom a deputy acts."""
        name = f"{self.body_name}{self.title}"
        return f"{name}（代{self.deputy_for_name}）" if self.deputy_for_name else name


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Carry who acts, through which posts, over which areas.

    `person_id` is None for a visitor without an account and for the system; `name` is what the journal shows.
    """

    name: str
    account_id: int | None = None
    person_id: int | None = None
    home_path: str = ""
    posts: tuple[PostHeld, ...] = ()
    grants: tuple[Grant, ...] = ()
    stepped_up_at: dt.datetime | None = None
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        """Tell whether nobody has signed in."""
        return self.account_id is None and not self.is_system

    def may(self, action: str, path: str) -> bool:
        """Tell whether some grant allows `action` on a row of the area `path`; the system may do everything."""
        return self.is_system or any(g.action == action and g.covers(path) for g in self.grants)

    def reaches(self, action: str) -> tuple[Grant, ...]:
        """Return the grants of `action`, for turning into a query."""
        return tuple(g for g in self.grants if g.action == action)

    def ranges(self, action: str) -> tuple[tuple[str, str], ...]:
        """Return half-open path ranges in which `action` is allowed to whole areas (not only to one's own rows)."""
        if self.is_system:
            return (subtree(""),)
        return tuple(
            subtree(g.path) if g.reach is Reach.SUBTREE else (g.path, g.path + "!")
            for g in self.reaches(action)
            if g.reach is not Reach.OWN
        )


VISITOR = Actor(name="visitor")


def system_actor(name: str) -> Actor:
    """Return the actor of a job, a sweep or a command; `name` is written into the journal."""
    return Actor(name=name, is_system=True)
