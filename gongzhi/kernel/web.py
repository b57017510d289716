"""Pages of the kernel: whether this process lives, and whether it is ready."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from gongzhi import __version__
from gongzhi.kernel import clock, health
from gongzhi.kernel.access import EVERYONE, access

UNAVAILABLE = 503  # RFC 9110, section 15.6.4


@access(get=EVERYONE)
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else is asked."""
    return JsonResponse({"status": "ok", "version": __version__})


def seconds_since(moment: dt.datetime | None, now: dt.datetime) -> int | None:
    """Return the whole seconds since a moment, None when there was none."""
    return None if moment is None else max(int((now - moment).total_seconds()), 0)


@access(get=EVERYONE)
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be answered: 200, or 503 with what is missing."""
    found = health.look(now=clock.now)
    body = {
        "status": "ready" if found.is_ready else "not ready",
        "database": found.database,
        "open_migrations": found.open_migrations,
        "worker_seen_seconds_ago": seconds_since(found.worker_seen_at, clock.machine_now()),
        "oldest_job_waits_seconds": found.oldest_job_waits,
    }
    return JsonResponse(body, status=200 if found.is_ready else UNAVAILABLE)
