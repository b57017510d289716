"""
Work after the transaction that asked for it: at least once, with its effect once, also after kill -9.

A job is a row, enqueued in the caller's transaction. A worker claims one with a single UPDATE that gives it a lease;
when the worker dies, the lease runs out and the next claim takes the job again. The handler and the mark "done" are
one transaction, and the mark is set only by whoever still holds the lease: so an effect in the database happens once.
Work too long for one transaction keeps its own (`alone`), shows how far it is, and knows what is done already.
Handlers and schedules stand in the `jobs.py` of their room and are found by `load_handlers`.
"""

import datetime as dt
import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.module_loading import autodiscover_modules

from gongzhi.kernel.audit import acting_as
from gongzhi.kernel.logs import fault_of
from gongzhi.kernel.models import Job, PostedAnswer, Schedule

LOG = logging.getLogger(__name__)

# The row that has been due longest and nobody holds. PostgreSQL passes over rows that another worker is just taking;
# SQLite has one writer at a time. What waits or is held for longer than anything can was written while the clock was
# ahead, and is taken as well.
CLAIM = (
    "UPDATE kernel_job SET lease = %s, lease_until = %s, attempts = attempts + 1 WHERE id = ("
    "SELECT id FROM kernel_job WHERE done_at IS NULL AND failed_at IS NULL AND (run_at <= %s OR run_at > %s)"
    " AND (lease_until IS NULL OR lease_until < %s OR lease_until > %s) ORDER BY run_at, id LIMIT 1"
    ") RETURNING id, kind, payload, attempts"
)
CLAIM_SKIPPING = CLAIM.replace("LIMIT 1", "LIMIT 1 FOR UPDATE SKIP LOCKED")

Payload = Mapping[str, object]
Handler = Callable[[Payload, dt.datetime], object]

LEASE = dt.timedelta(seconds=60)  # a dead worker's job is taken again after this; longer work declares a longer lease
MOST_ATTEMPTS = 8  # with the delays below a fault has about four hours to pass before the job is laid aside
FIRST_DELAY = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(days=366)  # a job that waits longer was planned by a clock that was wrong
CLOCK_STEP = dt.timedelta(minutes=1)  # by which a clock that is kept right by others may be put back
ERROR_CHARACTERS = 4000
KEPT_DAYS = 90  # how long a done job drops repeats of its key
ANSWERS_KEPT_DAYS = 3  # a phone that was out of reach over a weekend still gets its answer


@dataclass(frozen=True, slots=True)
class Kind:
    """
    Hold what does the work of one kind, how long a lease it needs, and how often it recurs by itself.

    One that works `alone` keeps its own transactions: it may run again after a kill, and must not do anything twice.
    """

    handler: Handler
    lease: dt.timedelta
    every: dt.timedelta | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """Hold a job that this worker has the lease of."""

    pk: int
    kind: str
    payload: Payload
    attempts: int
    lease: str


KINDS: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    """
    Add a kind of job.

    :raises ValueError: another handler has this name.
    """
    known = KINDS.get(name)
    if known and known.handler.__qualname__ != kind.handler.__qualname__:
        raise ValueError(f"two handlers for the job {name}")
    KINDS[name] = kind


def job(name: str, *, lease: dt.timedelta = LEASE) -> Callable[[Handler], Handler]:
    """Register the handler `(payload, now)` of a kind of job; it runs in one transaction with the mark "done"."""

    def mark(handler: Handler) -> Handler:
        register(name, Kind(handler, lease))
        return handler

    return mark


def long_job(name: str, *, lease: dt.timedelta) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of job that keeps its own transactions; a second run must find what is done."""

    def mark(handler: Handler) -> Handler:
        register(name, Kind(handler, lease, alone=True))
        return handler

    return mark


def every(name: str, *, minutes: int, lease: dt.timedelta = LEASE) -> Callable[[Handler], Handler]:
    """Register a handler that the worker runs by itself, once per period however many workers there are."""

    def mark(handler: Handler) -> Handler:
        register(name, Kind(handler, lease, dt.timedelta(minutes=minutes)))
        return handler

    return mark


def load_handlers() -> None:
    """Import the `jobs` module of every room."""
    autodiscover_modules("jobs")


def as_stored(moment: dt.datetime) -> str | dt.datetime | None:
    """Return a moment as this database stores it."""
    return connection.ops.adapt_datetimefield_value(moment)


def enqueue(*, kind: str, payload: Payload, run_at: dt.datetime, key: str = "") -> None:
    """
    Add a job in the caller's transaction, to be run at or after `run_at`.

    `payload` holds ids, never personal data. A second job with the same `key` is dropped.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_job (kind, payload, key, run_at, lease, attempts, error)"
            " VALUES (%s, %s, %s, %s, '', 0, '') ON CONFLICT (key) DO NOTHING",
            [kind, json.dumps(dict(payload)), key or None, as_stored(run_at)],
        )


def claim(*, now: dt.datetime, machine_now: dt.datetime) -> Claimed | None:
    """Take the lease of the job that has been due longest, by one UPDATE; None when nothing is due."""
    lease = uuid.uuid4().hex
    until = as_stored(machine_now + LEASE)
    longest = max([LEASE, *(kind.lease for kind in KINDS.values())]) + CLOCK_STEP
    moments = (now, now + LONGEST_WAIT, machine_now, machine_now + longest)
    sql = CLAIM_SKIPPING if connection.features.has_select_for_update_skip_locked else CLAIM
    with connection.cursor() as cursor:
        cursor.execute(sql, [lease, until, *map(as_stored, moments)])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, kind, payload, attempts = row
    return Claimed(pk, kind, json.loads(payload), attempts, lease)


def held(claimed: Claimed) -> QuerySet[Job]:
    """Return the job's row as long as this worker's lease is the newest."""
    return Job.objects.filter(pk=claimed.pk, lease=claimed.lease, done_at=None)


class LeaseLost(Exception):
    """Say that another worker has taken the job meanwhile, so that nothing of this run may stay."""


def perform(claimed: Claimed, kind: Kind, now: dt.datetime) -> None:
    """
    Run the handler and mark the job done, both or neither; one that works alone is marked after its own transactions.

    :raises LeaseLost: the lease ran out and another worker has the job.
    """
    if kind.alone:
        kind.handler(claimed.payload, now)
    with transaction.atomic():
        if not kind.alone:
            kind.handler(claimed.payload, now)
        if not held(claimed).update(done_at=now, lease_until=None):
            raise LeaseLost(claimed.kind)


def put_back(claimed: Claimed, error: str, now: dt.datetime) -> None:
    """Let a job that failed be tried again later, or lay it aside after the last attempt."""
    if claimed.attempts >= MOST_ATTEMPTS:
        held(claimed).update(failed_at=now, lease_until=None, error=error)
        return
    later = now + FIRST_DELAY * 2 ** (claimed.attempts - 1)
    held(claimed).update(run_at=later, lease_until=None, error=error)


def run_one(*, now: dt.datetime, machine_now: dt.datetime) -> bool:
    """Claim and run the job that has been due longest; tell whether there was one."""
    claimed = claim(now=now, machine_now=machine_now)
    if claimed is None:
        return False
    kind = KINDS.get(claimed.kind)
    if kind is None or claimed.attempts > MOST_ATTEMPTS:
        reason = "no handler of this name" if kind is None else "every worker that took it died"
        held(claimed).update(failed_at=now, lease_until=None, error=reason)
        return True
    if kind.lease > LEASE:
        held(claimed).update(lease_until=machine_now + kind.lease)
    try:
        with acting_as(f"job:{claimed.kind}"):
            perform(claimed, kind, now)
    except Exception as fault:  # whatever went wrong is written beside the job, which is tried again
        facts = {"job": claimed.pk, "kind": claimed.kind, "attempts": claimed.attempts}
        LOG.exception("a job failed", extra={"facts": facts})
        put_back(claimed, "\n".join(fault_of(fault))[-ERROR_CHARACTERS:], now)
    return True


def advance(name: str, every: dt.timedelta, now: dt.datetime) -> bool:
    """
    Move a schedule that is due to its next moment; only one worker is told True for each moment.

    One that waits for longer than its period was set while the clock was ahead, and is due as well.
    """
    Schedule.objects.bulk_create([Schedule(name=name, next_at=now)], ignore_conflicts=True)
    is_due = Q(next_at__lte=now) | Q(next_at__gt=now + every + CLOCK_STEP)
    return bool(Schedule.objects.filter(is_due, name=name).update(next_at=now + every))


def tick(*, now: dt.datetime) -> None:
    """Enqueue every recurring job whose moment has come, once however many workers tick."""
    waiting = dict(Schedule.objects.values_list("name", "next_at"))
    for name, kind in KINDS.items():
        if kind.every is None or now < waiting.get(name, now) <= now + kind.every + CLOCK_STEP:
            continue
        with transaction.atomic():
            if advance(name, kind.every, now):
                enqueue(kind=name, payload={}, run_at=now)


def count_in_trouble() -> int:
    """Return how many jobs have failed and are not done."""
    return Job.objects.filter(done_at=None).exclude(error="").count()


@every("kernel.clear_old_rows", minutes=24 * 60)
def clear_old_rows(payload: Payload, now: dt.datetime) -> None:
    """Delete done jobs and kept answers that nobody can repeat any more."""
    Job.objects.filter(done_at__lt=now - dt.timedelta(days=KEPT_DAYS)).delete()
    PostedAnswer.objects.filter(at__lt=now - dt.timedelta(days=ANSWERS_KEPT_DAYS)).delete()
