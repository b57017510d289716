"""
Ask for a fresh proof of who acts, before what must not be done from an open screen.

A page that is refused for want of a proof keeps what was typed, leads the person through the proof (`STEP_UP_URL`) and
back to where they were; what they typed stands there again, and nothing is done until they press once more.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import Refusal

STEP_UP = dt.timedelta(minutes=5)
NEEDED = "accounts.step_up_needed"  # worded by the room whose page mends it
KEPT = "kernel_kept_post"
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "idempotency_key"})
LONGEST_KEPT = 500


def is_fresh(moment: dt.datetime | None, *, at: dt.datetime) -> bool:
    """Tell whether somebody proved who they are a short while ago."""
    return moment is not None and dt.timedelta() <= at - moment <= STEP_UP


def require_step_up(by: Actor, *, now: dt.datetime) -> None:
    """
    Go on only when this person proved who they are a short while ago.

    :raises Refusal: it is too long ago.
    """
    if not by.is_system and not is_fresh(by.stepped_up_at, at=now):
        raise Refusal(NEEDED, figures={"minutes": int(STEP_UP.total_seconds() // 60)})


def lead_through_proof(request: HttpRequest, *, back: str) -> HttpResponse:
    """Keep the fields that were sent and answer with the way through the proof, and from there to the page `back`."""
    fields = {name: value[:LONGEST_KEPT] for name, value in request.POST.items() if name not in NOT_KEPT}
    request.session[KEPT] = {"back": back, "fields": fields}
    return HttpResponseRedirect(f"{resolve_url(settings.STEP_UP_URL)}?{urlencode({'next': back})}")


def proved(request: HttpRequest, do: Callable[[], HttpResponse], *, back: str) -> HttpResponse:
    """Answer with what must not be shown on an open screen, or lead through a proof first and then to `back`."""
    try:
        return do()
    except Refusal as refusal:
        if refusal.code != NEEDED:
            raise
        return lead_through_proof(request, back=back)


def take_kept(request: HttpRequest, *, back: str) -> Mapping[str, str]:
    """Return, this once, what was typed on the page `back` before the proof; nothing when there was none."""
    kept = request.session.get(KEPT)
    if not kept or kept["back"] != back:
        return {}
    del request.session[KEPT]
    fields: Mapping[str, str] = kept["fields"]
    return fields
