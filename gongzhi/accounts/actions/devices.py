"""Devices on which somebody is signed in: opened, ended, forgotten; and how the journal names an account."""

import datetime as dt
from collections.abc import Sequence

from django.contrib.sessions.models import Session
from django.db import transaction

from gongzhi.accounts import rules
from gongzhi.accounts.models import Gate, PhoneCode, SignIn, User
from gongzhi.accounts.queries import actor_for, protection, sign_in_for
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry


def subject(user_id: int | None) -> tuple[str, int | None]:
    """Return how the journal names an account."""
    return ("accounts.user", user_id)


@transaction.atomic
def open_session(*, user: User, session_key: str, device: str, address: str | None, now: dt.datetime) -> SignIn:
    """Record that somebody signed in on a device; where administrators have one, it ends on all others."""
    by = actor_for(user=user, now=now)
    row = SignIn.objects.create(user=user, session_key=session_key, device=device, address=address, started_at=now)
    figures = {}
    if protection().has_one_device and any(post.kind in rules.ADMINISTRATORS for post in by.posts):
        figures = {"devices_ended": end_others(user.pk, now=now, session_key=session_key)}
    write_entry(code="accounts.signed_in", by=by, now=now, subject=subject(user.pk), figures=figures)
    return row


@transaction.atomic
def end_session(*, by: Actor, sign_in_id: int, now: dt.datetime) -> None:
    """
    Sign oneself out on a device.

    :raises NotVisible: it is no device of one's own.
    """
    row = sign_in_for(by, sign_in_id)
    end_devices([row.session_key], now=now)
    write_entry(code="accounts.session_ended", by=by, now=now, subject=subject(row.user_id), figures={"device": row.pk})


@transaction.atomic
def sign_out(*, by: Actor, session_key: str, now: dt.datetime) -> None:
    """Record that somebody signed out where they are."""
    end_devices([session_key], now=now)
    write_entry(code="accounts.signed_out", by=by, now=now, subject=subject(by.account_id))


def end_others(user_id: int, *, now: dt.datetime, session_key: str) -> int:
    """End an account on every device but that of this session; return how many there were."""
    rows = SignIn.objects.filter(user_id=user_id, ended_at=None).exclude(session_key=session_key)
    keys = list(rows.values_list("session_key", flat=True))
    end_devices(keys, now=now)
    return len(keys)


def end_devices(keys: Sequence[str], *, now: dt.datetime) -> None:
    """End these sessions: whoever has them open is a visitor from the next page on."""
    Session.objects.filter(session_key__in=keys).delete()
    SignIn.objects.filter(session_key__in=keys, ended_at=None).update(ended_at=now)


@transaction.atomic
def forget_outlived(*, at: dt.datetime, now: dt.datetime) -> None:
    """Forget wrong tries, codes and sessions that no longer count; `at` is the machine's time. Not journalled."""
    Gate.objects.filter(touched_at__lt=at - rules.WINDOW - protection().lock).delete()
    PhoneCode.objects.filter(asked_at__lt=at - rules.SMS_HOUR).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    alive = Session.objects.values("session_key")
    SignIn.objects.filter(ended_at=None).exclude(session_key__in=alive).update(ended_at=now)
