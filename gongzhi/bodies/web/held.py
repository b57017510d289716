"""One appointment with what can be done about it: a deputy, a log of what is done in it, its end and what is left."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.bodies import actions
from gongzhi.bodies.appointment import held_for, held_sheet
from gongzhi.bodies.web.answering import (
    KEEPERS,
    READERS,
    STAFFERS,
    actor_of,
    comma,
    crumbs_of,
    day_in,
    page_of_body,
    said,
)
from gongzhi.bodies.web.forms import number
from gongzhi.kernel import clock
from gongzhi.kernel.access import access, only
from gongzhi.kernel.idempotency import idempotent

STATES = {"held": ("ok", "circle-check"), "coming": ("hold", "clock"), "over": ("flat", "lock")}
MAY = {
    "may_appoint": "bodies.appoint",
    "may_end": "bodies.end_appointment",
    "may_describe": "bodies.describe_body",
}


@access(get=READERS, sample="held")
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one appointment to whoever reads the bodies of its area, and to who holds it."""
    actor, today = actor_of(request), clock.today()
    found = held_for(actor, pk)
    sheet = held_sheet(actor, found, today)
    words = {"held": _("在任"), "coming": _("尚未到任"), "over": _("已离任")}
    tone, icon = STATES[sheet.state]
    path = found.post.body.path
    shown = {
        "sheet": sheet,
        "held": found,
        "sep": comma(),
        "crumbs": (*crumbs_of(path, today, actor), (found.post.body.name, page_of_body(found.post.body_id))),
        "state": {"tone": tone, "icon": icon, "text": words[sheet.state]},
        "is_own": actor.person_id == found.person_id,
        **{name: actor.may(action, path) for name, action in MAY.items()},
    }
    return render(request, "bodies/held.html", shown)


@access(post=STAFFERS, sample="held", body={"reason": "届满"})
@require_POST
@idempotent
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment on a day, in a way and with the reason; what is in hand goes to a successor or the body."""
    actions.end_appointment(
        by=actor_of(request),
        appointment_id=pk,
        on=day_in(request),
        reason=said(request),
        way=said(request, "way"),
        successor_id=chosen(request, "successor"),
        now=clock.now(),
    )
    return back(request, pk)


@access(post=STAFFERS, sample="held", body={"reason": "培训学习"})
@require_POST
@idempotent
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a deputy act in a post while its holder is away."""
    actions.record_absence(
        by=actor_of(request),
        appointment_id=pk,
        deputy_id=chosen(request, "deputy"),
        from_on=day_in(request, "from_on"),
        to_on=day_in(request, "to_on"),
        reason=said(request),
        now=clock.now(),
    )
    return back(request, pk)


@access(post=STAFFERS, sample="absence")
@require_POST
@idempotent
def end_absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the holder of a post act again."""
    ended = actions.end_absence(by=actor_of(request), absence_id=pk, on=day_in(request), now=clock.now())
    return back(request, ended.appointment_id)


@access(post=KEEPERS, sample="logged", body={"what": "接待群众"})
@require_POST
@idempotent
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was done in a post on a day."""
    actions.log_service(
        by=actor_of(request), appointment_id=pk, on=day_in(request), what=said(request, "what"), now=clock.now()
    )
    return back(request, pk)


@access(post=STAFFERS, sample="held")
@require_POST
@idempotent
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what somebody left in hand to a colleague, or to the body as a whole."""
    actions.hand_over_work(
        by=actor_of(request),
        appointment_id=pk,
        to_person_id=chosen(request, "successor"),
        on=day_in(request),
        now=clock.now(),
    )
    return back(request, pk)


@access(post=only("village_clerk"), sample="hand_over")
@require_POST
@idempotent
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a hand-over as one of its two sides."""
    confirmed = actions.confirm_hand_over(by=actor_of(request), hand_over_id=pk, now=clock.now())
    return back(request, confirmed.appointment_id)


def chosen(request: HttpRequest, name: str) -> int | None:
    """Return the person chosen in a small form, None when nobody was."""
    text = request.POST.get(name, "").strip()
    return number(text) if text.isascii() and text.isdigit() else None


def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it was done and go back to the appointment."""
    messages.success(request, _("已办理。"))
    return redirect(reverse("bodies:held", args=[pk]))
