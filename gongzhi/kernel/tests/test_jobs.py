"""Jobs are done at least once, with their effect once, whoever dies on the way."""

import datetime as dt
import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from gongzhi.kernel import jobs
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.models import Entry, Job, PostedAnswer, Schedule
from gongzhi.kernel.workdays import CHINA

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(jobs, "KINDS", {})

    @jobs.job("kernel.note")
    def note(payload, now):
        write_entry(code="kernel.noted", by=system_actor("note"), now=now, subject=("kernel.test", payload["number"]))
        if payload.get("breaks"):
            raise RuntimeError("it broke")


def run(now=NOW, machine_now=None):
    return jobs.run_one(now=now, machine_now=machine_now or now)


def note(number, run_at=NOW, **given):
    key = given.pop("key", "")
    jobs.enqueue(kind="kernel.note", payload={"number": number, **given}, run_at=run_at, key=key)


def noted():
    return list(Entry.objects.filter(code="kernel.noted").order_by("id").values_list("subject_id", flat=True))


def test_jobs_run_in_the_order_in_which_they_are_due():
    note(1, NOW - MINUTE)
    note(2, NOW - 2 * MINUTE)
    note(3, NOW + MINUTE)
    assert [run(), run(), run()] == [True, True, False]
    assert noted() == [2, 1]
    assert run(NOW + MINUTE)
    assert noted() == [2, 1, 3]


def test_a_job_asked_for_in_a_transaction_that_fails_is_never_run():
    def ask_and_fail():
        with transaction.atomic():
            note(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask_and_fail()
    assert not run()


def test_a_repeated_key_is_dropped_also_after_the_job_is_done():
    note(1, key="overdue:1")
    note(2, key="overdue:1")
    assert [run(), run()] == [True, False]
    note(3, key="overdue:1")
    assert not run()
    assert noted() == [1]


def test_asking_costs_one_statement_and_claiming_one(django_assert_num_queries):
    with django_assert_num_queries(1):
        note(1)
    with django_assert_num_queries(1):
        assert jobs.claim(now=NOW, machine_now=NOW).payload == {"number": 1}


def test_a_job_that_breaks_leaves_nothing_and_is_tried_later_each_time_longer():
    note(1, breaks=True)
    waits = []
    now = NOW
    while True:
        assert run(now)
        row = Job.objects.get()
        if row.failed_at:
            break
        waits.append((row.run_at - now) / MINUTE)
        assert not run(row.run_at - dt.timedelta(seconds=1))
        now = row.run_at
    assert waits == [1, 2, 4, 8, 16, 32, 64]
    assert row.attempts == jobs.MOST_ATTEMPTS
    assert row.error.startswith("RuntimeError\ngongzhi/kernel/jobs.py:")
    assert "it broke" not in row.error, "a fault's message may quote personal data"
    assert noted() == []
    assert not run(now + dt.timedelta(days=9))


def test_a_job_whose_worker_died_is_taken_again_when_the_lease_has_run_out():
    note(1)
    jobs.claim(now=NOW, machine_now=NOW)
    assert not run(machine_now=NOW + jobs.LEASE)
    assert run(machine_now=NOW + jobs.LEASE + dt.timedelta(seconds=1))
    assert noted() == [1]


def test_without_the_lease_s_end_a_dead_worker_s_job_would_be_stuck(monkeypatch):
    """The guard's twin: a claim that ignores the end of leases leaves the job for ever."""
    blind = (
        "lease_until IS NULL OR lease_until < %s",
        "lease_until IS NULL OR lease_until < '0001-01-01' AND %s IS NULL",
    )
    monkeypatch.setattr(jobs, "CLAIM", jobs.CLAIM.replace(*blind))
    monkeypatch.setattr(
        jobs, "CLAIM_SKIPPING", jobs.CLAIM_SKIPPING.replace(*blind).replace("%s IS NULL", "%s::text IS NULL")
    )
    note(1)
    jobs.claim(now=NOW, machine_now=NOW)
    assert not run(machine_now=NOW + dt.timedelta(days=365))
    assert noted() == []


def test_a_worker_that_lost_its_lease_leaves_no_effect():
    note(1)
    slow = jobs.claim(now=NOW, machine_now=NOW)
    assert run(machine_now=NOW + 2 * jobs.LEASE)
    with pytest.raises(jobs.LeaseLost):
        jobs.perform(slow, jobs.KINDS["kernel.note"], NOW)
    jobs.put_back(slow, "late", NOW)
    assert noted() == [1]
    assert Job.objects.get().error == ""


def test_a_worker_that_lost_its_lease_changes_nothing_while_another_has_the_job():
    note(1)
    slow = jobs.claim(now=NOW, machine_now=NOW)
    assert jobs.claim(now=NOW, machine_now=NOW + 2 * jobs.LEASE)
    before = Job.objects.values().get()
    with pytest.raises(jobs.LeaseLost):
        jobs.perform(slow, jobs.KINDS["kernel.note"], NOW)
    jobs.put_back(slow, "late", NOW)
    jobs.put_back(replace(slow, attempts=jobs.MOST_ATTEMPTS), "late", NOW)
    assert Job.objects.values().get() == before
    assert noted() == []


def test_a_done_job_is_not_done_again_by_the_worker_that_did_it():
    note(1)
    mine = jobs.claim(now=NOW, machine_now=NOW)
    jobs.perform(mine, jobs.KINDS["kernel.note"], NOW)
    with pytest.raises(jobs.LeaseLost):
        jobs.perform(mine, jobs.KINDS["kernel.note"], NOW)
    assert noted() == [1]


def test_a_job_that_kills_every_worker_is_laid_aside():
    note(1)
    later = NOW
    for _ in range(jobs.MOST_ATTEMPTS):
        assert jobs.claim(now=NOW, machine_now=later)
        later += 2 * jobs.LEASE
    assert run(machine_now=later)
    assert Job.objects.get().failed_at == NOW
    assert noted() == []


def test_a_job_without_a_handler_is_laid_aside_with_the_reason():
    jobs.enqueue(kind="kernel.unknown", payload={}, run_at=NOW)
    assert run()
    assert Job.objects.get().error == "no handler of this name"


def test_longer_work_gets_the_longer_lease_it_declares():
    seen = []
    jobs.job("kernel.long", lease=10 * MINUTE)(lambda payload, now: seen.append(Job.objects.get().lease_until))
    jobs.enqueue(kind="kernel.long", payload={}, run_at=NOW)
    assert run(NOW + dt.timedelta(days=8), machine_now=NOW)
    assert seen == [NOW + 10 * MINUTE], "a lease runs on the machine's clock, which no demonstration moves"


def test_a_recurring_job_runs_once_per_period_and_catches_up_once():
    seen = []
    jobs.every("kernel.sweep", minutes=60)(lambda payload, now: seen.append(now))
    for now in (NOW, NOW, NOW + 59 * MINUTE, NOW + 60 * MINUTE, NOW + dt.timedelta(days=8)):
        jobs.tick(now=now)
        while run(now):
            pass
    assert seen == [NOW, NOW + 60 * MINUTE, NOW + dt.timedelta(days=8)]


def test_a_moment_is_won_by_the_worker_that_moves_the_schedule_on():
    hour = 60 * MINUTE
    assert [jobs.advance("kernel.sweep", hour, now) for now in (NOW, NOW, NOW + hour)] == [True, False, True]


def test_a_tick_asks_only_for_what_it_moved_on_itself_and_for_both_or_neither(monkeypatch, django_assert_num_queries):
    jobs.every("kernel.sweep", minutes=60)(lambda payload, now: None)
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "advance", lambda *given: False)
        jobs.tick(now=NOW)
    assert not Job.objects.exists()
    with monkeypatch.context() as patch:
        patch.setattr(jobs, "enqueue", None)
        with pytest.raises(TypeError):
            jobs.tick(now=NOW)
    assert not Schedule.objects.exists()
    jobs.tick(now=NOW)
    assert Job.objects.count() == 1
    with django_assert_num_queries(1):
        jobs.tick(now=NOW + 59 * MINUTE)


def test_a_clock_moved_back_does_not_hold_up_recurring_jobs():
    seen = []
    jobs.every("kernel.sweep", minutes=60)(lambda payload, now: seen.append(now))
    jobs.tick(now=NOW + dt.timedelta(days=8))
    jobs.tick(now=NOW)
    assert Job.objects.count() == 2
    assert Schedule.objects.get().next_at == NOW + 60 * MINUTE
    jobs.tick(now=NOW - jobs.CLOCK_STEP)
    assert Job.objects.count() == 2, "a clock put back by a second repeats nothing"
    assert Schedule.objects.get().next_at == NOW + 60 * MINUTE, "what is due within a period stays"


def test_two_handlers_of_one_name_are_a_mistake():
    with pytest.raises(ValueError, match=r"kernel\.note"):
        jobs.job("kernel.note")(lambda payload, now: None)


def test_old_rows_are_cleared_and_young_ones_kept():
    for days in (1, 200):
        at = NOW - dt.timedelta(days=days)
        note(days)
        Job.objects.filter(done_at=None).update(done_at=at)
        PostedAnswer.objects.create(owner="a1", key=f"{days}", request_hash=b"", at=at)
    note(3, NOW + MINUTE)
    jobs.clear_old_rows({}, NOW)
    assert [row.payload["number"] for row in Job.objects.order_by("id")] == [1, 3]
    assert PostedAnswer.objects.get().key == "1"


@pytest.mark.django_db(transaction=True)
def test_a_worker_passes_over_the_job_that_another_is_just_taking(parallel):
    together = threading.Barrier(2)

    def take():
        with transaction.atomic():
            claimed = jobs.claim(now=NOW, machine_now=NOW)
            if connection.vendor == "postgresql":
                together.wait(timeout=10)  # met only if nobody waits for another's transaction
        return claimed.payload["number"]

    parallel(lambda: [note(number) for number in range(2)])
    assert sorted(parallel(take, take)) == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_many_workers_share_the_jobs_and_none_is_run_twice(parallel):
    jobs.every("kernel.sweep", minutes=60)(
        lambda payload, now: write_entry(code="kernel.swept", by=system_actor("x"), now=now, subject=("x", None))
    )

    def work():
        jobs.tick(now=NOW)
        while run():
            pass

    parallel(lambda: [note(number) for number in range(40)])
    parallel(*[work] * 4)
    assert sorted(parallel(noted)[0]) == list(range(40))
    assert parallel(lambda: Entry.objects.filter(code="kernel.swept").count()) == [1]
    assert parallel(lambda: Schedule.objects.get().next_at) == [NOW + 60 * MINUTE]


def test_a_long_job_keeps_what_it_has_committed_and_runs_again_after_a_fault():
    done = []

    @jobs.long_job("kernel.long", lease=dt.timedelta(minutes=5))
    def work(payload, now):
        done.append(connection.in_atomic_block)
        note(len(done))
        if len(done) == 1:
            raise RuntimeError("it broke")

    jobs.enqueue(kind="kernel.long", payload={}, run_at=NOW)
    run()
    assert Job.objects.get(kind="kernel.long").done_at is None
    assert Job.objects.filter(kind="kernel.note").count() == 1
    later = NOW + 2 * MINUTE
    while run(later):
        pass
    assert Job.objects.get(kind="kernel.long").done_at == later
    assert noted() == [1, 2]
