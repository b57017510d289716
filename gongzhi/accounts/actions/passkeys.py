"""Passkeys of an account: added, proved, renamed, removed."""

import datetime as dt

from django.db import transaction

from gongzhi.accounts import passkeys
from gongzhi.accounts.actions.devices import end_others, subject
from gongzhi.accounts.actions.factors import settle_reset
from gongzhi.accounts.actions.trying import SIGNED_IN, Attempt
from gongzhi.accounts.models import Passkey, User
from gongzhi.accounts.passkeys import Answer, Site, State
from gongzhi.accounts.queries import account_of, actor_for, passkey_for
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.verdicts import Refusal, Verdict

REFUSED = Verdict(False, "accounts.passkey_refused")


@transaction.atomic
def add_passkey(
    *, by: Actor, name: str, answer: Answer, state: State, site: Site, session_key: str, now: dt.datetime
) -> Passkey:
    """
    Add the passkey that a browser has just made, and end the account on every other device.

    :raises Refusal: it has no name, is not genuine, is known already, or nobody proved a short while ago who acts.
    """
    require_step_up(by, now=now)
    user = User.objects.select_for_update().get(pk=account_of(by).pk)
    made = passkeys.made(site, answer=answer, state=state)
    if made is None or Passkey.objects.filter(credential_id=made.credential_id).exists():
        raise Refusal(REFUSED.code)
    row = Passkey.objects.create(
        user=user,
        name=checked_name(name),
        host=site.name,
        credential_id=made.credential_id,
        packed=made.packed,
        counter=made.counter,
        added_at=now,
    )
    settle_reset(user)
    figures = {"passkey": row.pk, "devices_ended": end_others(user.pk, now=now, session_key=session_key)}
    write_entry(code="accounts.passkey_added", by=by, now=now, subject=subject(user.pk), figures=figures)
    return row


def checked_name(text: str) -> str:
    """
    Return the name of a passkey as it is stored.

    :raises Refusal: there is none.
    """
    name = text.strip()[: Passkey._meta.get_field("name").max_length]
    if not name:
        raise Refusal("accounts.passkey_name_missing")
    return name


@transaction.atomic
def check_passkey(*, answer: Answer, state: State, site: Site, owner: User | None, now: dt.datetime) -> Attempt:
    """
    Look at the proof of a passkey, of this account or of any; a counter that went back shuts it out and is journalled.

    A proof cannot be guessed, so none is counted: a locked account opens to its own passkey.
    """
    rows = Passkey.objects.select_for_update(of=("self",)).select_related("user__person")
    row = rows.filter(credential_id=passkeys.id_in(answer), host=site.name, user__is_active=True).first()
    if row is None or owner not in (None, row.user):
        return Attempt(None, REFUSED)
    counter = passkeys.counter_in(site, answer=answer, state=state, packed=bytes(row.packed))
    if counter is None:
        return Attempt(None, REFUSED)
    if passkeys.is_copied(last=row.counter, given=counter):
        by = actor_for(user=row.user, now=now)
        figures = {"passkey": row.pk, "last": row.counter, "given": counter}
        write_entry(code="accounts.passkey_copied", by=by, now=now, subject=subject(row.user_id), figures=figures)
        return Attempt(None, Verdict(False, "accounts.passkey_copied"))
    Passkey.objects.filter(pk=row.pk).update(counter=counter, used_at=now)
    return Attempt(row.user, SIGNED_IN)


@transaction.atomic
def rename_passkey(*, by: Actor, passkey_id: int, name: str, now: dt.datetime) -> None:
    """
    Give a passkey of one's own another name.

    :raises NotVisible: it is none of one's own.
    :raises Refusal: the name is missing.
    """
    row = passkey_for(by, passkey_id)
    Passkey.objects.filter(pk=row.pk).update(name=checked_name(name))
    figures = {"passkey": row.pk}
    write_entry(code="accounts.passkey_renamed", by=by, now=now, subject=subject(row.user_id), figures=figures)


@transaction.atomic
def remove_passkey(*, by: Actor, passkey_id: int, now: dt.datetime) -> None:
    """
    Remove a passkey of one's own; it opens nothing from now on.

    :raises NotVisible: it is none of one's own.
    :raises Refusal: it is the only second factor of somebody with a post, or nobody proved a short while ago who acts.
    """
    row = passkey_for(by, passkey_id)
    require_step_up(by, now=now)
    user = User.objects.select_for_update().get(pk=row.user_id)
    others = Passkey.objects.filter(user=user).exclude(pk=row.pk)
    if by.posts and user.totp_confirmed_at is None and not others.exists():
        raise Refusal("accounts.passkey_last_factor")
    row.delete()
    figures = {"passkey": passkey_id}
    write_entry(code="accounts.passkey_removed", by=by, now=now, subject=subject(user.pk), figures=figures)
