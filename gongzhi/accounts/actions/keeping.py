"""What is done to accounts of others: given, reset, closed, opened again, and closed because nobody uses them."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.accounts import rules
from gongzhi.accounts.actions.accounts import create_account
from gongzhi.accounts.actions.devices import end_others, subject
from gongzhi.accounts.actions.factors import new_recovery_code
from gongzhi.accounts.listing import account_for, ever_appointed, last_used
from gongzhi.accounts.models import ClosedWhy, Passkey, RecoveryCode, User
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.policy.queries import pack_at

BATCH = 500


@transaction.atomic
def give_account(*, by: Actor, username: str, person_id: int, now: dt.datetime) -> tuple[User, str]:
    """
    Open an account with a password that has to be replaced at the first sign-in; return both, shown this once.

    :raises NotVisible: the actor may not open accounts where the person lives.
    :raises Refusal: the user name is taken or unfit, the person has an account, or nobody proved a short while ago who
        acts.
    """
    require_step_up(by, now=now)
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    password = given_password()
    user = create_account(by=by, username=username, name=person.name, password=password, person_id=person_id, now=now)
    User.objects.filter(pk=user.pk).update(password_given_until=now + rules.GIVEN)
    return user, password


def given_password() -> str:
    """Return a random password that can be read out and fits every level of protection."""
    return f"Gz{new_recovery_code()}7"


@transaction.atomic
def reset_password(*, by: Actor, user_id: int, now: dt.datetime) -> str:
    """
    Give an account a password that has to be replaced at the next sign-in, end it on every device; return it once.

    The second factor stays (OWASP ASVS 5.0, 6.4.3).

    :raises NotVisible: the account is not for this actor.
    :raises Refusal: it is closed or one's own, or the same actor has reset its second factor and nothing came since.
    """
    user, password = resettable(by, user_id, what="password", now=now), given_password()
    User.objects.filter(pk=user.pk).update(
        password=make_password(password), password_given_until=now + rules.GIVEN, password_changed_at=now,
        reset_by=by.account_id, reset_what="password",
    )  # fmt: skip
    note(by, user, "accounts.password_reset", {"devices_ended": end_others(user.pk, now=now, session_key="")}, now)
    return password


@transaction.atomic
def reset_factor(*, by: Actor, user_id: int, reason: str, now: dt.datetime) -> None:
    """
    Take the second factor of an account away, passkeys and recovery codes with it, and end it on every device.

    :raises NotVisible: the account is not for this actor.
    :raises Refusal: no reason is given, it is closed or one's own, or the same actor has reset its password and nothing
        came since.
    """
    user = resettable(by, user_id, what="factor", now=now)
    if not reason.strip():
        raise Refusal("accounts.reason_missing")
    RecoveryCode.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(
        totp_sealed=None, totp_confirmed_at=None, reset_by=by.account_id, reset_what="factor"
    )
    figures = {"reason": reason.strip(), "devices_ended": end_others(user.pk, now=now, session_key="")}
    note(by, user, "accounts.factor_reset", figures, now)


def resettable(by: Actor, user_id: int, *, what: str, now: dt.datetime) -> User:
    """
    Return an open account of somebody else with its row locked.

    Who has reset one of password and second factor does not reset the other before its owner has come: together they
    would be the account.

    :raises NotVisible: the account is not for this actor.
    :raises Refusal: one of these is not so.
    """
    account_for(by, user_id, action="accounts.reset_account")
    require_step_up(by, now=now)
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active:
        raise Refusal("accounts.is_closed")
    if user.pk == by.account_id:
        raise Refusal("accounts.not_oneself")
    if user.reset_what not in ("", what) and user.reset_by == by.account_id:
        raise Refusal("accounts.second_reset_by_same")
    return user


def note(by: Actor, user: User, code: str, figures: dict[str, object], now: dt.datetime) -> None:
    """Write into the journal what was done to an account, where its person lives."""
    path = user.home_path
    write_entry(code=code, by=by, now=now, subject=subject(user.pk), area_path=path, figures=figures)


@transaction.atomic
def close_account(*, by: Actor, user_id: int, now: dt.datetime) -> None:
    """
    Close an account and end it on every device.

    :raises NotVisible: there is no such account, or the actor may not close it.
    :raises Refusal: it is one's own, or nobody proved a short while ago who acts.
    """
    user = account_for(by, user_id, action="accounts.close_account")
    if not user.is_active:
        raise NotVisible
    require_step_up(by, now=now)
    if user.pk == by.account_id:
        raise Refusal("accounts.not_oneself")
    note(by, user, "accounts.account_closed", shut(user, ClosedWhy.BY_HAND, now=now), now)


def shut(user: User, why: ClosedWhy, *, now: dt.datetime) -> dict[str, object]:
    """Close an account and end it on every device; return how many there were."""
    User.objects.filter(pk=user.pk).update(is_active=False, closed_at=now, closed_why=why)
    return {"devices_ended": end_others(user.pk, now=now, session_key="")}


@transaction.atomic
def reopen_account(*, by: Actor, user_id: int, now: dt.datetime) -> None:
    """
    Open a closed account again; it counts as used from now on.

    :raises NotVisible: the account is not for this actor.
    :raises Refusal: it is open, its person is off the roster, or nobody proved a short while ago who acts.
    """
    account_for(by, user_id, action="accounts.reopen_account")
    require_step_up(by, now=now)
    user = User.objects.select_for_update(of=("self",)).select_related("person").get(pk=user_id)
    if user.is_active:
        raise Refusal("accounts.is_open")
    if user.person is not None and user.person.closed_on is not None:
        raise Refusal("accounts.person_gone", figures={"day": user.person.closed_on})
    User.objects.filter(pk=user.pk).update(is_active=True, closed_at=None, closed_why=ClosedWhy.OPEN, opened_at=now)
    note(by, user, "accounts.account_reopened", {"was": user.closed_why}, now)


@transaction.atomic
def close_asleep(*, by: Actor, now: dt.datetime) -> int:
    """
    Close accounts of staff that nobody used for the days of their place's pack; return how many.

    Residents keep theirs: nothing of others can be seen with it, and somebody who comes once a year is no risk. One
    entry an account, because each is closed in the journal of its own area.
    """
    rows = User.objects.filter(ever_appointed(), is_active=True).annotate(used_at=last_used()).select_related("person")
    closed = 0
    for user in rows.order_by("pk").iterator(chunk_size=BATCH):
        if is_asleep(user, now):
            note(by, user, "accounts.account_asleep", shut(user, ClosedWhy.ASLEEP, now=now), now)
            closed += 1
    return closed


def is_asleep(user: User, now: dt.datetime) -> bool:
    """Tell whether an account, with the time it was used last, was left alone for too long."""
    used: dt.datetime | None = user.used_at  # type: ignore[attr-defined]  # annotated by the caller
    path, today = user.home_path, localdate(now)
    days = pack_at(path=path, on=today).figure("accounts", "dormant_days", today).value
    seen = max(moment for moment in (user.created_at, user.opened_at, used) if moment is not None)
    return isinstance(days, int) and rules.is_asleep(seen_at=seen, days=days, at=now)
