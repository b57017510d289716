"""How requests stood at the end of a day that has passed."""

import datetime as dt

import pytest

from gongzhi.cases import actions
from gongzhi.cases.models import Case
from gongzhi.cases.queries import Tally, tally_of, tally_on
from gongzhi.cases.tests.test_way import WAYS, close_to_rating
from gongzhi.cases.tests.world import NOW, filed, place
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.workdays import CHINA
from gongzhi.procedures.models import StepRecord

pytestmark = pytest.mark.django_db
DAY = NOW.astimezone(CHINA).date()


def after(days):
    return DAY + dt.timedelta(days=days)


@pytest.fixture
def solved():
    """Return a request that was rated as solved on the day it was filed."""
    made = place("huadu")
    new = filed(made)
    case = close_to_rating(made, new, **WAYS["huadu"])
    actions.rate_case(
        by=VISITOR,
        case_id=case.pk,
        rating="solved",
        words="",
        claim_code=new.claim_code,
        now=NOW + dt.timedelta(hours=5),
    )
    return new


def test_what_was_overdue_on_a_day_is_told_of_that_day_however_it_went_on():
    made = place("huadu")
    case = filed(made).case
    due = NOW + dt.timedelta(days=3)
    StepRecord.objects.filter(run=case.run_id).update(due_at=due)
    Case.objects.filter(pk=case.pk).update(due_at=due)
    path = case.area_path
    assert tally_of(path, NOW + dt.timedelta(days=9)).late == 1
    by = made.actor("village_clerk")
    for post in ("department_desk", "grid_officer"):
        actions.assign_case(
            by=by, case_id=case.pk, post_id=made.posts[post], words="请去看看", now=NOW + dt.timedelta(days=6)
        )
        by = made.actor("department_desk")
    told = [tally_on(path, after(days)).late for days in (0, 2, 3, 5, 6)]
    assert told == [0, 0, 1, 1, 0], "given on after it was late, the step it was at then was late all the same"
    assert [tally_on(path, after(days)).open for days in (-1, 0, 6)] == [0, 1, 1]


def test_a_request_that_was_reopened_since_counts_as_settled_on_the_days_between(solved):
    new, path = solved, solved.case.area_path
    assert tally_on(path, DAY) == Tally(1, 0, 0)
    actions.reopen_case(
        by=VISITOR, case_id=new.case.pk, words="又坏了", claim_code=new.claim_code, now=NOW + dt.timedelta(days=4)
    )
    assert [tally_on(path, after(days)).open for days in (0, 3, 4)] == [0, 0, 1]
