"""Reads of runs: which steps are open, and the whole way of a matter."""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

from gongzhi.policy.packs import Pack
from gongzhi.procedures.definitions import Definition, parts_of, read_definition
from gongzhi.procedures.models import KeptDefinition, Run, StepRecord

__all__ = (
    "Definition",
    "Run",
    "StepRecord",
    "definition_in",
    "definition_of",
    "open_steps",
    "steps_of",
)


_read: dict[tuple[str, ...], Definition] = {}  # by the fingerprints of the files it was read from


@lru_cache(maxsize=512)
def kept_definition(sha: str) -> Definition:
    """Return a kept definition; what a hash names never changes, so it is read once per process."""
    body = KeptDefinition.objects.values_list("body", flat=True).get(pk=sha)
    return Definition.model_validate(body)


def definition_of(run: Run) -> Definition:
    """Return the definition a run was opened under."""
    return kept_definition(run.definition_id)


def definition_in(pack: Pack, procedure_id: str, on: dt.date) -> Definition:
    """
    Return a procedure as it stands in a place on a day.

    :raises UnknownFigure: the place has no such procedure.
    """
    whole = pack.procedure(procedure_id, on)
    parts = {key: pack.procedure(key, on) for key in parts_of(whole.body)}
    known = (whole.sha, *(part.sha for part in parts.values()))
    if known not in _read:
        _read[known] = read_definition(whole.body, parts=lambda key: parts[key].body)
    return _read[known]


def open_steps(run_id: int) -> Sequence[StepRecord]:
    """Return the steps of a run that wait for somebody."""
    return list(StepRecord.objects.filter(run_id=run_id, closed_at=None))


def steps_of(run_id: int) -> Sequence[StepRecord]:
    """Return every step a run has been through or waits at, in the order they were opened."""
    return list(StepRecord.objects.filter(run_id=run_id))
