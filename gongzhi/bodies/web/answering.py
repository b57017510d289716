"""How every form of this room is answered: one action and on, or the form again with what stands in the way."""

import datetime as dt
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.bodies.listing import tops_of
from gongzhi.bodies.queries import body_for
from gongzhi.bodies.web.forms import MENDED_AT, WORDS
from gongzhi.kernel import clock
from gongzhi.kernel.access import only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.forms import answered as answered_by
from gongzhi.kernel.paths import last_id
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.territory.queries import AreaLine, ancestor_lines, area_line

# roles of the rights matrix that meet a body of the village: readers, then those who keep, staff, register, close it
READERS = only(
    "village_clerk", "town_desk", "supervisor", "county_official", "organiser", "system_admin", "security_admin"
)
LISTERS = READERS | only("clerk_elsewhere")
KEEPERS = only("village_clerk", "town_desk", "county_official", "organiser")
STAFFERS = only("town_desk", "county_official", "organiser", "security_admin")
FOUNDERS = STAFFERS - {"organiser"}
CLOSERS = only("town_desk", "county_official")
answered = partial(answered_by, template="bodies/form.html", mended_at=MENDED_AT)


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, as the actor middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor


def comma() -> str:
    """Return what stands between the items of a list."""
    return pgettext("list", "、")


def area_of(request: HttpRequest, action: str) -> AreaLine:
    """
    Return the area an address means, else the first one in which the actor may do something.

    :raises NotVisible: the actor may do it nowhere, or not there.
    """
    actor, today = actor_of(request), clock.today()
    given = request.GET.get("area", "")
    tops = tops_of(actor, action, today)
    if not tops:
        raise NotVisible
    area = area_line(int(given), today) if given.isascii() and given.isdigit() else tops[0]
    if not actor.may(action, area.path):
        raise NotVisible
    return area


def body_in(request: HttpRequest, pk: int, action: str = "bodies.read_body") -> Any:
    """
    Return a body about which the actor may do something.

    :raises NotVisible: there is none, it is closed and something is to be changed, or it is not for this actor.
    """
    actor = actor_of(request)
    body = body_for(actor, pk)
    if action != "bodies.read_body" and (body.closed_on is not None or not actor.may(action, body.path)):
        raise NotVisible
    return body


def crumbs_of(path: str, on: dt.date, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return name and address of the areas above and at a path, as far as the actor reads bodies there."""
    return tuple(
        (line.name, reverse("bodies:area", args=[line.id]))
        for line in ancestor_lines(path, on)
        if actor.may("bodies.read_body", line.path)
    )


def page_of_body(pk: int) -> str:
    """Return the address of a body's page."""
    return reverse("bodies:body", args=[pk])


def page_of_area(path: str) -> str:
    """Return the address of an area's page."""
    return reverse("bodies:area", args=[last_id(path)])


def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it was done and go back to the body."""
    messages.success(request, _("已办理。"))
    return redirect(page_of_body(pk))


def day_in(request: HttpRequest, name: str = "on") -> dt.date:
    """
    Return the day a small form names, today where it is left empty.

    :raises Refusal: what was typed is no day.
    """
    text = request.POST.get(name, "").strip()
    if not text:
        return clock.today()
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("bodies.day_unfit", figures={"text": text}) from error


def said(request: HttpRequest, name: str = "reason") -> str:
    """Return a text of a small form, cut to what its column holds."""
    return request.POST.get(name, "")[:WORDS]
