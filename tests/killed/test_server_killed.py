"""The whole PostgreSQL server is killed under load: nothing that was acknowledged is lost, and it is soon back."""

import json
import time

import pytest

from setup import postgres
from tests.killed.found import told_in
from tests.killed.servers import address_of, look

IN_THE_SUITE, IN_A_SOAK = 20, 200
PATIENCE_SECONDS = 30  # until a killed server answers again

pytestmark = pytest.mark.slow


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
