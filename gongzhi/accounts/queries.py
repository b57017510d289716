"""Reads of accounts: who signs in, and the actor a person is today."""

import datetime as dt

from gongzhi.accounts.models import User
from gongzhi.kernel.actors import Actor


def actor_for(*, user: User, now: dt.datetime, stepped_up_at: dt.datetime | None = None) -> Actor:
    """Return the actor this account is at `now`."""
    return Actor(name=user.name, account_id=user.pk, stepped_up_at=stepped_up_at)
