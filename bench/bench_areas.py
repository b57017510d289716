"""A national register of divisions: taking it in beside plain inserts, indexing its names, counting below a county."""

import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import Figure
from bench.databases import KINDS, new_database
from bench.ours import call, environment, run_command
from bench.register import write_register
from bench.rounds import in_turn, ratio
from setup.layout import gongzhi

SCALE = float(os.environ.get("BENCH_AREAS", "1"))  # 1 is the whole country, about 660,000 areas
ROUNDS = 2
MOST_OF_PLAIN = 6.0
MOST_SECONDS = 90
MOST_MILLISECONDS = 2.0


def run_kind(kind: str, *, folder: Path, areas: int) -> Iterator[Figure]:
    """Measure on one database."""
    with new_database(kind, "bench_register", folder=folder) as empty:
        run_command(gongzhi("migrate", "--no-input"), env=environment(empty, folder=folder))
        parties = {
            name: lambda step=step: within_new(kind, empty, step, folder=folder, areas=areas)["processor"]
            for name, step in (("ours", "take_in"), ("plain", "insert_plainly"))
        }
        found = in_turn(parties, rounds=ROUNDS)
        times = ratio(found, "ours", "plain")
        yield Figure(
            name=f"areas on {kind}: CPU of taking in {areas:,} beside executemany into the same tables",
            value=f"{times:.2f}× ({median(found['ours']):.1f} s, executemany {median(found['plain']):.1f} s)",
            goal=f"≤ {MOST_OF_PLAIN:g}×",
            met=times <= MOST_OF_PLAIN,
        )
        yield from afterwards(kind, empty, folder=folder)


def within_new(kind: str, empty: str, step: str, *, folder: Path, areas: int) -> dict[str, Any]:
    """
    Take one step in a new database and return what it told.

    :raises RuntimeError: other areas came of it than the register has.
    """
    with new_database(kind, "bench_areas", folder=folder, like=empty) as database:
        told: dict[str, Any] = call(
            "register", f"{step}(Path({str(folder)!r}))", env=environment(database, folder=folder)
        )
        if told["areas"] != areas:
            raise RuntimeError(f"{told['areas']:,} areas were taken in, not {areas:,}")
        return told


def afterwards(kind: str, empty: str, *, folder: Path) -> Iterator[Figure]:
    """Return the figures of a database that holds the register: the index as a job, and the count below a county."""
    with new_database(kind, "bench_areas", folder=folder, like=empty) as database:
        env = environment(database, folder=folder)
        call("register", f"take_in(Path({str(folder)!r}))", env=env)
        told = call("register", "index()", env=env)
        yield Figure(
            name=f"areas on {kind}: pinyin and index of names, as a job afterwards",
            value=f"{told['processor']:.0f} s of CPU ({told['passed']:.0f} s passed)",
            goal=f"≤ {MOST_SECONDS} s",
            met=told["processor"] <= MOST_SECONDS and not told["unspelled"],
        )
        told = call("register", "count_counties()", env=env)
        each, passed = (told[name] / told["counties"] * 1000 for name in ("processor", "passed"))
        yield Figure(
            name=f"areas on {kind}: count of all that lies in a county, by level",
            value=f"{each:.2f} ms of CPU ({passed:.2f} ms passed; mean of {told['counties']} counties)",
            goal=f"≤ {MOST_MILLISECONDS:g} ms",
            met=each <= MOST_MILLISECONDS,
        )


def run(peers: Path | None) -> Iterator[Figure]:
    """Measure on both databases."""
    with TemporaryDirectory(prefix="gongzhi-bench-") as name:
        folder = Path(name)
        areas = write_register(folder, scale=SCALE)
        for kind in KINDS:
            yield from run_kind(kind, folder=folder, areas=areas)
