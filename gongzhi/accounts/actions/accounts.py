"""Accounts opened, and what their owners choose: password and language."""

import datetime as dt

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from gongzhi.accounts import passwords, rules
from gongzhi.accounts.actions.devices import end_others, subject
from gongzhi.accounts.actions.trying import settle
from gongzhi.accounts.models import FormerPassword, User
from gongzhi.accounts.queries import account_of, gate_key, may_pass, protection
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import new_seal_key
from gongzhi.kernel.verdicts import NotVisible, Refusal, Verdict
from gongzhi.people.models import Person
from gongzhi.people.queries import phones_of


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
    rules.may_be_password(password, effort=pieces, classes=protection().classes).or_refuse()
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


@transaction.atomic
def change_password(
    *, by: Actor, current: str, new: str, session_key: str, at: dt.datetime, now: dt.datetime
) -> Verdict:
    """
    Set a new password and end the account on every other device; a wrong present one is counted and answered no.

    :raises Refusal: the new password is too short, too plain or too common, or one the account had before.
    """
    user = account_of(by)
    key = gate_key("password", user.pk)
    pieces = effort(new, username=user.username, name=user.name, person_id=user.person_id)
    rules.may_be_password(new, effort=pieces, classes=protection().classes).or_refuse()
    is_right = may_pass(key, at=at).ok and user.check_password(current)
    verdict = settle(key=key, is_right=is_right, wrong="accounts.password_wrong", user=user, at=at, now=now)
    if verdict.ok:
        require_unused(user, new)
        replace_password(user, new, now=now)
        figures = {"devices_ended": end_others(user.pk, now=now, session_key=session_key)}
        write_entry(code="accounts.password_changed", by=by, now=now, subject=subject(user.pk), figures=figures)
    return verdict


def require_unused(user: User, password: str) -> None:
    """
    Go on only when a password is none of the last ones of this account, the present one among them.

    :raises Refusal: it is.
    """
    most = protection().remembered
    former = user.former_passwords.order_by("-replaced_at", "-pk").values_list("hash", flat=True)[: most - 1]
    if any(check_password(password, each) for each in (user.password, *former)):
        raise Refusal("accounts.password_used_before", figures={"remembered": most})


def replace_password(user: User, password: str, *, now: dt.datetime) -> None:
    """Give an account the password its owner chose, and remember the one before."""
    FormerPassword.objects.create(user=user, hash=user.password, replaced_at=now)
    user.set_password(password)
    user.password_changed_at, user.password_given_until = now, None
    if user.reset_what == "password":
        user.reset_by, user.reset_what = None, ""
    user.save(update_fields=["password", "password_changed_at", "password_given_until", "reset_by", "reset_what"])
    kept = user.former_passwords.order_by("-replaced_at", "-pk").values_list("pk", flat=True)[: rules.STRICT.remembered]
    user.former_passwords.exclude(pk__in=list(kept)).delete()


@transaction.atomic
def choose_language(*, by: Actor, language: str, now: dt.datetime) -> None:
    """Keep the language of an account, for every device it signs in on."""
    user = account_of(by)
    User.objects.filter(pk=user.pk).update(language=language)
    write_entry(
        code="accounts.language_chosen", by=by, now=now, subject=subject(user.pk), figures={"language": language}
    )
