"""Accounts tied to an identity provider: tied by their owners, opened by what the provider proves, untied."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from gongzhi.accounts.actions.devices import subject
from gongzhi.accounts.actions.trying import SIGNED_IN, Attempt
from gongzhi.accounts.models import Identity
from gongzhi.accounts.queries import account_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.sealing import blind_index
from gongzhi.kernel.verdicts import NotVisible, Refusal, Verdict


def index_of(told: str) -> str:
    """Return what is kept of somebody's name at the provider, which may be a number of theirs."""
    return blind_index(f"{settings.OIDC_ISSUER} {told}", group="identity").hex()


@transaction.atomic
def tie_identity(*, by: Actor, told: str, now: dt.datetime) -> Identity:
    """
    Tie the account that acts to whom the provider says has signed in there.

    :raises Refusal: that identity or that account is tied already, or nobody proved a short while ago who acts.
    """
    require_step_up(by, now=now)
    user, index = account_of(by), index_of(told)
    issuer = settings.OIDC_ISSUER
    known = Identity.objects.filter(index=index).first() or Identity.objects.filter(user=user, issuer=issuer).first()
    if known is not None:
        raise Refusal("accounts.identity_taken")
    row = Identity.objects.create(user=user, issuer=issuer, index=index, tied_at=now)
    write_entry(code="accounts.identity_tied", by=by, now=now, subject=subject(user.pk))
    return row


@transaction.atomic
def untie_identity(*, by: Actor, now: dt.datetime) -> None:
    """
    Untie the account that acts from the provider.

    :raises NotVisible: it is not tied.
    :raises Refusal: nobody proved a short while ago who acts.
    """
    require_step_up(by, now=now)
    user = account_of(by)
    ended, _rows = Identity.objects.filter(user=user).delete()
    if not ended:
        raise NotVisible
    write_entry(code="accounts.identity_untied", by=by, now=now, subject=subject(user.pk))


def check_identity(*, told: str) -> Attempt:
    """Return the open account that is tied to whom the provider says has signed in; none is ever made."""
    row = Identity.objects.select_related("user__person").filter(index=index_of(told), user__is_active=True).first()
    return Attempt(row.user, SIGNED_IN) if row else Attempt(None, Verdict(False, "accounts.identity_unknown"))
