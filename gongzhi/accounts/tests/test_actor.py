"""The actor of a request: posts held today, and what these allow there and nowhere else."""

import datetime as dt

import pytest

from gongzhi.accounts.queries import actor_for
from gongzhi.accounts.tests.cast import FOUNDED, POSTS, SYSTEM
from gongzhi.bodies.actions import end_appointment
from gongzhi.bodies.models import Appointment, Body
from gongzhi.kernel.access import ROLES
from gongzhi.kernel.actors import Reach
from gongzhi.kernel.clock import now

pytestmark = pytest.mark.django_db


def test_every_role_has_an_actor_with_its_post_and_home(cast):
    for role in ROLES[1:]:
        actor = cast.actor(role)
        assert actor.person_id == cast.person_id(role)
        assert actor.home_path.startswith(cast.area("province").path) is (role != "resident_elsewhere")
        assert [post.kind for post in actor.posts] == ([POSTS[role][3]] if role in POSTS else [])
    assert cast.actor("visitor").is_anonymous


def test_a_post_allows_what_the_pack_says_within_its_area(cast):
    clerk, town = cast.actor("village_clerk"), cast.actor("town_desk")
    here, elsewhere = cast.area("village").path, cast.area("village_elsewhere").path
    assert clerk.may("people.register_person", here)
    assert clerk.may("people.register_person", cast.area("grid").path)
    assert not clerk.may("people.register_person", elsewhere)
    assert not clerk.may("bodies.appoint", here)
    assert town.may("bodies.appoint", here)
    assert town.may("bodies.appoint", elsewhere)
    assert not town.may("bodies.appoint", cast.area("village_far").path)
    assert {grant.reach for grant in cast.actor("party_member").grants} == {Reach.OWN}
    assert cast.actor("resident").grants == ()


def test_a_post_that_ended_yesterday_allows_nothing_today(cast):
    clerk = cast.actor("village_clerk")
    day = dt.date(2026, 11, 23)
    end_appointment(by=SYSTEM, appointment_id=clerk.posts[0].appointment_id, on=day, reason="任期届满", now=FOUNDED)
    noon = dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
    assert actor_for(user=cast.user("village_clerk"), now=noon).grants == ()
    assert actor_for(user=cast.user("village_clerk"), now=noon - dt.timedelta(days=1)).may(
        "people.register_person", cast.area("village").path
    )


def test_a_post_ends_with_the_day_in_china(cast):
    clerk = cast.actor("village_clerk")
    day = dt.date(2026, 11, 23)
    end_appointment(by=SYSTEM, appointment_id=clerk.posts[0].appointment_id, on=day, reason="任期届满", now=FOUNDED)
    midnight = dt.datetime(2026, 11, 22, 16, tzinfo=dt.UTC)  # 00:00 on the 23rd in China
    assert actor_for(user=cast.user("village_clerk"), now=midnight).grants == ()
    assert actor_for(user=cast.user("village_clerk"), now=midnight - dt.timedelta(seconds=1)).grants


def test_a_post_allows_nothing_before_it_begins_nor_after_its_body_is_closed(cast):
    user, moment = cast.user("village_clerk"), dt.datetime(2026, 11, 23, 4, tzinfo=dt.UTC)
    post = cast.actor("village_clerk").posts[0]
    Appointment.objects.filter(pk=post.appointment_id).update(from_on=dt.date(2026, 11, 24))
    assert actor_for(user=user, now=moment).grants == ()
    assert actor_for(user=user, now=moment + dt.timedelta(days=1)).grants
    Body.objects.filter(pk=post.body_id).update(closed_on=dt.date(2026, 11, 25), close_reason="并村")
    assert actor_for(user=user, now=moment + dt.timedelta(days=1)).grants
    assert actor_for(user=user, now=moment + dt.timedelta(days=2)).grants == ()


def test_an_actor_costs_two_queries(cast, django_assert_num_queries):
    """One for the posts, one for the pack of the area where they sit."""
    user, moment = cast.user("village_clerk"), now()
    with django_assert_num_queries(2):
        actor_for(user=user, now=moment)


def test_each_role_signs_in_its_own_browser(cast):
    for role in ROLES[1:]:
        assert cast.user(role).name in cast.client(role).get("/account/").content.decode()
    assert cast.client("visitor").get("/account/").status_code == 302
