"""Give every request its actor."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gongzhi.accounts import queries
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.clock import now

Answer = Callable[[HttpRequest], HttpResponse]


def actor_middleware(answer: Answer) -> Answer:
    """Set `request.actor`; a request without a session cookie costs no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        request.actor = queries.actor_for(user=request.user, now=now()) if signed_in else VISITOR  # type: ignore[attr-defined,arg-type]
        return answer(request)

    return middleware
