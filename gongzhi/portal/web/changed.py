"""The page of a change of the tree that was carried out, and its notice on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongzhi.cases.web.following import sent
from gongzhi.kernel import clock
from gongzhi.kernel.access import Request, access
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.portal.actions import print_notice
from gongzhi.portal.area import area_for
from gongzhi.portal.changed import sheet_of
from gongzhi.portal.web.area import REACHING


@access(get=REACHING, sample="change")
def changed(request: Request, pk: int) -> HttpResponse:
    """
    Show a change that was carried out to whoever has a post reaching an area it was about.

    :raises NotVisible: there is none, or no post of theirs reaches it.
    """
    sheet = sheet_of(request.actor, pk, today=clock.today())
    now = [(line.name, page_of(request, line.id)) for line in sheet.now]
    return render(request, "portal/changed.html", {"sheet": sheet, "change": sheet.change, "now": now})


def page_of(request: Request, area_id: int) -> str:
    """Return the page of an area, "" where no post of the actor reaches it."""
    try:
        return reverse("portal:area", args=[area_for(request.actor, area_id, clock.today()).id])
    except NotVisible:
        return ""


@access(post=REACHING, sample="change")
@require_POST
def notice(request: Request, pk: int) -> HttpResponse:
    """
    Print the notice.

    :raises NotVisible: there is no such change, or no post of theirs reaches it.
    """
    sheet = sheet_of(request.actor, pk, today=clock.today())
    place = sheet.now[0] if sheet.now else sheet.about
    address = request.build_absolute_uri(reverse("portal:village", args=[place.id]))
    content = print_notice(by=request.actor, change_id=pk, address=address, now=clock.now())
    return sent(content, "application/pdf", "区划变更通知.pdf")
