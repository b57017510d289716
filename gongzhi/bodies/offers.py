"""What a form asks about a body of a kind at an area, as the pack of the place says."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.bodies.coverage import Covered
from gongzhi.bodies.fields import COLUMNS, field_label
from gongzhi.bodies.listing import linkable, parents_for
from gongzhi.bodies.lists import Field, Kind, LinkKind, PostKind
from gongzhi.bodies.models import Body, BodyLink
from gongzhi.bodies.queries import kind_of, post_kind, term_figure
from gongzhi.bodies.rules import may_have_post
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, line_at

Options = tuple[tuple[str, str], ...]
STANDING, NEW = "post", "kind"  # what a choice of a post begins with: one that stands, or a kind to be set up


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one thing a form asks: its key and name, its type, what may be chosen, whether it must be given."""

    key: str
    label: str
    type: str
    options: Options = ()
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold what a form asks about a body: its fields, the bodies it may hang under, and those it may name."""

    kind: str
    label: str
    fields: tuple[Asked, ...]
    parents: Options = ()
    needs_parent: bool = False
    links: tuple[Asked, ...] = ()


def kinds_at(pack: Pack, level: str) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    """Return the kinds of body that stand at a level, by group, in the order of the pack."""
    items = [item for item in pack.list("bodies", "kinds").items if level in item.data.get("levels", ())]
    listed = [(group.label(), group.key) for group in pack.list("bodies", "groups").items]
    known = {key for _, key in listed}
    listed += [(key, key) for key in dict.fromkeys(str(item.data.get("group")) for item in items) if key not in known]
    groups = ((label, tuple(item for item in items if item.data.get("group") == key)) for label, key in listed)
    return tuple((label, found) for label, found in groups if found)


def offer_for(by: Actor, kind: str, area: AreaLine, on: dt.date) -> Offer:
    """
    Return what is asked when a body of a kind is registered at an area.

    :raises NotVisible: the place has no such kind at this level.
    """
    pack = pack_at(path=area.path, on=on)
    item = pack.list("bodies", "kinds").item(kind)
    rule = kind_of(pack, kind)
    if item is None or area.level not in rule.levels:
        raise NotVisible
    return Offer(
        kind=kind,
        label=item.label(),
        fields=fields_of(pack, rule, columns=True),
        parents=named(parents_for(by, kind, area.path, on)),
        needs_parent=bool(rule.parents),
        links=_links(by, pack, rule, area.path, on),
    )


def fields_of(pack: Pack, rule: Kind, *, columns: bool) -> tuple[Asked, ...]:
    """Return the fields a kind asks for and may have, with those that a yes to one of them asks for."""
    names = [name for name in (*rule.asks, *rule.may) if columns or name not in COLUMNS]
    if columns and "domain" in rule.asks:
        names.insert(names.index("domain") + 1, "form")
    found: dict[str, Asked] = {}
    for name in names:
        found[name] = _asked(pack, name, is_required=name in rule.asks)
        for then in _field(pack, name).then:
            found.setdefault(then, _asked(pack, then, is_required=False))
    return tuple(found.values())


def _field(pack: Pack, name: str) -> Field:
    item = pack.list("bodies", "fields").item(name)
    return item.read_as(Field) if item else Field(type="text")


def _asked(pack: Pack, name: str, *, is_required: bool) -> Asked:
    field = Field(type="choice", list=COLUMNS[name]) if name in COLUMNS else _field(pack, name)
    items = pack.list("bodies", field.list).items if field.list else ()
    return Asked(name, field_label(pack, name), field.type, options_of(items), is_required)


def options_of(items: Iterable[Item]) -> Options:
    """Return items of a list as choices of a form."""
    return tuple((item.key, item.label()) for item in items)


def named(bodies: Sequence[Body]) -> Options:
    """Return bodies as choices of a form."""
    return tuple((str(body.pk), body.name) for body in bodies)


def links_from(pack: Pack, group: str, *, on_instrument: bool) -> tuple[Item, ...]:
    """Return the relations that may start from a group; those resting on an instrument only where it can be named."""
    found = []
    for item in pack.list("bodies", "links").items:
        rule = item.read_as(LinkKind)
        if (not rule.subject_groups or group in rule.subject_groups) and (on_instrument or not rule.instrument):
            found.append(item)
    return tuple(found)


def _links(by: Actor, pack: Pack, rule: Kind, path: str, on: dt.date) -> tuple[Asked, ...]:
    """Return the relations a new body may name, with the bodies to choose from; one without any only when it must."""
    found = []
    for item in links_from(pack, rule.group, on_instrument=False):
        options, must = named(linkable(by, item, path, on)), item.key in rule.links
        if options or must:
            found.append(Asked(item.key, item.label(), "choices", options, must))
    return tuple(found)


def posts_for(pack: Pack, body: Body, level: str) -> Options:
    """Return the kinds of post that may stand in a body at its level."""
    group = kind_of(pack, body.kind).group
    return options_of(
        item
        for item in pack.list("bodies", "posts").items
        if may_have_post(item.read_as(PostKind), body_kind=body.kind, group=group, level=level)
    )


def has_terms(pack: Pack, body: Body) -> bool:
    """Tell whether a body is elected or shares the term of one that is."""
    return (
        bool(term_figure(pack, body) or kind_of(pack, body.kind).term_with)
        or kind_of(pack, body.kind).group == "assembly"
    )


def has_elected_posts(body: Body, on: dt.date) -> bool:
    """Tell whether an elected post may stand in a body."""
    pack = pack_at(path=body.path, on=on)
    kinds = posts_for(pack, body, line_at(body.path, on).level)
    return any(post_kind(pack, kind).elected for kind, _label in kinds)


def posts_in(by: Actor, body: Body, on: dt.date) -> Options:
    """Return the posts a body has, then the kinds it may have and has not yet, for who may set them up."""
    posts = tuple(body.posts.order_by("pk"))
    known = {post.kind for post in posts}
    kinds = posts_for(pack_at(path=body.path, on=on), body, line_at(body.path, on).level)
    may_add = by.may("bodies.create_post", body.path)
    new = tuple((f"{NEW}:{key}", label) for key, label in kinds if may_add and key not in known)
    return (*((f"{STANDING}:{post.pk}", post.title) for post in posts), *new)


def members_for(pack: Pack, body: Body) -> Options:
    """Return the kinds of member that may join a body."""
    group = kind_of(pack, body.kind).group
    found = []
    for item in pack.list("bodies", "member_kinds").items:
        bodies, groups = item.data.get("bodies", ()), item.data.get("groups", ())
        if not (bodies or groups) or body.kind in bodies or group in groups:
            found.append(item)
    return options_of(found)


def kinds_of_group(pack: Pack, group: str) -> tuple[Item, ...]:
    """Return the kinds of body of a group, or all of them when none is named."""
    return tuple(item for item in pack.list("bodies", "kinds").items if not group or item.data.get("group") == group)


def relations_for(pack: Pack, body: Body) -> tuple[Item, ...]:
    """Return the relations that may start from a body."""
    return links_from(pack, kind_of(pack, body.kind).group, on_instrument=True)


def parties_of(body: Body, on: dt.date) -> Options:
    """Return the bodies that manage an estate together."""
    kinds = kind_of(pack_at(path=body.path, on=on), body.kind).joint_parties
    links = BodyLink.objects.filter(other=body, kind__in=kinds, to_on=None, subject__closed_on=None)
    return tuple((str(link.subject_id), link.subject.name) for link in links.select_related("subject").order_by("pk"))


def split_labels(found: Covered, path: str, on: dt.date) -> tuple[tuple[str, int, int], ...]:
    """Return how many have it and how many there are for each value a coverage is split by, in words."""
    if not found.split_by:
        return ()
    pack = pack_at(path=path, on=on)
    items = pack.list("bodies", _field(pack, found.split_by).list).items
    return tuple((item.label(), *found.splits[item.key]) for item in items if item.key in found.splits)
