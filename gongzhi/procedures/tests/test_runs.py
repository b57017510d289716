"""Nobody reaches a step but through the one before it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.queries import pack_named
from gongzhi.procedures.actions import attempted, close_step, open_run, reopen_run
from gongzhi.procedures.models import KeptDefinition, StepRecord
from gongzhi.procedures.queries import open_steps

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
SYSTEM = system_actor("test")
PATH = "1/2/"


def opened(pack="base", **evidence):
    return open_run(
        by=SYSTEM, pack=pack_named(pack), procedure_id="citizen_request", subject_kind="test", area_path=PATH,
        evidence={"words": "路灯不亮"} | evidence, now=NOW,
    )  # fmt: skip


@transaction.atomic
def close(run, key, outcome, pack="base", **evidence):
    return close_step(
        by=SYSTEM, run_id=run.pk, key=key, outcome=outcome, evidence=evidence, pack=pack_named(pack), now=NOW
    )


def test_opening_a_run_closes_its_first_step_and_waits_at_the_second():
    moved = opened()
    assert (moved.closed.key, moved.opened.key) == ("submit", "accept")
    assert [step.key for step in open_steps(moved.run.pk)] == ["accept"]


def test_a_step_that_is_not_open_is_refused_and_nothing_moves():
    run = opened().run
    with pytest.raises(Refusal) as refusal:
        close(run, "handle", "done", words="修好了")
    assert refusal.value.code == "procedures.step_not_open"
    assert refusal.value.figures["open"] == ("受理",)
    assert [step.key for step in open_steps(run.pk)] == ["accept"]


def test_a_refused_attempt_is_in_the_journal_and_its_writes_are_not():
    run = opened().run

    def write_and_skip():
        with attempted(by=SYSTEM, subject=("test", run.pk), area_path=PATH, deed="handle", now=NOW):
            KeptDefinition.objects.create(sha="x", procedure_id="x", body={})
            close(run, "handle", "done", words="修好了")

    with pytest.raises(Refusal):
        write_and_skip()
    entry = Entry.objects.get(code="procedures.attempt_refused")
    assert entry.figures["code"] == "procedures.step_not_open"
    assert not KeptDefinition.objects.filter(sha="x").exists()


@pytest.mark.parametrize(("outcome", "code"), [("fly", "outcome_unknown"), ("return", "reason_missing")])
def test_an_unknown_outcome_and_missing_evidence_are_refused(outcome, code):
    run = opened().run
    close(run, "accept", "done")
    close(run, "assign", "done", receiver=7)
    with pytest.raises(Refusal) as refusal:
        close(run, "handle", outcome)
    assert refusal.value.code == f"procedures.{code}"


def test_a_run_keeps_the_definition_it_was_opened_under_once_for_all_runs():
    assert opened().run.definition_id == opened().run.definition_id
    assert KeptDefinition.objects.count() == 1


def test_a_rejected_return_goes_on_under_the_limit_that_ran_before():
    run = opened().run
    close(run, "accept", "done")
    first = close(run, "assign", "done", receiver=7).opened
    due = NOW + dt.timedelta(days=2)
    StepRecord.objects.filter(pk=first.pk).update(due_at=due, due_unit="days")
    close(run, "handle", "return", reason="不归我们管")
    assert close(run, "ruling", "rejected", reason="属你单位职责").opened.due_at == due


def test_a_run_without_a_limit_says_so_and_is_never_overdue():
    moved = opened()
    assert moved.opened.due_at is None
    assert moved.opened.due_counted["open"] is True


def finished():
    run = opened().run
    close(run, "accept", "not_ours", reason="请向法院咨询")
    return run


def test_a_finished_run_goes_on_once_and_not_twice():
    run = finished()
    assert reopen_run(by=SYSTEM, run_id=run.pk, pack=pack_named("base"), now=NOW).opened.key == "handle"
    close(run, "handle", "done", words="办了")
    close(run, "reply", "supported", words="办好了")
    close(run, "rate", "silent")
    close(run, "archive", "filed")
    with pytest.raises(Refusal) as refusal:
        reopen_run(by=SYSTEM, run_id=run.pk, pack=pack_named("base"), now=NOW)
    assert refusal.value.code == "procedures.reopened_enough"


def test_a_running_matter_cannot_be_reopened():
    run = opened().run
    with pytest.raises(Refusal) as refusal:
        reopen_run(by=SYSTEM, run_id=run.pk, pack=pack_named("base"), now=NOW)
    assert refusal.value.code == "procedures.step_not_open"


def test_the_same_step_is_never_open_twice():
    moved = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        StepRecord.objects.create(run=moved.run, key="accept", opened_at=NOW)
