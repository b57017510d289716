"""Whether this process may be sent requests, for a load balancer, a monitor or a person who looks."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gongzhi.kernel.models import Heartbeat, Job

WORKER = "worker"
BEAT_SECONDS = 10  # a monitor that looks every minute sees a worker that died

_migrated: list[bool] = []


@dataclass(frozen=True, slots=True)
class Readiness:
    """
    Hold what was found. The site is ready when the database answers and has every migration of this code.

    The worker's last beat and the seconds the oldest due job waits are shown and make nothing unready: pages work
    without them.
    """

    database: bool
    open_migrations: int | None = None
    worker_seen_at: dt.datetime | None = None
    oldest_job_waits: int | None = None

    @property
    def is_ready(self) -> bool:
        """Tell whether requests can be answered."""
        return self.database and self.open_migrations == 0


def count_open_migrations() -> int:
    """Return how many migrations of this code the database has not got; once there are none, that is remembered."""
    if _migrated:
        return 0
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        _migrated.append(True)
    return missing


def oldest_job_waits(*, now: dt.datetime) -> int | None:
    """Return for how many seconds the job that has been due longest waits, None when none does."""
    waiting = Job.objects.filter(done_at=None, failed_at=None, run_at__lte=now).order_by("run_at", "id")
    run_at = waiting.values_list("run_at", flat=True).first()
    return int((now - run_at).total_seconds()) if run_at else None


def look(*, now: Callable[[], dt.datetime]) -> Readiness:
    """
    Look at the database, its migrations and the worker; a database that does not answer is an answer too.

    `now` is the installation's clock, on which jobs become due; it may have to ask the database as well.
    """
    try:
        missing = count_open_migrations()
        if missing:
            return Readiness(database=True, open_migrations=missing)
        beat = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
        return Readiness(True, 0, beat, oldest_job_waits(now=now()))
    except DatabaseError:
        return Readiness(database=False)


def beat(*, machine_now: dt.datetime) -> None:
    """Write down that a worker is alive."""
    Heartbeat.objects.update_or_create(name=WORKER, defaults={"at": machine_now})
