"""
Open a run, close a step, open a finished run again.

These are called by the action of the room that owns the matter, inside its transaction and its journal entry: no one
reaches a step but through the one before it. What fails here undoes the whole of that transaction, without a savepoint
of its own.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.calendars import Unit, deadline, load_calendar
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.rows import insert, insert_each
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.packs import Figure, Pack
from gongzhi.procedures import rules
from gongzhi.procedures.definitions import END, Definition, Step
from gongzhi.procedures.models import KeptDefinition, Run, StepRecord
from gongzhi.procedures.queries import definition_in, definition_of

Evidence = Mapping[str, object]
_kept: set[str] = set()


@dataclass(frozen=True, slots=True)
class Limit:
    """Hold the limit of a step: None while nobody has set it; `counted` says how it was counted."""

    at: dt.datetime | None
    unit: str
    counted: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Moved:
    """Hold where a run is after a step was closed; `opened` is None when it has come to its end."""

    run: Run
    definition: Definition
    closed: StepRecord
    opened: StepRecord | None


@contextmanager
def attempted(*, by: Actor, subject: tuple[str, int], area_path: str, deed: str, now: dt.datetime) -> Iterator[None]:
    """
    Do a deed whole or not at all, and write into the journal when it was refused.

    :raises Refusal: whatever the deed was refused for.
    """
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        figures = {"deed": deed, "code": refusal.code, "sources": list(refusal.sources)}
        write_entry(
            code="procedures.attempt_refused", by=by, now=now, subject=subject, area_path=area_path, figures=figures
        )
        raise


def limit_of(*, pack: Pack, definition: Definition, step: Step, now: dt.datetime) -> Limit:
    """Return the limit of a step opened now; a step without a clock has none, an open figure sets none."""
    if step.clock is None:
        return Limit(None, "", {})
    figure = pack.figure(definition.room, step.clock, now.date())
    if figure.value is None:
        return Limit(None, "", {"figure": step.clock, "open": True, "title": figure.title.zh})
    return _counted(step.clock, figure, now)


def _counted(name: str, figure: Figure, now: dt.datetime) -> Limit:
    if not isinstance(figure.value, int):
        raise TypeError(f"the limit {name} is {figure.value!r}, no whole number")
    limit = deadline(start=now, amount=figure.value, unit=Unit(figure.unit), calendar=load_calendar())
    counted = {
        "figure": name,
        "amount": figure.value,
        "source": figure.source,
        "calendar": limit.calendar,
        "warning": limit.warning,
    }
    return Limit(limit.at, figure.unit.value, counted)


def keep_definition(*, definition: Definition, procedure_id: str) -> str:
    """Keep a definition once and return its hash."""
    sha = hashlib.sha256(f'["{procedure_id}", {definition.text}]'.encode()).hexdigest()
    if sha in _kept:
        return sha
    KeptDefinition.objects.get_or_create(sha=sha, defaults={"procedure_id": procedure_id, "body": definition.body})
    transaction.on_commit(lambda: _kept.add(sha))
    return sha


def check_opening(*, definition: Definition, evidence: Evidence) -> None:
    """
    Do nothing when a run may be opened with this evidence; a room asks before it writes its own rows.

    :raises Refusal: the first step lacks evidence.
    """
    first = definition.steps[0]
    outcome = first.outcomes[0].key
    rules.may_close(
        definition=definition, step=first, open_keys=(first.key,), outcome=outcome, evidence=given(evidence)
    ).or_refuse()


@transaction.atomic(savepoint=False)
def open_run(
    *, by: Actor, pack: Pack, procedure_id: str, subject_kind: str, area_path: str, evidence: Evidence, now: dt.datetime
) -> Moved:
    """
    Open a run and close its first step with its first outcome, as opening it is doing it.

    :raises Refusal: the first step lacks evidence.
    """
    definition = definition_in(pack, procedure_id, now.date())
    check_opening(definition=definition, evidence=evidence)
    first = definition.steps[0]
    outcome = first.outcomes[0].key
    run = insert(
        Run(
            definition_id=keep_definition(definition=definition, procedure_id=procedure_id),
            pack_ref=pack.ref,
            subject_kind=subject_kind,
            area_path=area_path,
            opened_at=now,
        )
    )
    closed = StepRecord(run=run, key=first.key, opened_at=now)
    _close(closed, by=by, outcome=outcome, evidence=evidence, now=now)
    to = first.outcomes[0].to
    if to == END:
        insert(closed)
        return Moved(run, definition, closed, _go_on(run, definition, to, pack, now, kept=None))
    opened = _next(run, definition, to, pack, now, kept=None)
    insert_each((closed, opened))
    return Moved(run, definition, closed, opened)


@transaction.atomic(savepoint=False)
def close_step(
    *, by: Actor, run_id: int, key: str, outcome: str, evidence: Evidence, pack: Pack, now: dt.datetime
) -> Moved:
    """
    Close an open step with an outcome and open the one that follows.

    Whether `by` may do so is asked by the room that owns the matter, with `rules.may_act`.

    :raises Refusal: the step is not open, has no such outcome, or lacks evidence.
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    definition = definition_of(run)
    waiting = {record.key: record for record in StepRecord.objects.filter(run=run, closed_at=None)}
    step = definition.step(key)
    rules.may_close(
        definition=definition, step=step, open_keys=waiting, outcome=outcome, evidence=given(evidence)
    ).or_refuse()
    record = waiting[key]
    _close(record, by=by, outcome=outcome, evidence=evidence, now=now)
    record.save()
    ending = step.outcome(outcome)
    assert ending is not None  # may_close has refused an unknown outcome
    kept = _last_limit(run, ending.to) if ending.clock == "keep" else None
    return Moved(run, definition, record, _go_on(run, definition, ending.to, pack, now, kept=kept))


@transaction.atomic(savepoint=False)
def reopen_run(*, by: Actor, run_id: int, pack: Pack, now: dt.datetime) -> Moved:
    """
    Let a finished run go on where its definition says.

    :raises Refusal: it is not finished, or was opened again as often as the definition allows.
    """
    run = Run.objects.select_for_update().get(pk=run_id)
    definition = definition_of(run)
    last = StepRecord.objects.filter(run=run).latest("id")
    if run.closed_at is None:
        step = definition.step(last.key)
        figures = {"step": str(_("重办")), "open": str(step.label)}
        raise Refusal("procedures.step_not_open", figures=figures, sources=(definition.source,))
    rules.may_reopen(definition=definition, times=run.reopened).or_refuse()
    assert definition.reopening is not None  # may_reopen has refused a definition without
    run.closed_at = None
    run.reopened += 1
    run.save(update_fields=["closed_at", "reopened"])
    return Moved(run, definition, last, _go_on(run, definition, definition.reopening.to, pack, now, kept=None))


def mark_risen(*, run_id: int, key: str, to: str, now: dt.datetime) -> None:
    """Write down at an open step that it was shown to the level above as overdue; the caller's entry says so."""
    StepRecord.objects.filter(run_id=run_id, key=key, closed_at=None).update(risen_at=now, risen_to=to)


def given(evidence: Evidence) -> frozenset[str]:
    """Return the keys of the evidence that says something."""
    return frozenset(key for key, value in evidence.items() if value not in ("", None, False))


def _close(record: StepRecord, *, by: Actor, outcome: str, evidence: Evidence, now: dt.datetime) -> None:
    record.closed_at, record.outcome, record.evidence = now, outcome, dict(evidence)
    record.by_name, record.by_person = by.name, by.person_id
    record.by_post = "、".join(f"{p.body_name}{p.title}" for p in by.posts)[:160]


def _last_limit(run: Run, key: str) -> Limit | None:
    before = StepRecord.objects.filter(run=run, key=key).order_by("-id").first()
    return Limit(before.due_at, before.due_unit, before.due_counted) if before else None


def _go_on(
    run: Run, definition: Definition, to: str, pack: Pack, now: dt.datetime, *, kept: Limit | None
) -> StepRecord | None:
    """Open the step that follows, or end the run."""
    if to == END:
        run.closed_at = now
        run.save(update_fields=["closed_at"])
        return None
    return insert(_next(run, definition, to, pack, now, kept=kept))


def _next(run: Run, definition: Definition, to: str, pack: Pack, now: dt.datetime, *, kept: Limit | None) -> StepRecord:
    """Return the record of the step that follows, under its own limit or one it had before."""
    limit = kept or limit_of(pack=pack, definition=definition, step=definition.step(to), now=now)
    return StepRecord(
        run=run, key=to, opened_at=now, due_at=limit.at, due_unit=limit.unit, due_counted=dict(limit.counted)
    )
