"""The demo county is loaded whole or not at all, and the same seed and day make the same county."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SIZE = ("--villages", "1", "--days", "14", "--requests", "1")
AREAS_ONLY = ("--villages", "0")  # quick: towns and counties with their people
# The moment is given, as the command reads it from the clock.
LOAD = """
import datetime as dt, django
django.setup()
from gongzhi.config.demo.loading import Size, load_demo
from gongzhi.kernel.workdays import CHINA
load_demo(now=dt.datetime(2026, 11, 27, 10, 30, tzinfo=CHINA), size=Size(1, 14, 1), say=print)
"""
# A shell that starts the tests in the background turns Ctrl-C off for all that they start.
TAKING_INTERRUPTS = """
import signal
from gongzhi.__main__ import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main()
"""
SAID = (
    "SELECT e.code, e.at, e.by_name, e.area_path FROM kernel_entry e ORDER BY e.id",
    "SELECT c.words, c.place, c.item, c.channel, c.step, c.due_at, c.holder_name, length(c.name_sealed)"
    " FROM cases_case c ORDER BY c.id",
)

pytestmark = pytest.mark.once  # on SQLite files of its own, whatever the suite runs on


def environment(database: Path, **more: str) -> dict[str, str]:
    settings = {
        "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings",
        "PYTHONUTF8": "1",
        "GONGZHI_VAR": str(database.parent),
    }
    return os.environ | settings | {"DATABASE_URL": f"sqlite:///{database}"} | more


def run(database: Path, *arguments: str, **more: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment(database, **more), capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """An empty database of this version, as a file."""
    database = tmp_path_factory.mktemp("empty") / "g.db"
    run(database, "-m", "gongzhi", "migrate", "--no-input")
    return database


@pytest.mark.slow
def test_the_same_seed_and_day_make_the_same_county(empty, tmp_path):
    found = []
    for number in ("1", "2"):
        database = Path(shutil.copy(empty, tmp_path / f"{number}.db"))
        run(database, "-c", LOAD, PYTHONHASHSEED=number)
        found.append([rows(database, query) for query in SAID])
    assert len(found[0][0]) > 1000
    assert len(found[0][1]) > 100
    assert found[0] == found[1]


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_load_that_is_interrupted_leaves_nothing_and_the_next_one_fills_it(empty, tmp_path, end):
    database = Path(shutil.copy(empty, tmp_path / "g.db"))
    line = [sys.executable, "-c", TAKING_INTERRUPTS, "load_demo", *SIZE]
    running = subprocess.Popen(line, cwd=ROOT, env=environment(database), stdout=subprocess.PIPE)
    assert running.stdout is not None
    assert running.stdout.readline(), "it has begun"
    running.send_signal(end)
    assert running.wait(60) != 0
    counts = [
        rows(database, f"SELECT count(*) FROM {table}") for table in ("kernel_entry", "cases_case", "accounts_user")
    ]
    assert counts == [[(0,)]] * 3
    run(database, "-m", "gongzhi", "load_demo", *AREAS_ONLY)
    before = rows(database, "SELECT count(*), max(id) FROM kernel_entry")
    assert before[0][0] > 100
    again = run(database, "-m", "gongzhi", "load_demo", *SIZE)
    assert "什么也没有改" in again
    assert rows(database, "SELECT count(*), max(id) FROM kernel_entry") == before
