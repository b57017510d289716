"""The roll of a body on a day: who belongs to it, who of them votes, and the shares of a collective."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from gongzhi.bodies.fields import labels_of
from gongzhi.bodies.lists import MemberKind
from gongzhi.bodies.models import Body, Member
from gongzhi.kernel.actors import Actor
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at

ROSTER = "bodies.read_members"
ORDER = ("kind", "id")
HUNDREDTHS = 100  # shares are kept in hundredths


@dataclass(frozen=True, slots=True)
class Roll:
    """
    The roll of a body on a day in numbers: who votes, who is on probation, who does neither, and the shares they hold.

    `shares` are hundredths of a share; `by_kind` counts the members of each kind in the order of the pack.
    """

    on: dt.date
    voting: int
    probationary: int
    others: int
    shares: int
    by_kind: tuple[tuple[str, str, int], ...]

    @property
    def share_words(self) -> str:
        """Return the shares as people write them."""
        return share_words(self.shares)

    @property
    def all(self) -> int:
        """Return how many belong to the body."""
        return self.voting + self.probationary + self.others


def roll_of(body_id: int, on: dt.date) -> Roll:
    """Return the roll of a body on a day, for whoever counts votes by it."""
    body = Body.objects.get(pk=body_id)
    pack = pack_at(path=body.path, on=on)
    rows = on_the_roll(body_id, on).order_by().values_list("kind").annotate(Count("pk"), Sum("shares"))
    counts = {kind: (members, shares or 0) for kind, members, shares in rows}
    votes = Counter[str]()
    for kind, (members, _shares) in counts.items():
        votes[member_kind(pack, kind).vote] += members
    listed = [item.key for item in pack.list("bodies", "member_kinds").items]
    order = [*(key for key in listed if key in counts), *(key for key in sorted(counts) if key not in listed)]
    return Roll(
        on=on,
        voting=votes["voting"],
        probationary=votes["probationary"],
        others=votes["none"],
        shares=sum(shares for _members, shares in counts.values()),
        by_kind=tuple((kind, labels_of(pack, "member_kinds", (kind,)), counts[kind][0]) for kind in order),
    )


def voters_of(body_id: int, on: dt.date) -> tuple[int, ...]:
    """Return the persons who vote in a body on a day, by id."""
    pack = pack_at(path=Body.objects.get(pk=body_id).path, on=on)
    items = pack.list("bodies", "member_kinds").items
    kinds = [item.key for item in items if item.read_as(MemberKind).vote == "voting"]
    rows = on_the_roll(body_id, on).filter(kind__in=kinds)
    return tuple(rows.order_by("person_id").values_list("person_id", flat=True).distinct())


def shares_of(body_id: int, on: dt.date) -> Mapping[int, int]:
    """Return the shares of a collective's members on a day, in hundredths, by person."""
    rows = on_the_roll(body_id, on).filter(shares__isnull=False)
    return {person: shares or 0 for person, shares in rows.values_list("person_id", "shares").order_by("person_id")}


def on_the_roll(body_id: int, on: dt.date) -> QuerySet[Member]:
    """Return the members of a body on a day."""
    return Member.objects.filter(Q(to_on=None) | Q(to_on__gt=on), body=body_id, from_on__lte=on)


def roster_for(by: Actor, body: Body, on: dt.date) -> QuerySet[Member]:
    """Return the members of a body on a day whose names the actor may see, to be paged by `ORDER`."""
    pack = pack_at(path=body.path, on=on)
    kinds = set(on_the_roll(body.pk, on).order_by().values_list("kind", flat=True).distinct())
    shown = [kind for kind in kinds if may_see(by, pack, body, kind)]
    return on_the_roll(body.pk, on).filter(kind__in=shown).select_related("person")


@dataclass(frozen=True, slots=True)
class RollLine:
    """A member on the roll in words; `shares` are whole shares with two decimals, empty where none are held."""

    id: int
    name: str
    kind: str
    unit: str
    from_on: dt.date
    shares: str


def lines_of(body: Body, rows: Iterable[Member], on: dt.date) -> tuple[RollLine, ...]:
    """Return members as the page of a roll lists them."""
    pack = pack_at(path=body.path, on=on)
    return tuple(
        RollLine(
            row.pk, row.person.name, labels_of(pack, "member_kinds", (row.kind,)), row.unit, row.from_on,
            share_words(row.shares),
        )
        for row in rows
    )  # fmt: skip


def share_words(shares: int | None) -> str:
    """Return hundredths of a share as people write them."""
    return "" if shares is None else f"{shares / HUNDREDTHS:,.2f}"


def hidden_in(by: Actor, body: Body, on: dt.date) -> tuple[tuple[str, int], ...]:
    """Return how many members there are of each kind whose names the actor may not see."""
    pack = pack_at(path=body.path, on=on)
    counts = roll_of(body.pk, on).by_kind
    return tuple((label, members) for kind, label, members in counts if not may_see(by, pack, body, kind))


def may_see(by: Actor, pack: Pack, body: Body, kind: str) -> bool:
    """
    Tell whether an actor may see the names of members of a kind in a body.

    Those of a private kind are for whoever keeps the roster; where the place keeps them to officers, for those who hold
    a post in the body itself or in one it hangs under.
    """
    rule = member_kind(pack, kind)
    if not rule.private or by.is_system:
        return True
    if not by.may(ROSTER, body.path):
        return False
    return not rule.officers_only or bool({post.body_id for post in by.posts} & _upward(body))


def member_kind(pack: Pack, kind: str) -> MemberKind:
    """Return what a place says about a kind of member; nothing special about one it no longer lists."""
    item = pack.list("bodies", "member_kinds").item(kind)
    return item.read_as(MemberKind) if item else MemberKind()


def _upward(body: Body) -> set[int]:
    """Return a body and those it hangs under."""
    found = {body.pk}
    above = body.parent_id
    while above is not None and above not in found:
        found.add(above)
        above = Body.objects.filter(pk=above).values_list("parent_id", flat=True).first()
    return found
