"""One body whole, in words, as its page shows it to an actor."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q

from gongzhi.bodies.coverage import Found, body_coverages
from gongzhi.bodies.fields import COLUMNS, field_label, in_words, labels_of
from gongzhi.bodies.models import Absence, Appointment, Body, BodyTerm, HouseholdTie, JointTask, Post, Resource
from gongzhi.bodies.pairs import PairLine, flags_of
from gongzhi.bodies.queries import (
    BodyLine,
    ballot_words,
    bodies_at,
    has_priority,
    kind_of,
    open_on,
    state_of,
)
from gongzhi.bodies.relations import Relation, relations_at, relations_of
from gongzhi.bodies.rolls import hidden_in, roster_for
from gongzhi.bodies.rules import OwnersVote, lacks_hand_over
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import full_name

MOST_MEMBERS = 50  # the roll has a page of its own


@dataclass(frozen=True, slots=True)
class HeldPost:
    """
    A post with who holds it now or will; `free` is how many seats are empty, None when nothing limits them.

    `since` is when somebody last left it, for one that nobody holds; `away` who acts for whom, by appointment.
    """

    id: int
    title: str
    free: int | None
    held: tuple[Appointment, ...]
    is_held: bool
    since: dt.date | None
    away: dict[int, str]


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term: `now`, `coming` or `over`; whether it has to be handed over to, and lacks that beyond its days."""

    row: BodyTerm
    state: str
    wants_hand_over: bool
    lacks_hand_over: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member in words; without the name for whoever may not read the roster."""

    id: int
    kind: str
    name: str
    unit: str
    from_on: dt.date


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move in words: from under whom to under whom, from which area to which."""

    on: dt.date
    from_text: str
    to_text: str
    reason: str


@dataclass(frozen=True, slots=True)
class BodySheet:
    """
    What the page of a body shows.

    `members` are those whose names the reader may see, `hidden` counts the others by kind; `is_first` tells that it
    comes first in support, `is_joint` that parties manage it together.
    """

    body: Body
    kind: str
    area: str
    tier: str
    state: str
    is_first: bool
    facts: tuple[tuple[str, str], ...]
    posts: tuple[HeldPost, ...]
    members: tuple[MemberLine, ...]
    hidden: tuple[tuple[str, int], ...]
    relations: tuple[Relation, ...]
    children: tuple[tuple[int, str, str], ...]
    coverages: tuple[tuple[str, tuple[Found, ...]], ...]
    moves: tuple[MoveLine, ...]
    ties: tuple[HouseholdTie, ...]
    tasks: tuple[tuple[str, JointTask, str], ...]
    is_joint: bool
    terms: tuple[TermLine, ...]
    flags: tuple[tuple[str, PairLine], ...]


def sheet_of(by: Actor, body: Body, on: dt.date) -> BodySheet:
    """Return everything the page of a body shows; the body was found by `body_for`."""
    pack = pack_at(path=body.path, on=on)
    rule = kind_of(pack, body.kind)
    members, hidden = _members(by, pack, body, on)
    return BodySheet(
        body=body,
        kind=labels_of(pack, "kinds", (body.kind,)),
        area=full_name(body.path, on),
        tier=labels_of(pack, "tiers", (body.tier,)) if body.tier else "",
        state=state_of(pack, body, on),
        is_first=has_priority(pack, body),
        facts=_facts(pack, body),
        posts=_posts(body, on),
        members=members,
        hidden=hidden,
        relations=relations_of(body, on),
        children=_children(pack, body, on),
        coverages=body_coverages(body, on),
        moves=_moves(body, on),
        ties=_ties(by, body),
        tasks=_tasks(pack, body),
        is_joint=bool(rule.joint_parties),
        terms=_terms(pack, body, on),
        flags=flags_of(body, on),
    )


def _terms(pack: Pack, body: Body, on: dt.date) -> tuple[TermLine, ...]:
    """Return the terms of a body, the latest first, each with what is missing of it."""
    days = pack.figure("bodies", name, on).value if (name := kind_of(pack, body.kind).hand_over) else None
    return tuple(_term(row, days if isinstance(days, int) else None, on) for row in body.terms.order_by("-number"))


def _term(row: BodyTerm, days: int | None, on: dt.date) -> TermLine:
    begun = row.elected_on or row.from_on
    lacks = days is not None and lacks_hand_over(
        number=row.number, elected_on=begun, handed_over_on=row.handed_over_on, days=days, on=on
    )
    state = "coming" if row.from_on > on else "now" if row.to_on > on else "over"
    return TermLine(row, state, days is not None and row.number > 1, lacks)


def _facts(pack: Pack, body: Body) -> tuple[tuple[str, str], ...]:
    """Return the fields of a body with their contents in words."""
    columns = [(name, value) for name, value in (("domain", body.domain), ("form", body.form)) if value]
    shown = [(field_label(pack, name), labels_of(pack, COLUMNS[name], (value,))) for name, value in columns]
    shown += [(field_label(pack, name), in_words(pack, name, value)) for name, value in body.data.items()]
    return tuple(shown)


def _posts(body: Body, on: dt.date) -> tuple[HeldPost, ...]:
    lasting = Appointment.objects.filter(Q(to_on=None) | Q(to_on__gt=on)).select_related("person", "from_body", "term")
    now = Absence.objects.filter(from_on__lte=on, to_on__gt=on).select_related("deputy")
    rows = body.posts.order_by("pk").prefetch_related(
        Prefetch("appointments", queryset=lasting.order_by("seat", "from_on", "pk")),
        Prefetch("appointments__absences", queryset=now),
    )
    left = Appointment.objects.filter(post__body=body, to_on__lte=on).values_list("post").annotate(Max("to_on"))
    since = dict(left.order_by())
    return tuple(_post(row, tuple(row.appointments.all()), since.get(row.pk), on) for row in rows)


def _post(post: Post, held: tuple[Appointment, ...], since: dt.date | None, on: dt.date) -> HeldPost:
    now = sum(each.from_on <= on for each in held)
    free = None if post.seats is None else post.seats - now
    away = {each.pk: absence.deputy.name for each in held for absence in each.absences.all()}
    return HeldPost(post.pk, post.title, free, held, now > 0, since, away)


def _members(
    by: Actor, pack: Pack, body: Body, on: dt.date
) -> tuple[tuple[MemberLine, ...], tuple[tuple[str, int], ...]]:
    """Return the first members whose names the actor may see, and how many there are of each kind kept from them."""
    rows = roster_for(by, body, on).order_by("kind", "pk")[:MOST_MEMBERS]
    lines = (
        MemberLine(row.pk, labels_of(pack, "member_kinds", (row.kind,)), row.person.name, row.unit, row.from_on)
        for row in rows
    )
    return tuple(lines), hidden_in(by, body, on)


def _children(pack: Pack, body: Body, on: dt.date) -> tuple[tuple[int, str, str], ...]:
    rows = body.children.filter(open_on(on)).order_by("path", "pk")
    return tuple((row.pk, row.name, labels_of(pack, "kinds", (row.kind,))) for row in rows)


def _moves(body: Body, on: dt.date) -> tuple[MoveLine, ...]:
    rows = body.moves.select_related("from_parent", "to_parent")
    return tuple(
        MoveLine(row.on, _place(row.from_parent, row.from_path, on), _place(row.to_parent, row.to_path, on), row.reason)
        for row in rows
    )


def _place(parent: Body | None, path: str, on: dt.date) -> str:
    where = full_name(path, on)
    return f"{where}（{parent.name}）" if parent else where


def _ties(by: Actor, body: Body) -> tuple[HouseholdTie, ...]:
    """Return the households in a group or in contact, for whoever keeps the register there."""
    if not by.may("bodies.describe_body", body.path):
        return ()
    rows = HouseholdTie.objects.filter(body=body, to_on=None).select_related("household", "person")
    return tuple(rows.order_by("household__area_path", "household__address", "pk"))


def _tasks(pack: Pack, body: Body) -> tuple[tuple[str, JointTask, str], ...]:
    """Return the tasks of an estate, each with its matter and the arithmetic of the owners' vote in words."""
    rows = JointTask.objects.filter(body=body).select_related("responsible").order_by("-agreed_on", "-pk")
    return tuple((labels_of(pack, "joint_matters", (row.matter,)), row, _counted(row)) for row in rows)


def _counted(row: JointTask) -> str:
    return ballot_words(OwnersVote(**row.ballot)) if row.ballot else ""


@dataclass(frozen=True, slots=True)
class AreaSheet:
    """What the page of an area shows: the bodies that sit there by group, how they are related, its resources."""

    groups: tuple[tuple[str, tuple[tuple[BodyLine, str], ...]], ...]
    relations: tuple[Relation, ...]
    resources: tuple[tuple[str, Resource], ...]


def area_sheet(by: Actor, path: str, on: dt.date) -> AreaSheet:
    """
    Return the bodies, relations and resources that sit exactly at an area.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may("bodies.read_body", path):
        raise NotVisible
    pack = pack_at(path=path, on=on)
    found: dict[str, list[tuple[BodyLine, str]]] = {}
    for line in bodies_at(path, on):
        found.setdefault(kind_of(pack, line.kind).group, []).append((line, labels_of(pack, "kinds", (line.kind,))))
    listed = [item.key for item in pack.list("bodies", "groups").items]
    order = [*listed, *(key for key in found if key not in listed)]
    resources = Resource.objects.filter(path=path, to_on=None).order_by("kind", "pk")
    return AreaSheet(
        groups=tuple((labels_of(pack, "groups", (key,)), tuple(found[key])) for key in order if key in found),
        relations=relations_at(path, on),
        resources=tuple((labels_of(pack, "resource_kinds", (row.kind,)), row) for row in resources),
    )
