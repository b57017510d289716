"""Housekeeping of files."""

import datetime as dt

from gongzhi.documents.drafts import forget_drafts
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.jobs import Payload, every

DAILY = 24 * 60  # minutes


@every("documents.forget_drafts", minutes=DAILY)
def sweep(payload: Payload, now: dt.datetime) -> None:
    """Forget files of forms that were never finished; their age is by the machine's clock."""
    forget_drafts(now=machine_now())
