"""What the items of this room's pack lists may say, in the shape the rules read."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

Keys = tuple[str, ...]


class Shape(BaseModel):
    """Refuse unknown keys and stay as read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(Shape):
    """
    A role in which somebody is sent.

    `levels` is where its places lie, `asks` and `may` the fields it must and may have, `sender` that the sending unit
    is named. `grassroots` service counts as experience; `lacking` is for those without any. `categories` and `bands`
    are who may be sent, none named is everybody. `single` is one at a place at a time; `kind_field` is a field without
    which a place needs a reason. `steps` are the dates due by the figure `due_by`, `received_from` the origins for
    which the receipt is due too. `length` and `length_unit` are the figure of how long it lasts, `gap` that of the days
    a place may stand empty, `pairs` the relation of the sending unit with the place.
    """

    levels: Keys
    asks: Keys = ()
    may: Keys = ()
    sender: bool = True
    grassroots: bool = False
    lacking: bool = False
    categories: Keys = ()
    bands: Keys = ()
    single: bool = False
    kind_field: str = ""
    steps: Keys = ()
    due_by: str = ""
    received_from: Keys = ()
    length: str = ""
    length_unit: Literal["months", "years"] = "years"
    gap: str = ""
    pairs: str = ""
    source: str = ""


class Field(Shape):
    """A field of a posting or a record: its type and the list its choices stand in; a `finding` is never a number."""

    type: Literal["text", "finding", "choice"]
    list: str = ""


class Choice(Shape):
    """A choice of a field."""


class Category(Shape):
    """A category of cadres, as the keeping department marks it on a file."""


class Band(Shape):
    """A band of birth years, both inclusive; the year itself is not kept."""

    first: int
    last: int


class Standing(Shape):
    """What must stand on a file before a record, where a field of it has this value."""

    field: str
    value: str
    kinds: Keys


class RecordKind(Shape):
    """
    A kind of record on a file.

    `asks` and `may` are its fields, `after` the kinds that must stand on the file before, `after_when` those for one
    value of a field. `private` ones are for whoever keeps the roster of Party members. It counts towards a path only
    where its fields say what `counts_when` says. Records of one `stage_of` follow each other in the order of the list.
    """

    asks: Keys = ()
    may: Keys = ()
    after: Keys = ()
    after_when: tuple[Standing, ...] = ()
    counts_when: dict[str, str] = {}
    private: bool = False
    stage_of: str = ""
    source: str = ""


class Path(Shape):
    """
    A path into a post of the kind `post`.

    Of each group in `needs` one kind of record must be on file. Whoever takes it holds one of the posts `holds` on that
    day. `quota` is the figure of how many a year, counted in the area of `quota_level`.
    """

    post: str
    needs: tuple[Keys, ...] = ()
    holds: Keys = ()
    quota: str = ""
    quota_level: str = ""
    row: str = ""
    source: str = ""


class Scheme(Shape):
    """An establishment: the figure of its total, the level whose total it is, the level that posts are allotted to."""

    total: str
    total_level: str
    level: str
    row: str = ""


class PairKind(Shape):
    """
    A programme of pairs of units and places, kept as relations `link` between bodies.

    It lasts the figure `years` from the figure `first`; `apart_from` names programmes whose places it should not share.
    """

    link: str
    first: str = ""
    years: str = ""
    apart_from: Keys = ()
    row: str = ""


class Units(Shape):
    """
    What a coverage counts: areas of a level (`named` so, or not `unnamed` so), files of categories, holders of posts.

    `lacking` narrows files to those without grassroots service.
    """

    level: str = ""
    named: Keys = ()
    unnamed: Keys = ()
    categories: Keys = ()
    lacking: bool = False
    posts: Keys = ()


class Need(Shape):
    """
    What every unit should have: a cadre in a role, a pair, a record of a kind, a posting planned or begun, a leader.

    Exactly one cadre in a role; one more only with a reason.
    """

    key: str
    zh: str
    en: str = ""
    by: Literal["role", "pair", "record", "posting", "leader"]
    roles: Keys = ()
    link: str = ""
    kinds: Keys = ()


class Coverage(Shape):
    """A coverage: units, what each should have, the figures that add up to how many there should be."""

    units: Units
    needs: tuple[Need, ...]
    row: str = ""
    source: str = ""
    expected: Keys = ()


class Count(Shape):
    """
    A count of the registers beside the figure a document states, split by a field where one is named.

    Postings count once begun, in all or only those `current`, from the day `since` on; voided ones never. `senders`
    counts units, `pairs` places in pairs of `links`, `stages` files by the last stage of `stage_of` they have reached.
    """

    what: Literal["postings", "senders", "entries", "records", "stages", "pairs"]
    roles: Keys = ()
    where: dict[str, str] = {}
    since: dt.date | None = None
    current: bool = False
    paths: Keys = ()
    kinds: Keys = ()
    stage_of: str = ""
    pair: str = ""
    split_by: str = ""
    expected: str = ""
    row: str = ""
    source: str = ""


SHAPES: dict[str, type[Shape]] = {
    "roles": Role,
    "fields": Field,
    "origins": Choice,
    "directions": Choice,
    "flows": Choice,
    "channels": Choice,
    "place_kinds": Choice,
    "sources": Choice,
    "activist_sources": Choice,
    "groups": Choice,
    "exam_results": Choice,
    "categories": Category,
    "bands": Band,
    "records": RecordKind,
    "paths": Path,
    "schemes": Scheme,
    "pairs": PairKind,
    "coverage": Coverage,
    "counts": Count,
}
