"""What a load balancer and a monitor are told, and that log lines hold nothing personal."""

import datetime as dt
import json
import logging

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from gongzhi.kernel import clock, health, jobs
from gongzhi.kernel.logs import Lines
from gongzhi.kernel.management.commands import worker
from gongzhi.kernel.models import Heartbeat

pytestmark = pytest.mark.django_db
CANARY = "13800138000"


@pytest.fixture(autouse=True)
def _look_anew():
    health._migrated.clear()
    worker._beaten.clear()
    yield
    health._migrated.clear()


def test_a_living_process_says_so_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert answer.json()["status"] == "ok"
    assert "no-store" in answer["Cache-Control"]


def test_a_migrated_site_is_ready_and_its_migrations_are_read_once(client, django_assert_max_num_queries):
    assert client.get("/readyz").json() == {
        "status": "ready",
        "database": True,
        "open_migrations": 0,
        "worker_seen_seconds_ago": None,
        "oldest_job_waits_seconds": None,
    }
    with django_assert_max_num_queries(3):
        assert client.get("/readyz").status_code == 200


def test_a_site_that_lacks_a_migration_is_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="kernel").latest("id").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["open_migrations"]) == ("not ready", 1)


def test_a_database_that_does_not_answer_is_told_and_no_fault(client, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["database"], answer.json()["open_migrations"]) == (False, None)


def test_a_silent_worker_is_shown_and_makes_nothing_unready(client):
    now = clock.machine_now()
    Heartbeat.objects.create(name=health.WORKER, at=now - dt.timedelta(minutes=10))
    jobs.enqueue(kind="kernel.clear_old_rows", payload={}, run_at=now - dt.timedelta(minutes=5))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert 600 <= answer.json()["worker_seen_seconds_ago"] < 660
    assert 300 <= answer.json()["oldest_job_waits_seconds"] < 360


def test_a_worker_says_that_it_lives_but_not_at_every_turn(django_assert_num_queries):
    worker.beat_when_due()
    assert (clock.machine_now() - Heartbeat.objects.get(name=health.WORKER).at).total_seconds() < health.BEAT_SECONDS
    with django_assert_num_queries(0):
        worker.beat_when_due()


def line_of(**given) -> dict[str, object]:
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "failed: %s", (CANARY,), given.get("exc_info")
    )
    for name, value in given.items():
        setattr(record, name, value)
    return json.loads(Lines().format(record))


def test_a_line_about_a_request_tells_the_pattern_and_not_the_address(rf):
    request = rf.get(f"/language/{CANARY}?phone={CANARY}")
    assert line_of(request=request)["message"] == "GET an address that is none"
    request.resolver_match = type("Match", (), {"route": "people/<int:pk>/"})
    line = line_of(request=request, status_code=500)
    assert (line["message"], line["status"], line["level"]) == ("GET people/<int:pk>/", 500, "ERROR")
    assert CANARY not in json.dumps(line)


def test_a_line_about_a_fault_tells_kinds_and_places_and_not_the_message(rf):
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as cause:
            raise ValueError(CANARY) from cause
    except ValueError as fault:
        line = line_of(request=rf.get("/"), exc_info=(type(fault), fault, fault.__traceback__), facts={"case": 7})
    assert [part.partition(" ")[0] for part in line["fault"]][::2] == ["ValueError", "KeyError"]
    assert "tests/test_health.py" in line["fault"][1]
    assert line["facts"] == {"case": 7}
    assert CANARY not in json.dumps(line)


def test_a_fault_of_a_page_reaches_the_log_without_what_was_typed(client, capsys, settings):
    client.raise_request_exception = False
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.getLogger("django").addHandler(handler)
    try:
        client.get("/no-such-page/", {"phone": CANARY})
    finally:
        logging.getLogger("django").removeHandler(handler)
    said = capsys.readouterr().err
    assert '"status": 404' in said
    assert CANARY not in said
