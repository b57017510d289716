"""Open an account as the person for whom a clerk printed a slip, or tie one that is nobody's yet to them."""

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from gongzhi.accounts import rules
from gongzhi.accounts.actions.accounts import effort, require_free
from gongzhi.accounts.actions.devices import subject
from gongzhi.accounts.actions.trying import Attempt, settle
from gongzhi.accounts.models import User
from gongzhi.accounts.queries import account_of, actor_for, gate_key, may_pass, protection
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import new_seal_key
from gongzhi.kernel.verdicts import NotVisible, Refusal, Verdict
from gongzhi.people.actions import slip_fits, take_slip
from gongzhi.people.models import Person

WRONG = "accounts.slip_wrong"


def check_slip(*, number: int, code: str, at: dt.datetime, now: dt.datetime) -> Verdict:
    """Look at number and code of a slip; wrong codes of one number are counted and lock it. `at` is machine time."""
    key = gate_key("slip", number)
    open_ = may_pass(key, at=at)
    if not open_.ok:
        return open_
    is_right = slip_fits(number=number, code=code, now=now)
    return settle(key=key, is_right=is_right, wrong=WRONG, user=None, at=at, now=now)


def open_account_by_slip(
    *, number: int, code: str, username: str, password: str, at: dt.datetime, now: dt.datetime
) -> Attempt:
    """
    Open an account as the person of a slip; a wrong code is counted and answered no.

    :raises Refusal: the user name is taken or unfit, the password too short or common, the person has an account.
    """
    username = rules.normal_username(username)
    rules.may_be_username(username).or_refuse()
    verdict = check_slip(number=number, code=code, at=at, now=now)
    if not verdict.ok:
        return Attempt(None, verdict)
    with transaction.atomic():
        person = _person(number, now)
        require_free(username=username, person_id=person.pk)
        pieces = effort(password, username=username, name=person.name, person_id=person.pk)
        rules.may_be_password(password, effort=pieces, classes=protection().classes).or_refuse()
        user = User.objects.create(
            username=username, name=person.name, person=person, password=make_password(password),
            seal_key=new_seal_key(), created_at=now,
        )  # fmt: skip
        _write("accounts.opened_by_slip", actor_for(user=user, now=now), user, number, now)
    return Attempt(user, verdict)


def tie_account_by_slip(*, by: Actor, number: int, code: str, at: dt.datetime, now: dt.datetime) -> Verdict:
    """
    Tie the account that acts, which is nobody's yet, to the person of a slip; a wrong code is answered no.

    :raises NotVisible: nobody has signed in, or the account is somebody's already.
    :raises Refusal: the person has an account.
    """
    user = account_of(by)
    if user.person_id is not None:
        raise NotVisible
    verdict = check_slip(number=number, code=code, at=at, now=now)
    if verdict.ok:
        with transaction.atomic():
            person = _person(number, now)
            require_free(username="", person_id=person.pk)
            User.objects.filter(pk=user.pk, person=None).update(person=person, name=person.name)
            _write("accounts.tied_by_slip", by, user, number, now)
    return verdict


def _person(number: int, now: dt.datetime) -> Person:
    person = take_slip(number=number, now=now)
    if person is None:
        raise Refusal(WRONG)
    return person


def _write(code: str, by: Actor, user: User, number: int, now: dt.datetime) -> None:
    write_entry(code=code, by=by, now=now, subject=subject(user.pk), figures={"slip": number})
