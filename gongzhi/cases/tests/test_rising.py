"""What rises is shown to somebody above, marked on its step, and follows from the deed before it."""

import datetime as dt

import pytest

from gongzhi.cases import actions
from gongzhi.cases.models import Case
from gongzhi.cases.tests.world import DAY, NOW, SYSTEM, filed, place
from gongzhi.kernel.queries import entries_of
from gongzhi.policy.actions import fill_slot
from gongzhi.procedures.queries import steps_of

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def late():
    """Return a world in which a village has one request that is overdue later."""
    made = place("base")
    fill_slot(
        by=SYSTEM, path=made.areas["county"].path, room="cases", name="accept_time", value="1",
        source="镇街办件规定第五条", from_on=DAY, now=NOW,
    )  # fmt: skip
    return made, filed(made).case.pk


def test_what_rises_is_marked_on_its_step_and_follows_from_the_deed_before(late):
    _, pk = late
    actions.raise_overdue(by=SYSTEM, now=LATER)
    case = Case.objects.get(pk=pk)
    step = steps_of(case.run_id)[-1]
    assert (step.risen_at, step.risen_to) == (LATER, case.risen_to)
    *_, before, risen = entries_of(("cases.case", pk))
    assert (risen.code, risen.follows_id) == ("cases.case_risen", before.pk)


def test_what_the_town_itself_has_in_hand_does_not_rise_to_the_town(late):
    made, pk = late
    town = made.actor("town_desk").posts[0]
    Case.objects.filter(pk=pk).update(holder_body=town.body_id)
    assert actions.raise_overdue(by=SYSTEM, now=LATER) == 1
    assert Case.objects.get(pk=pk).risen_post != town.post_id
