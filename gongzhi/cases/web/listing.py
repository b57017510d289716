"""The list of requests, its sheet, and how long requests take."""

import datetime as dt
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.cases import actions, queries
from gongzhi.cases.queries import Case, Filter
from gongzhi.cases.web import shown
from gongzhi.cases.web.working import actor_of
from gongzhi.kernel import clock
from gongzhi.kernel.access import HANDLERS, access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import area_line, full_name, lines_of

PAGE = 20
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = HANDLERS - {"party_member", "department_desk"}


def require_staff(request: HttpRequest) -> Actor:
    """
    Return the actor of somebody who reads requests by post.

    :raises NotVisible: the actor reads none.
    """
    actor = actor_of(request)
    if not actor.reaches("cases.read_cases"):
        raise NotVisible
    return actor


def wanted_of(request: HttpRequest) -> Filter:
    """Return what the list is narrowed to, from the address."""
    given = request.GET
    area = given.get("area", "")
    path = area_line(int(area), clock.today()).path if area.isdigit() else ""
    state = given.get("state", "open")
    return Filter(
        path=path,
        item=given.get("item", ""),
        deed=given.get("deed", ""),
        is_open={"open": True, "closed": False}.get(state),
        is_late=state == "late",
        text=given.get("q", "").strip(),
    )


def address_with(request: HttpRequest, **changes: object) -> str:
    """Return the address of this list with some parts changed; None takes a part away."""
    given = request.GET.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value is not None:
            given[name] = str(value)
    return f"{request.path}?{given.urlencode()}" if given else request.path


@access(get=HANDLERS)
def list_cases(request: HttpRequest) -> HttpResponse:
    """Show requests, newest first, narrowed as wanted."""
    actor, now = require_staff(request), clock.now()
    before = request.GET.get("before", "")
    wanted = wanted_of(request)
    found = queries.cases_in(actor, wanted, before=int(before) if before.isdigit() else None, limit=PAGE + 1, now=now)
    page = found[:PAGE]
    states = (("open", _("未办结")), ("late", _("已超期")), ("closed", _("已办结")), ("all", _("全部")))
    chosen, totals = request.GET.get("state", "open"), queries.totals_for(actor)
    pills = [(label, address_with(request, state=key, before=None), key == chosen) for key, label in states]
    context = {
        "rows": rows_of(page, now=now),
        "pills": pills,
        "next_url": address_with(request, before=page[-1].pk) if len(found) > PAGE else "",
        "first_url": address_with(request, before=None) if before else "",
        "open_total": totals["cases.open"],
        "filed_total": totals["cases.filed"],
        "query": f"?{request.GET.urlencode()}",
        "wanted": wanted,
        "items": pack_at(path=actor.posts[0].path if actor.posts else "", on=now.date()).list("cases", "items").items,
        "may_file": bool(actor.reaches("cases.file_case")),
        "state": chosen,
    }
    return render(request, "cases/list.html", context)


def rows_of(cases: Sequence[Case], *, now: dt.datetime) -> list[shown.Row]:
    """Return requests as lines of a list, with the names of their areas read at once."""
    names = lines_of([case.area_id for case in cases], now.date())
    return [
        shown.row_of(
            case,
            now=now,
            area=names[case.area_id].name if case.area_id in names else "",
            url=reverse("cases:detail", args=[case.pk]),
        )
        for case in cases
    ]


@access(post=HANDLERS)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Give the list as xlsx; it is journalled."""
    actor = require_staff(request)
    content = actions.export_cases(by=actor, wanted=wanted_of(request), now=clock.now())
    response = HttpResponse(content, content_type=SHEET)
    response["Content-Disposition"] = f'attachment; filename="cases-{clock.today():%Y%m%d}.xlsx"'
    return response


@access(get=OFFICE)
def times(request: HttpRequest) -> HttpResponse:
    """Show how long requests take, per month of raising, for the actor's own area."""
    actor, today = require_staff(request), clock.today()
    ranges = [grant.path for grant in actor.reaches("cases.read_cases") if grant.reach != "own"]
    if not ranges:
        raise NotVisible
    given = request.GET.get("area", "")
    path = area_line(int(given), today).path if given.isdigit() else ranges[0]
    first = today.replace(year=today.year - 1, day=1)
    found = queries.settlement_times(actor, path=path, first=first, last=today)
    rows = [(shown.month_words(row.month), row, shown.length_words(row.median)) for row in found]
    return render(request, "cases/times.html", {"rows": rows, "area": full_name(path, today)})
