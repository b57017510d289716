"""Work of accounts outside requests: codes sent to phones, housekeeping."""

import datetime as dt

from gongzhi.accounts import actions
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.jobs import Payload, every, job

DAILY = 24 * 60  # minutes


@job(actions.SEND)
def send_phone_code(payload: Payload, now: dt.datetime) -> None:
    """Send the code that a phone asked for."""
    actions.send_phone_code(code_id=int(str(payload["id"])), now=now)


@every("accounts.sweep", minutes=DAILY)
def sweep(payload: Payload, now: dt.datetime) -> None:
    """Forget wrong tries that no longer count, and sessions that ran out."""
    actions.forget_outlived(at=machine_now(), now=now)
