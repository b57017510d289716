"""The search's own work: names are spelled in pieces, then the index of their characters is built."""

import datetime as dt

from gongzhi.kernel.jobs import Payload, enqueue, every, job
from gongzhi.territory.indexing import LONGEST, build_index, is_due, spell_names

INDEX_JOB = "territory.index_names"


@job(INDEX_JOB, lease=LONGEST)
def index_names(payload: Payload, now: dt.datetime) -> None:
    """Spell the next piece of names, then ask for the one after it; with none left, build the index."""
    after = payload.get("after", 0)
    assert isinstance(after, int)
    last = spell_names(after=after)
    if last is None:
        build_index(now=now)
    else:
        enqueue(kind=INDEX_JOB, payload={"after": last}, run_at=now)


@every("territory.keep_index", minutes=10)
def keep_index(payload: Payload, now: dt.datetime) -> None:
    """Have the index built anew when many names are younger than it, or one was overlooked."""
    if is_due():
        enqueue(kind=INDEX_JOB, payload={}, run_at=now)
