"""Pages that belong to no single room, and the two ways of reading: large type and language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from gongzhi.kernel.access import EVERYONE, SIGNED_IN, access
from gongzhi.portal.context import ELDER_COOKIE, PLACE_COOKIE

YEAR = 365 * 24 * 60 * 60  # seconds a way of reading is remembered
LASTING = {"max_age": YEAR, "samesite": "Lax", "httponly": True}

__all__ = ("PLACE_COOKIE", "elder", "home", "language", "more")


def way_back(request: HttpRequest) -> str:
    """Return the page to go back to: an address of this site, else the home page."""
    target = request.GET.get("next", "/")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/"


@access(get=EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Show where to find one's village, and where to follow a request."""
    return render(request, "portal/home.html", {})


@access(get=EVERYONE, sample="elder")
def elder(request: HttpRequest, mode: str) -> HttpResponse:
    """Turn large type on or off for this browser and go back."""
    response = redirect(way_back(request))
    if mode == "on":
        response.set_cookie(ELDER_COOKIE, "1", max_age=YEAR, samesite="Lax", httponly=True)
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response


@access(get=EVERYONE, sample="language")
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language of this browser and go back."""
    response = redirect(way_back(request))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, code, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@access(get=SIGNED_IN)
def more(request: HttpRequest) -> HttpResponse:
    """Show what does not fit the bar of a phone: the other rooms, the account, ways of reading."""
    return render(request, "portal/more.html", {})
