"""
Pages in headless Chromium: `browse` opens one, `check_page` holds it against what every page promises.

`browse(path, width=, elder=, scripts=, client=)` gives a page of the live server, Chinese unless told otherwise, in the
session of a test client where one is given. `check_page` runs axe and looks for sideways scrolling; it needs scripts.
`check_widths` does so on a phone and on a desk; a page is loaded once for both, and one window serves many pages,
because a new one costs more than looking. Requests to other hosts and faults in scripts fail every test. `pictures`
takes a page at both widths into the folder PICTURES, where it is set. `demo` is a small demonstration of its own,
loaded and served by the commands people use, on the engine the suite runs on; `visit` opens its pages.
Everything collected under this folder carries the marker `browser`.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Error, Page, sync_playwright

from setup import server
from tests.browser.desks import press

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
LOOKS = ("color-contrast", "target-size", "scrollable-region-focusable")  # rules that large type can break, words not


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


@contextmanager
def opener(chromium: Browser, base: str) -> Iterator[Callable[..., Page]]:
    """Give what opens a page of a site; at the end no page may have asked another host or thrown a fault."""
    contexts, foreign, faults = [], [], []

    def look(page: Page) -> None:
        page.on("request", lambda request: foreign.append(request.url) if is_foreign(request.url) else None)
        page.on("pageerror", lambda fault: faults.append(str(fault)))

    def is_foreign(url: str) -> bool:
        return not url.startswith((base, "data:", "blob:", "about:"))

    def open_page(
        path: str,
        *,
        width: int = PHONE,
        elder: bool = False,
        scripts: bool = True,
        language: str = "zh-CN",
        client: Client | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale=language,
            java_script_enabled=scripts,
            base_url=base,
        )
        contexts.append(context)
        if elder:
            context.add_cookies([{"name": "gz_elder", "value": "1", "url": base}])
        if client:
            key = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": base}])
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


@pytest.fixture
def browse(chromium: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Return what opens a page of the live server."""
    with opener(chromium, live_server.url) as open_page:
        yield open_page


@dataclass(frozen=True)
class Demo:
    """A demonstration that is being served, with the commands of its database."""

    url: str
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """Run one of the project's commands on it and return what it printed."""
        command = [sys.executable, "-m", "gongzhi", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Give the address of an empty database on the engine of the suite: a file, or a database of its own."""
    suite = os.environ.get("DATABASE_URL", "sqlite:///:memory:")
    if suite.startswith("sqlite"):
        yield f"sqlite:///{folder / 'demo.sqlite3'}"
        return
    name, parts = f"gongzhi_demo_{os.getpid()}", urlsplit(suite)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((server.HOST, 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Load a demonstration with one village a county and a fortnight of requests, and serve it."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    with empty_database(folder) as address:
        environment = os.environ | {"GONGZHI_VAR": str(folder), "DATABASE_URL": address, "PYTHONUTF8": "1"}
        made = Demo(f"http://{server.HOST}:{port}", environment)
        made.run("migrate", "--no-input")
        made.run("load_demo", "--villages", "1", "--days", "14", "--requests", "3")
        made.run("worker", "--until-idle")
        site = server.commands(port)["site"]
        with (folder / "site.log").open("wb") as log:
            running = subprocess.Popen([sys.executable, *site[1:]], env=environment, stdout=log, stderr=log)
        try:
            server.wait_until_ready(port, running={"site": running})
            yield made
        finally:
            server.stop({"site": running})


@pytest.fixture
def visit(chromium: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """Return what opens a page of the demonstration, as a visitor or in the account of a user name."""
    with opener(chromium, demo.url) as open_page:
        yield lambda path, *, by="", **how: enter(open_page, path, by, **how) if by else open_page(path, **how)


def enter(open_page: Callable[..., Page], path: str, username: str, **how: object) -> Page:
    """Open a page by way of the sign-in page of the demonstration, with the press that enters an account."""
    page = open_page(f"/sign-in/?next={quote(path)}", **how)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    press(page.locator(f"button[data-account='{username}']").first)
    return page


def violations(page: Page, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """Return what axe finds by all rules, by some, or by all but some: a line a rule with the elements it means."""
    if not page.evaluate("'axe' in window"):
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        session.detach()
    found = page.evaluate(
        "([tags, only, without]) => axe.run(document, {resultTypes: ['violations'],"
        " runOnly: only.length ? {type: 'rule', values: only} : {type: 'tag', values: tags},"
        " rules: Object.fromEntries(without.map(name => [name, {enabled: false}]))})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).join(' | ')))",
        [list(RULES), list(only), list(without)],
    )
    return list(found)


def sideways(page: Page) -> int:
    """Return how many pixels a page is too wide."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return max(int(wide), 0)


@pytest.fixture
def check_axe() -> Callable[..., None]:
    """Return what runs axe (WCAG 2.2 AA and best practice), or some of its rules, and wants no violation."""

    def check(page: Page, *, only: Sequence[str] = ()) -> None:
        found = violations(page, only=only)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def check_page(check_axe: Callable[..., None]) -> Callable[..., None]:
    """Return what holds a page against the promises of every page: axe, one heading, nothing scrolls sideways."""

    def check(page: Page, *, only: Sequence[str] = ()) -> None:
        assert page.locator("h1").count() == 1, page.url
        assert not sideways(page), f"{page.url} is {sideways(page)} px too wide"
        check_axe(page, only=only)

    return check


@pytest.fixture
def check_widths(check_page: Callable[..., None]) -> Callable[..., None]:
    """Return what holds a page against those promises on a desk and a phone; large type by the rules it can break."""

    def check(page: Page) -> None:
        only = LOOKS if page.locator("html.elder").count() else ()
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            check_page(page, only=only)

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
