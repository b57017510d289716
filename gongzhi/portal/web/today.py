"""The first page of everybody with a post: what is due, by when, and what to press."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongzhi.kernel import clock
from gongzhi.kernel.access import STAFF, access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.portal.context import address
from gongzhi.portal.today import today_of


@access(get=STAFF)
def today(request: HttpRequest) -> HttpResponse:
    """
    Show what waits for this person, by deadline.

    :raises NotVisible: the person holds no post.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    if not actor.posts:
        raise NotVisible
    now = clock.now()
    shown = {
        "today": today_of(actor, now),
        "now": now,
        "new_url": address("cases:new") if actor.reaches("cases.file_case") else "",
        "list_url": address("cases:list") if actor.reaches("cases.read_cases") else "",
    }
    return render(request, "portal/today.html", shown)
