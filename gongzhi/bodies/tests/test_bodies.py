"""A body is registered where its kind stands, with what its kind asks for, by who may, and closed when it is empty."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gongzhi.bodies.actions import close_body, create_body
from gongzhi.bodies.models import Body
from gongzhi.bodies.queries import bodies_at, bodies_within, body_for, body_line
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_named

pytestmark = pytest.mark.django_db


def test_a_body_is_registered_and_journalled_with_the_pack_it_was_judged_by(world):
    made = world.body("villagers_committee", "东升村", " 东升村民委员会 ", by=world.official("赤坭镇"))
    line = body_line(made.pk)
    assert (line.name, line.kind, line.path) == ("东升村民委员会", "villagers_committee", world.places["东升村"].path)
    assert (line.founded_on, line.closed_on) == (DAY, None)
    entry = Entry.objects.get(subject_kind="bodies.body", subject_id=made.pk)
    assert (entry.code, entry.area_path) == ("bodies.body_created", line.path)
    assert entry.pack_ref == pack_named("base").ref


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "guild"}, "bodies.kind_unknown"),
        ({"name": " "}, "bodies.name_missing"),
        ({"at": "赤坭镇"}, "bodies.level_unfit"),
        ({"domain": "moon"}, "bodies.field_unfit"),
        ({"fields": {"colour": "red"}}, "bodies.field_unknown"),
        ({"kind": "party_branch"}, "bodies.field_missing"),
        ({"kind": "party_branch", "domain": "village", "fields": {"host_type": "moon"}}, "bodies.field_unfit"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_registered(world, wrong, code):
    asked = {"kind": "villagers_committee", "at": "东升村", "name": "村委会", **wrong}
    at = asked.pop("at")
    with pytest.raises(Refusal) as refused:
        create_body(by=SYSTEM, area_id=world.places[at].id, now=NOW, **asked)
    assert refused.value.code == code
    assert not Body.objects.exists()
    assert not Entry.objects.filter(code__startswith="bodies.").exists()


def test_a_second_one_is_refused_where_an_area_has_one_until_the_first_is_closed(world):
    first = world.body("villagers_committee", "东升村", "第一届村委会")
    with pytest.raises(Refusal, match=r"bodies\.one_already"):
        world.body("villagers_committee", "东升村", "第二届村委会")
    world.body("villagers_committee", "西边村", "西边村委会")
    close_body(by=SYSTEM, body_id=first.pk, on=DAY, reason="撤并", now=NOW)
    world.body("villagers_committee", "东升村", "第二届村委会")
    assert Body.objects.count() == 3


def test_a_name_keeps_the_signs_it_is_written_with(world):
    made = world.body("villagers_committee", "东升村", " 东升村民委员会（第１０届） ")
    assert body_line(made.pk).name == "东升村民委员会（第１０届）"


def test_two_open_bodies_of_a_kind_do_not_bear_one_name_at_one_area(world):
    world.branch("东升村")
    with pytest.raises(Refusal, match=r"bodies\.name_taken"):
        world.branch("东升村")
    world.branch("西边村")
    assert Body.objects.count() == 2


def test_an_official_registers_within_the_own_area_only(world):
    official = world.official("东升村")
    world.body("villagers_committee", "东升村", by=official)
    for actor, at in ((official, "西边村"), (official, "赤坭镇"), (VISITOR, "东升村")):
        with pytest.raises(NotVisible):
            world.branch(at, by=actor)
    elsewhere = world.branch("西边村")
    with pytest.raises(NotVisible):
        body_for(official, elsewhere.pk)
    with pytest.raises(NotVisible):
        world.branch("东升村", by=official, parent_id=elsewhere.pk)
    assert Body.objects.count() == 2


def test_a_body_hangs_under_one_of_its_own_area_or_above_and_open(world):
    top = world.body("town_party_committee", "赤坭镇", domain="agency")
    official = world.official("东升村")
    under = world.branch("东升村", by=official, parent_id=top.pk)
    assert (under.parent, under.parent.path) == (top, world.places["赤坭镇"].path)
    other = world.branch("西边村")
    with pytest.raises(Refusal, match=r"bodies\.parent_elsewhere"):
        world.branch("东升村", "第二支部", parent_id=other.pk)
    close_body(by=SYSTEM, body_id=other.pk, on=DAY, reason="撤并", now=NOW)
    with pytest.raises(Refusal, match=r"bodies\.body_closed"):
        world.branch("西边村", "第二支部", parent_id=other.pk)


def test_bodies_are_read_at_an_area_and_below_it_as_they_stood_on_a_day(world):
    committee = world.body("villagers_committee", "东升村", founded_on=dt.date(2026, 3, 1))
    branch = world.branch("第一网格", founded_on=dt.date(2026, 3, 1))
    path = world.places["东升村"].path
    assert [line.id for line in bodies_at(path, DAY)] == [committee.pk]
    assert bodies_at(path, DAY, kinds=("party_branch",)) == ()
    assert [line.id for line in bodies_within(path, DAY)] == [committee.pk, branch.pk]
    assert bodies_at(path, dt.date(2026, 2, 28)) == ()
    close_body(by=SYSTEM, body_id=committee.pk, on=DAY, reason="撤并", now=NOW)
    assert bodies_at(path, DAY) == ()
    assert [line.id for line in bodies_at(path, DAY - dt.timedelta(days=1))] == [committee.pk]


def test_a_body_is_not_closed_while_somebody_holds_a_post_or_another_hangs_under_it(world):
    committee = world.elected("villagers_committee", "东升村")
    appointment = world.appoint(world.post(committee, "village_director"), world.person())
    official = world.official("赤坭镇")
    closing = {"by": official, "body_id": committee.pk, "on": DAY, "reason": "撤并", "now": NOW}
    with pytest.raises(Refusal, match=r"bodies\.still_staffed"):
        close_body(**closing)
    appointment.to_on = DAY
    appointment.save()
    child = world.branch("东升村", parent_id=committee.pk)
    with pytest.raises(Refusal, match=r"bodies\.still_parent"):
        close_body(**closing)
    close_body(**{**closing, "body_id": child.pk})
    for wrong, code in (
        ({"reason": " "}, "bodies.reason_missing"),
        ({"on": dt.date(2026, 1, 1)}, "bodies.term_backwards"),
    ):
        with pytest.raises(Refusal, match=code):
            close_body(**{**closing, **wrong})
    with pytest.raises(NotVisible):
        close_body(**{**closing, "by": world.official("西边村")})
    assert close_body(**closing).closed_on == DAY
    with pytest.raises(Refusal, match=r"bodies\.body_closed"):
        close_body(**closing)


def test_the_database_itself_refuses_a_closing_without_a_reason(world):
    committee = world.body("villagers_committee", "东升村")
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=committee.pk).update(closed_on=DAY)
