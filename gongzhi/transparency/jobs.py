"""The log is signed by itself."""

import datetime as dt

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.jobs import Payload, every
from gongzhi.transparency.actions import sign_checkpoint

MINUTES = 10  # how long a leaf waits for a signature at most; witnesses come hourly


@every("transparency.sign_checkpoint", minutes=MINUTES)
def sign(payload: Payload, now: dt.datetime) -> None:
    """Sign what was added since the last time."""
    sign_checkpoint(by=system_actor("transparency.sign_checkpoint"), now=now)
