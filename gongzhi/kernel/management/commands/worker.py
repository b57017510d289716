"""`gongzhi worker`: run the jobs."""

import datetime as dt
import signal
import threading
from argparse import ArgumentParser
from types import FrameType

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from gongzhi.kernel import clock, health, jobs

PAUSE_SECONDS = 1.0


_beaten: list[dt.datetime] = []


def beat_when_due() -> None:
    """Say that this worker is alive, not more often than anybody looks."""
    now = clock.machine_now()
    if not _beaten or (now - _beaten[0]).total_seconds() >= health.BEAT_SECONDS:
        health.beat(machine_now=now)
        _beaten[:] = [now]


def run_until_idle() -> int:
    """Run what is due, and what that makes due, until nothing is left; return how many jobs were run."""
    jobs.load_handlers()
    done = 0
    jobs.tick(now=clock.now())
    while jobs.run_one(now=clock.now(), machine_now=clock.machine_now()):
        done += 1
    return done


class Command(BaseCommand):
    help = "Run jobs as they become due; --once runs one, --until-idle runs all that are due and ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="run one job that is due, then end")
        how.add_argument("--until-idle", action="store_true", help="run all jobs that are due, then end")

    def handle(self, *args: object, once: bool, until_idle: bool, **options: object) -> None:
        if until_idle:
            self.stdout.write(f"{run_until_idle()} jobs run")
        elif once:
            jobs.load_handlers()
            jobs.tick(now=clock.now())
            ran = jobs.run_one(now=clock.now(), machine_now=clock.machine_now())
            self.stdout.write("1 job run" if ran else "nothing due")
        else:
            self.run_forever()

    def run_forever(self) -> None:
        """Work until told to stop; the job in hand is finished first. A database that is away is waited for."""
        stop = threading.Event()

        def ask_to_stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        jobs.load_handlers()
        while not stop.is_set():
            close_old_connections()
            try:
                beat_when_due()
                jobs.tick(now=clock.now())
                busy = jobs.run_one(now=clock.now(), machine_now=clock.machine_now())
            except OperationalError as fault:
                self.stderr.write(f"the database does not answer: {fault}")
                busy = False
            if not busy:
                stop.wait(PAUSE_SECONDS)
