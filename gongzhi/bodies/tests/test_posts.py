"""Posts are held by date, seat by seat; another room asks who holds one at an area or the nearest above it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gongzhi.bodies.actions import appoint, create_post, end_appointment
from gongzhi.bodies.models import Appointment, Post
from gongzhi.bodies.queries import holders, nearest_holders, posts_held
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_named

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.date(2026, 1, 1)
PHONE = "13800138000"


def test_every_post_with_grants_is_a_kind_of_post():
    base = pack_named("base")
    granted = {item.key for item in base.list("accounts", "grants").items}
    assert granted <= {item.key for item in base.list("bodies", "posts").items}


def test_a_post_bears_the_word_of_the_place_and_stands_once(world):
    committee = world.body("villagers_committee", "东升村")
    post = world.post(committee, "village_director")
    assert (post.title, post.seats) == ("村委会主任", 1)
    for asked, code in (
        (("village_director", "村委会主任"), "bodies.post_known"),
        (("emperor", "皇帝"), "bodies.post_unknown"),
        (("supervision_head", ""), "bodies.post_elsewhere"),
        (("county_official", ""), "bodies.post_elsewhere"),
    ):
        with pytest.raises(Refusal, match=code):
            world.post(committee, *asked)
    with pytest.raises(NotVisible):
        create_post(by=world.official("西边村"), body_id=committee.pk, kind="village_clerk", title="", now=NOW)
    assert Post.objects.count() == 1


def test_a_seat_is_held_by_one_person_at_a_time(world):
    post = world.post(world.elected("villagers_committee", "东升村"), "village_director")
    first, second = world.person("邱小兰"), world.person("马德福")
    official = world.official("赤坭镇")
    held = world.appoint(post, first, by=official, to_on=dt.date(2026, 6, 1))
    with pytest.raises(Refusal, match=r"bodies\.seats_taken"):
        world.appoint(post, second, from_on=dt.date(2026, 5, 31))
    assert world.appoint(post, second, from_on=dt.date(2026, 6, 1)).seat == held.seat == 1
    assert [posts_held(first.pk, day) != () for day in (NEW_YEAR, dt.date(2026, 5, 31), dt.date(2026, 6, 1))] == [
        True,
        True,
        False,
    ]
    assert Entry.objects.filter(code="bodies.appointed").count() == 2


def test_a_post_without_a_number_of_seats_is_held_by_many_but_once_by_each(world):
    post = world.post(world.body("grid", "第一网格"), "grid_officer")
    people = [world.person(f"网格员{n}") for n in range(3)]
    assert [world.appoint(post, person).seat for person in people] == [1, 2, 3]
    with pytest.raises(Refusal, match=r"bodies\.held_already"):
        world.appoint(post, people[0], from_on=DAY)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"basis": " "}, "bodies.basis_missing"), ({"to_on": NEW_YEAR}, "bodies.term_backwards")],
)
def test_an_appointment_names_its_basis_and_lasts_at_least_a_day(world, wrong, code):
    post = world.post(world.body("villagers_committee", "东升村"), "village_clerk")
    with pytest.raises(Refusal, match=code):
        world.appoint(post, world.person(), **wrong)
    assert not Appointment.objects.exists()


def test_an_official_appoints_within_the_own_area_and_only_persons_that_exist(world):
    post = world.post(world.body("villagers_committee", "东升村"), "village_clerk")
    person = world.person()
    with pytest.raises(NotVisible):
        world.appoint(post, person, by=world.official("西边村"))
    with pytest.raises(NotVisible):
        appoint(by=SYSTEM, post_id=post.pk, person_id=person.pk + 1, from_on=NEW_YEAR, basis="选举", now=NOW)
    assert not Appointment.objects.exists()


def test_an_appointment_ends_on_a_day_with_a_reason(world):
    post = world.post(world.body("villagers_committee", "东升村"), "village_clerk")
    held = world.appoint(post, world.person())
    ending = {"by": world.official("赤坭镇"), "appointment_id": held.pk, "on": DAY, "reason": "辞职", "now": NOW}
    for wrong, code in (
        ({"reason": ""}, "bodies.reason_missing"),
        ({"on": dt.date(2025, 1, 1)}, "bodies.term_backwards"),
    ):
        with pytest.raises(Refusal, match=code):
            end_appointment(**{**ending, **wrong})
    with pytest.raises(NotVisible):
        end_appointment(**{**ending, "by": world.official("西边村")})
    end_appointment(**ending)
    assert holders(kinds=("village_clerk",), path=world.places["东升村"].path, on=DAY) == ()
    with pytest.raises(Refusal, match=r"bodies\.ended_already"):
        end_appointment(**ending)
    assert Entry.objects.get(code="bodies.appointment_ended").figures == {"on": "2026-11-24", "reason": "辞职"}


def test_holders_are_those_at_the_area_itself_and_the_nearest_are_searched_upward(world):
    clerk, desk = world.person("邱小兰", phone=PHONE), world.person("马德福", phone=PHONE)
    world.appoint(world.post(world.body("villagers_committee", "东升村"), "village_clerk"), clerk)
    world.appoint(world.post(world.body("town_government", "赤坭镇"), "town_leader"), desk)
    grid, village = world.places["第一网格"].path, world.places["东升村"].path
    kinds = ("town_leader", "village_clerk")
    assert holders(kinds=kinds, path=grid, on=DAY) == ()
    assert [h.person_id for h in holders(kinds=kinds, path=village, on=DAY)] == [clerk.pk]
    assert [h.person_id for h in nearest_holders(kinds=kinds, path=grid, on=DAY)] == [clerk.pk]
    assert [h.person_id for h in nearest_holders(kinds=("town_leader",), path=grid, on=DAY)] == [desk.pk]
    assert nearest_holders(kinds=("county_official",), path=grid, on=DAY) == ()


def test_a_phone_is_given_only_where_the_post_shows_it_in_public(world):
    committee = world.elected("villagers_committee", "东升村")
    people = {
        kind: world.appoint(world.post(committee, kind), world.person(kind, phone=PHONE))
        for kind in ("village_clerk", "village_committee_member")
    }
    clerk = people["village_clerk"].person
    world.appoint(people["village_committee_member"].post, clerk)
    found = holders(kinds=tuple(people), path=committee.path, on=DAY)
    assert [(holder.kind, holder.phone) for holder in found] == [
        ("village_clerk", PHONE),
        ("village_committee_member", ""),
        ("village_committee_member", ""),
    ]


def test_reading_holders_costs_the_same_for_one_and_for_ten(world, django_assert_max_num_queries):
    post = world.post(world.body("grid", "第一网格"), "grid_officer")
    for number in range(10):
        world.appoint(post, world.person(f"网格员{number}", phone=PHONE))
    with django_assert_max_num_queries(3):
        assert len(nearest_holders(kinds=("grid_officer",), path=post.body.path, on=DAY)) == 10


def test_the_database_itself_refuses_two_holders_of_a_seat_on_one_day(world):
    post = world.post(world.body("villagers_committee", "东升村"), "village_clerk")
    first, second = world.person("邱小兰"), world.person("马德福")
    row = {"post": post, "seat": 1, "basis": "选举"}
    Appointment.objects.create(**row, person=first, from_on=NEW_YEAR, to_on=dt.date(2026, 6, 1))
    Appointment.objects.create(**row, person=second, from_on=dt.date(2026, 6, 1))
    for person, seat, from_on, to_on in (
        (second, 1, dt.date(2026, 5, 1), dt.date(2026, 5, 2)),
        (first, 2, dt.date(2025, 5, 1), dt.date(2026, 1, 2)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.create(post=post, seat=seat, basis="选举", person=person, from_on=from_on, to_on=to_on)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(person=first).update(to_on=dt.date(2026, 7, 1))


@pytest.fixture
def contested(world):
    post = world.post(world.elected("villagers_committee", "东升村"), "village_director")
    return post, [world.person("邱小兰"), world.person("马德福")]


def test_of_two_appointments_to_one_seat_at_the_same_moment_one_is_refused(world, contested, parallel):
    post, people = contested

    def attempt(person):
        try:
            world.appoint(post, person)
        except Refusal as refusal:
            return refusal.code
        return "held"

    answers = parallel(*(lambda person=person: attempt(person) for person in people))
    assert sorted(answers) == ["bodies.seats_taken", "held"]
