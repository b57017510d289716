"""Who is taken off the roster leaves no account and no post behind, and the clerk reads first what follows."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from gongzhi.accounts.actions import reopen_account, suspend_left_behind
from gongzhi.accounts.models import User
from gongzhi.accounts.tests.cast import SECRET
from gongzhi.accounts.tests.pieces import code_now
from gongzhi.bodies.models import Appointment, HandOver
from gongzhi.bodies.staffing import staffing_for
from gongzhi.cases.factories import filed
from gongzhi.cases.models import Case
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.actions import close_person, register_person, reopen_person
from gongzhi.people.models import Person

pytestmark = pytest.mark.django_db


def close(client, pk, reason="moved"):
    return client.post(reverse("people:close", args=[pk]), {"reason": reason, "closed_on": today().isoformat()})


def closed_by(cast, role, pk, reason):
    return close_person(by=cast.actor(role), person_id=pk, reason=reason, closed_on=today(), now=now())


def holds(cast, role):
    """Return the appointment of a role."""
    return Appointment.objects.get(person=cast.person_id(role))


def test_the_account_of_who_moved_away_is_suspended_on_every_device_and_comes_back_with_the_record(cast):
    resident, clerk, pk = cast.client("resident"), cast.proved("village_clerk"), cast.person_id("resident")
    assert resident.get("/account/").status_code == 200
    assert close(clerk, pk)["Location"] == reverse("people:person", args=[pk])
    assert resident.get("/account/").status_code == 302
    user = User.objects.get(person=pk)
    assert (user.is_active, user.closed_why) == (False, "person")
    assert Entry.objects.get(code="accounts.person_left").subject_id == user.pk
    clerk.post(reverse("people:reopen", args=[pk]))
    user.refresh_from_db()
    assert (user.is_active, user.closed_why, user.closed_at) == (True, "", None)
    assert Entry.objects.filter(code="accounts.person_back").count() == 1


def test_an_account_closed_for_another_reason_does_not_come_back_with_the_record(cast):
    pk = cast.person_id("resident")
    User.objects.filter(person=pk).update(is_active=False, closed_at=now(), closed_why="by_hand")
    closed_by(cast, "village_clerk", pk, "moved")
    reopen_person(by=cast.actor("village_clerk"), person_id=pk, now=now())
    assert not User.objects.get(person=pk).is_active


def test_nobody_gives_an_account_back_whose_person_is_off_the_roster(cast):
    pk = cast.person_id("resident")
    closed_by(cast, "village_clerk", pk, "died")
    user = User.objects.get(person=pk)
    with pytest.raises(Refusal, match=r"accounts\.person_gone"):
        reopen_account(by=cast.actor("security_admin"), user_id=user.pk, now=now())
    user.refresh_from_db()
    assert not user.is_active


def test_a_death_ends_the_posts_that_the_actor_may_end_and_gives_the_work_to_the_body(cast):
    case, held = filed(cast), holds(cast, "grid_officer")
    mine = {"handler_person": held.person_id, "holder_person": held.person_id, "handler_body": held.post.body_id}
    Case.objects.filter(pk=case.pk).update(**mine, holder_body=held.post.body_id, waits_for="staff")
    closed_by(cast, "town_desk", held.person_id, "died")
    held.refresh_from_db()
    assert (held.to_on, held.end_kind) == (today(), "death")
    case.refresh_from_db()
    assert (case.handler_person, case.handler_body) == (None, held.post.body_id)
    assert HandOver.objects.get(appointment=held).to_person_id is None
    assert Entry.objects.get(code="bodies.appointment_ended").figures["way"] == "death"


@pytest.mark.parametrize(("role", "reason"), [("village_clerk", "died"), ("town_desk", "moved")])
def test_a_post_that_does_not_end_by_itself_is_listed_for_whoever_keeps_it(cast, role, reason):
    held = holds(cast, "grid_officer")
    closed_by(cast, role, held.person_id, reason)
    held.refresh_from_db()
    assert held.to_on is None
    found = staffing_for(cast.actor("town_desk"), cast.area("town").path, today())
    assert [line.id for line in found.gone] == [held.pk]
    page = cast.client("town_desk").get(reverse("bodies:posts"), {"area": cast.area("town").id}).content.decode()
    assert "本人已从名册注销、还没有办离任的 1 人" in page


def test_who_moved_house_and_holds_a_post_keeps_the_account_until_the_post_ends(cast):
    held, by = holds(cast, "grid_officer"), system_actor("accounts.suspend_left_behind")
    closed_by(cast, "village_clerk", held.person_id, "moved")
    assert suspend_left_behind(by=by, now=now()) == 0
    assert User.objects.get(person=held.person_id).is_active
    Appointment.objects.filter(pk=held.pk).update(to_on=today())
    assert suspend_left_behind(by=by, now=now()) == 1
    assert User.objects.get(person=held.person_id).closed_why == "person"


def test_the_page_says_before_it_is_pressed_what_follows(cast):
    page = cast.client("town_desk").get(reverse("people:close", args=[cast.person_id("grid_officer")])).content.decode()
    moved, died = page.split("选“去世”")
    assert "账号“grid_officer”因还有任职暂不停用" in moved
    assert "账号“grid_officer”停用，登录着的设备全部退出" in died
    assert "的任职不会自动终止" in moved
    assert "的任职到这一天终止，手上的事交回所在组织" in died
    other = register_person(by=system_actor("t"), name="无账号", area_id=cast.area("village").id, now=now())
    assert (
        "注销以后会怎样" not in cast.client("town_desk").get(reverse("people:close", args=[other.pk])).content.decode()
    )


def test_where_something_follows_a_fresh_proof_is_asked_and_what_was_chosen_stands_again(cast):
    clerk, pk = cast.client("village_clerk"), cast.person_id("resident")
    url = reverse("people:close", args=[pk])
    answer = close(clerk, pk, "died")
    assert answer["Location"].startswith(reverse("accounts:prove"))
    assert Person.objects.get(pk=pk).closed_on is None
    assert User.objects.get(person=pk).is_active
    assert clerk.post(answer["Location"], {"code": code_now(SECRET)})["Location"] == url
    page = clerk.get(url).content.decode()
    assert page.index('value="died"') < page.index("checked", page.index('value="died"')) < page.index('value="twice"')


def test_a_record_without_account_or_post_is_closed_without_a_proof(cast):
    other = register_person(by=system_actor("t"), name="无账号", area_id=cast.area("village").id, now=now())
    assert close(cast.client("village_clerk"), other.pk)["Location"] == reverse("people:person", args=[other.pk])


def test_a_record_in_use_is_no_double_and_nobody_closes_the_own(cast):
    clerk = cast.actor("village_clerk")
    with pytest.raises(Refusal, match=r"people\.twice_in_use"):
        close_person(by=clerk, person_id=cast.person_id("resident"), reason="twice", closed_on=today(), now=now())
    with pytest.raises(Refusal, match=r"people\.own_record"):
        close_person(by=clerk, person_id=clerk.person_id, reason="moved", closed_on=today(), now=now())
    assert not Person.objects.exclude(closed_on=None).exists()
    assert not User.objects.filter(is_active=False).exists()


def test_accounts_left_behind_from_before_are_suspended_once_a_day(cast):
    pk = cast.person_id("resident")
    Person.objects.filter(pk=pk).update(closed_on=today() - dt.timedelta(days=9), closed_reason="died")
    by = system_actor("accounts.suspend_left_behind")
    assert [suspend_left_behind(by=by, now=now()) for _ in range(2)] == [1, 0]
    assert User.objects.get(person=pk).closed_why == "person"


def test_a_stale_actor_suspends_nobody(cast):
    stale = dataclasses.replace(cast.actor("village_clerk"), stepped_up_at=None)
    with pytest.raises(Refusal, match=r"accounts\.step_up_needed"):
        close_person(by=stale, person_id=cast.person_id("resident"), reason="died", closed_on=today(), now=now())
    assert User.objects.get(person=cast.person_id("resident")).is_active
