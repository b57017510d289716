"""Give every request its actor, and hold it to what the view declares about methods and visitors."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from gongzhi.accounts import actions, queries, sessions
from gongzhi.kernel.access import Access, Request
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.api.routes import not_allowed
from gongzhi.kernel.clock import machine_now, now, setting
from gongzhi.kernel.middleware import API, problem
from gongzhi.kernel.queries import is_demo

UNAUTHORIZED = 401  # RFC 9110, section 15.5.2
FORBIDDEN = 403  # RFC 9110, section 15.5.4
# What somebody may do whose account is not yet safe: read in their own way, leave, be somebody else, and mend it.
ANYWAY = frozenset(
    {
        "accounts:demo_sign_in",
        "accounts:second_factor",
        "accounts:sign_in",
        "accounts:sign_out",
        "portal:elder",
        "portal:language",
    }
)
ENROLLING = ANYWAY | {"accounts:enrol", "accounts:passkeys", "accounts:passkey_new_challenge", "accounts:prove"}
CHANGING = ANYWAY | {"accounts:password"}
Answer = Callable[[HttpRequest], HttpResponseBase]


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts; a request without a session cookie costs no query. A session of staff may end by itself."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return VISITOR
    proved = sessions.proved_at(request)
    stepped_up = proved + setting().offset if proved else None
    actor = queries.actor_for(user=request.user, now=now(), stepped_up_at=stepped_up)
    if not actor.posts or not sessions.is_over(request, at=machine_now()):
        return actor
    actions.sign_out(by=actor, session_key=request.session.session_key or "", now=now())
    sessions.leave(request)
    cast("Any", request).has_ended = True
    return VISITOR


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Return the way to the sign-in page and back; a program is told that it must sign in."""
    if request.path.startswith(API):
        return problem(status=UNAUTHORIZED, title="Unauthorized", body={})
    if getattr(request, "has_ended", False):
        messages.info(request, _("很久没有操作，或者登录已经很久，为了安全已退出。请重新登录。"))
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(resolve_url(settings.LOGIN_URL) + (f"?{query}" if query else ""))


def mend_first(request: Request) -> HttpResponseBase | None:
    """Return the way to making an account safe that is not, outside a demonstration; a program is told that it must."""
    user, is_staff = request.user, bool(request.actor.posts)
    if not user.is_authenticated:
        return None
    if queries.must_change_password(user, is_staff=is_staff, now=now()):
        allowed, way, told = CHANGING, "accounts:password", "Password must be changed"
    elif is_staff and not queries.has_second_factor(user):
        allowed, way, told = ENROLLING, "accounts:enrol", "Second factor required"
    else:
        return None
    view = request.resolver_match.view_name if request.resolver_match else ""
    if view in allowed or is_demo():
        return None
    if request.path.startswith(API):
        return problem(status=FORBIDDEN, title=told, body={})
    return HttpResponseRedirect(resolve_url(way))


class ActorMiddleware:
    """
    Set `request.actor`, and answer for the view where its declaration is enough to answer.

    Who acts is looked up when it is first asked. Undeclared methods are 405, visitors are asked to sign in where they
    are not meant, and whose account is not safe yet is led to make it so before anything else.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on with its actor; of an answer to somebody's session no browser keeps a copy."""
        cast("Request", request).actor = cast("Actor", SimpleLazyObject(lambda: actor_of(request)))
        answer = self.get_response(request)
        if getattr(request, "has_changed_hands", False):
            sessions.empty(answer)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not answer.has_header("Cache-Control"):
            add_never_cache_headers(answer)
        return answer

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
        return mend_first(cast("Request", request))
