"""
The served site is killed with its worker while people ask: whoever had an answer is in the register, exactly once.

Those who had none ask again with the same key, as a browser does, until they have one.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import threading
import time
from contextlib import contextmanager

import pytest
from django.db.models import Q

from gongzhi.cases.models import Case
from gongzhi.cases.queries import number_of
from gongzhi.kernel.jobs import LEASE
from gongzhi.kernel.models import Job
from setup import server
from setup.layout import ROOT
from setup.postgres import free_port
from tests.killed.found import halves

IN_THE_SUITE, IN_A_SOAK = 5, 200
PEOPLE = 3
PATIENCE_SECONDS = 60
LEASES = 2
SOME_SECONDS = 20
CREATED = 201

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Site:
    """The site and its worker, on a port, until they are killed."""

    def __init__(self, address: str) -> None:
        self.port, self.env = free_port(), {**os.environ, "DATABASE_URL": address}
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start both, and wait until the site answers."""
        self.processes = [
            subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True, stderr=subprocess.DEVNULL)
            for command in server.commands(self.port).values()
        ]
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not server.answers(self.port):
            assert time.monotonic() < deadline, "the site does not answer"
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill both, with everything that they have started."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes = []


class Asker(threading.Thread):
    """Somebody who asks one thing after the other, each until there is an answer."""

    def __init__(self, port: int, area: int, name: int) -> None:
        super().__init__(daemon=True)
        self.port, self.name_of_it, self.numbers, self.is_done = port, name, [], threading.Event()
        self.told = {"area": area, "item": "street_light", "words": "三组路口的路灯坏了三天，晚上老人不敢走。"}

    def run(self) -> None:
        """Ask until it is enough."""
        while not self.is_done.is_set():
            self.numbers.append(self.ask(f"{self.name_of_it:08d}{len(self.numbers):024d}"))

    def ask(self, key: str) -> str:
        """Ask with one key until there is an answer, and return the number of the request."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert time.monotonic() < deadline, "no answer any more"
            try:
                return self.ask_once(key)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)

    def ask_once(self, key: str) -> str:
        """Ask once."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            headers = {"Content-Type": "application/json", "Idempotency-Key": key}
            line.request("POST", "/api/v1/requests", json.dumps(self.told), headers)
            answer = line.getresponse()
            body = answer.read()
            assert answer.status == CREATED, body
            return json.loads(body)["number"]
        finally:
            line.close()


@contextmanager
def asking(site: Site, area: int):
    """Let people ask all the while; in the end each has had an answer to what they asked."""
    askers = [Asker(site.port, area, name) for name in range(PEOPLE)]
    for each in askers:
        each.start()
    yield askers
    for each in askers:
        each.is_done.set()
    for each in askers:
        each.join()


def registered() -> list[str]:
    """Return the numbers of all requests."""
    return sorted(number_of(case) for case in Case.objects.all())


def stuck() -> int:
    """Return how many jobs are neither done nor waiting for their hour, once two leases have passed."""
    deadline = time.monotonic() + LEASES * LEASE.total_seconds() + SOME_SECONDS
    undone = Job.objects.filter(Q(done_at=None), kind="cases.index_text")
    while undone.exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    return undone.count()


@pytest.mark.parametrize(
    "kills", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)], ids=["suite", "soak"]
)
def test_who_had_an_answer_is_registered_once_however_often_the_site_is_killed(kills, cast, parallel, parallel_address):
    chance, site = random.Random(20261127), Site(parallel_address)
    site.start()
    with asking(site, cast.area("village").id) as askers:
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 1.0))
            site.kill()
            site.start()
    try:
        (left,) = parallel(stuck)
    finally:
        site.kill()
    told = sorted(number for each in askers for number in each.numbers)
    assert len(told) >= kills * PEOPLE, "there was something to lose"
    assert parallel(registered, lambda: halves(is_published=False)) == [told, []]
    assert left == 0
