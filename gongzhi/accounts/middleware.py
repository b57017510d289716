"""Give every request its actor, and hold it to what the view declares about methods and visitors."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from gongzhi.accounts import queries, sessions
from gongzhi.kernel.access import Access, Request
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.api.routes import not_allowed
from gongzhi.kernel.clock import now, setting
from gongzhi.kernel.middleware import API, problem
from gongzhi.kernel.queries import is_demo

UNAUTHORIZED = 401  # RFC 9110, section 15.5.2
FORBIDDEN = 403  # RFC 9110, section 15.5.4
# What staff may do before they have their second factor: set it up, read in their own way, leave, be somebody else.
BEFORE_ENROLMENT = frozenset(
    {
        "accounts:demo_sign_in",
        "accounts:enrol",
        "accounts:second_factor",
        "accounts:sign_in",
        "accounts:sign_out",
        "portal:elder",
        "portal:language",
    }
)
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


def must_enrol(request: Request) -> bool:
    """Tell whether this is somebody with a post and without a second factor, outside a demonstration."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    if not request.actor.posts or view in BEFORE_ENROLMENT:
        return False
    return request.user.is_authenticated and request.user.totp_confirmed_at is None and not is_demo()


def enrol_first(request: HttpRequest) -> HttpResponseBase:
    """Return the way to setting up the second factor; a program is told that it must."""
    if request.path.startswith(API):
        return problem(status=FORBIDDEN, title="Second factor required", body={})
    return HttpResponseRedirect(resolve_url("accounts:enrol"))


class ActorMiddleware:
    """
    Set `request.actor`, and answer for the view where its declaration is enough to answer.

    Undeclared methods are 405, visitors are asked to sign in where they are not meant, and staff without a second
    factor are led to set it up before anything else.
    """

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
            return not_allowed(request, declared.methods)
        if cast("Request", request).actor.is_anonymous:
            return None if "visitor" in declared.methods[method] else sign_in_first(request)
        return enrol_first(request) if must_enrol(cast("Request", request)) else None
