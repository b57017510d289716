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
    field `forming_without` it is still forming. `joint_parties` are the relations that make a body a party to it.
    `contacts` tells whether its members keep in contact with households.
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
    joint_parties: Keys = ()
    contacts: bool = False
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
    """
    A kind of post: how many may hold it at once, at which levels, in which kinds of body, and who may not.

    One that `heads_households` is held by an adult of a household of its group.
    """

    seats: int | None = None
    shows_phone: bool = False
    levels: Keys = ()
    bodies: Keys = ()
    heads_households: bool = False
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
    historical: bool = False


class Group(Shape):
    """A group of kinds of body."""


class MemberKind(Shape):
    """
    A kind of member: of which kinds or groups of body, whether the unit is named, whether of one body at a time.

    The names of `private` ones are shown only to whoever keeps the roster.
    """

    bodies: Keys = ()
    groups: Keys = ()
    unit: bool = False
    one_body: bool = False
    private: bool = False


class Tier(Shape):
    """
    A tier of the Party's organisation in a place: the kinds and levels that stand on it, under the tier `parent`.

    Bodies of other domains than `domains` stand outside the tiers. A tier with `ties` stands on households.
    """

    parent: str
    kinds: Keys = ()
    levels: Keys = ()
    domains: Keys = ()
    ties: str = ""


class Matter(Shape):
    """A matter parties to an estate may agree on; an owners' matter rests on a vote, a special one on more of it."""

    owners: bool = False
    special: bool = False
    source: str = ""


Where = dict[str, str | bool]


class Units(Shape):
    """
    What a coverage counts: areas of a level, or bodies of kinds or groups, or households.

    Areas may be narrowed to those with such a word in their name or such a body standing there; bodies to those whose
    fields say so, or to those that a body of `linked_groups` names by the relation `linked_from`.
    """

    level: str = ""
    named: Keys = ()
    marked_by: Keys = ()
    kinds: Keys = ()
    groups: Keys = ()
    where: Where = {}
    linked_from: str = ""
    linked_groups: Keys = ()
    households: bool = False


class Need(Shape):
    """
    What every unit should have.

    `by` says where it is looked for: bodies at the unit's area, bodies related to it or it to them (`link`), its
    parent, a field of its own, resources of its area, contact by a member, members of a kind, holders of `posts` at the
    area or in the body. `most` is how many at most, `least` the figure of how many at least; a unit whose field
    `or_field` is filled in needs nothing; bodies on another tier than `tier` do not count.
    """

    key: str
    zh: str
    en: str = ""
    by: Literal["area", "linked_from", "link_to", "parent", "field", "resource", "contact", "member", "holder"]
    kinds: Keys = ()
    groups: Keys = ()
    where: Where = {}
    link: str = ""
    field: str = ""
    or_field: str = ""
    tier: str = ""
    member: str = ""
    posts: Keys = ()
    least: str = ""
    most: int | None = None


class Coverage(Shape):
    """
    A coverage: units, what each should have, a figure of how many there should be, a field to split the count by.

    `source` is where it is asked for, the list's own when left out.
    """

    units: Units
    needs: tuple[Need, ...]
    row: str = ""
    source: str = ""
    expected: str = ""
    split_by: str = ""


SHAPES: dict[str, type[Shape]] = {
    "kinds": Kind,
    "groups": Group,
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
    "sectors": Choice,
    "resource_kinds": Choice,
    "member_kinds": MemberKind,
    "tiers": Tier,
    "joint_matters": Matter,
    "coverage": Coverage,
}
