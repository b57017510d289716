"""Terms of a body: beginning one, putting its end off, what was handed over; and the roll of a body on a day."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.bodies import actions, rolls
from gongzhi.bodies.queries import term_figure
from gongzhi.bodies.web.answering import (
    KEEPERS,
    READERS,
    STAFFERS,
    actor_of,
    answered,
    body_in,
    crumbs_of,
    day_in,
    done,
    page_of_body,
    said,
)
from gongzhi.bodies.web.forms import TermForm
from gongzhi.bodies.web.staffing import about
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paging import page_of
from gongzhi.policy.queries import pack_at


@access(get=STAFFERS, post=STAFFERS, sample="body", body={"from_on": "2026-01-05"})
@idempotent
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a term of a body on the record of its election."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.appoint")
    form = TermForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> object:
        return actions.open_term(by=actor, body_id=pk, now=clock.now(), **given)

    pack = pack_at(path=found.path, on=today)
    name = term_figure(pack, found)
    years = pack.figure("bodies", name, today) if name else None
    note = _("选举产生的职务必须有这一届的选举记录；到届满之日，任职自动终止。上一届到新一届开始之日为止。")
    shown = about(found, _("登记新一届"), _("登记新一届")) | {"note": note, "law": years.source if years else ""}
    return answered(request, form, act, to=page_of_body(pk), shown=shown)


@access(post=STAFFERS, sample="term", body={"reason": "区人民政府批复"})
@require_POST
@idempotent
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the end of a term off, by a decision."""
    extended = actions.extend_term(
        by=actor_of(request), term_id=pk, to_on=day_in(request), decided_by=said(request), now=clock.now()
    )
    return done(request, extended.body_id)


@access(post=KEEPERS, sample="term", body={"reason": "移交清单"})
@require_POST
@idempotent
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that papers, seals and accounts were handed over after an election."""
    handed = actions.record_hand_over(
        by=actor_of(request), term_id=pk, on=day_in(request), record=said(request), now=clock.now()
    )
    return done(request, handed.body_id)


@access(get=READERS, sample="body")
def roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the roll of a body on a day: who votes, who is on probation, and the members whose names one may see."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk)
    on = day_asked(request, today)
    page = page_of(rolls.roster_for(actor, found, on), order=rolls.ORDER, query=request.GET)
    shown = {
        "body": found,
        "crumbs": (*crumbs_of(found.path, today, actor), (found.name, page_of_body(pk))),
        "on": on,
        "roll": rolls.roll_of(pk, on),
        "page": page.showing(rolls.lines_of(found, page.rows, on)),
        "hidden": rolls.hidden_in(actor, found, on),
    }
    return render(request, "bodies/roll.html", shown)


def day_asked(request: HttpRequest, today: dt.date) -> dt.date:
    """Return the day an address asks for, today where it names none or no day."""
    try:
        return dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
