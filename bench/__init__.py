"""Benches: each `bench_*.py` offers `run(peers: Path | None) -> list[Figure]`; figures are ratios taken in one run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its goal. `met` is None where it could not be measured; `note` then says why."""

    name: str
    value: str
    goal: str
    met: bool | None
    note: str = ""
