"""Reads of accounts: who signs in, on which devices, and the actor a person is today."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.sessions.models import Session
from django.utils.timezone import localdate

from gongzhi.accounts.models import Gate, SignIn, User
from gongzhi.accounts.rules import STEP_UP, is_fresh, may_try, normal_username
from gongzhi.bodies.queries import posts_held
from gongzhi.kernel.actors import Actor, Grant, PostHeld, Reach
from gongzhi.kernel.identifiers import normal_phone
from gongzhi.kernel.sealing import blind_index
from gongzhi.kernel.verdicts import NotVisible, Refusal, Verdict
from gongzhi.people.queries import persons_with_phone
from gongzhi.policy.queries import pack_at

Account: TypeAlias = User


@dataclass(frozen=True, slots=True)
class SessionLine:
    """Hold a device on which somebody is signed in."""

    id: int
    device: str
    address: str
    started_at: dt.datetime
    is_this: bool


def actor_for(*, user: User, now: dt.datetime, stepped_up_at: dt.datetime | None = None) -> Actor:
    """Return the actor this account is at `now`: the posts its person holds that day, and what these allow."""
    on = localdate(now)
    posts = posts_held(user.person_id, on) if user.person_id is not None else ()
    return Actor(
        name=user.name,
        account_id=user.pk,
        person_id=user.person_id,
        home_path=user.person.area_path if user.person else "",
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


def user_for_session(user_id: int) -> User | None:
    """Return the account of a session with its person, in one query; None when it was closed."""
    return User.objects.select_related("person").filter(pk=user_id, is_active=True).first()


def user_named(text: str) -> User | None:
    """
    Return the open account that somebody means by a user name or a phone.

    A phone that several accounts share means none of them.
    """
    phone = normal_phone(text)
    if phone is None:
        return User.objects.select_related("person").filter(username=normal_username(text), is_active=True).first()
    persons = persons_with_phone(phone)
    found = list(User.objects.select_related("person").filter(person_id__in=persons, is_active=True)[:2])
    return found[0] if len(found) == 1 else None


def gate_key(kind: str, text: str | int) -> str:
    """Return the key under which wrong tries are counted: of passwords or codes, on an account or a name."""
    return blind_index(f"{kind} {text}", group="gate").hex()


def may_pass(key: str, *, at: dt.datetime) -> Verdict:
    """Tell whether another try is looked at; `at` is the machine's time."""
    tries = Gate.objects.filter(key=key).values_list("tries", flat=True).first()
    return may_try(tries or [], at=at)


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


def require_step_up(by: Actor, *, now: dt.datetime) -> None:
    """
    Go on only when this person proved who they are a short while ago.

    :raises Refusal: it is too long ago.
    """
    if not by.is_system and not is_fresh(by.stepped_up_at, at=now):
        raise Refusal("accounts.step_up_needed", figures={"minutes": int(STEP_UP.total_seconds() // 60)})
