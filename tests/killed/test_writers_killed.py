"""Writers are killed: nothing that was acknowledged is lost, and nothing is there by halves."""

import pytest
from django.db import connection

from tests.killed.found import halves, lost, told_in

IN_THE_SUITE, IN_A_SOAK = {"sqlite": 200, "postgresql": 20}, {"sqlite": 2000, "postgresql": 1000}

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    "kills", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)], ids=["suite", "soak"]
)
def test_no_acknowledged_write_is_lost_when_its_writer_is_killed(kills, killers, cast, parallel, parallel_address):
    area, number = cast.area("village").id, kills[connection.vendor]
    killer = killers(address=parallel_address, area=area)
    killer.kill(number)
    told = told_in(killer.acknowledged)
    assert len(told) >= number // 4, "there was something to lose"
    assert parallel(lambda: lost(told), halves) == [[], []]


def test_a_write_that_is_acknowledged_too_early_is_missed(killers, cast, parallel, parallel_address):
    killer = killers(address=parallel_address, area=cast.area("village").id, is_hasty=True)
    killer.kill(6)
    told = told_in(killer.acknowledged)
    assert told
    missed, faults = parallel(lambda: lost(told), halves)
    assert missed
    assert faults == []
