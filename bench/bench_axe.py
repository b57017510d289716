"""Every page of the demo, as different people see it, against WCAG 2.2 AA."""

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from bench import Figure
from bench.browser import chromium, phone, violations
from bench.databases import rows
from bench.ours import Ours, demo_database, served, signed_in

SEVERAL_REQUESTS = ("--villages", "2", "--requests", "4", "--days", "30")
# One account a kind of post, a resident, and nobody.
ACCOUNTS = """
SELECT min(u.id) FROM accounts_user AS u LEFT JOIN bodies_appointment AS a ON a.person_id = u.person_id
  LEFT JOIN bodies_post AS p ON p.id = a.post_id GROUP BY p.kind ORDER BY 1
"""
NUMBERS = re.compile(r"\d+|(?<=/packs/)[^/]+")
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
MOST_SHOWN = 3


def kind_of(address: str) -> str:
    """Return what stands for all addresses of one page: numbers, packs and filters do not make another page."""
    parts = urlsplit(address)
    filters = "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&") if part))
    return NUMBERS.sub("…", parts.path) + (f"?{filters}" if filters else "")


def look_around(browser: Browser, ours: Ours, account: int | None, seen: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Follow every link from the start and yield each kind of page not seen yet, with what is wrong with it."""
    cookies = signed_in(ours.site, account) if account else {}
    start = f"http://127.0.0.1:{ours.site.port}"
    who = "staff" if account else "visitor"
    waiting = [f"{start}/", f"{start}/a/{ours.village}/", f"{start}/today/"]
    with phone(browser, ours.site, cookies) as context:
        page = context.new_page()
        while waiting:
            address = waiting.pop(0)
            kind = f"{who} {kind_of(address)}"
            if kind in seen or not address.startswith(start):
                continue
            seen.add(kind)
            answer = page.goto(address)
            if answer is None or "html" not in answer.headers.get("content-type", ""):
                continue
            yield kind, violations(page)
            waiting += page.evaluate(LINKS)


def run(peers: Path | None) -> Iterator[Figure]:
    """Look at the demo as nobody in particular, and as one of each kind of account."""
    with (
        TemporaryDirectory(prefix="gongzhi-bench-") as name,
        demo_database("SQLite", name="bench_axe", folder=Path(name), arguments=SEVERAL_REQUESTS) as database,
        served(database, folder=Path(name)) as ours,
        chromium() as browser,
    ):
        seen: set[str] = set()
        accounts = [None, *(pk for (pk,) in rows(database, ACCOUNTS))]
        looked = [found for account in accounts for found in look_around(browser, ours, account, seen)]
    wrong = [f"{kind}: {line}" for kind, lines in looked for line in lines]
    yield Figure(
        name=f"axe, WCAG 2.2 AA: violations on {len(looked)} kinds of pages of the demo, for {len(accounts)} people",
        value=str(len(wrong)),
        goal="0",
        met=not wrong,
        note="; ".join(wrong[:MOST_SHOWN]).replace("|", "/"),
    )
