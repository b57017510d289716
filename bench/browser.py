"""Headless Chromium as the benches need it: on a slow phone with every byte counted, and with axe."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.load import HOST, Site
from setup.layout import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
PHONE = {"width": 390, "height": 844}
BYTES_A_SECOND = 400_000 / 8  # 400 kbit/s
ROUND_TRIP = 400  # milliseconds
SLOWER = 4  # times slower than this machine's processor

# Notes the first frame in which the thing that is waited for has been laid out.
WATCH = """
(() => {
  const look = () => {
    const found = document.querySelector(%r);
    if (found && found.getBoundingClientRect().height > 0) window.benchReady = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
PAINTED = "performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)[0] || null"
RUN_AXE = (
    "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}}).then(found => found.violations.map("
    "rule => rule.id + ': ' + rule.nodes.map(node => node.html.slice(0, 120)).join(' | ')))"
)


@dataclass(slots=True)
class Visit:
    """Hold what one first visit took: bytes as they came over the network by type, hosts asked, milliseconds."""

    sizes: dict[str, float] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    ready: float = 0.0

    @property
    def whole(self) -> float:
        """Return the bytes of everything."""
        return sum(self.sizes.values())

    @property
    def to_read(self) -> float:
        """Return the bytes of text and styles."""
        return self.sizes.get("Document", 0) + self.sizes.get("Stylesheet", 0)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def phone(browser: Browser, site: Site, cookies: Mapping[str, str] | None = None) -> Iterator[BrowserContext]:
    """Give a phone that has never been here, or one that holds these cookies."""
    address = f"http://{HOST}:{site.port}"
    context = browser.new_context(viewport=PHONE, locale="zh-CN", base_url=address)  # type: ignore[arg-type]  # a dictionary
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in (cookies or {}).items()])
    try:
        yield context
    finally:
        context.close()


def first_visit(browser: Browser, site: Site, path: str, *, awaited: str) -> Visit:
    """Open a page on a slow phone with nothing kept, and wait until what is `awaited` can be read and pressed."""
    with phone(browser, site) as context:
        page, visit = context.new_page(), Visit()
        slow_down(page, visit)
        page.add_init_script(WATCH % awaited)
        page.goto(path, wait_until="load")
        page.wait_for_function("window.benchReady")
        page.wait_for_function(PAINTED)
        page.wait_for_load_state("networkidle")
        visit.ready = max(page.evaluate("window.benchReady"), page.evaluate(PAINTED))
        return visit


def slow_down(page: Page, visit: Visit) -> None:
    """Let a page come as slowly as on an old phone in the hills, and count what it loads."""
    session = page.context.new_cdp_session(page)
    types: dict[str, str] = {}

    def asked(event: dict[str, Any]) -> None:
        types[event["requestId"]] = event["type"]
        if urlsplit(event["request"]["url"]).hostname not in (HOST, None):
            visit.foreign.add(event["request"]["url"])

    def loaded(event: dict[str, Any]) -> None:
        kind = types.get(event["requestId"], "Other")
        visit.sizes[kind] = visit.sizes.get(kind, 0) + event["encodedDataLength"]

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", loaded)
    session.send("Network.enable")
    network = {
        "offline": False,
        "latency": ROUND_TRIP,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    session.send("Network.emulateNetworkConditions", network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA, one line a rule."""
    page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')} }}")
    return list(page.evaluate(RUN_AXE, list(WCAG)))
