"""Give every request its actor, and hold it to what the view declares about methods and visitors."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import resolve_url

from gongzhi.accounts import queries, sessions
from gongzhi.kernel.access import Access, Request
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.clock import now, setting
from gongzhi.kernel.middleware import API, problem

UNAUTHORIZED = 401  # RFC 9110, section 15.5.2
Answer = Callable[[HttpRequest], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts; a request without a session cookie costs no query."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return VISITOR
    proved = sessions.proved_at(request)
    stepped_up = proved + setting().offset if proved else None
    return queries.actor_for(user=request.user, now=now(), stepped_up_at=stepped_up)


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Return the way to the sign-in page and back; a program is told that it must sign in."""
    if request.path.startswith(API):
        return problem(status=UNAUTHORIZED, title="Unauthorized", body={})
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(resolve_url(settings.LOGIN_URL) + (f"?{query}" if query else ""))


class ActorMiddleware:
    """Set `request.actor`; answer 405 to undeclared methods, and ask visitors to sign in where they are not meant."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on with its actor."""
        cast("Request", request).actor = actor_of(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Return the answer that needs no view, or nothing."""
        declared: Access | None = getattr(view, "access", None)
        if declared is None:
            return None
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in declared.methods:
            return HttpResponseNotAllowed(sorted(declared.methods))
        actor = cast("Request", request).actor
        return sign_in_first(request) if actor.is_anonymous and "visitor" not in declared.methods[method] else None
