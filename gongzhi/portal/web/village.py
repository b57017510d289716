"""The public page of an area: a village with who serves it and how to ask; above it, the way down the tree."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, access
from gongzhi.kernel.paths import ancestors, last_id
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import Text
from gongzhi.portal.context import LASTING, PLACE_COOKIE, address, remembered_place
from gongzhi.portal.finding import SEARCHED, branches, crumbs
from gongzhi.portal.village import served
from gongzhi.portal.web.area import asked_day
from gongzhi.territory.queries import AreaLine, area_line, ended_area
from gongzhi.territory.rules import Level

HOTLINE = "tel:12345"


@dataclass(frozen=True, slots=True)
class Quick:
    """Hold one of the few things people come for."""

    name: Text
    hint: Text
    url: str
    icon: str


def quick(area: AreaLine, pack_id: str) -> tuple[Quick, ...]:
    """Return what people come for, the request first; what no room offers is left out."""
    offered = (
        Quick(_("反映一件事"), _("不用注册，几分钟"), address("cases:ask", query=f"?area={area.id}"), "edit"),
        Quick(_("查进度"), _("用 8 位查询码"), address("cases:follow"), "search"),
        Quick(_("打 12345"), _("不方便上网，打电话说"), HOTLINE, "phone"),
        Quick(_("看规则"), _("这里的事按什么办"), address("policy:pack", pack_id), "book"),
    )
    return tuple(each for each in offered if each.url)


@access(get=EVERYONE, sample="village")
def village(request: HttpRequest, pk: int) -> HttpResponse:
    """
    Show an area as it is today, or was on a day before (`?on=2025-12-31`).

    A village is remembered for the next visit; a grid leads to its village, an area that is no more to what became of
    it.
    """
    now = clock.now()
    on = min(asked_day(request), now.date())
    try:
        area = area_line(pk, on)
    except NotVisible:
        return gone(request, pk, on)
    if area.level not in SEARCHED:
        return redirect("portal:village", last_id(ancestors(area.path)[-2]))
    found, is_today = served(area, now, on), on == now.date()
    known = {"area": area, "crumbs": crumbs(area.path, on), "served": found, "on": on, "is_today": is_today}
    if area.level != Level.VILLAGE:
        return render(request, "portal/area.html", known | {"branches": branches(area, on)})
    shown = known | {"place": area, "quick": quick(area, found.pack.id) if is_today else ()}
    response = render(request, "portal/village.html", shown)
    if not is_today:
        return response
    if remembered_place(request) != pk:
        response.set_cookie(PLACE_COOKIE, str(pk), **LASTING)
    return response


def gone(request: HttpRequest, pk: int, on: dt.date) -> HttpResponse:
    """
    Say what became of an area that is no more, and where its page of the last day is; a browser forgets it.

    :raises NotVisible: there was no such area before that day either.
    """
    ended = ended_area(pk, on)
    if ended is None:
        raise NotVisible
    last = ended.on - dt.timedelta(days=1)
    shown = {"ended": ended, "last": last, "then": address("portal:village", pk, query=f"?on={last.isoformat()}")}
    response = render(request, "portal/gone.html", shown)
    if remembered_place(request) == pk:
        response.delete_cookie(PLACE_COOKIE, samesite="Lax")
    return response
