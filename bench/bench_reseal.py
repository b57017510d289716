"""Changing the sealing key of 100,000 persons while the site takes requests and shows lists."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import Figure
from bench.databases import KINDS
from bench.load import send
from bench.ours import Ours, call, demo_database, environment, run_command, served, signed_in, staff_lists, submissions
from setup.layout import gongzhi

PERSONS = 100_000
MOST_SECONDS = 600
PAUSE_SECONDS = 0.2


@contextmanager
def newest_key(key_id: str) -> Iterator[None]:
    """Let everything that is started meanwhile seal with this key."""
    os.environ["SEALING_KEY_ID"] = key_id
    try:
        yield
    finally:
        del os.environ["SEALING_KEY_ID"]


class Visitors:
    """People who file requests and look at lists until they are told to stop; every answer must be the right one."""

    def __init__(self, ours: Ours) -> None:
        self.ours, self.longest, self.answers = ours, 0.0, 0
        self.fault: BaseException | None = None
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.go_on)

    def go_on(self) -> None:
        """File a request and look at the list, again and again."""
        try:
            cookies = signed_in(self.ours.site, self.ours.official)
            while not self.stop.wait(PAUSE_SECONDS):
                posts = [*submissions(self.ours, 1), *staff_lists(cookies, 1)]
                for post in posts:
                    begun = time.monotonic()
                    send(self.ours.site, [post])
                    self.longest = max(self.longest, time.monotonic() - begun)
                    self.answers += 1
        except BaseException as fault:  # noqa: BLE001  # handed to the bench below
            self.fault = fault

    def __enter__(self) -> "Visitors":
        self.thread.start()
        return self

    def __exit__(self, *how: object) -> None:
        self.stop.set()
        self.thread.join()
        if self.fault is not None:
            raise self.fault


def run_kind(kind: str) -> Iterator[Figure]:
    """Measure on one database."""
    with TemporaryDirectory(prefix="gongzhi-bench-") as name:
        folder = Path(name)
        with demo_database(kind, name="bench_reseal", folder=folder) as database:
            env = environment(database, folder=folder)
            call("sealed", f"seal_persons({PERSONS})", env=env)
            with newest_key("2"), served(database, folder=folder) as ours:
                env = environment(database, folder=folder)
                with Visitors(ours) as visitors:
                    begun = time.monotonic()
                    run_command(gongzhi("reseal"), env=env)
                    passed = time.monotonic() - begun
                told = call("sealed", "tell_state()", env=env)
    value = (
        f"{passed:.0f} s for {told['values']:,} values; {told['old']} with an old key, {told['unreadable']} unreadable;"
        f" {visitors.answers} pages meanwhile, the slowest {visitors.longest * 1000:.0f} ms"
    )
    met = passed <= MOST_SECONDS and told["old"] == told["unreadable"] == 0 and told["values"] >= 2 * PERSONS
    goal = f"≤ {MOST_SECONDS} s, 0 old, 0 unreadable"
    yield Figure(
        name=f"a new sealing key on {kind}: {PERSONS:,} persons while serving", value=value, goal=goal, met=met
    )


def run(peers: Path | None) -> Iterator[Figure]:
    """Measure on both databases."""
    for kind in KINDS:
        yield from run_kind(kind)
