"""
How a room brings operations: each declares who may reach it, and every POST counts once per `Idempotency-Key`.

A room's `api.py` makes a `Router`; `config` mounts them all on one `Api`. The declaration `@access(…)` stands beside
the operation as it does beside a page, holds for it in the same way and is walked by the same rights matrix.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja import Router as NinjaRouter
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.utils import check_csrf

from gongzhi.kernel.access import Access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.middleware import API, OPEN311, open311_error, problem, told
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words

BAD_REQUEST, FORBIDDEN, UNPROCESSABLE = 400, 403, 422  # RFC 9110, section 15.5
SESSION: dict[str, list[str]] = {"session": []}
PROBLEM = {"$ref": "#/components/responses/Problem"}
KEY = {"$ref": "#/components/parameters/IdempotencyKey"}

View = Callable[..., HttpResponseBase]


class Declared(NamedTuple):
    """What the operations at one address declare together, and the module they stand in."""

    access: Access
    module: str


def documented(access: Access, method: str) -> dict[str, object]:
    """Return what the document says of an operation beyond types: how it says no, who gets in, the key of a POST."""
    is_public = "visitor" in access.methods[method]
    noes = {"404", "422"} | (set() if is_public else {"401", "403"}) | ({"400", "403"} if method == "POST" else set())
    said: dict[str, object] = {
        "responses": dict.fromkeys(sorted(noes), PROBLEM),
        "security": [{}, SESSION] if is_public else [SESSION],
        "x-roles": sorted(access.methods[method]),
    }
    return said | ({"parameters": [KEY]} if method == "POST" else {})


class Router(NinjaRouter):
    """Hold the operations of a room. Each carries `@access` and names its address (`url_name`)."""

    def __init__(self, *, tag: str) -> None:
        super().__init__(tags=[tag])
        self.declared: dict[str, Declared] = {}

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **details: Any) -> None:
        """
        Add an operation of one method, as ninja's decorators do.

        :raises AttributeError: it carries no `@access`.
        """
        name, access = details["url_name"], view_func.access  # type: ignore[attr-defined]  # the mark of `@access`
        known = self.declared.get(name)
        self.declared[name] = Declared(known.access.joined(access) if known else access, view_func.__module__)
        details["operation_id"] = view_func.__name__
        details["summary"] = view_func.__name__.replace("_", " ").capitalize()
        details["openapi_extra"] = documented(access, methods[0])
        super().add_api_operation(path, methods, view_func, **details)


class Renderer(JSONRenderer):
    """Write characters as they are, which is half as long and can be read."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


class Api(NinjaAPI):
    """Mount routers, and guard every address as its operations declare."""

    def set_default_exception_handlers(self) -> None:
        """Answer for requests that cannot be read; refusals and faults go up to the middleware, as from pages."""
        self.add_exception_handler(ValidationError, unfit)  # type: ignore[arg-type]  # it is given the fault itself
        self.add_exception_handler(HttpError, unreadable)  # type: ignore[arg-type]  # the same

    def mount(self, *routers: Router) -> None:
        """Take in the operations of these routers."""
        self.declared = {name: declared for router in routers for name, declared in router.declared.items()}
        for router in routers:
            self.add_router("", router)

    @property
    def urls(self) -> tuple[list[URLPattern | URLResolver], str, str]:
        """Return one pattern per address that operations declare something about."""
        patterns, app, space = super().urls
        named = {str(each.name): each for each in reversed(patterns) if isinstance(each, URLPattern)}
        return [pattern_of(named[name], declared) for name, declared in self.declared.items()], app, space


def pattern_of(pattern: URLPattern, declared: Declared) -> URLPattern:
    """Return a pattern whose view is guarded, counts a POST once, and carries what its operations declare."""
    view: Any = guard(idempotent(pattern.callback))
    view.access, view.__module__ = declared.access, declared.module
    return URLPattern(pattern.pattern, view, pattern.default_args, pattern.name)


def guard(view: View) -> View:
    """
    Ask whoever writes with a session for the form token, as forms do, and let no cache between keep an answer.

    Without a session there is none to abuse. An answer may rest on a header (a claim code) that caches overlook.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: object, **kwargs: object) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and check_csrf(request) is not None:
            return forged(request)
        return view(request, *args, **kwargs)

    return csrf_exempt(never_cache(guarded))


def forged(request: HttpRequest) -> HttpResponse:
    """Return the answer to a request that writes with a session and without the form token."""
    said = in_words(Refusal("kernel.token_missing"))
    return for_program(request, status=FORBIDDEN, title=said.title, body=told(said))


def for_program(request: HttpRequest, *, status: int, title: str, body: dict[str, object]) -> HttpResponse:
    """Return what stands in a program's way in the words of the API it asked: a problem document, or GeoReport's."""
    if request.path.startswith(OPEN311):
        return open311_error(request, status=status, text=title)
    return problem(status=status, title=title, body=body)


def not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    """Return the answer to a method that an address does not take: a program's in the body of its API, else empty."""
    allowed = sorted(methods)
    answer: HttpResponse = HttpResponseNotAllowed(allowed)
    if request.path.startswith((API, OPEN311)):
        title = _("这个地址不接受 %(method)s，可以用 %(methods)s。") % {
            "method": request.method,
            "methods": _("、").join(allowed),
        }
        status = HTTPStatus.METHOD_NOT_ALLOWED
        answer = for_program(request, status=status, title=title, body={})
        answer["Allow"] = ", ".join(allowed)
    return answer


def unfit(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Return the answer to a request that is not what the document asks for, with each place that is wrong."""
    said = in_words(Refusal("kernel.request_unfit"))
    errors = [
        {"at": ".".join(map(str, error["loc"])), "code": error["type"], "message": error["msg"]}
        for error in fault.errors
    ]
    return problem(status=UNPROCESSABLE, title=said.title, body=told(said) | {"errors": errors})


def unreadable(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """Return the answer to a body that is no JSON."""
    said = in_words(Refusal("kernel.body_unreadable"))
    return problem(status=fault.status_code, title=said.title, body=told(said))
