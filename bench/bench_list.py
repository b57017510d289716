"""The list of requests for staff: beside django-helpdesk's with as many, and with a thousand times as many rows."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import Figure
from bench.databases import KINDS, new_database, rows
from bench.helpdesk import helpdesk, lists
from bench.load import milliseconds_each, send
from bench.ours import OFFICIAL, Ours, call, demo_database, environment, served, signed_in, staff_lists
from bench.rounds import in_turn, in_words, ratio, warmed_up

ROUNDS = 5
LISTS = 40
LISTS_OF_HELPDESK = 3  # each takes about a second
FILED = 200
FEW, MANY, MOST = 1_000, 100_000, 1_000_000
LEAST = 60.0
MOST_GROWTH = 1.2


def run_kind(kind: str, *, peers: Path | None) -> Iterator[Figure]:
    """Measure on one database, which grows from one figure to the next."""
    with TemporaryDirectory(prefix="gongzhi-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        few = stack.enter_context(demo_database(kind, name="bench_few", folder=folder))
        (_, county), *_ = rows(few, OFFICIAL)
        env = environment(few, folder=folder)
        call(
            "growing",
            f"file_requests(under={county!r}, until={FILED}); multiply(under={county!r}, times={FEW // FILED})",
            env=env,
        )
        many = stack.enter_context(new_database(kind, "bench_many", folder=folder, like=few))
        call("growing", f"multiply(under={county!r}, times={MANY // FEW})", env=environment(many, folder=folder))
        yield from beside_helpdesk(kind, many, peers=peers, folder=folder)
        call("growing", f"multiply(under={county!r}, times={MOST // MANY})", env=environment(many, folder=folder))
        yield from as_it_grows(kind, few, many, folder=folder)


def showing(mine: Ours, total: int) -> Callable[[], float]:
    """
    Return what measures one list; it must be the list of as many requests.

    :raises RuntimeError: it is not.
    """
    cookies = signed_in(mine.site, mine.official)
    (page,) = send(mine.site, staff_lists(cookies, 1))
    if f"共 {total:,} 件" not in page.body.decode():
        raise RuntimeError(f"the list does not say that there are {total:,} requests")
    return lambda: milliseconds_each(mine.site, staff_lists(cookies, LISTS))


def beside_helpdesk(kind: str, many: str, *, peers: Path | None, folder: Path) -> Iterator[Figure]:
    """Return how much less our list takes than helpdesk's, each with as many rows."""
    figure = partial(
        Figure, name=f"staff list on {kind}, {MANY:,} requests: times less CPU than helpdesk", goal=f"≥ {LEAST:g}×"
    )
    if peers is None:
        yield figure(value="–", met=None, note="no PEERS given")
        return
    with served(many, folder=folder) as mine, helpdesk(kind, peers=peers, folder=folder, tickets=MANY) as desk:
        parties = {
            "ours": showing(mine, MANY),
            "helpdesk": lambda: 2 * milliseconds_each(desk.site, lists(desk, LISTS_OF_HELPDESK)),
        }
        found = warmed_up(in_turn(parties, rounds=1 + ROUNDS))
    less = ratio(found, "helpdesk", "ours")
    yield figure(value=f"{less:.0f}× ({in_words(found)})", met=less >= LEAST)


def as_it_grows(kind: str, few: str, most: str, *, folder: Path) -> Iterator[Figure]:
    """Return how much more the list takes when there are a thousand times as many rows."""
    with served(few, folder=folder) as small, served(most, folder=folder) as large:
        parties = {f"{FEW:,}": showing(small, FEW), f"{MOST:,}": showing(large, MOST)}
        found = warmed_up(in_turn(parties, rounds=1 + ROUNDS))
    growth = ratio(found, f"{MOST:,}", f"{FEW:,}")
    yield Figure(
        name=f"staff list on {kind}: CPU at {MOST:,} requests beside {FEW:,}",
        value=f"{growth:.2f}× ({in_words(found)})",
        goal=f"≤ {MOST_GROWTH:g}×",
        met=growth <= MOST_GROWTH,
    )


def run(peers: Path | None) -> Iterator[Figure]:
    """Measure on both databases."""
    for kind in KINDS:
        yield from run_kind(kind, peers=peers)
