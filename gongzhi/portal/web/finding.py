"""Find your village: by name or pinyin, or down the tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, access
from gongzhi.portal.context import address
from gongzhi.portal.finding import branches, find

MOST_TYPED = 40  # characters of a search; the longest name of a village has fewer


@access(get=EVERYONE)
def home(request: HttpRequest) -> HttpResponse:
    """Show where to find one's village, and where to follow a request."""
    found = {"branches": branches(None, clock.today()), "follow_url": address("cases:follow")}
    return render(request, "portal/home.html", found)


@access(get=EVERYONE)
def search(request: HttpRequest) -> HttpResponse:
    """Show the areas a name or its pinyin finds; only the results when a part of a page asks for them."""
    text = request.GET.get("q", "").strip()[:MOST_TYPED]
    cases_url = address("cases:list") if getattr(request, "is_staff", False) else ""
    found = {"text": text, "found": find(text, clock.today()), "cases_url": cases_url}
    if request.headers.get("HX-Request") == "true":
        return render(request, "portal/_found.html", found)
    return render(request, "portal/search.html", found | {"branches": branches(None, clock.today())})
