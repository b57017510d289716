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
    `contacts` tells whether its members keep in contact with households. `term` is the figure of how many years it is
    elected for; `term_with` the kinds at its area whose term it shares; `hand_over` the figure of days in which the
    body before it hands over.
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
    term: str = ""
    term_with: Keys = ()
    hand_over: str = ""
    staffing: Staffing | None = None


class Bar(Shape):
    """
    Who may not hold a post: members of these kinds of body or holders of these posts at the same area.

    `relatives` bars their near relatives too; `anywhere` bars the person at whatever area the other post is held.
    """

    bodies: Keys = ()
    posts: Keys = ()
    relatives: bool = False
    anywhere: bool = False
    source: str


class HeldBy(Shape):
    """
    The posts of which one must be held by whoever holds this one: in the same body, or `anywhere`.

    It is held no longer than that one.
    """

    posts: Keys
    anywhere: bool = False
    source: str = ""


class PostKind(Shape):
    """
    A kind of post: how many may hold it at once, at which levels, in which kinds of body, and who may not.

    One that `heads_households` is held by an adult of a household of its group. An `elected` one is held in a term with
    its election record, and ends only as the law says; one held `by_term` ends with the term where the body has one.
    One that `replaces` ends whoever holds it when somebody else is named. `per_person` is the figure of how many such
    posts one person may hold; what is done in a `logged` one is written down.
    """

    seats: int | None = None
    shows_phone: bool = False
    levels: Keys = ()
    bodies: Keys = ()
    groups: Keys = ()
    heads_households: bool = False
    bars: tuple[Bar, ...] = ()
    elected: bool = False
    by_term: bool = False
    replaces: bool = False
    held_by: HeldBy | None = None
    per_person: str = ""
    logged: bool = False


class EndReason(Shape):
    """A way in which an appointment ends; an elected post ends only by one that is for `elected` ones."""

    elected: bool = False
    source: str = ""


class Domain(Shape):
    """A domain of Party organisations: what it asks of them, and the figure of how many years their terms last."""

    asks: Keys = ()
    term: str = ""


class Form(Shape):
    """A way of forming a Party organisation and how many host units it names."""

    hosts_least: int
    hosts_most: int | None = None


class LinkKind(Shape):
    """
    A relation between two bodies: the groups it may start from, the kinds or groups it may lead to.

    One with `activities` shows what the two do together, or that they did nothing yet.
    """

    subject_groups: Keys = ()
    other_kinds: Keys = ()
    other_groups: Keys = ()
    instrument: bool = False
    activities: bool = False


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

    The names of `private` ones are shown only to whoever keeps the roster, those with `officers_only` only to officers
    of the body itself and of those it hangs under. `vote` is how they stand on the roll, `shares` that they hold some.
    `by_residence` ones belong to a body of the area they live in, or a reason is given.
    """

    bodies: Keys = ()
    groups: Keys = ()
    unit: bool = False
    one_body: bool = False
    private: bool = False
    officers_only: bool = False
    vote: Literal["voting", "probationary", "none"] = "none"
    shares: bool = False
    by_residence: bool = False


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
    fields say so, to those on a tier, to those that name another by the relation `links_out`, or to those that a body
    of `linked_groups` names by the relation `linked_from`; with `unlinked` to those that none does.
    """

    level: str = ""
    named: Keys = ()
    marked_by: Keys = ()
    kinds: Keys = ()
    groups: Keys = ()
    where: Where = {}
    tier: str = ""
    links_out: str = ""
    linked_from: str = ""
    linked_groups: Keys = ()
    unlinked: bool = False
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


class Side(Shape):
    """
    One side of a rule between posts: kinds of post, held in the unit or at its area.

    With `links` they are held in bodies that stand in such a relation to the unit, with `above` in bodies of `bodies`
    at its area and the areas above it.
    """

    posts: Keys = ()
    bodies: Keys = ()
    links: Keys = ()
    above: bool = False


class PostPair(Shape):
    """
    A rule between posts, held against who holds them on a day.

    `same`: one person wanted in both, those that differ are listed. `cross`: persons on both sides ÷ all persons of
    both. `two_way`: somebody of each side, who comes from there, sits on the other. `apart`: one person in two posts of
    `first` is flagged. `follows`: whoever takes the first post takes the second on the same day.
    """

    rule: Literal["same", "cross", "two_way", "apart", "follows"]
    units: Units
    first: Side
    second: Side = Side()
    row: str = ""
    source: str = ""


class Tally(Shape):
    """
    Something counted beside the figure a document states for it.

    Counted are holders of posts, of those in the list `roles` too; or bodies of kinds, groups, a domain or a host type
    that stand in the relation `link` to a place.
    """

    posts: Keys = ()
    roles: str = ""
    link: str = ""
    kinds: Keys = ()
    groups: Keys = ()
    domains: Keys = ()
    where: Where = {}
    expected: str = ""
    row: str = ""
    source: str = ""


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
    "end_reasons": EndReason,
    "post_pairs": PostPair,
    "tallies": Tally,
    "head_officer_roles": Choice,
    "party_measures": Choice,
}
