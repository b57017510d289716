"""Turn what the rooms raise into answers: a refusal is 422 with its sentence, what one may not see is 404."""

from collections.abc import Callable
from typing import cast
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import select_template
from django.utils.translation import gettext as _

from gongzhi.kernel.access import Request
from gongzhi.kernel.audit import acting_as, name_of
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import Said, cited, in_words

TEMPLATES = ["ui/refusal.html", "kernel/refusal_plain.html"]
API = "/api/"
PROBLEMS = "/api/v1/problems/"
OPEN311 = "/open311/"
MEGABYTE = 1024 * 1024
UNPROCESSABLE = 422  # RFC 9110, section 15.5.21
NOT_FOUND = 404


def problem(*, status: int, title: str, body: dict[str, object]) -> HttpResponse:
    """Return a problem document (RFC 9457) for the API."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, **body},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False, "default": str},
    )


def told(said: Said) -> dict[str, object]:
    """Return a refusal as the members of a problem document; `type` is where the refusal is explained."""
    return {
        "type": f"{PROBLEMS}{said.code}",
        "code": said.code,
        "detail": said.sentence,
        "ways": said.ways,
        "figures": dict(said.figures),
        "sources": said.sources,
        "clauses": [cited(ref) for ref in said.sources],
    }


def open311_error(request: HttpRequest, *, status: int, text: str) -> HttpResponse:
    """Return an error as GeoReport v2 wants it, in XML where the address ends in `.xml`."""
    if request.path.endswith(".xml"):
        error = f"<error><code>{status}</code><description>{escape(text)}</description></error>"
        body = f'<?xml version="1.0" encoding="utf-8"?><errors>{error}</errors>'
        return HttpResponse(body, status=status, content_type="text/xml; charset=utf-8")
    dumps = {"ensure_ascii": False}
    return JsonResponse([{"code": status, "description": text}], status=status, safe=False, json_dumps_params=dumps)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the answer to a refusal: a page, a problem document or a GeoReport error."""
    said = in_words(refusal)
    if request.path.startswith(OPEN311):
        return open311_error(request, status=UNPROCESSABLE, text=f"{said.title}：{said.sentence}")
    if request.path.startswith(API):
        return problem(status=UNPROCESSABLE, title=said.title, body=told(said))
    page = select_template(TEMPLATES).render({"refusal": said}, request)
    return HttpResponse(page, status=UNPROCESSABLE)


def not_visible(request: HttpRequest) -> HttpResponse:
    """Return the same answer as for an address that does not exist."""
    title = _("没有这一页")
    if request.path.startswith(OPEN311):
        return open311_error(request, status=NOT_FOUND, text=title)
    if request.path.startswith(API):
        return problem(status=NOT_FOUND, title=title, body={})
    return response_for_exception(request, Http404())


def too_large(request: HttpRequest) -> Refusal | None:
    """Return the refusal of a request that would not stay in memory; None for all others."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        return None
    return Refusal("kernel.upload_too_large", figures={"megabytes": settings.FILE_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE})


class VerdictMiddleware:
    """Answer for `Refusal` and `NotVisible` raised by a view, and for what is too large to be read at all."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; what a view raises is answered in `process_exception`."""
        refusal = too_large(request)
        return refused(request, refusal) if refusal else self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to what a view raised; anything else is a fault and goes on."""
        if isinstance(exception, Refusal):
            return refused(request, exception)
        if isinstance(exception, NotVisible):
            return not_visible(request)
        return None


class ActingMiddleware:
    """Let what a request writes carry its account in the record of changes; stands behind what sets `request.actor`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        with acting_as(lambda: name_of(cast("Request", request).actor)):
            return self.get_response(request)
