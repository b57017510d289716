"""The public page of an area: a village with who serves it and how to ask; above it, the way down the tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, access
from gongzhi.kernel.paths import ancestors, last_id
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.portal.context import LASTING, PLACE_COOKIE, remembered_place
from gongzhi.portal.finding import SEARCHED, branches, crumbs
from gongzhi.territory.queries import area_line
from gongzhi.territory.rules import Level


@access(get=EVERYONE, sample="village")
def village(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an area and remember a village for the next visit; a grid leads to its village."""
    today = clock.today()
    try:
        area = area_line(pk, today)
    except NotVisible:
        return forget(request, pk)
    if area.level not in SEARCHED:
        return redirect("portal:village", last_id(ancestors(area.path)[-2]))
    known = {"area": area, "crumbs": crumbs(area.path, today)}
    if area.level != Level.VILLAGE:
        return render(request, "portal/area.html", known | {"branches": branches(area, today)})
    response = render(request, "portal/village.html", known | {"place": area})
    if remembered_place(request) != pk:
        response.set_cookie(PLACE_COOKIE, str(pk), **LASTING)
    return response


def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """
    Lead a browser that remembers an area which is no more back to the start.

    :raises NotVisible: it was not the remembered one.
    """
    if remembered_place(request) != pk:
        raise NotVisible
    response = redirect("portal:home")
    response.delete_cookie(PLACE_COOKIE, samesite="Lax")
    return response
