"""An upgrade from the previous release is killed in the middle and done again: nothing is lost, everything is there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.faults.previous_release import MIGRATIONS

UPGRADING = Path(__file__).with_name("upgrading.py")
IN_THE_SUITE, IN_A_SOAK = 2, 50
ROWS = 20_000

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kills", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)])
def test_an_upgrade_that_is_killed_is_done_by_doing_it_again(kills, tmp_path):
    environment = dict(os.environ)
    if not environment["DATABASE_URL"].startswith("postgresql"):
        environment["DATABASE_URL"] = f"sqlite:///{tmp_path / 'any.db'}"
    command = [sys.executable, UPGRADING, str(kills), str(ROWS), str(tmp_path)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    told = json.loads(done.stdout)
    assert [rows for rows, _ in told["before"].values()] == [ROWS] * 3
    assert told["wrong"] == []
    assert told["interrupted"] >= kills // 2, (
        "killed while they were at it; some end before, on a machine less busy by then"
    )
    assert told["steps"] > 1, "killed where each migration was written down as done"


def test_the_previous_release_is_one_that_there_was():
    known = MigrationLoader(None).disk_migrations
    assert [node for node in MIGRATIONS.items() if node not in known] == []
