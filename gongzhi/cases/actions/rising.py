"""Show what is overdue to the next level of the organisation."""

import datetime as dt

from django.db import transaction

from gongzhi.bodies.queries import Holder, nearest_holders
from gongzhi.cases import rules
from gongzhi.cases.actions.moving import KIND
from gongzhi.cases.models import Case
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import ancestors
from gongzhi.procedures.models import StepRecord
from gongzhi.procedures.queries import definition_of, overdue_steps

AT_ONCE = 500


@transaction.atomic
def raise_overdue(*, by: Actor, now: dt.datetime) -> int:
    """
    Show every request whose open step is past its limit to the next level above, and return how many.

    One entry a request, since each is a matter of its own; a step rises once, and never one that waits for who asked.
    """
    count = 0
    for record in overdue_steps(now=now, limit=AT_ONCE):
        case = Case.objects.select_for_update(of=("self",)).select_related("run").filter(run_id=record.run_id).first()
        if case is not None and case.waits_for == rules.Waits.STAFF:
            _raise(by, case, record, now)
            count += 1
    return count


def _raise(by: Actor, case: Case, record: StepRecord, now: dt.datetime) -> None:
    above = next_level(case, now.date())
    name = f"{above.body_name} {above.title}" if above else ""
    record.risen_at, record.risen_to = now, name
    record.save(update_fields=["risen_at", "risen_to"])
    case.risen_at, case.risen_to = now, name
    case.save(update_fields=["risen_at", "risen_to"])
    figures = {
        "step": record.key,
        "due": record.due_at.isoformat() if record.due_at else None,
        "to_post": above.post_id if above else None,
    }
    write_entry(
        code="cases.case_risen",
        by=by,
        now=now,
        subject=(KIND, case.pk),
        area_path=case.area_path,
        pack_ref=case.run.pack_ref,
        figures=figures,
    )


def next_level(case: Case, on: dt.date) -> Holder | None:
    """Return the nearest post the procedure names that stands above the level which has the request in hand."""
    kinds = definition_of(case.run).rises_to
    levels = ancestors(case.area_path)
    for path in reversed(levels):
        found = nearest_holders(kinds=kinds, path=path, on=on)
        above = [holder for holder in found if holder.body_id != case.holder_body]
        if above:
            return min(above, key=lambda holder: kinds.index(holder.kind))
        if not found:
            return None
    return None
