"""One person: what is recorded, sealed values masked, who looked; whole values for a reason and after a fresh proof."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.due import due_badge
from gongzhi.kernel.proving import proved, take_kept
from gongzhi.people import actions, queries
from gongzhi.people.asked import requests_of
from gongzhi.people.rules import Asked, Closing, Kin, Paper, Residence
from gongzhi.people.web.pieces import (
    ASKED,
    CLOSINGS,
    KINDS,
    MOST_TYPED,
    PAPERS,
    READERS_OF_ONE,
    RESIDENCES,
    SEXES,
    actor_of,
    comma,
    page_of,
)
from gongzhi.territory.queries import full_name


@access(get=READERS_OF_ONE, sample="person")
@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person to whoever serves their area, or to themselves; phone and number are masked."""
    return _shown(request, pk)


@access(post=READERS_OF_ONE, sample="person", body={"reason": "通知领取证件"})
@never_cache
@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole phone once; who looked and why is kept, and the person can see it."""

    def look() -> HttpResponse:
        whole = actions.show_phone(by=actor_of(request), person_id=pk, reason=_reason(request), now=clock.now())
        return _shown(request, pk, whole_phone=whole)

    return proved(request, look, back=page_of(pk))


@access(post=READERS_OF_ONE, sample="person", body={"reason": "核对参保材料"})
@never_cache
@require_POST
def number(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole number of the person's paper once; who looked and why is kept, and the person can see it."""

    def look() -> HttpResponse:
        whole = actions.show_number(by=actor_of(request), person_id=pk, reason=_reason(request), now=clock.now())
        return _shown(request, pk, whole_number=whole)

    return proved(request, look, back=page_of(pk))


def _requests(found: Any) -> list[tuple[object, object, object]]:
    """Return what the person asked about their data, each with its kind and its due badge."""
    now, calendar = clock.now(), load_calendar()
    return [
        (
            each,
            ASKED[Asked(each.kind)],
            due_badge(at=each.due_at, now=now, closed_at=each.answered_at, calendar=calendar),
        )
        for each in requests_of(found)
    ]


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:MOST_TYPED]


def _shown(request: HttpRequest, pk: int, *, whole_phone: str = "", whole_number: str = "") -> HttpResponse:
    actor = actor_of(request)
    found = queries.person_for(actor, pk)
    relatives = queries.relatives_of(pk)
    names = queries.names_of(relatives)
    today = clock.today()
    shown = {
        "person": found,
        "sep": comma(),
        "is_oneself": actor.person_id == pk,
        "may_list": bool(actor.reaches("people.read_person")),
        "may_keep": queries.may_keep(actor, found),
        "may_show_number": queries.may_show_number(actor, found),
        "area": full_name(found.area_path, today),
        "residence": RESIDENCES[Residence(found.residence)],
        "sex": SEXES[found.sex] if found.sex else "",
        "relation": queries.relations_at(found.area_path, today).get(found.relation, "") if found.relation else "",
        "paper": PAPERS[Paper(found.paper)] if found.paper else "",
        "phone": queries.masked_phone(found),
        "number": queries.masked_number(found),
        "whole_phone": whole_phone,
        "whole_number": whole_number,
        "closing": CLOSINGS[Closing(found.closed_reason)] if found.closed_reason else "",
        "doubles": queries.same_number(actor, found),
        "looks": queries.looks_at(found),
        "requests": _requests(found),
        "kept": take_kept(request, back=page_of(pk)) if request.method == "GET" else {},
        "relatives": [(names[each], KINDS[Kin(kind)]) for each, kind in relatives.items()],
        "household": [each for each in queries.members_of(found.household_id) if each[0] != pk]
        if found.household_id
        else [],
    }
    return render(request, "people/person.html", shown)
