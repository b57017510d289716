"""Work of this room too long for a page: reading and taking in rosters; and by itself, deleting what is over."""

import datetime as dt

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.jobs import Payload, every, long_job
from gongzhi.people.actions.erasing import erase_due
from gongzhi.people.actions.rosters import READ_JOB, TAKE_JOB, drop_expired, read_waiting, take_waiting

LONGEST = dt.timedelta(minutes=10)  # the largest roster takes under a minute on a small machine


@long_job(READ_JOB, lease=LONGEST)
def read_roster(payload: Payload, now: dt.datetime) -> None:
    """Read a roster and keep what was found."""
    read_waiting(roster_id=int(str(payload["roster"])), round_number=int(str(payload["round"])), now=now)


@long_job(TAKE_JOB, lease=LONGEST)
def take_roster(payload: Payload, now: dt.datetime) -> None:
    """Write a roster into the register; one that is written already is found so."""
    take_waiting(roster_id=int(str(payload["roster"])), round_number=int(str(payload["round"])), now=now)


@every("people.drop_rosters", minutes=30)
def drop_rosters(payload: Payload, now: dt.datetime) -> None:
    """Delete rosters that nobody took in within a day, and leftovers that nobody fetched."""
    drop_expired(now=now)


@every("people.erase_outlived", minutes=24 * 60, lease=LONGEST)
def erase_outlived(payload: Payload, now: dt.datetime) -> None:
    """Erase what had to be kept of people who moved away or died, once that time is over."""
    erase_due(by=system_actor("people.erase_outlived"), now=now)
