"""Accounts as the security administrator lists them: whose, with which posts, and when they were used last."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from gongzhi.accounts.models import Passkey, SignIn, User
from gongzhi.bodies.models import Appointment
from gongzhi.bodies.queries import in_force
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import plain
from gongzhi.kernel.queries import within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people.models import Person
from gongzhi.people.queries import persons_within

READ = "accounts.read_accounts"
CREATE = "accounts.create_account"
ORDER = ("id",)
MOST_FOUND = 20


class State(StrEnum):
    """Which accounts a list holds."""

    OPEN = "open"
    STAFF = "staff"
    LEFT = "left"
    UNPROVED = "unproved"
    ASLEEP = "asleep"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AccountLine:
    """Hold what the list shows of an account; `posts` are those held today, `used_at` the last time signed in."""

    user: User
    posts: tuple[str, ...]
    used_at: dt.datetime | None
    has_factor: bool


def ever_appointed() -> Exists:
    """Return the condition that the person of an account holds or held a post: it is an account of staff."""
    return Exists(Appointment.objects.filter(person_id=OuterRef("person_id")))


def appointed(on: dt.date) -> Exists:
    """Return the condition that the person of an account holds a post on a day."""
    return Exists(Appointment.objects.filter(in_force(on), person_id=OuterRef("person_id")))


def last_used() -> Subquery:
    """Return when an account was signed in to last."""
    return Subquery(SignIn.objects.filter(user=OuterRef("pk")).order_by("-id").values("started_at")[:1])


def accounts_in(by: Actor, *, state: State, text: str, on: dt.date) -> QuerySet[User]:
    """
    Return the accounts of an area that the actor looks after, to be paged by `ORDER`.

    :raises NotVisible: the actor looks after none.
    """
    if not by.ranges(READ):
        raise NotVisible
    rows = User.objects.filter(within("person__area_path", by.ranges(READ))).select_related("person")
    if text:
        rows = rows.filter(Q(username__contains=plain(text).casefold()) | Q(name__contains=plain(text)))
    return rows.filter(condition(state, on))


def condition(state: State, on: dt.date) -> Q:
    """Return what an account of this kind must be."""
    is_open, is_closed = Q(is_active=True), Q(is_active=False)
    no_factor = Q(totp_confirmed_at=None) & ~Q(Exists(Passkey.objects.filter(user=OuterRef("pk"))))
    holds, held = Q(appointed(on)), Q(ever_appointed())
    return {
        State.OPEN: is_open,
        State.STAFF: is_open & holds,
        State.LEFT: is_open & held & ~holds,
        State.UNPROVED: is_open & holds & no_factor,
        State.ASLEEP: is_closed & Q(closed_why="asleep"),
        State.CLOSED: is_closed,
    }[state]


def lines_of(users: Sequence[User], on: dt.date) -> tuple[AccountLine, ...]:
    """Return the lines of these accounts, by three queries however many there are."""
    ids = [user.pk for user in users]
    posts = posts_of([user.person_id for user in users], on)
    used = dict(User.objects.filter(pk__in=ids).annotate(used_at=last_used()).values_list("pk", "used_at"))
    with_passkey = set(Passkey.objects.filter(user__in=ids).values_list("user_id", flat=True))
    return tuple(
        AccountLine(
            user=user,
            posts=tuple(posts.get(user.person_id or 0, ())),
            used_at=used[user.pk],
            has_factor=user.totp_confirmed_at is not None or user.pk in with_passkey,
        )
        for user in users
    )


def posts_of(person_ids: Iterable[int | None], on: dt.date) -> dict[int, list[str]]:
    """Return body and title of the posts that these persons hold on a day, by person, in one query."""
    rows = Appointment.objects.filter(in_force(on), person_id__in=[each for each in person_ids if each is not None])
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows.select_related("post__body").order_by("from_on", "pk"):
        found[row.person_id].append(f"{row.post.body.name} {row.post.title}")
    return found


def account_for(by: Actor, pk: int, *, action: str = READ) -> User:
    """
    Return an account of somebody of an area that the actor looks after.

    :raises NotVisible: there is no such account, or not for this actor.
    """
    user = User.objects.select_related("person").filter(pk=pk).first()
    if user is None or not by.may(action, user.home_path):
        raise NotVisible
    return user


def without_account(by: Actor, name: str, on: dt.date) -> tuple[Person, ...]:
    """
    Return who has this in the name, or exactly this phone, holds a post and has no account, where the actor opens them.

    Of people without a post nothing is told: whoever opens accounts of staff reads no roster of residents.
    """
    if not name.strip():
        return ()
    held = Appointment.objects.filter(in_force(on), person_id=OuterRef("pk"))
    rows = persons_within(by.ranges(CREATE), text=name).filter(Exists(held), account=None)
    return tuple(rows.order_by("pk")[:MOST_FOUND])
