"""Tries to sign in: passwords and codes looked at, counted on one account, and locked after too many."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from gongzhi.accounts import rules, totp
from gongzhi.accounts.actions.devices import subject
from gongzhi.accounts.models import Gate, RecoveryCode, User
from gongzhi.accounts.queries import SECRET_COLUMN, account_of, actor_for, gate_key, may_pass, protection, user_named
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import blind_index, unseal
from gongzhi.kernel.verdicts import Verdict

SIGNED_IN = Verdict(True, "accounts.signed_in")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold what came of a try to sign in: the account when the password is right, and what is said when it is not."""

    user: User | None
    verdict: Verdict


def check_password(*, username: str, password: str, at: dt.datetime, now: dt.datetime) -> Attempt:
    """
    Look at a user name or phone and a password; `at` is the machine's time.

    The password is hashed once, whoever is meant and outside any transaction; the count of wrong tries decides last, so
    that tries sent at once are held to it too. An address that many people share is never counted.
    """
    user = user_named(username)
    key = gate_key("password", user.pk if user else rules.normal_username(username))
    open_ = may_pass(key, at=at)
    if not open_.ok:
        return Attempt(None, open_)
    if user is None:
        make_password(password)
    is_right = user is not None and user.check_password(password)
    verdict = settle(key=key, is_right=is_right, wrong="accounts.sign_in_wrong", user=user, at=at, now=now)
    if verdict.ok and user is not None and user.password_given_until is not None and now > user.password_given_until:
        verdict = Verdict(False, "accounts.given_password_expired", {"days": rules.GIVEN.days})
    return Attempt(user if verdict.ok else None, verdict)


@transaction.atomic
def settle(*, key: str, is_right: bool, wrong: str, user: User | None, at: dt.datetime, now: dt.datetime) -> Verdict:
    """Count a try under lock: a right one opens and clears the count, the fifth wrong one locks and is journalled."""
    Gate.objects.bulk_create([Gate(key=key, touched_at=at)], ignore_conflicts=True)
    gate = Gate.objects.select_for_update().get(key=key)
    lock = protection().lock
    tries = rules.recent(gate.tries, at=at, lock=lock)
    open_ = rules.may_try(tries, at=at, lock=lock)
    if not open_.ok:
        return open_
    tries = [] if is_right else [*tries, at.timestamp()]
    Gate.objects.filter(pk=gate.pk).update(tries=tries, touched_at=at)
    locked = rules.may_try(tries, at=at, lock=lock)
    if not locked.ok:
        by = actor_for(user=user, now=now) if user else VISITOR
        figures = {"tries": len(tries)}
        write_entry(code="accounts.locked", by=by, now=now, subject=subject(user.pk if user else None), figures=figures)
        return locked
    return SIGNED_IN if is_right else Verdict(False, wrong)


def check_code(*, user: User, code: str, at: dt.datetime, now: dt.datetime) -> Verdict:
    """Look at a one-time code or a recovery code of an account; each counts once. `at` is the machine's time."""
    key = gate_key("code", user.pk)
    open_ = may_pass(key, at=at)
    if not open_.ok:
        return open_
    with transaction.atomic():
        is_right = use_code(user=user, code=code, at=at, now=now)
        return settle(key=key, is_right=is_right, wrong="accounts.code_wrong", user=user, at=at, now=now)


def use_code(*, user: User, code: str, at: dt.datetime, now: dt.datetime) -> bool:
    """Use up a code under the lock of its account and tell whether it was good."""
    row = User.objects.select_for_update().get(pk=user.pk)
    text = "".join(code.split()).replace("-", "").casefold()
    if row.totp_confirmed_at is None or row.totp_sealed is None:
        return False
    if text.isdigit() and len(text) == totp.DIGITS:
        secret = unseal(row.totp_sealed, column=SECRET_COLUMN, row=row.seal_key)
        step = totp.step_of(text, secret=secret, seconds=at.timestamp(), after=row.totp_counter)
        return step is not None and bool(User.objects.filter(pk=row.pk).update(totp_counter=step))
    codes = RecoveryCode.objects.filter(user=row, code_hash=recovery_hash(text), used_at=None)
    return bool(codes.update(used_at=now))


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code."""
    return blind_index(code.replace("-", ""), group="recovery").hex()


def check_own_password(*, by: Actor, password: str, at: dt.datetime, now: dt.datetime) -> Verdict:
    """Look at the password of the account that acts, a wrong one counted like any other; `at` is the machine's time."""
    return check_password(username=account_of(by).username, password=password, at=at, now=now).verdict
