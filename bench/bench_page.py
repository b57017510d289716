"""The pages a resident opens on an old phone: what they weigh, whom they ask, and when they can be used."""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from bench import Figure
from bench.browser import BYTES_A_SECOND, ROUND_TRIP, SLOWER, chromium, first_visit
from bench.ours import Ours, demo_database, served

VISITS = 5
MOST_IN_ALL = 100_000
MOST_TO_READ = 40_000
MOST_SECONDS = 2.0
SLOW = f"{BYTES_A_SECOND * 8 / 1000:g} kbit/s, {ROUND_TRIP} ms, processor {SLOWER}× slower"


def pages(ours: Ours) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the address, and what must have been laid out for it to be of use."""
    yield "village page", f"/a/{ours.village}/", "main a[href^='/ask/']"
    yield "form of a request", f"/ask/?area={ours.village}", "main form button[type=submit]"


def figures(browser: Browser, ours: Ours, name: str, path: str, awaited: str) -> Iterator[Figure]:
    """Return the figures of one page, each time opened by a phone that has never been here."""
    visits = [first_visit(browser, ours.site, path, awaited=awaited) for _ in range(VISITS)]
    whole, to_read = (max(getattr(visit, each) for visit in visits) for each in ("whole", "to_read"))
    foreign = set().union(*(visit.foreign for visit in visits))
    ready = median(visit.ready for visit in visits) / 1000
    yield weight(f"{name}: compressed, in all", whole, MOST_IN_ALL)
    yield weight(f"{name}: HTML and CSS, compressed", to_read, MOST_TO_READ)
    yield Figure(name=f"{name}: requests to other hosts", value=str(len(foreign)), goal="0", met=not foreign)
    yield Figure(
        name=f"{name}: readable and ready to be used ({SLOW})",
        value=f"{ready:.2f} s",
        goal=f"≤ {MOST_SECONDS:g} s",
        met=ready <= MOST_SECONDS,
    )


def weight(name: str, found: float, most: int) -> Figure:
    """Return the figure of a weight."""
    return Figure(name=name, value=f"{found / 1000:.1f} kB", goal=f"≤ {most / 1000:g} kB", met=0 < found <= most)


def run(peers: Path | None) -> Iterator[Figure]:
    """Measure the pages of the demo county."""
    with (
        TemporaryDirectory(prefix="gongzhi-bench-") as name,
        demo_database("SQLite", name="bench_page", folder=Path(name)) as database,
        served(database, folder=Path(name)) as ours,
        chromium() as browser,
    ):
        for page in pages(ours):
            yield from figures(browser, ours, *page)
