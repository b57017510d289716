"""The whole PostgreSQL server is killed under load: nothing that was acknowledged is lost, and it is soon back."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from setup import postgres
from tests.killed.found import told_in

IN_THE_SUITE, IN_A_SOAK = 20, 200
PATIENCE_SECONDS = 30  # until a killed server answers again
LOOK = Path(__file__).with_name("look.py")

pytestmark = pytest.mark.slow


def address_of(server: postgres.Cluster) -> str:
    """
    Return the address of the server's own database, by its socket.

    By a port, a writer that asks again and again while nobody listens there may come to be connected with itself.
    """
    return f"postgresql://postgres:{server.password}@:{server.port}/postgres?host={quote(str(server.home))}"


def look(address: str, word: str | Path) -> str:
    """Prepare the server's database, or look through it, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": address}
    done = subprocess.run([sys.executable, LOOK, word], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize(
    "kills", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)], ids=["suite", "soak"]
)
def test_no_acknowledged_write_is_lost_when_the_server_is_killed(kills, killers):
    with postgres.throw_away_cluster(options=("max_connections=30",)) as server:
        address = address_of(server)
        killer = killers(address=address, area=int(look(address, "make")))
        writers = [killer.start_one() for _ in range(2)]
        away = []
        for _ in range(kills):
            killer.wait()
            began = time.monotonic()
            server.kill()
            server.start()
            away.append(time.monotonic() - began)
        killer.end(writers)
        assert len(told_in(killer.acknowledged)) >= kills // 4, "there was something to lose"
        assert json.loads(look(address, killer.acknowledged)) == [[], []]
        assert max(away) < PATIENCE_SECONDS
