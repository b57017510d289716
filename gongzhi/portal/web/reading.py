"""The two ways of reading, large type and language, and what does not fit the bar of a phone."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from gongzhi.kernel.access import EVERYONE, SIGNED_IN, access
from gongzhi.portal.context import ELDER_COOKIE, LASTING


def way_back(request: HttpRequest) -> str:
    """Return the page to go back to: an address of this site, else the home page."""
    target = request.GET.get("next", "/")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


@access(get=EVERYONE, sample="elder")
def elder(request: HttpRequest, mode: str) -> HttpResponse:
    """Turn large type on or off for this browser and go back."""
    response = redirect(way_back(request))
    if mode == "on":
        response.set_cookie(ELDER_COOKIE, "1", **LASTING)
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


@access(get=EVERYONE, sample="language")
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language of this browser and go back."""
    response = redirect(way_back(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, **LASTING)
    return response


@access(get=SIGNED_IN)
def more(request: HttpRequest) -> HttpResponse:
    """Show what does not fit the bar of a phone: the other rooms, the account, ways of reading."""
    return render(request, "portal/more.html", {})
