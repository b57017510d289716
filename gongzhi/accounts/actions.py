"""What is done to accounts: opened, signed in to, locked, given a second factor, ended on a device."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from gongzhi.accounts import passwords, rules, totp
from gongzhi.accounts.models import Gate, RecoveryCode, SignIn, User
from gongzhi.accounts.queries import account_of, actor_for, gate_key, may_pass, require_step_up, sign_in_for, user_named
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import blind_index, new_seal_key, seal, unseal
from gongzhi.kernel.verdicts import NotVisible, Refusal, Verdict
from gongzhi.people.models import Person
from gongzhi.people.queries import phones_of

SECRET_COLUMN = "accounts.totp"  # noqa: S105  # the name of a column
RECOVERY_CODES = 10
CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another
CODE_GROUPS, GROUP_LETTERS = 3, 4  # twelve of 31 letters: 59 bits, not to be guessed even from the hash
SIGNED_IN = Verdict(True, "accounts.signed_in")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold what came of a try to sign in: the account when the password is right, and what is said when it is not."""

    user: User | None
    verdict: Verdict


def subject(user_id: int | None) -> tuple[str, int | None]:
    """Return how the journal names an account."""
    return ("accounts.user", user_id)


def effort(password: str, *, username: str, name: str, person_id: int | None) -> int:
    """Return how many pieces a password has for somebody who knows the person; one that is too long has 0."""
    if len(password) > rules.LONGEST:
        return 0
    phones = phones_of([person_id] if person_id is not None else []).values()
    return passwords.effort_of(password, own=passwords.own_words(username=username, name=name, phones=phones))


@transaction.atomic
def create_account(
    *, by: Actor, username: str, name: str, password: str, person_id: int | None, now: dt.datetime
) -> User:
    """
    Open an account for a person, or for nobody's record (`person_id` None).

    :raises NotVisible: the actor may not open accounts where the person lives.
    :raises Refusal: the user name is taken or unfit, the password too short or common, the person has an account.
    """
    person = Person.objects.filter(pk=person_id).first() if person_id is not None else None
    path = person.area_path if person else ""
    if not by.may("accounts.create_account", path) or (person_id is not None and person is None):
        raise NotVisible
    username = rules.normal_username(username)
    rules.may_be_username(username).or_refuse()
    require_free(username=username, person_id=person_id)
    pieces = effort(password, username=username, name=name, person_id=person_id)
    rules.may_be_password(password, effort=pieces).or_refuse()
    user = User.objects.create(
        username=username, name=name, person=person, password=make_password(password), seal_key=new_seal_key(),
        created_at=now,
    )  # fmt: skip
    write_entry(code="accounts.account_created", by=by, now=now, subject=subject(user.pk), area_path=path)
    return user


def require_free(*, username: str, person_id: int | None) -> None:
    """
    Go on only when nobody has this user name and the person has no account.

    :raises Refusal: one of them is taken.
    """
    if User.objects.filter(username=username).exists():
        raise Refusal("accounts.username_taken", figures={"username": username})
    taken = User.objects.filter(person_id=person_id).first() if person_id is not None else None
    if taken is not None:
        raise Refusal("accounts.person_has_account", figures={"username": taken.username})


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
    return Attempt(user if verdict.ok else None, verdict)


@transaction.atomic
def settle(*, key: str, is_right: bool, wrong: str, user: User | None, at: dt.datetime, now: dt.datetime) -> Verdict:
    """Count a try under lock: a right one opens and clears the count, the fifth wrong one locks and is journalled."""
    Gate.objects.bulk_create([Gate(key=key, touched_at=at)], ignore_conflicts=True)
    gate = Gate.objects.select_for_update().get(key=key)
    tries = rules.recent(gate.tries, at=at)
    open_ = rules.may_try(tries, at=at)
    if not open_.ok:
        return open_
    tries = [] if is_right else [*tries, at.timestamp()]
    Gate.objects.filter(pk=gate.pk).update(tries=tries, touched_at=at)
    locked = rules.may_try(tries, at=at)
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


def new_recovery_code() -> str:
    """Return a random recovery code in groups that can be read out."""
    groups = ("".join(secrets.choice(CODE_LETTERS) for _ in range(GROUP_LETTERS)) for _ in range(CODE_GROUPS))
    return "-".join(groups)


@transaction.atomic
def confirm_totp(
    *, by: Actor, secret: str, code: str, session_key: str, at: dt.datetime, now: dt.datetime
) -> tuple[Verdict, tuple[str, ...]]:
    """
    Give the account a second factor and end it on every other device; return the recovery codes, shown this once.

    A code that is not the one the app shows now is answered no.

    :raises Refusal: the account has a second factor already, and it was not used a short while ago.
    """
    user = User.objects.select_for_update().get(pk=account_of(by).pk)
    if user.totp_confirmed_at is not None:
        require_step_up(by, now=now)
    step = totp.step_of("".join(code.split()), secret=secret, seconds=at.timestamp())
    if step is None:
        return Verdict(False, "accounts.code_wrong"), ()
    user.totp_sealed = seal(secret, column=SECRET_COLUMN, row=user.seal_key)
    user.totp_confirmed_at, user.totp_counter = now, step
    user.save(update_fields=["totp_sealed", "totp_confirmed_at", "totp_counter"])
    codes = tuple(new_recovery_code() for _ in range(RECOVERY_CODES))
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=recovery_hash(code)) for code in codes)
    figures = {"devices_ended": end_others(user.pk, now=now, session_key=session_key)}
    write_entry(code="accounts.factor_confirmed", by=by, now=now, subject=subject(user.pk), figures=figures)
    return Verdict(True, "accounts.factor_confirmed"), codes


@transaction.atomic
def open_session(*, user: User, session_key: str, device: str, address: str | None, now: dt.datetime) -> SignIn:
    """Record that somebody signed in on a device."""
    row = SignIn.objects.create(user=user, session_key=session_key, device=device, address=address, started_at=now)
    write_entry(code="accounts.signed_in", by=actor_for(user=user, now=now), now=now, subject=subject(user.pk))
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


@transaction.atomic
def change_password(
    *, by: Actor, current: str, new: str, session_key: str, at: dt.datetime, now: dt.datetime
) -> Verdict:
    """
    Set a new password and end the account on every other device; a wrong present one is counted and answered no.

    :raises Refusal: the new password is too short or too common.
    """
    user = account_of(by)
    key = gate_key("password", user.pk)
    pieces = effort(new, username=user.username, name=user.name, person_id=user.person_id)
    rules.may_be_password(new, effort=pieces).or_refuse()
    is_right = may_pass(key, at=at).ok and user.check_password(current)
    verdict = settle(key=key, is_right=is_right, wrong="accounts.password_wrong", user=user, at=at, now=now)
    if verdict.ok:
        user.set_password(new)
        user.save(update_fields=["password"])
        figures = {"devices_ended": end_others(user.pk, now=now, session_key=session_key)}
        write_entry(code="accounts.password_changed", by=by, now=now, subject=subject(user.pk), figures=figures)
    return verdict


def check_own_password(*, by: Actor, password: str, at: dt.datetime, now: dt.datetime) -> Verdict:
    """Look at the password of the account that acts, a wrong one counted like any other; `at` is the machine's time."""
    return check_password(username=account_of(by).username, password=password, at=at, now=now).verdict


@transaction.atomic
def choose_language(*, by: Actor, language: str, now: dt.datetime) -> None:
    """Keep the language of an account, for every device it signs in on."""
    user = account_of(by)
    User.objects.filter(pk=user.pk).update(language=language)
    write_entry(
        code="accounts.language_chosen", by=by, now=now, subject=subject(user.pk), figures={"language": language}
    )


@transaction.atomic
def close_account(*, by: Actor, user_id: int, now: dt.datetime) -> None:
    """
    Close an account for good and end it on every device.

    :raises NotVisible: there is no such account, or the actor may not close it.
    """
    user = User.objects.select_related("person").filter(pk=user_id, is_active=True).first()
    path = user.person.area_path if user and user.person else ""
    if user is None or not by.may("accounts.close_account", path):
        raise NotVisible
    User.objects.filter(pk=user.pk).update(is_active=False)
    figures = {"devices_ended": end_others(user.pk, now=now, session_key="")}
    write_entry(
        code="accounts.account_closed", by=by, now=now, subject=subject(user.pk), area_path=path, figures=figures
    )


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
    """Forget wrong tries that no longer count and sessions that ran out; `at` is the machine's time. Not journalled."""
    Gate.objects.filter(touched_at__lt=at - rules.WINDOW - rules.LOCK).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    alive = Session.objects.values("session_key")
    SignIn.objects.filter(ended_at=None).exclude(session_key__in=alive).update(ended_at=now)
