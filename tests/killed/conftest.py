"""
Processes are killed with SIGKILL while they write: what they were told is written is there, and nothing by halves.

A writer files a request and publishes a leaf about it, in one transaction, again and again, and notes each that was
acknowledged. Writers are forked from one process that has the project loaded, so that hundreds can be killed.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
WRITERS = 2  # at once, so that one is killed while the other holds or awaits a lock
OFTEN = 0.75
PATIENCE_SECONDS = 60

# There is a server to kill only where the tests run on one.
ON_A_SERVER = ["test_server_killed.py", "test_standby.py"]
collect_ignore = [] if os.environ.get("DATABASE_URL", "").startswith("postgresql") else ON_A_SERVER


class Killer:
    """Start writers on a database, kill them at moments nobody chose, and keep what they were told."""

    def __init__(self, *, address: str, acknowledged: Path, area: int, is_hasty: bool = False) -> None:
        self.chance = random.Random(20261127)
        self.acknowledged = acknowledged
        words = [str(area), str(acknowledged), *(["hasty"] if is_hasty else [])]
        self.nursery = subprocess.Popen(
            [sys.executable, HERE / "writers.py", *words],
            env={**os.environ, "DATABASE_URL": address},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pace = float(self.nursery.stdout.readline())

    def start_one(self) -> int:
        """Start a writer and return its process."""
        self.nursery.stdin.write("one\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def kill(self, number: int) -> None:
        """Start writers and kill them while they write, until so many were killed."""
        for _ in range(0, number, WRITERS):
            writers = [self.start_one() for _ in range(WRITERS)]
            self.wait()
            self.end(writers)

    def end(self, writers: list[int]) -> None:
        """Kill these writers."""
        for writer in writers:
            os.kill(writer, signal.SIGKILL)

    def wait(self) -> None:
        """Let a moment pass that nobody chose; three times of four, something is acknowledged before."""
        size, deadline = self.size(), time.monotonic() + PATIENCE_SECONDS
        is_patient = self.chance.random() < OFTEN
        while is_patient and self.size() == size:
            assert time.monotonic() < deadline, "nothing is written any more"
            time.sleep(0.001)
        time.sleep(self.chance.uniform(0, WRITERS * self.pace))

    def size(self) -> int:
        """Return how much was acknowledged, in bytes."""
        return self.acknowledged.stat().st_size if self.acknowledged.exists() else 0

    def close(self) -> None:
        """End the process that the writers are forked from."""
        self.nursery.stdin.close()
        assert self.nursery.wait(timeout=30) == 0


@pytest.fixture
def killers(tmp_path: Path) -> Iterator[Callable[..., Killer]]:
    """Return what makes a killer of writers on a database."""
    made: list[Killer] = []

    def make(*, address: str, area: int, is_hasty: bool = False) -> Killer:
        path = tmp_path / f"acknowledged{len(made)}"
        made.append(Killer(address=address, acknowledged=path, area=area, is_hasty=is_hasty))
        return made[-1]

    yield make
    for each in made:
        each.close()
