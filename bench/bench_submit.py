"""A request of the public: what sending the form costs, beside django-helpdesk and a bare view with one INSERT."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import Figure, bare_site
from bench.databases import KINDS, new_database, rows
from bench.helpdesk import TOKEN, helpdesk
from bench.helpdesk import submissions as helpdesk_submissions
from bench.load import Post, Site, milliseconds_each, serve
from bench.ours import Ours, demo_database, environment, module, run_command, served, submissions
from bench.rounds import Rounds, in_turn, in_words, ratio, warmed_up
from setup.layout import PYTHON, ROOT

ROUNDS = 7
REQUESTS = 100
TICKETS = 1000
LEAST = {"SQLite": 2.5, "PostgreSQL": 4.0}
MOST_OF_BARE = 3.0
WHY_NOT = (
    "outside the database alone (framework, a form that takes files, checks, seals) a submission costs about 2.8 times"
    " the bare view; thirteen statements in one transaction come on top"
)
FILED = "SELECT count(*) FROM cases_case"


def run_kind(kind: str, *, peers: Path | None) -> Iterator[Figure]:
    """Measure the parties on one database."""
    with TemporaryDirectory(prefix="gongzhi-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        database = stack.enter_context(demo_database(kind, name="bench_submit", folder=folder))
        mine = stack.enter_context(served(database, folder=folder))
        plain = stack.enter_context(bare(kind, folder=folder))
        parties: dict[str, Callable[[], float]] = {
            "ours": partial(filing, mine),
            "bare view": lambda: milliseconds_each(plain, bare_submissions()),
        }
        if peers:
            desk = stack.enter_context(helpdesk(kind, peers=peers, folder=folder, tickets=TICKETS))
            parties["helpdesk"] = lambda: milliseconds_each(desk.site, helpdesk_submissions(REQUESTS))
        yield from figures(kind, warmed_up(in_turn(parties, rounds=1 + ROUNDS)))


def filing(mine: Ours) -> float:
    """
    Return what one submission costs; every one of them must have become a request.

    :raises RuntimeError: some did not.
    """
    before = rows(mine.site.database, FILED)[0][0]
    posts = submissions(mine, REQUESTS)
    spent = milliseconds_each(mine.site, posts)
    filed = rows(mine.site.database, FILED)[0][0] - before
    if filed != REQUESTS:
        raise RuntimeError(f"{filed} requests were filed, not {REQUESTS}")
    return spent


@contextmanager
def bare(kind: str, *, folder: Path) -> Iterator[Site]:
    """Serve the bare view from a database of its own."""
    with new_database(kind, "bench_bare", folder=folder) as database:
        env = environment(database, folder=folder)
        run_command(module("bare_site", "make"), env=env)
        with serve("bench.bare_site:application", python=PYTHON, folder=ROOT, env=env, database=database) as site:
            yield site


def bare_submissions() -> Iterator[Post]:
    """Return requests as the bare view takes them."""
    for number in range(REQUESTS):
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "queue": "1",
            "title": f"No water {number}",
            "body": "Tap is dry since Monday",
            "submitter_email": f"a{number}@example.org",
        }
        yield Post(bare_site.PATH, fields=fields, cookies={"csrftoken": TOKEN}, expected=302)


def figures(kind: str, found: Rounds) -> Iterator[Figure]:
    """Return the figures of one database."""
    told = in_words(found)
    times = ratio(found, "ours", "bare view")
    yield Figure(
        name=f"submit on {kind}: CPU beside a bare one-INSERT view",
        value=f"{times:.2f}× ({told})",
        goal=f"≤ {MOST_OF_BARE:g}×",
        met=times <= MOST_OF_BARE,
        note="" if times <= MOST_OF_BARE else WHY_NOT,
    )
    name, goal = f"submit on {kind}: times less CPU than django-helpdesk", f"≥ {LEAST[kind]:g}×"
    if "helpdesk" not in found:
        yield Figure(name=name, value="–", goal=goal, met=None, note="no PEERS given")
        return
    less = ratio(found, "helpdesk", "ours")
    is_met = less >= LEAST[kind]
    yield Figure(name=name, value=f"{less:.2f}×", goal=goal, met=is_met, note="" if is_met else WHY_NOT)


def run(peers: Path | None) -> Iterator[Figure]:
    """Measure on both databases."""
    for kind in KINDS:
        yield from run_kind(kind, peers=peers)
