"""A roster of 100,000 persons: taking it in beside calamine and plain inserts, beside import-export, and its memory."""

import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import Figure
from bench.databases import KINDS, new_database
from bench.ours import call, environment, run_command
from bench.rosters import write_roster
from bench.rounds import in_turn, ratio
from setup.layout import gongzhi

ROWS = int(os.environ.get("BENCH_ROSTER", "100000"))
ROUNDS = 3
MOST_OF_PLAIN = 4.0
MOST_MEGABYTES = 300


def run_kind(kind: str, *, folder: Path) -> Iterator[Figure]:
    """Measure on one database."""
    with new_database(kind, "bench_roster", folder=folder) as empty:
        run_command(gongzhi("migrate", "--no-input"), env=environment(empty, folder=folder))
        call("rosters", "prepare()", env=environment(empty, folder=folder))
        agains: list[float] = []

        def ours() -> float:
            told = within_new(kind, empty, "take_in", folder=folder)
            agains.append(told["again"])
            return float(told["processor"])

        def plain() -> float:
            return float(within_new(kind, empty, "insert_plainly", folder=folder)["processor"])

        found = in_turn({"ours": ours, "plain": plain}, rounds=ROUNDS)
        times = ratio(found, "ours", "plain")
        seconds = median(found["ours"])
        yield Figure(
            name=f"roster on {kind}: CPU of taking in {ROWS:,} persons beside calamine and plain inserts, both sealed",
            value=f"{times:.2f}× ({seconds:.1f} s, plain {median(found['plain']):.1f} s, again {median(agains):.1f} s)",
            goal=f"≤ {MOST_OF_PLAIN:g}×",
            met=times <= MOST_OF_PLAIN,
        )
        most = within_new(kind, empty, "memory", folder=folder)["megabytes"]
        yield Figure(
            name=f"roster on {kind}: most memory of the command and what it starts",
            value=f"{most:.0f} MB",
            goal=f"≤ {MOST_MEGABYTES} MB",
            met=most <= MOST_MEGABYTES,
        )


def within_new(kind: str, empty: str, step: str, *, folder: Path) -> dict[str, Any]:
    """
    Take one step in a new database and return what it told.

    :raises RuntimeError: other persons came of it than the roster has.
    """
    with new_database(kind, "bench_rosters", folder=folder, like=empty) as database:
        told: dict[str, Any] = call(
            "rosters", f"{step}(Path({str(folder)!r}))", env=environment(database, folder=folder)
        )
        if told.get("persons", ROWS) != ROWS:
            raise RuntimeError(f"{told['persons']:,} persons were taken in, not {ROWS:,}")
        return told


def run(peers: Path | None) -> Iterator[Figure]:
    """Measure on both databases."""
    with TemporaryDirectory(prefix="gongzhi-bench-") as name:
        folder = Path(name)
        write_roster(folder, ROWS)
        for kind in KINDS:
            yield from run_kind(kind, folder=folder)
