"""What every page knows: who acts, which place, the way around, large type, the demonstration's date."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gongzhi.accounts import watermark
from gongzhi.accounts.queries import protection
from gongzhi.kernel import clock
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.wording import Text
from gongzhi.territory.queries import AreaLine, lines_of

ELDER_COOKIE = f"{settings.COOKIE_PREFIX}gz_elder"
PLACE_COOKIE = f"{settings.COOKIE_PREFIX}gz_place"
YEAR = 365 * 24 * 60 * 60  # seconds a way of reading and a place are remembered
LASTING: dict[str, Any] = {
    "max_age": YEAR,
    "samesite": "Lax",
    "httponly": True,
    "secure": settings.SESSION_COOKIE_SECURE,
}


@dataclass(frozen=True, slots=True)
class Way:
    """Hold one entry of a navigation; `count` is the number of open items, None where nothing is counted."""

    name: Text
    url: str
    icon: str
    is_current: bool
    count: int | None = None


# name, address name, icon, and the right without which there is nothing to see; an entry without an address is left out
ROOMS = (
    (_("今天"), "portal:today", "today", ""),
    (_("办件"), "cases:list", "inbox", "cases.read_cases"),
    (_("区域"), "portal:areas", "tree", ""),
    (_("人员"), "people:list", "users", "people.read_person"),
    (_("组织"), "bodies:home", "building", "bodies.read_body"),
    (_("干部"), "cadres:home", "swap", "cadres.read_postings"),
    (_("账号"), "accounts:accounts", "key", "accounts.read_accounts"),
    (_("留痕"), "portal:journal", "history", "kernel.read_journal"),
    (_("规则与设置"), "policy:packs", "gear", ""),
    (_("系统状态"), "portal:system", "lock", "kernel.read_system"),
)
MOST_DIGITS = 18  # of an area's number in a cookie; a longer one is no number of ours
ON_A_PHONE = 4  # five entries fit a 320 px bar: four rooms and the way to the rest


def address(name: str, *arguments: object, query: str = "") -> str:
    """Return the address of a named page, or "" where the room has none."""
    try:
        return reverse(name, args=arguments) + query
    except NoReverseMatch:
        return ""


def is_here(request: HttpRequest, url: str) -> bool:
    """Tell whether the page shown is this one or lies under it."""
    path = url.split("?")[0].split("#")[0]
    return request.path == path if path == "/" else request.path.startswith(path)


def remembered_place(request: HttpRequest) -> int | None:
    """Return the area this browser last looked at; whether there is such an area is not asked."""
    kept = request.COOKIES.get(PLACE_COOKIE, "")
    return int(kept) if kept.isascii() and kept.isdigit() and len(kept) <= MOST_DIGITS else None


def place_of(request: HttpRequest) -> AreaLine | None:
    """Return the remembered place as it is today; None when there is none, or none any more."""
    kept = remembered_place(request)
    return lines_of([kept], clock.today()).get(kept) if kept else None


def public_ways(request: HttpRequest) -> tuple[Way, ...]:
    """Return the public entries; the first leads to the remembered village, and a request begins there too."""
    kept = remembered_place(request)
    entries = (
        (_("本村"), address("portal:village", kept) if kept else address("portal:home"), "home"),
        (_("反映诉求"), address("cases:ask", query=f"?area={kept}" if kept else ""), "edit"),
        (_("我的"), address("cases:follow"), "user"),
    )
    return tuple(Way(name, url, icon, "#" not in url and is_here(request, url)) for name, url, icon in entries if url)


def staff_ways(request: HttpRequest, actor: Actor) -> tuple[Way, ...]:
    """Return the rooms of the staff rail that the actor may enter."""
    found = ((name, address(key), icon) for name, key, icon, right in ROOMS if not right or actor.reaches(right))
    return tuple(Way(name, url, icon, is_here(request, url)) for name, url, icon in found if url)


def demo_day() -> object:
    """Return the day shown in the banner of a demonstration whose clock was moved, else None."""
    setting = clock.setting()
    return clock.now() if setting.is_demo and setting.offset else None


def way_to_here(request: HttpRequest) -> str:
    """Return the address that shows this page again; where it is only the answer to a press, the page pressed on."""
    match = request.resolver_match
    declared = getattr(match.func, "access", None) if match else None
    if declared is None or "GET" in declared.methods:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return urlunsplit(("", "", *urlsplit(came_from)[2:4], "")) if came_from and is_ours else "/"


def watermark_for(actor: Actor) -> str:
    """Return the watermark of pages of staff, "" where this site has none."""
    return watermark.picture(actor.name, now=clock.now()) if protection().has_watermark and actor.posts else ""


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the variables of the page shells. What needs the database is asked only by the template that shows it."""
    actor = getattr(request, "actor", VISITOR)
    ways = SimpleLazyObject(lambda: staff_ways(request, actor))
    return {
        "actor": actor,
        "is_staff": bool(actor.posts),
        "shell": "base_staff.html" if actor.posts else "base_public.html",
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "html_lang": "en" if get_language() == "en" else "zh-CN",
        "here": way_to_here(request),
        "place": SimpleLazyObject(lambda: place_of(request)),
        "nav": SimpleLazyObject(lambda: public_ways(request)),
        "rail": ways,
        "tabs": SimpleLazyObject(lambda: tuple(ways)[:ON_A_PHONE]),
        "demo_day": SimpleLazyObject(demo_day),
        "watermark": SimpleLazyObject(lambda: watermark_for(actor)),
        "today_url": address("portal:today"),
        "sign_in_url": address("accounts:sign_in"),
        "account_url": address("accounts:me"),
        "search_url": address("portal:search"),
    }
