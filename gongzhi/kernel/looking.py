"""
Keep what people are looked for by out of addresses: these stand in histories of browsers and in logs of proxies.

A form of search is posted with the field `find`; the answer leads back to the same page, with what was typed sealed in
the address for this account alone. Pages read it with `sought`.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from gongzhi.kernel.paging import AFTER, BEFORE, FROM
from gongzhi.kernel.sealing import open_token, seal_token

FIND, WHOM, COLUMN = "find", "whom", "kernel.sought"
LONGEST = 60
KEPT_APART = frozenset({FIND, "csrfmiddlewaretoken"})
TURNS = (AFTER, BEFORE, FROM)
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def sought(request: HttpRequest, name: str) -> str:
    """Return what was typed into a field of the search; what stands in the address in the clear counts as well."""
    text = open_token(request.GET.get(WHOM, ""), column=COLUMN, row=_row(request))
    typed: dict[str, str] = json.loads(text) if text else {}
    return (typed.get(name) or request.GET.get(name, "")).strip()[:LONGEST]


def finding(view: View) -> View:
    """Let the search of a page be posted; everything else is the view's."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "POST" and request.POST.get(FIND):
            return _led_back(request)
        return view(request, *args, **kwargs)

    return wrapped  # type: ignore[return-value]  # it takes and gives what the view does


def _led_back(request: HttpRequest) -> HttpResponseBase:
    """Lead back to the page with what was typed sealed; what else stood in the address stays, but for the place."""
    typed = {name: str(value)[:LONGEST] for name, value in request.POST.items() if name not in KEPT_APART}
    stays = {name: value for name, value in request.GET.items() if name not in {WHOM, *TURNS, *typed}}
    token = seal_token(json.dumps(typed), column=COLUMN, row=_row(request))
    return HttpResponseRedirect(f"{request.path}?{urlencode({**stays, WHOM: token})}")


def _row(request: HttpRequest) -> str:
    """Return whom a search is sealed for."""
    return str(request.actor.account_id or "")  # type: ignore[attr-defined]  # set by the actor middleware
