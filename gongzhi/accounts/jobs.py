"""Housekeeping of accounts."""

import datetime as dt

from gongzhi.accounts import actions
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.jobs import Payload, every

DAILY = 24 * 60  # minutes


@every("accounts.sweep", minutes=DAILY)
def sweep(payload: Payload, now: dt.datetime) -> None:
    """Forget wrong tries that no longer count, and sessions that ran out."""
    actions.forget_outlived(at=machine_now(), now=now)
