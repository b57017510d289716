"""Proofs on outside data: each `proof_*.py` offers `run(data: Path | None) -> list[Check]`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison with outside data: what was expected and what was found."""

    name: str
    ok: bool
    found: str
    expected: str
