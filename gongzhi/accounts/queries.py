"""Reads of accounts: who signs in, on which devices, and the actor a person is today."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.timezone import localdate

from gongzhi.accounts import rules
from gongzhi.accounts.models import Gate, Identity, Passkey, SignIn, User
from gongzhi.accounts.rules import normal_username
from gongzhi.bodies.models import Appointment
from gongzhi.bodies.queries import Holder, in_force, posts_held
from gongzhi.kernel.actors import Actor, Grant, PostHeld, Reach
from gongzhi.kernel.identifiers import normal_phone
from gongzhi.kernel.paths import ancestors, last_id
from gongzhi.kernel.queries import is_demo
from gongzhi.kernel.sealing import blind_index
from gongzhi.kernel.verdicts import NotVisible, Verdict
from gongzhi.people.models import Person
from gongzhi.people.queries import persons_with_phone
from gongzhi.policy.library import BASE
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at, pack_named
from gongzhi.territory.queries import AreaLine, lines_of
from gongzhi.territory.rules import Level

Account: TypeAlias = User

VILLAGE_DEPTH = 5  # province, city, county, town, village
RESIDENT = "resident"
STAND_INS = frozenset({"市辖区", "县"})  # levels of the statistical code that are no place of their own
STORIES = ("accounts", "stories")  # the list of a demonstration's pack
SECRET_COLUMN = "accounts.totp"  # noqa: S105  # the name of a column


@dataclass(frozen=True, slots=True)
class SessionLine:
    """Hold a device on which somebody is signed in."""

    id: int
    device: str
    address: str
    started_at: dt.datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """
    Hold an account of a demonstration as the sign-in page and the command line list it.

    `county` comes with its city; `place` is what follows below it, `spot` the part of that down to the village; `path`
    is where the post sits or the resident lives. A resident has neither kind nor title of a post.
    """

    user_id: int
    username: str
    name: str
    county: str
    place: str
    spot: str
    path: str
    kind: str
    title: str
    order: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """Hold the people of one village who take a request through its whole way, in the order in which they act."""

    title: str
    place: str
    accounts: tuple[DemoAccount, ...]


def actor_for(*, user: User, now: dt.datetime, stepped_up_at: dt.datetime | None = None) -> Actor:
    """Return the actor this account is at `now`: the posts its person holds that day, and what these allow."""
    on = localdate(now)
    posts = posts_held(user.person_id, on) if user.person_id is not None else ()
    return Actor(
        name=user.name,
        account_id=user.pk,
        person_id=user.person_id,
        home_path=user.home_path,
        posts=posts,
        grants=grants_of(posts, on),
        stepped_up_at=stepped_up_at,
    )


def grants_of(posts: Sequence[PostHeld], on: dt.date) -> tuple[Grant, ...]:
    """Return what these posts allow, as the pack of the place where each one sits says on that day."""
    lists = {path: pack_at(path=path, on=on).list("accounts", "grants") for path in {post.path for post in posts}}
    found = ((post, lists[post.path].item(post.kind)) for post in posts)
    return tuple(
        Grant(each["action"], post.path, Reach(each["reach"]))
        for post, item in found
        if item is not None
        for each in item.data["grants"]
    )


def protection() -> rules.Protection:
    """Return what sign-in asks for on this site."""
    return rules.protection_at(settings.MLPS_LEVEL)


def must_change_password(user: User, *, is_staff: bool, now: dt.datetime) -> bool:
    """Tell whether this account has to replace its password before anything else."""
    return rules.must_change(
        changed_at=user.password_changed_at or user.created_at,
        is_given=user.password_given_until is not None,
        is_staff=is_staff,
        protection=protection(),
        at=now,
    )


def has_second_factor(user: User) -> bool:
    """Tell whether a second factor of this account counts."""
    return user.totp_confirmed_at is not None or Passkey.objects.filter(user=user).exists()


def passkeys_of(user: User, *, host: str = "") -> tuple[Passkey, ...]:
    """Return the passkeys of an account, on one host or on all, oldest first."""
    rows = Passkey.objects.filter(user=user, **({"host": host} if host else {}))
    return tuple(rows.order_by("pk"))


def identity_of(by: Actor) -> Identity | None:
    """Return the tie of one's own account to the identity provider; None when there is none."""
    return Identity.objects.filter(user=account_of(by), issuer=settings.OIDC_ISSUER).first()


def passkey_for(by: Actor, pk: int) -> Passkey:
    """
    Return a passkey of one's own account.

    :raises NotVisible: there is no such passkey, or it is somebody else's.
    """
    row = Passkey.objects.filter(pk=pk, user=account_of(by)).first()
    if row is None:
        raise NotVisible
    return row


def user_for_session(user_id: int) -> User | None:
    """Return the account of a session and where its person lives, in one query; None when it was closed."""
    return next(iter(User.objects.raw(of_session(), [user_id])), None)


@cache
def of_session() -> str:
    """Return the statement behind `user_for_session`, written once: it runs for every page somebody signed in sees."""
    columns = ", ".join(f"account.{field.column}" for field in User._meta.concrete_fields)
    return (
        f"SELECT {columns}, coalesce(person.area_path, '') AS home_path FROM {User._meta.db_table} account"  # noqa: S608  # names only
        f" LEFT JOIN {Person._meta.db_table} person ON person.id = account.person_id"
        " WHERE account.id = %s AND account.is_active"
    )


def user_named(text: str) -> User | None:
    """
    Return the open account that somebody means by a user name or a phone.

    A phone that several accounts share means none of them.
    """
    phone = normal_phone(text)
    if phone is None:
        return User.objects.select_related("person").filter(username=normal_username(text), is_active=True).first()
    found = accounts_with_phone(phone)
    return found[0] if len(found) == 1 else None


def accounts_with_phone(phone: str) -> tuple[User, ...]:
    """Return the open accounts whose persons have this phone (eleven digits)."""
    persons = persons_with_phone(phone) if phone else ()
    return tuple(User.objects.select_related("person").filter(person_id__in=persons, is_active=True).order_by("pk"))


def gate_key(kind: str, text: str | int) -> str:
    """Return the key under which wrong tries are counted: of passwords or codes, on an account or a name."""
    return blind_index(f"{kind} {text}", group="gate").hex()


def may_pass(key: str, *, at: dt.datetime) -> Verdict:
    """Tell whether another try is looked at; `at` is the machine's time."""
    tries = Gate.objects.filter(key=key).values_list("tries", flat=True).first()
    return rules.may_try(tries or [], at=at, lock=protection().lock)


def account_of(by: Actor) -> User:
    """
    Return the account that acts.

    :raises NotVisible: nobody has signed in.
    """
    user = user_for_session(by.account_id) if by.account_id is not None else None
    if user is None:
        raise NotVisible
    return user


def sign_ins_of(by: Actor, *, session_key: str | None) -> tuple[SessionLine, ...]:
    """Return the devices on which this account is signed in, this one first, then the latest."""
    rows = SignIn.objects.filter(user=account_of(by), ended_at=None).order_by("-id")
    alive = set(
        Session.objects.filter(session_key__in=rows.values("session_key")).values_list("session_key", flat=True)
    )
    lines = [
        SessionLine(row.pk, row.device, row.address or "", row.started_at, row.session_key == session_key)
        for row in rows
        if row.session_key in alive
    ]
    return tuple(sorted(lines, key=lambda line: not line.is_this))


def sign_in_for(by: Actor, pk: int) -> SignIn:
    """
    Return a device on which one is signed in oneself.

    :raises NotVisible: there is no such device, or it is somebody else's.
    """
    row = SignIn.objects.filter(pk=pk, user=account_of(by), ended_at=None).first()
    if row is None:
        raise NotVisible
    return row


def demo_accounts(on: dt.date) -> tuple[DemoAccount, ...]:
    """
    Return one account per post and area, and one per area for residents, from the first county on, upper areas first.

    Empty on a database that is no demonstration.
    """
    if not is_demo():
        return ()
    users = User.objects.filter(is_active=True, person__isnull=False).select_related("person").order_by("pk")
    held = posts_of_accounts(on)
    found: dict[tuple[str, str], tuple[User, PostHeld | None]] = {}
    for user in users:
        post = held.get(user.pk)
        key = (post.path, post.kind) if post else (user.home_path, "")
        found.setdefault(key, (user, post))
    areas = lines_of({area for path, _ in found for area in ancestors(path)}, on)
    lines = (demo_account(user, post, path, areas) for (path, _), (user, post) in found.items())
    return tuple(sorted(lines, key=lambda line: line.order))


def demo_stories(lines: Sequence[DemoAccount], on: dt.date) -> tuple[Story, ...]:
    """Return the stories that the packs of a demonstration tell, each played by people of one village."""
    towns_and_counties = (
        path for line in lines for path in ancestors(line.path)[VILLAGE_DEPTH - 3 : VILLAGE_DEPTH - 1]
    )
    packs: dict[str, tuple[Pack, str]] = {}
    for path in dict.fromkeys(towns_and_counties):
        pack = pack_at(path=path, on=on)
        if STORIES in pack.list_names():
            packs.setdefault(pack.id, (pack, path))
    told = ((item, path) for pack, path in packs.values() for item in pack.list(*STORIES).items)
    found = (story_of(item.label(), item.data["posts"], path, lines) for item, path in told)
    return tuple(story for story in found if story is not None)


def story_of(title: str, kinds: Sequence[str], path: str, lines: Sequence[DemoAccount]) -> Story | None:
    """Return a story with the people of the first village under `path` that has a resident's account."""
    resident = next((line for line in lines if not line.kind and line.path.startswith(path)), None)
    if resident is None:
        return None
    village = ancestors(resident.path)[VILLAGE_DEPTH - 1]
    near = [line for line in lines if village.startswith(line.path) or line.path.startswith(village)]
    cast = (next((line for line in near if (line.kind or RESIDENT) == kind), None) for kind in kinds)
    return Story(title, resident.county + resident.spot, tuple(line for line in cast if line is not None))


def posts_of_accounts(on: dt.date) -> dict[int, PostHeld]:
    """Return the oldest post of every person with an account, by account, in one query."""
    rows = Appointment.objects.filter(in_force(on), person__account__isnull=False).order_by("-from_on", "-pk")
    return {
        row.person.account.pk: PostHeld(
            row.pk, row.post_id, row.post.kind, row.post.title, row.post.body_id, row.post.body.name,
            row.post.body.area_id, row.post.body.path,
        )
        for row in rows.select_related("post__body", "person__account")
    }  # fmt: skip


def demo_account(user: User, post: PostHeld | None, path: str, areas: Mapping[int, AreaLine]) -> DemoAccount:
    """Return the line of an account; `areas` holds every area over `path`."""
    above = [areas[last_id(each)] for each in ancestors(path)]
    county = next((n for n, area in enumerate(above) if area.level == Level.COUNTY), len(above) - 1)
    return DemoAccount(
        user_id=user.pk,
        username=user.username,
        name=user.name,
        county="".join([area.name for area in above[: county + 1] if area.name not in STAND_INS][-2:]),
        place="".join(area.name for area in above[county + 1 :]),
        spot="".join(area.name for area in above[county + 1 : VILLAGE_DEPTH]),
        path=path,
        kind=post.kind if post else "",
        title=title_of(post) if post else "",
        order=(
            *(area.id for area in above[: county + 1]),
            "/".join(ancestors(path)[:VILLAGE_DEPTH]),
            len(above),
            user.pk,
        ),
    )


def title_of(post: PostHeld | Holder) -> str:
    """Return the title of a post, in the reader's language where it is what everybody calls this kind."""
    item = pack_named(BASE).list("accounts", "grants").item(post.kind)
    return item.label() if item and item.zh == post.title else post.title


def demo_user(pk: int) -> User:
    """
    Return an account that may be entered with one press.

    :raises NotVisible: this is no demonstration, or there is no such account.
    """
    user = user_for_session(pk) if is_demo() else None
    if user is None:
        raise NotVisible
    return user
