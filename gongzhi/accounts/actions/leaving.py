"""Accounts of people who are taken off the roster: suspended with the record, and given back with it."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gongzhi.accounts.actions.keeping import note, shut
from gongzhi.accounts.models import ClosedWhy, User
from gongzhi.bodies.queries import posts_held
from gongzhi.kernel.actors import Actor
from gongzhi.people.leaving import Consequence, Leaving
from gongzhi.people.rules import Closing


def _accounts(person_id: int, *, is_active: bool) -> QuerySet[User]:
    return User.objects.filter(person_id=person_id, is_active=is_active).order_by("pk")


def is_needed(person_id: int, reason: str, on: dt.date) -> bool:
    """Tell whether somebody who left serves on: who moved house keeps the account for as long as they hold a post."""
    return reason != Closing.DIED and bool(posts_held(person_id, on))


def foreseen(by: Actor, leaving: Leaving) -> tuple[str, ...]:
    """Say which account would be suspended, or why it is not."""
    ends = _("账号“{name}”停用，登录着的设备全部退出；恢复到名册时一起恢复。")
    stays = _("账号“{name}”因还有任职暂不停用，任职全部终止以后自动停用。")
    told = stays if is_needed(leaving.person_id, leaving.reason, leaving.on) else ends
    return tuple(told.format(name=user.username) for user in _accounts(leaving.person_id, is_active=True))


def suspend(by: Actor, leaving: Leaving, now: dt.datetime) -> None:
    """Suspend the account of who leaves and serves no more, and end it on every device."""
    if is_needed(leaving.person_id, leaving.reason, leaving.on):
        return
    for user in _accounts(leaving.person_id, is_active=True).select_for_update(of=("self",)).select_related("person"):
        note(by, user, "accounts.person_left", shut(user, ClosedWhy.PERSON, now=now), now)


def give_back(by: Actor, person_id: int, now: dt.datetime) -> None:
    """Give an account back that was suspended because its person had left; one closed for another reason stays so."""
    rows = _accounts(person_id, is_active=False).filter(closed_why=ClosedWhy.PERSON).select_related("person")
    for user in rows.select_for_update(of=("self",)):
        User.objects.filter(pk=user.pk).update(is_active=True, closed_at=None, closed_why=ClosedWhy.OPEN, opened_at=now)
        note(by, user, "accounts.person_back", {}, now)


@transaction.atomic
def suspend_left_behind(*, by: Actor, now: dt.datetime) -> int:
    """Suspend the accounts of people who have left and hold no post any more; return how many. One entry an account."""
    today = localdate(now)
    rows = User.objects.filter(is_active=True, person__closed_on__lte=today).select_related("person")
    left = rows.order_by("pk").select_for_update(of=("self",))
    found = [user for user in left if user.person and not is_needed(user.person.pk, user.person.closed_reason, today)]
    for user in found:
        note(by, user, "accounts.person_left", shut(user, ClosedWhy.PERSON, now=now), now)
    return len(found)


ACCOUNTS = Consequence(key="accounts.account", foreseen=foreseen, carry_out=suspend, take_back=give_back)
