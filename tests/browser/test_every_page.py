"""
Every page of the demonstration, for each kind of person, held against what every page promises.

A crawler follows the links of each person from their first page and asks for one page of each kind: the same view with
the same questions in its address. A kind of page built of pieces that were all seen on it looks alike for axe, so it is
laid before axe when a piece is new: on a phone and a desk, in large type, in English, and at 320 px for what scrolls
sideways. At the end no page of
the rooms may be left that nobody came to.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from playwright.sync_api import Page

from tests.browser.conftest import DESK, LOOKS, PHONE, sideways, violations
from tests.browser.desks import Resident, press

VILLAGE, TOWN, COUNTY = "rongyin", "xinhua", "huadu"
PERSONS = (
    "",
    f"{VILLAGE}.resident",
    f"{VILLAGE}.village_clerk",
    f"{VILLAGE}.grid_officer",
    f"{VILLAGE}.village_secretary",
    f"{VILLAGE}.supervision_head",
    f"{VILLAGE}.legal_adviser",
    f"{TOWN}.town_desk",
    f"{TOWN}.town_leader",
    f"{COUNTY}.department_desk",
    f"{COUNTY}.county_official",
    f"{COUNTY}.organisation_department",
    f"{COUNTY}.system_admin",
    f"{COUNTY}.security_admin",
    f"{COUNTY}.audit_admin",
    "yangjiaping.party_member",
    "chaobai.village_assistant",
    "zhongshan.organisation_department",
)
NARROW = 320

pytestmark = pytest.mark.once

LINK = re.compile(r'href="(/[^"#]*)')
PIECES = re.compile(r'class="([^"]*)"|action="([^"]*)"|<(?:input|select|textarea)[^>]* name="([^"]*)"')
# forms of bodies that the fortnight of a small demonstration leads nobody to
BODIES = {f"bodies:{name}" for name in ("contact", "edit", "member", "task", "tie")}
SWITCHES = {"portal:elder", "portal:language"}  # they change how one reads, and lead back
# pages of accounts that only some sites or holders have, and those behind a press
ACCOUNTS = {
    f"accounts:{name}"
    for name in ("enrol", "identity", "identity_back", "passkey", "phone", "phone_code", "prove", "second_factor")
}
PEOPLE = {f"people:{name}" for name in ("answer", "roster", "roster_columns")}
CADRES = {"bodies:roll", "bodies:term", "cadres:end", "cadres:move", "cadres:void"}
AREAS = {"portal:area_changed"}  # no area of the demonstration has changed
# test_accounts, test_areas, test_bodies, test_cadres, test_people, test_rosters
OWN_TESTS = {*ACCOUNTS, *AREAS, *BODIES, *CADRES, *PEOPLE}
FILES = {"cases:file", "cases:followed_file"}
AFTER_A_PRESS = {"cases:filed"}  # below, in the test of pages that follow a press


def kind_of(address: str) -> str:
    """Return the view an address leads to and the names of the questions in it, "" for what is no page of ours."""
    parts = urlsplit(address)
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return ""
    return " ".join((view, *sorted(parse_qs(parts.query))))


def pages_of(page: Page) -> dict[str, str]:
    """Return one address of each kind of page that a person reaches, with what stands there."""
    found: dict[str, str] = {}
    texts: dict[str, str] = {}
    waiting = ["/", "/today/", "/follow/", "/account/"]
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if not kind or kind in found or kind.split()[0] in SWITCHES:
            continue
        answer = page.request.get(address)
        if "text/html" not in answer.headers.get("content-type", "") or answer.status == 404:
            continue
        assert answer.status == 200, f"{address} answers {answer.status}"
        found[kind], texts[kind] = address, answer.text()
        assert texts[kind].count("<h1") == 1, f"{address} has no or several first headings"
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(texts[kind])]
    return {found[kind]: texts[kind] for kind in found}


def pieces_of(text: str) -> frozenset[str]:
    """Return the pieces a page is built of."""
    main = re.sub(r"\d+", "#", text)
    return frozenset(piece for pieces in PIECES.findall(main) for piece in pieces if piece)


def too_wide(page: Page, width: int) -> list[str]:
    """Return that a page scrolls sideways at a width."""
    page.set_viewport_size({"width": width, "height": 844})
    wide = sideways(page)
    return [f"{wide} px too wide at {width}"] if wide else []


class Reader:
    """One person's three ways of reading: as usual, in large type, in English; a window opens once it is needed."""

    def __init__(self, visit, username: str) -> None:
        self.visit = visit
        self.plain = visit("/", by=username)

    @cached_property
    def elder(self) -> Page:
        """Return the window in large type."""
        return self.opened(elder=True)

    @cached_property
    def english(self) -> Page:
        """Return the window in English."""
        return self.opened(language="en")

    def opened(self, **how: object) -> Page:
        """Open another window in the same session."""
        page = self.visit("about:blank", **how)
        cookies = self.plain.context.cookies()
        page.context.add_cookies([one for one in cookies if one["name"] in ("sessionid", "csrftoken")])
        return page

    def faults_at(self, address: str) -> Iterator[str]:
        """Yield everything that breaks a promise at an address, each way of reading with the rules it can break."""
        checks = (
            ("plain", self.plain, {}),
            ("elder", self.elder, {"only": LOOKS}),
            ("english", self.english, {"without": LOOKS}),
        )
        for name, page, rules in checks:
            page.goto(address)
            found = [*too_wide(page, NARROW), *too_wide(page, PHONE), *violations(page, **rules)]
            if name == "plain":
                found += [*too_wide(page, DESK), *violations(page)]
            yield from (f"{name} {address}: {fault}" for fault in found)


@pytest.fixture(scope="module")
def seen():
    """Return the pieces that axe has seen on each kind of page, and the views somebody came to."""
    return {"pieces": defaultdict(set), "kinds": set()}


def ask_for_something(page: Page) -> None:
    """Let a visitor have a request to follow."""
    resident = Resident(page)
    resident.find_village("榕荫社区")
    resident.fill("下水道堵了，污水漫到路上。", item="排水积水")
    resident.send()


@pytest.mark.parametrize("username", PERSONS, ids=lambda name: name or "visitor")
def test_every_page_a_person_reaches_keeps_the_promises(visit, seen, username):
    reader, faults = Reader(visit, username), []
    if not username:
        ask_for_something(reader.plain)
    for address, text in pages_of(reader.plain).items():
        seen["kinds"].add(kind_of(address).split()[0])
        known, pieces = seen["pieces"][kind_of(address)], pieces_of(text)
        if not known or pieces - known:
            known |= pieces
            faults += reader.faults_at(address)
    assert not faults, "\n".join(faults)


def test_no_page_of_the_rooms_is_left_that_nobody_came_to(seen):
    assert sorted(set(pages_declared()) - seen["kinds"] - SWITCHES - FILES - AFTER_A_PRESS - OWN_TESTS) == []


def pages_declared() -> Iterator[str]:
    """Yield the views that declare who reads a page there."""

    def walk(patterns, names):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield ":".join((*names, pattern.name or "")), pattern.callback
            else:
                yield from walk(pattern.url_patterns, (*names, pattern.namespace) if pattern.namespace else names)

    for name, view in walk(get_resolver().url_patterns, ()):
        declared = getattr(view, "access", None)
        is_page = ".web" in view.__module__ and not view.__module__.startswith("gongzhi.kernel.")
        if is_page and declared is not None and declared.methods.get("GET"):
            yield name


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_that_follow_a_press_keep_the_promises(visit, check_page, width):
    resident = Resident(visit("/", width=width))
    resident.find_village("榕荫社区")
    resident.fill("有人打架", item="其他", phone="13")
    press(resident.page.get_by_role("button", name="提交诉求"))
    check_page(resident.page)
    resident.page.get_by_label("手机号").fill("13800004127")
    press(resident.page.get_by_role("button", name="提交诉求"))
    check_page(resident.page)
    press(resident.page.get_by_role("button", name="继续提交").first)
    check_page(resident.page)
    clerk = visit("/cases/new/", by=f"{VILLAGE}.village_clerk", width=width)
    press(clerk.get_by_role("button", name="登记", exact=True))
    check_page(clerk)
    clerk.get_by_label("什么事").fill("门前的水沟堵了，下雨就漫出来。")
    clerk.get_by_label("手机号").fill("13800004127")
    press(clerk.get_by_role("button", name="登记", exact=True))
    check_page(clerk)
    press(clerk.get_by_role("link", name="去办这一件"))
    clerk.get_by_label("为什么要看号码").fill("约上门时间")
    press(clerk.get_by_role("button", name="看完整号码"))
    check_page(clerk)
    check_page(visit("/no-such-page/", width=width))
