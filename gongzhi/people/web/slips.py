"""Printing the slip with which a resident opens an account."""

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.proving import proved
from gongzhi.people import actions
from gongzhi.people.web.pieces import KEEPERS_OF_ONE, actor_of, page_of


@access(post=KEEPERS_OF_ONE, sample="person")
@never_cache
@require_POST
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a slip for a person who stands at the window and show it this once, to be printed."""

    def make() -> HttpResponse:
        made, code = actions.issue_slip(by=actor_of(request), person_id=pk, now=clock.now())
        address = request.build_absolute_uri(resolve_url(settings.LOGIN_URL))
        picture = segno.make(address, error="m").svg_data_uri(scale=4, border=2, omitsize=True)
        shown = {"slip": made, "person": made.person, "code": code, "address": address, "qr": picture}
        return render(request, "people/slip.html", shown)

    return proved(request, make, back=page_of(pk))
