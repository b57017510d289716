"""What happens to requests by itself: overdue ones rise, unrated ones close."""

import datetime as dt

from gongzhi.cases.actions import close_silent_ratings, index_text, raise_overdue
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.jobs import Payload, every, job

CLOCK = system_actor("clock")
MINUTES = 5


@every("cases.raise_overdue", minutes=MINUTES)
def raise_overdue_cases(payload: Payload, now: dt.datetime) -> None:
    """Show overdue requests to the next level."""
    raise_overdue(by=CLOCK, now=now)


@every("cases.close_silent_ratings", minutes=MINUTES)
def close_unrated_cases(payload: Payload, now: dt.datetime) -> None:
    """Close requests nobody rated in time."""
    close_silent_ratings(by=CLOCK, now=now)


@job("cases.index_text")
def index_case_text(payload: Payload, now: dt.datetime) -> None:
    """Let a request be found by its words."""
    index_text(case_id=int(str(payload["case"])))
