"""An import is killed with SIGKILL in the middle, again and again: what is there is whole, and the next run goes on."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi.kernel.models import Entry
from gongzhi.territory.models import Area, AreaCode, AreaImport, AreaName
from gongzhi.territory.tests.registers import PLACES, write

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
IMPORTER = Path(__file__).with_name("importer.py")
VILLAGES = {f"440114109{number}": f"第{number}村委会" for number in range(300, 360)}
KILLS = 5


def start(path, address, *, stdin=subprocess.DEVNULL):
    return subprocess.Popen(
        [sys.executable, IMPORTER, path],
        env={**os.environ, "DATABASE_URL": address},
        stdin=stdin,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )


def kill_after(batches, path, address):
    """Kill an import after so many of its batches, while it writes the next one."""
    importer = start(path, address, stdin=subprocess.PIPE)
    for _ in range(batches):
        assert importer.stdout.readline()
        importer.stdin.write("\n")
    os.kill(importer.pid, signal.SIGKILL)
    assert importer.wait() == -signal.SIGKILL


def standing():
    """Return how many areas there are, and what is there by halves."""
    areas = dict(Area.objects.values_list("pk", "path"))
    paths = set(areas.values())
    named = list(AreaName.objects.values_list("area_id", flat=True))
    coded = list(AreaCode.objects.values_list("area_id", flat=True))
    halves = [path for path in paths if path.count("/") > 1 and path[: path[:-1].rfind("/") + 1] not in paths]
    if not sorted(named) == sorted(coded) == sorted(areas):
        halves.append("names and codes")
    opened = sum(record.counts.get("opened", 0) for record in AreaImport.objects.all())
    if opened != len(areas):
        halves.append(f"counted {opened} of {len(areas)}")
    return len(areas), halves


def ended():
    """Return how many imports ended, how many there are, and how many journal entries they wrote."""
    entries = Entry.objects.filter(code="territory.areas_imported").count()
    return AreaImport.objects.exclude(finished_at=None).count(), AreaImport.objects.count(), entries


def test_an_import_killed_in_the_middle_leaves_a_whole_tree_and_the_next_run_goes_on(
    tmp_path, parallel, parallel_address
):
    places = {**PLACES, **VILLAGES}
    path = write(tmp_path, "nbs2021.csv.gz", places)
    chance, before = random.Random(20211231), 0
    for _ in range(KILLS):
        kill_after(chance.randint(1, 3), path, parallel_address)
        ((count, halves), figures) = parallel(standing, ended)
        assert halves == []
        assert before < count < len(places), "it went on where it was killed"
        assert figures == (0, 1, 0), "nothing claims that it is done"
        before = count
    for _ in range(2):
        assert start(path, parallel_address).wait() == 0
        assert parallel(standing, ended) == [(len(places), []), (1, 1, 1)]
