"""Requests that nobody rates close by themselves: in batches, and without reading those that never may."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.cases import actions
from gongzhi.cases.models import Case
from gongzhi.cases.rules import Waits
from gongzhi.cases.tests.world import NOW, SYSTEM, filed, place
from gongzhi.procedures.models import KeptDefinition, StepRecord

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=30)


def waiting(made, days):
    """File a request that has waited for its rating since a day."""
    case, due = filed(made).case, NOW + dt.timedelta(days=days)
    StepRecord.objects.filter(run_id=case.run_id, closed_at=None).update(key="rate", due_at=due)
    Case.objects.filter(pk=case.pk).update(step="rate", deed="rate", waits_for=Waits.APPLICANT, due_at=due)
    return case


def without_silence(case):
    """Let a request run under a procedure that ends only when the resident answers."""
    kept = case.run.definition
    steps = [each | {"outcomes": [o for o in each["outcomes"] if o["key"] != "silent"]} for each in kept.body["steps"]]
    other, _ = KeptDefinition.objects.get_or_create(
        sha="0" * 64, defaults={"procedure_id": kept.procedure_id, "body": kept.body | {"steps": steps}}
    )
    case.run.definition = other
    case.run.save()
    return case


@pytest.fixture
def read(monkeypatch):
    """Return the ids of the requests that are read, as they are."""
    found, from_db = [], Case.from_db.__func__

    def counted(cls, db, names, values):
        case = from_db(cls, db, names, values)
        found.append(case.pk)
        return case

    monkeypatch.setattr(Case, "from_db", classmethod(counted))
    return found


def sweep():
    return actions.close_silent_ratings(by=SYSTEM, now=LATER)


def test_what_an_outage_left_behind_is_closed_in_batches_the_longest_overdue_first(monkeypatch, read):
    monkeypatch.setattr("gongzhi.cases.actions.closing.SWEPT", 2)
    made = place("base")
    cases = [waiting(made, days) for days in (3, 1, 2)]
    read.clear()
    assert sweep() == 2
    assert set(read) == {cases[1].pk, cases[2].pk}
    assert Case.objects.filter(closed_at=None).get() == cases[0]
    assert [sweep(), sweep()] == [1, 0]
    assert set(Case.objects.values_list("rating", flat=True)) == {"silent"}


def test_a_step_that_never_ends_by_itself_keeps_no_other_waiting_and_is_not_read_again(monkeypatch, read):
    monkeypatch.setattr("gongzhi.cases.actions.closing.SWEPT", 1)
    made = place("base")
    for days in (1, 2):
        without_silence(waiting(made, days))
    late = waiting(made, 3)
    assert sweep() == 1
    read.clear()
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert sweep() == 0
    assert read == []
    without_silence(waiting(made, 4))
    with CaptureQueriesContext(connection) as more:
        assert sweep() == 0
    assert len(more) == len(few)
    assert set(Case.objects.filter(rating="silent")) == {late}
