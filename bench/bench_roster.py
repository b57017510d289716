"""A roster of 100,000 persons: taking it in beside calamine and plain inserts, beside import-export, and its memory."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import Figure
from bench.databases import KINDS, new_database
from bench.environments import installed, packages_of
from bench.ours import call, environment, run_command
from bench.rosters import write_roster
from bench.rounds import in_turn, ratio
from setup.layout import gongzhi

ROWS = int(os.environ.get("BENCH_ROSTER", "100000"))
ROUNDS = 3
MOST_OF_PLAIN = 4.0
MOST_MEGABYTES = 300
PEER_ROWS = min(ROWS, 5_000)  # import-export takes minutes for more; what both take grows with the rows
PEER_ROUNDS = 2
SMALL = "small"
LEAST_OF_PEER = 12.0


def run_kind(kind: str, *, peers: Path | None, folder: Path) -> Iterator[Figure]:
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
        yield beside_import_export(kind, empty, peers=peers, folder=folder / SMALL)


def beside_import_export(kind: str, empty: str, *, peers: Path | None, folder: Path) -> Figure:
    """Return how much less preview and confirmation take us than import-export, in bulk mode with all errors."""
    figure = partial(
        Figure,
        name=f"roster on {kind}, {PEER_ROWS:,} persons, preview and confirmation: times less CPU than import-export",
        goal=f"≥ {LEAST_OF_PEER:g}×",
    )
    if peers is None:
        return figure(value="–", met=None, note="no PEERS given")
    packages = packages_of(installed("import-export"))

    def party(module: str, step: str) -> Callable[[], float]:
        measure = partial(
            within_new, kind, empty, step, module=module, packages=packages, rows=PEER_ROWS, folder=folder
        )
        return lambda: float(measure()["processor"])

    parties = {
        "ours": party("rosters", "preview_and_confirm"),
        "import-export": party("importing", "take_in"),
        "without asking its models": party("importing", "take_in_unasked"),
    }
    found = in_turn(parties, rounds=PEER_ROUNDS)
    less, unasked = ratio(found, "import-export", "ours"), ratio(found, "without asking its models", "ours")
    seconds = ", ".join(f"{name} {median(each):.1f} s" for name, each in found.items())
    return figure(value=f"{less:.0f}×, {unasked:.1f}× ({seconds})", met=less >= LEAST_OF_PEER)


def within_new(
    kind: str,
    empty: str,
    step: str,
    *,
    folder: Path,
    module: str = "rosters",
    rows: int = ROWS,
    packages: Path | None = None,
) -> dict[str, Any]:
    """
    Take one step in a new database and return what it told; `packages` are a peer's, beside our own.

    :raises RuntimeError: other persons came of it than the roster has.
    """
    with new_database(kind, "bench_rosters", folder=folder, like=empty) as database:
        env = environment(database, folder=folder)
        if packages:
            env["PYTHONPATH"] = os.pathsep.join(filter(None, (env.get("PYTHONPATH"), str(packages))))
        told: dict[str, Any] = call(module, f"{step}(Path({str(folder)!r}))", env=env)
        if told.get("persons", rows) != rows:
            raise RuntimeError(f"{told['persons']:,} persons were taken in, not {rows:,}")
        return told


def run(peers: Path | None) -> Iterator[Figure]:
    """Measure on both databases."""
    with TemporaryDirectory(prefix="gongzhi-bench-") as name:
        folder = Path(name)
        (folder / SMALL).mkdir()
        write_roster(folder, ROWS)
        write_roster(folder / SMALL, PEER_ROWS)
        for kind in KINDS:
            yield from run_kind(kind, peers=peers, folder=folder)
