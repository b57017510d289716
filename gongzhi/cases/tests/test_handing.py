"""Whoever leaves a post hands over the requests in hand; while somebody is away, the deputy acts in the post."""

import datetime as dt

import pytest

from gongzhi.bodies.actions import (
    appoint,
    confirm_hand_over,
    end_absence,
    end_appointment,
    hand_over_work,
    record_absence,
)
from gongzhi.bodies.models import Absence, Appointment, HandOver
from gongzhi.bodies.staffing import staffing_for
from gongzhi.cases.actions import accept_case, assign_case, report_result
from gongzhi.cases.models import Case
from gongzhi.cases.queries import number_of
from gongzhi.cases.tests.world import DAY, NOW, SYSTEM, actor_of, filed, hold, place
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import register_person

pytestmark = pytest.mark.django_db
AWAY = {"from_on": DAY, "to_on": DAY + dt.timedelta(days=7), "reason": "培训学习"}


@pytest.fixture
def village():
    made = place("fucheng", "village_clerk", "grid_officer")
    hold(made, "village_assistant", key="colleague")
    case = filed(made).case
    accept_case(by=made.actor("village_clerk"), case_id=case.pk, now=NOW)
    assign_case(
        by=made.actor("village_clerk"), case_id=case.pk, post_id=made.posts["grid_officer"], words="请处理", now=NOW
    )
    made.case = Case.objects.get(pk=case.pk)
    made.held = Appointment.objects.get(person=made.persons["grid_officer"])
    return made


def leave(village, **more):
    given = {
        "by": SYSTEM,
        "appointment_id": village.held.pk,
        "on": DAY,
        "reason": "调任",
        "way": "transfer",
        "now": NOW,
    }
    return end_appointment(**given | more)


def report(by, case):
    return report_result(by=by, case_id=case.pk, words="路灯已经修好", now=NOW)


def test_who_leaves_hands_the_requests_to_the_successor_and_both_confirm(village):
    outsider = register_person(by=SYSTEM, name="外人", area_id=village.areas["village"].pk, now=NOW)
    for wrong in (outsider.pk, village.persons["grid_officer"]):
        with pytest.raises(Refusal, match=r"bodies\.successor_elsewhere"):
            leave(village, successor_id=wrong)
    village.case.refresh_from_db()
    assert village.case.handler_person == village.persons["grid_officer"]
    assert not HandOver.objects.exists()
    successor = village.persons["colleague"]
    leave(village, successor_id=successor)
    record = HandOver.objects.get()
    assert (record.to_person_id, record.items, record.on) == (successor, [["诉求", number_of(village.case)]], DAY)
    village.case.refresh_from_db()
    assert village.case.handler_person == successor
    with pytest.raises(NotVisible):
        confirm_hand_over(by=village.actor("village_clerk"), hand_over_id=record.pk, now=NOW)
    for person in (village.persons["grid_officer"], successor):
        confirm_hand_over(by=actor_of(person), hand_over_id=record.pk, now=NOW)
        with pytest.raises(Refusal, match=r"bodies\.confirmed_already"):
            confirm_hand_over(by=actor_of(person), hand_over_id=record.pk, now=NOW)
    record.refresh_from_db()
    assert (record.given_at, record.taken_at) == (NOW, NOW)
    assert Entry.objects.get(code="bodies.appointment_ended").figures["handed_over"] == 1
    report(actor_of(successor), village.case)


def test_without_a_successor_the_requests_go_back_to_the_body(village):
    leave(village)
    village.case.refresh_from_db()
    assert (village.case.handler_person, village.case.handler_body) == (None, village.held.post.body_id)
    assert HandOver.objects.get().to_person is None
    report(actor_of(village.persons["colleague"]), village.case)


def test_who_stays_in_the_body_in_another_post_keeps_the_requests(village):
    clerk = village.posts["colleague"]
    person = village.persons["grid_officer"]
    appoint(by=SYSTEM, post_id=clerk, person_id=person, from_on=DAY, basis="分工调整", now=NOW)
    leave(village)
    village.case.refresh_from_db()
    assert village.case.handler_person == person
    assert not HandOver.objects.exists()


def test_requests_of_somebody_whose_time_ran_out_are_listed_until_they_are_handed_over(village):
    Appointment.objects.filter(pk=village.held.pk).update(to_on=DAY)
    path = village.areas["village"].path
    listed = staffing_for(SYSTEM, path, DAY).not_handed_over
    assert [(line.id, things) for line, things in listed] == [(village.held.pk, 1)]
    given = {"by": SYSTEM, "appointment_id": village.held.pk, "to_person_id": village.persons["colleague"], "on": DAY}
    hand_over_work(now=NOW, **given)
    assert staffing_for(SYSTEM, path, DAY).not_handed_over == ()
    with pytest.raises(Refusal, match=r"bodies\.nothing_in_hand"):
        hand_over_work(now=NOW, **given)


def away(village, **more):
    given = {"by": SYSTEM, "appointment_id": village.held.pk, "deputy_id": village.persons["village_clerk"], "now": NOW}
    return record_absence(**given | AWAY | more)


def test_a_deputy_acts_with_the_rights_of_the_post_and_is_journalled_as_deputy(village):
    deputy = register_person(by=SYSTEM, name="马德福", area_id=village.areas["village"].pk, now=NOW).pk
    with pytest.raises((NotVisible, Refusal)):
        report(actor_of(deputy), village.case)
    away(village, deputy_id=deputy)
    days = (DAY - dt.timedelta(days=1), DAY, DAY + dt.timedelta(days=6), DAY + dt.timedelta(days=7))
    assert [len(actor_of(deputy, on=day).posts) for day in days] == [0, 1, 1, 0]
    (post,) = actor_of(deputy).posts
    assert (post.kind, post.deputy_for) == ("grid_officer", village.persons["grid_officer"])
    report(actor_of(deputy), village.case)
    entry = Entry.objects.filter(code="cases.case_handled").latest("pk")
    holder = village.held.person.name
    assert (entry.by_person, entry.by_post.endswith(f"（代{holder}）")) == (deputy, True)


def test_a_deputy_no_longer_acts_once_the_holder_is_back(village):
    deputy = register_person(by=SYSTEM, name="马德福", area_id=village.areas["village"].pk, now=NOW).pk
    absence = away(village, deputy_id=deputy)
    end_absence(by=SYSTEM, absence_id=absence.pk, on=DAY, now=NOW)
    assert actor_of(deputy).posts == ()
    with pytest.raises(Refusal, match=r"bodies\.ended_already"):
        end_absence(by=SYSTEM, absence_id=absence.pk, on=DAY, now=NOW)
    with pytest.raises((NotVisible, Refusal)):
        report(actor_of(deputy), village.case)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"to_on": DAY}, "not_held_then"),
        ({"from_on": dt.date(2019, 1, 1)}, "not_held_then"),
    ],
)
def test_an_absence_has_a_reason_and_lies_within_the_appointment(village, wrong, code):
    with pytest.raises(Refusal, match=f"bodies.{code}"):
        away(village, **wrong)
    assert not Absence.objects.exists()


def test_nobody_deputises_for_themselves_twice_or_while_barred_from_the_post(village):
    with pytest.raises(Refusal, match=r"bodies\.deputy_of_oneself"):
        away(village, deputy_id=village.persons["grid_officer"])
    with pytest.raises(NotVisible):
        away(village, by=village.actor("village_clerk"))
    hold(village, "supervision_head")
    head = Appointment.objects.get(person=village.persons["supervision_head"])
    with pytest.raises(Refusal, match=r"bodies\.barred_oneself"):
        away(village, appointment_id=head.pk, deputy_id=village.persons["village_clerk"])
    assert not Absence.objects.exists()
    away(village)
    with pytest.raises(Refusal, match=r"bodies\.absent_already"):
        away(village)
