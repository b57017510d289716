"""Show what is overdue to the next level of the organisation."""

import datetime as dt

from django.db import transaction

from gongzhi.bodies.queries import Holder, nearest_holders
from gongzhi.cases import rules
from gongzhi.cases.actions.moving import KIND, last_deed
from gongzhi.cases.models import Case
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import ancestors
from gongzhi.procedures.actions import mark_risen
from gongzhi.procedures.queries import definition_of

AT_ONCE = 500


@transaction.atomic
def raise_overdue(*, by: Actor, now: dt.datetime) -> int:
    """
    Show every request whose open step is past its limit to the next level above, and return how many.

    One entry a request, since each is a matter of its own; a step rises once, and never one that waits for who asked.
    """
    late = Case.objects.filter(waits_for=rules.Waits.STAFF, closed_at=None, due_at__lt=now, risen_at=None)
    longest = list(late.order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    cases = list(late.filter(pk__in=longest).select_for_update(of=("self",)).select_related("run").order_by("pk"))
    for case in cases:
        _raise(by, case, now)
    return len(cases)


def _raise(by: Actor, case: Case, now: dt.datetime) -> None:
    above = next_level(case, now.date())
    name = f"{above.body_name} {above.title}" if above else ""
    mark_risen(run_id=case.run_id, key=case.step, to=name, now=now)
    case.risen_at, case.risen_to, case.risen_post = now, name, above.post_id if above else None
    case.save(update_fields=["risen_at", "risen_to", "risen_post"])
    figures = {
        "step": case.step,
        "due": case.due_at.isoformat() if case.due_at else None,
        "to_post": case.risen_post,
    }
    write_entry(
        code="cases.case_risen",
        by=by,
        now=now,
        subject=(KIND, case.pk),
        area_path=case.area_path,
        pack_ref=case.run.pack_ref,
        figures=figures,
        follows=last_deed(case),
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
