"""
Pages opened inside a restored copy: rows that are all there prove little if the site cannot show them.

`python -m gongzhi.config.backups.pages` brings the copy that `DATABASE_URL` names to the version of this program, asks
the site itself for some pages, and prints as JSON which it opened and what was wrong. It signs somebody in who reads
the newest request, so it is for copies that are thrown away.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongzhi.accounts.models import User
    from gongzhi.cases.models import Case

OK = 200  # RFC 9110, section 15.3.1


@dataclass(frozen=True, slots=True)
class Opened:
    """Hold the pages that were opened, by their keys, and what was wrong with others."""

    pages: list[str]
    faults: list[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold a page to be opened: what must stand on it, and who looks, None for a visitor."""

    key: str
    path: str
    words: tuple[str, ...]
    user: "User | None" = None


def wanted() -> Iterator[Wanted]:
    """
    Yield the pages to be opened: the first page, that of a village, and the newest request, with its number.

    What is not there in this copy is left out, as is a request that no safe account reads.
    """
    from django.urls import reverse

    from gongzhi.cases.models import Case
    from gongzhi.cases.queries import number_of
    from gongzhi.kernel.clock import today
    from gongzhi.territory.models import Area
    from gongzhi.territory.queries import area_line, children_of

    tops = children_of(None, today())
    yield Wanted("home", reverse("portal:home"), tuple(line.name for line in tops[:1]))
    case = Case.objects.order_by("-pk").first()
    villages = Area.objects.filter(level="village", to_on=None).order_by("pk").values_list("pk", flat=True)
    village = (villages.filter(pk=case.in_village or 0).first() if case else None) or villages.first()
    if village is not None:
        yield Wanted("village", reverse("portal:village", args=[village]), (area_line(village, today()).name,))
    user = reader_of(case) if case else None
    if case and user:
        yield Wanted("request", reverse("cases:detail", args=[case.pk]), (number_of(case), case.title), user)


def reader_of(case: "Case") -> "User | None":
    """Return an account that may read a request and needs no mending before it sees a page."""
    from gongzhi.accounts.models import User
    from gongzhi.accounts.queries import actor_for, has_second_factor, must_change_password
    from gongzhi.cases.queries import Filter, filtered
    from gongzhi.kernel.clock import now
    from gongzhi.kernel.queries import is_demo

    at = now()
    for user in User.objects.filter(closed_at=None, person__isnull=False).order_by("pk").iterator():
        is_safe = has_second_factor(user) and not must_change_password(user, is_staff=True, now=at)
        if (is_safe or is_demo()) and filtered(actor_for(user=user, now=at), Filter(), at).filter(pk=case.pk).exists():
            return user
    return None


def cookie_of(user: "User") -> str:
    """Sign an account in, and return the cookie its browser would send."""
    from django.conf import settings
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from gongzhi.accounts import sessions
    from gongzhi.kernel.clock import machine_now, now

    request = HttpRequest()
    request.session = SessionStore()
    sessions.enter(request, user=user, at=machine_now(), now=now())
    cookie = SimpleCookie({settings.SESSION_COOKIE_NAME: request.session.session_key or ""})
    return cookie.output(header="", sep=";").strip()


def fault_of(page: Wanted) -> str:
    """Return what is wrong with a page as the site answers it, "" for nothing."""
    from django.conf import settings

    from gongzhi.config.wsgi import application

    said: list[str] = []
    host = next(name for name in (*settings.ALLOWED_HOSTS[::-1], "localhost") if name and name[0] not in "*.")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": page.path, "QUERY_STRING": "", "SERVER_NAME": host, "SERVER_PORT": "443",
        "HTTP_HOST": host, "REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": True,
    }  # fmt: skip
    if page.user is not None:
        environ |= {"HTTP_COOKIE": cookie_of(page.user)}
    with closing(application(environ, lambda status, headers, exc=None: said.append(status))) as answer:
        body = b"".join(answer)
    if not said[0].startswith(f"{OK} "):
        return f"page {page.key}: {said[0]}"
    missing = [words for words in page.words if words not in unescaped(body)]
    return f"page {page.key}: {len(missing)} of {len(page.words)} things are not on it" if missing else ""


def unescaped(body: bytes) -> str:
    """Return the text of a page with the signs it stands for."""
    import html

    return html.unescape(body.decode())


def open_pages() -> Opened:
    """Open the pages one after the other; what goes wrong with one is said and stops none of the others."""
    found = Opened([], [])
    for page in wanted():
        try:
            fault = fault_of(page)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what this looks for
            fault = f"page {page.key}: {type(error).__name__}"
        found.faults.append(fault) if fault else found.pages.append(page.key)
    return found


def main() -> None:
    """Bring the copy to this version and print what was opened."""
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # a drill needs no styles laid out
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    json.dump(asdict(open_pages()), sys.stdout)


if __name__ == "__main__":
    main()
