"""Establishments: what each town has, who takes up its posts."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.cadres import actions, listing
from gongzhi.cadres.fields import ROOM
from gongzhi.cadres.web.answering import (
    KEEPERS,
    READERS,
    actor_of,
    answered,
    area_of,
    day_in,
    done,
    pack_of,
    said,
    searched,
    shown_above,
)
from gongzhi.cadres.web.forms import AllotForm, FillForm
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.looking import finding
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import line_at

ALLOT, FILL = "cadres.allot_posts", "cadres.fill_posts"


@access(get=READERS)
def posts(request: HttpRequest) -> HttpResponse:
    """Show the establishments of an area: the total, what every town has, and how many of it are filled."""
    actor = actor_of(request)
    area = area_of(request, listing.READ_ESTABLISHMENT)
    shown = {
        **shown_above(request, area, "posts"),
        "schemes": listing.schemes_for(actor, area, clock.today()),
        "may_allot": actor.may(ALLOT, area.path),
        "may_fill": actor.may(FILL, area.path),
    }
    return render(request, "cadres/posts.html", shown)


@access(get=KEEPERS, post=KEEPERS, sample="scheme_town", body={"posts": "2", "basis": "编制文件"})
@idempotent
def allot(request: HttpRequest, key: str) -> HttpResponse:
    """Let a town have so many posts of an establishment."""
    actor = actor_of(request)
    area = area_of(request, ALLOT)
    item = pack_of(area).list(ROOM, "schemes").item(key)
    if item is None:
        raise NotVisible
    form = AllotForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> object:
        return actions.allot_posts(by=actor, scheme=key, area_id=area.id, now=clock.now(), **given)

    shown = {
        "title": _("分配：%(label)s") % {"label": item.label()},
        "lead": area.name,
        "back": reverse("cadres:posts"),
        "button": _("分配"),
        "note": _("新的数代替原来的数。各处合计不能超过总数，也不能少于已经使用的。"),
    }
    return answered(request, form, act, to=reverse("cadres:posts"), shown=shown)


@access(get=KEEPERS, post=KEEPERS, sample="allotment")
@finding
@idempotent
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody take up a post of a town."""
    actor, today = actor_of(request), clock.today()
    found = listing.allotment_for(actor, pk)
    if not actor.may(FILL, found.path):
        raise NotVisible
    who = searched(request, actor)
    form = FillForm(request.POST or None, persons=who["options"])

    def act(given: Mapping[str, Any]) -> object:
        person, from_on = int(given["person"]), given["from_on"]
        return actions.fill_allotment(by=actor, allotment_id=pk, person_id=person, from_on=from_on, now=clock.now())

    label = listing.scheme_label(pack_at(path=found.path, on=today), found)
    shown = {
        "title": _("使用：%(label)s") % {"label": label},
        "lead": line_at(found.path, today).name,
        "back": reverse("cadres:posts"),
        "button": _("登记使用"),
        **who,
    }
    return answered(request, form, act, to=reverse("cadres:posts"), shown=shown, template="cadres/form.html")


@access(post=KEEPERS, sample="filling", body={"reason": "调离"})
@require_POST
@idempotent
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a post of a town be free again."""
    actions.end_filling(
        by=actor_of(request), filling_id=pk, last_on=day_in(request), reason=said(request), now=clock.now()
    )
    return done(request, "cadres:posts")
