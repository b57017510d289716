"""What the items of this room's pack lists may say, in the shape the rules read."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Keys = tuple[str, ...]


class Shape(BaseModel):
    """Refuse unknown keys and stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Staffing(Shape):
    """How many holders a body should have: posts that count, and the figures of the least and the most."""

    posts: Keys
    least: str
    most: str


class Kind(Shape):
    """
    A kind of body.

    `levels` is where it sits, `parents` the kinds it may hang under (any when empty), `asks` and `may` the fields it
    must and may have, `presets` those it always has, `links` the relations it must name when it is registered,
    `replaces` the kinds at its area that end on the day it starts, `single` that an area has one at most. Without the
    field `forming_without` it is still forming.
    """

    group: str
    levels: Keys
    single: bool = False
    parents: Keys = ()
    asks: Keys = ()
    may: Keys = ()
    presets: dict[str, str | bool | Keys] = {}
    links: Keys = ()
    replaces: Keys = ()
    forming_without: str = ""
    staffing: Staffing | None = None


class Bar(Shape):
    """
    Who may not hold a post: members of these kinds of body or holders of these posts at the same area.

    `relatives` bars their near relatives too.
    """

    bodies: Keys = ()
    posts: Keys = ()
    relatives: bool = False
    source: str


class PostKind(Shape):
    """A kind of post: how many may hold it at once, in which kinds of body, and who may not."""

    seats: int | None = None
    shows_phone: bool = False
    bodies: Keys = ()
    bars: tuple[Bar, ...] = ()


class Domain(Shape):
    """A domain of Party organisations and what it asks of them."""

    asks: Keys = ()


class Form(Shape):
    """A way of forming a Party organisation and how many host units it names."""

    hosts_least: int
    hosts_most: int | None = None


class LinkKind(Shape):
    """A relation between two bodies: the groups it may start from, the kinds or groups it may lead to."""

    subject_groups: Keys = ()
    other_kinds: Keys = ()
    other_groups: Keys = ()
    instrument: bool = False


class Field(Shape):
    """A field of a body: its type, the list its choices stand in, and the fields it asks for when it says yes."""

    type: Literal["text", "flag", "date", "choice", "choices"]
    list: str = ""
    then: Keys = ()


class Choice(Shape):
    """A choice of a field; one that stands `alone` is not chosen together with others."""

    alone: bool = False
    priority: bool = False


SHAPES: dict[str, type[Shape]] = {
    "kinds": Kind,
    "posts": PostKind,
    "domains": Domain,
    "forms": Form,
    "links": LinkKind,
    "fields": Field,
    "host_types": Choice,
    "office_reasons": Choice,
    "office_functions": Choice,
    "supervision_duties": Choice,
    "public_benefit_kinds": Choice,
    "association_fields": Choice,
}
