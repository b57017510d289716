"""Work of accounts outside requests: codes sent to phones, housekeeping."""

import datetime as dt

from gongzhi.accounts import actions
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.jobs import Payload, every, job
from gongzhi.kernel.queries import is_demo

DAILY = 24 * 60  # minutes


@job(actions.SEND)
def send_phone_code(payload: Payload, now: dt.datetime) -> None:
    """Send the code that a phone asked for."""
    actions.send_phone_code(code_id=int(str(payload["id"])), now=now)


@every("accounts.sweep", minutes=DAILY)
def sweep(payload: Payload, now: dt.datetime) -> None:
    """Forget wrong tries that no longer count, and sessions that ran out."""
    actions.forget_outlived(at=machine_now(), now=now)


@every("accounts.suspend_left_behind", minutes=DAILY)
def suspend_left_behind(payload: Payload, now: dt.datetime) -> None:
    """Suspend accounts whose person is no longer on the roster."""
    actions.suspend_left_behind(by=system_actor("accounts.suspend_left_behind"), now=now)


@every("accounts.close_asleep", minutes=DAILY)
def close_asleep(payload: Payload, now: dt.datetime) -> None:
    """Close accounts of staff that nobody uses; on a demonstration, whose clock jumps, nobody falls asleep."""
    if not is_demo():
        actions.close_asleep(by=system_actor("accounts.close_asleep"), now=now)
