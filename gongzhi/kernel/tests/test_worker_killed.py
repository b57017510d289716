"""The worker is killed with SIGKILL while jobs run; no job is lost or stuck, and each effect happens once."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from gongzhi.kernel import jobs
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Entry, Job

IN_THE_SUITE, IN_A_SOAK = (40, 8), (2000, 400)  # jobs, kills

WORKER = """
import datetime as dt, os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from gongzhi.kernel import jobs
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.journal import write_entry

jobs.LEASE = dt.timedelta(seconds=1)

@jobs.job("kernel.slow", lease=jobs.LEASE)
def slow(payload, now):
    write_entry(code="kernel.effect", by=system_actor("slow"), now=now, subject=("kernel.test", payload["number"]))
    time.sleep(0.05)

jobs.load_handlers = lambda: None
print("ready", flush=True)
call_command("worker")
"""


def start(url: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "DATABASE_URL": url}
    worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stdout=subprocess.PIPE)
    assert worker.stdout.readline() == b"ready\n"
    return worker


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("jobs_asked", "kills"), [IN_THE_SUITE, pytest.param(*IN_A_SOAK, marks=pytest.mark.soak)], ids=["suite", "soak"]
)
def test_no_job_is_lost_or_stuck_and_each_effect_happens_once(jobs_asked, kills, parallel, parallel_address):
    chance = random.Random(20261124)
    parallel(
        lambda: [
            jobs.enqueue(kind="kernel.slow", payload={"number": n}, run_at=machine_now()) for n in range(jobs_asked)
        ]
    )
    for _ in range(kills):
        worker = start(parallel_address)
        time.sleep(chance.uniform(0.05, 0.4))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    worker = start(parallel_address)
    for _ in range(300 + 10 * jobs_asked):
        if parallel(lambda: Job.objects.filter(done_at=None).count()) == [0]:
            break
        time.sleep(0.1)
    worker.terminate()
    assert worker.wait(timeout=10) == 0, "a worker asked to stop ends well"
    effects = parallel(lambda: list(Entry.objects.filter(code="kernel.effect").values_list("subject_id", flat=True)))[0]
    assert sorted(effects) == list(range(jobs_asked))
    attempts = parallel(lambda: list(Job.objects.values_list("attempts", "done_at", "failed_at")))[0]
    assert all(done and not failed for _, done, failed in attempts)
    assert sum(number for number, _, _ in attempts) > jobs_asked, "some worker died with a job in hand"
