"""When a step may be closed. No framework, no clock, no query."""

from collections.abc import Collection

from gongzhi.kernel.verdicts import Verdict
from gongzhi.procedures.definitions import Definition, Step


def is_open(*, definition: Definition, step: Step, open_keys: Collection[str]) -> Verdict:
    """Tell whether a step is the one that is due now; steps ahead are never passed."""
    sources = (step.source or definition.source,)
    if step.key in open_keys:
        return Verdict(ok=True, code="procedures.is_open", sources=sources)
    now_open = tuple(str(definition.step(key).label) for key in definition_order(definition, open_keys))
    figures = {"step": str(step.label), "open": now_open or ("—",)}
    return Verdict(ok=False, code="procedures.step_not_open", figures=figures, sources=sources)


def may_close(
    *, definition: Definition, step: Step, open_keys: Collection[str], outcome: str, evidence: Collection[str]
) -> Verdict:
    """Tell whether an open step may end with this outcome on this evidence."""
    opened = is_open(definition=definition, step=step, open_keys=open_keys)
    if not opened.ok:
        return opened
    ending = step.outcome(outcome)
    if ending is None:
        known = tuple(str(ending.label or ending.key) for ending in step.outcomes)
        figures = {"step": str(step.label), "outcome": outcome, "known": known}
        return Verdict(ok=False, code="procedures.outcome_unknown", figures=figures, sources=opened.sources)
    missing = [key for key in (*step.evidence, *ending.needs) if key not in evidence]
    if missing:
        figures = {"step": str(step.label), "missing": missing[0]}
        return Verdict(ok=False, code=f"procedures.{missing[0]}_missing", figures=figures, sources=opened.sources)
    return Verdict(ok=True, code="procedures.may_close", sources=opened.sources)


def definition_order(definition: Definition, keys: Collection[str]) -> list[str]:
    """Return the keys in the order of the procedure."""
    return [step.key for step in definition.steps if step.key in keys]


def may_act(*, step: Step, relations: Collection[str], posts: Collection[str]) -> Verdict:
    """
    Tell whether somebody may close a step.

    `relations` are what the actor is to the matter, `posts` the kinds of the posts held over its area.
    """
    ok = bool(set(step.by) & (set(relations) | set(posts)))
    return Verdict(
        ok=ok, code="procedures.may_act" if ok else "procedures.not_yours", figures={"step": str(step.label)}
    )


def may_reopen(*, definition: Definition, times: int) -> Verdict:
    """Tell whether a closed matter may be opened once more after having been reopened `times` times."""
    most = definition.reopening.times if definition.reopening else 0
    figures = {"times": times, "most": most}
    return Verdict(ok=times < most, code="procedures.reopened_enough" if times >= most else "procedures.may_reopen",
                   figures=figures, sources=(definition.source,))  # fmt: skip
