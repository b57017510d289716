"""
The power is cut while filings are written to SQLite as the site writes them: what was acknowledged is there.

A process notes what filings write, statement by statement; the statements are then written again and again to a disk
whose power is cut at a moment nobody chose, with the settings of the site. Without waiting for the disk (`NORMAL`) some
of it must be lost, or the disk is none.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import apsw
import pytest

from gongzhi.config.database import sqlite_settings
from tests.killed.power import Content, Disk

FILINGS = 12
CUTS_IN_THE_SUITE, CUTS_IN_A_SOAK, CUTS_OF_THE_CARELESS = 1_000, 50_000, 200
CALLS_OF_A_FILING = 60  # writes and syncs, about
TRANSCRIPT = Path(__file__).with_name("transcript.py")
CASES, LEAVES, ENTRIES = (
    "SELECT id FROM cases_case",
    "SELECT subject_id FROM transparency_leaf WHERE subject_kind = 'cases.case'",
    "SELECT subject_id FROM kernel_entry WHERE code = 'cases.case_filed'",
)

pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.fixture(scope="module")
def transcript(tmp_path_factory):
    """Return the database before the filings as bytes, and what each filing writes."""
    folder = tmp_path_factory.mktemp("transcript")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/noted.db"}
    command = [sys.executable, TRANSCRIPT, str(FILINGS)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    noted = json.loads(done.stdout)
    return bytes.fromhex(noted["image"]), noted["written"]


def settings_of_the_site() -> str:
    """Return what the site says to SQLite when it opens a database."""
    return str(sqlite_settings("any.db")["OPTIONS"]["init_command"])


def settings(journal: str, *, sync: str = "FULL") -> str:
    """Return these settings with another journal, as another library may need it, or with less care."""
    told = settings_of_the_site()
    for known in ("WAL", "TRUNCATE"):
        told = told.replace(f"journal_mode={known}", f"journal_mode={journal}")
    # Without shared memory a write-ahead log has one reader and writer only.
    return "PRAGMA locking_mode=EXCLUSIVE; " * (journal == "WAL") + told.replace("=FULL", f"={sync}")


@contextmanager
def opened(disk: Disk, told: str) -> Iterator[apsw.Connection]:
    """Open the database of a disk with these settings; without power it cannot be closed properly either."""
    connection = apsw.Connection("main.db", vfs=disk.name)
    try:
        connection.execute(told).fetchall()
        yield connection
    finally:
        connection.close(disk.is_dark)


def write_until_dark(disk: Disk, told: str, written: list[dict]) -> set[int]:
    """Write one filing after the other until the power is gone; return the requests that were acknowledged."""
    acknowledged = set()
    with suppress(apsw.Error), opened(disk, told) as connection:
        for filing in written:
            connection.execute("BEGIN IMMEDIATE")
            for statement in filing["statements"]:
                connection.execute(statement).fetchall()
            connection.execute("COMMIT")
            acknowledged.add(filing["case"])
    return acknowledged


def faults_after(disk: Disk, told: str, acknowledged: set[int]) -> list[str]:
    """Return what is wrong when the power is back: lost requests, halves of a filing, a broken file."""
    try:
        with opened(disk, told) as connection:
            cases, leaves, entries = (
                {number for (number,) in connection.execute(sql)} for sql in (CASES, LEAVES, ENTRIES)
            )
            faults = [f"lost {number}" for number in sorted(acknowledged - cases)]
            faults += ["halves"] if not (cases == leaves == entries) else []
            faults += [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
            return faults + [f"{row} points nowhere" for row in connection.execute("PRAGMA foreign_key_check")]
    except apsw.Error as fault:
        return [str(fault)]


def cut_power(transcript, told: str, *, times: int) -> tuple[list[str], int]:
    """Cut the power so many times; return what was found wrong, and how many requests had been acknowledged."""
    image, written = transcript
    chance, faults, total = random.Random(20261127), [], 0
    for number in range(times):
        calls = chance.randint(1, FILINGS * CALLS_OF_A_FILING)
        before = {"main.db": Content(live=bytearray(image), durable=bytearray(image))}
        disk = Disk("before the cut", before, calls=calls)
        acknowledged = write_until_dark(disk, told, written)
        after = Disk("after the cut", disk.after_the_cut(chance))
        faults += [f"cut {number} after {calls} calls: {each}" for each in faults_after(after, told, acknowledged)]
        total += len(acknowledged)
    return faults, total


@pytest.mark.parametrize("journal", ["WAL", "TRUNCATE"])
@pytest.mark.parametrize(
    "times", [CUTS_IN_THE_SUITE, pytest.param(CUTS_IN_A_SOAK, marks=pytest.mark.soak)], ids=["suite", "soak"]
)
def test_no_acknowledged_filing_is_lost_when_the_power_is_cut(times, journal, transcript):
    faults, acknowledged = cut_power(transcript, settings(journal), times=times)
    assert faults == []
    assert acknowledged > times, "there was something to lose"


@pytest.mark.parametrize("journal", ["WAL", "TRUNCATE"])
def test_without_waiting_for_the_disk_some_would_be_lost(journal, transcript):
    faults, _ = cut_power(transcript, settings(journal, sync="NORMAL"), times=CUTS_OF_THE_CARELESS)
    assert faults


def test_the_site_waits_for_the_disk_with_one_of_these_journals():
    assert settings_of_the_site() in (settings("TRUNCATE"), settings("WAL").partition("; ")[2])
