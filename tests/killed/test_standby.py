"""
A standby takes over when the first server is gone: nothing that was acknowledged is lost, and the site finds it.

The first server waits for its standby before it acknowledges (`synchronous_standby_names`), as the install page says;
the site knows both by one address.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from setup import postgres
from tests.killed.found import told_in
from tests.killed.servers import address_of, address_of_whichever_writes, look

OPTIONS = ("max_connections=30",)
WRITTEN_FIRST = 10
PATIENCE_SECONDS = 30

pytestmark = pytest.mark.slow


def tell(server: postgres.Cluster, **settings: str) -> None:
    """Change settings of a running server."""
    with psycopg.connect(address_of(server), autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute(psycopg.sql.SQL("ALTER SYSTEM SET {} = {}").format(psycopg.sql.Identifier(name), value))
        connection.execute("SELECT pg_reload_conf()")


def ask(server: postgres.Cluster, question: str) -> object:
    """Ask a server one thing."""
    with psycopg.connect(address_of(server), autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]


def wait_until(is_so) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def pair() -> Iterator[tuple[postgres.Cluster, postgres.Cluster, int]]:
    """Start a server with the cast in its database, and a standby of it; give both, and the village."""
    with postgres.throw_away_cluster(options=OPTIONS) as first:
        village = int(look(address_of(first), "make"))
        with postgres.standby_of(first) as second:
            wait_until(lambda: ask(first, "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"))
            yield first, second, village


def take_over(first: postgres.Cluster, second: postgres.Cluster) -> None:
    """Kill the first server, and let the second one take over."""
    first.kill()
    second.promote()
    wait_until(lambda: not ask(second, "SELECT pg_is_in_recovery()"))


def test_a_standby_takes_over_and_nothing_acknowledged_is_lost(killers):
    with pair() as (first, second, village):
        tell(first, synchronous_standby_names="*")
        wait_until(lambda: ask(first, "SELECT sync_state FROM pg_stat_replication") == "sync")
        killer = killers(address=address_of_whichever_writes(first, second), area=village)
        writers = [killer.start_one() for _ in range(2)]
        wait_until(lambda: len(told_in(killer.acknowledged)) >= WRITTEN_FIRST)
        take_over(first, second)
        before = len(told_in(killer.acknowledged))
        wait_until(lambda: len(told_in(killer.acknowledged)) >= before + WRITTEN_FIRST)
        killer.end(writers)
        assert json.loads(look(address_of(second), killer.acknowledged)) == [[], []]


def test_without_waiting_for_the_standby_some_would_be_lost(killers):
    with pair() as (first, second, village):
        killer = killers(address=address_of_whichever_writes(first, second), area=village)
        tell(second, primary_conninfo="")  # the standby no longer hears of anything
        wait_until(lambda: not ask(second, "SELECT count(*) FROM pg_stat_wal_receiver"))
        writers = [killer.start_one() for _ in range(2)]
        wait_until(lambda: len(told_in(killer.acknowledged)) >= WRITTEN_FIRST)
        killer.end(writers)
        take_over(first, second)
        missed, halves = json.loads(look(address_of(second), killer.acknowledged))
        assert missed
        assert halves == []
