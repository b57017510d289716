"""
Pages in headless Chromium: `browse` opens one, `check_page` holds it against what every page promises.

`browse(path, width=, elder=, scripts=)` gives a page of the live server, Chinese unless told otherwise. `check_page`
runs axe and looks for sideways scrolling; it needs scripts. Requests to other hosts and faults in scripts fail every
test. `pictures` takes a page at both widths into the folder PICTURES, where it is set. Everything collected under this
folder carries the marker `browser`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Error, Page, sync_playwright

# The driver keeps an event loop in this thread, which makes Django refuse every query; the tests do wait their turn.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).resolve().parent
AXE = HERE.parents[1] / "node_modules/axe-core/axe.min.js"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESK = 390, 1440
PATIENCE = 15_000  # milliseconds a page may take to do what a test waits for
HEIGHTS = {PHONE: 844, DESK: 900}
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that none of them slips into the fast tests."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium once."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()
        connections.close_all()  # those of the driver's event loop, which nobody finds any more once it has ended


@pytest.fixture
def browse(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return what opens a page; at the end no page may have asked another host or thrown a fault."""
    contexts, foreign, faults = [], [], []

    def look(page: Page) -> None:
        page.on("request", lambda request: foreign.append(request.url) if is_foreign(request.url) else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))

    def is_foreign(url: str) -> bool:
        return not url.startswith((live_server.url, "data:", "blob:", "about:"))

    def open_page(
        path: str, *, width: int = PHONE, elder: bool = False, scripts: bool = True, language: str = "zh-CN"
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale=language,
            java_script_enabled=scripts,
            base_url=live_server.url,
        )
        contexts.append(context)
        if elder:
            context.add_cookies([{"name": "gz_elder", "value": "1", "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        look(page)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        with suppress(Error):
            context.close()
    assert not foreign, f"asked other hosts: {foreign}"
    assert not faults, f"scripts failed: {faults}"


def violations(page: Page) -> list[str]:
    """Return what axe finds, one line a rule with the elements it means."""
    page.evaluate(f"() => {{ {AXE.read_text()} }}")
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | ')))",
        list(RULES),
    )
    return list(found)


@pytest.fixture
def check_axe() -> Callable[[Page], None]:
    """Return what runs axe (WCAG 2.2 AA and best practice) and wants no violation."""

    def check(page: Page) -> None:
        found = violations(page)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def check_page(check_axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """Return what holds a page against the promises of every page: axe, one heading, nothing scrolls sideways."""

    def check(page: Page) -> None:
        assert page.locator("h1").count() == 1, page.url
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} px too wide"
        check_axe(page)

    return check


@pytest.fixture
def pictures(browse: Callable[..., Page]) -> Callable[[str, str], None]:
    """Return what takes pictures of an address on a phone, a desk and in large type, where PICTURES names a folder."""

    def take(path: str, name: str) -> None:
        if not (folder := os.environ.get("PICTURES")):
            return
        for width in (PHONE, DESK):
            for suffix, elder in (("", False), ("-elder", True)):
                page = browse(path, width=width, elder=elder)
                page.screenshot(path=str(Path(folder) / f"{name}{suffix}-{width}.png"), full_page=True)

    return take
