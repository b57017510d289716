"""Bodies are elected for terms: an elected post rests on the election record of its term, and ends with it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gongzhi.bodies.actions import end_appointment, extend_term, open_term, record_hand_over
from gongzhi.bodies.factories import elect
from gongzhi.bodies.models import Appointment, BodyTerm
from gongzhi.bodies.queries import holders, posts_held
from gongzhi.bodies.staffing import staffing_for
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal

pytestmark = pytest.mark.django_db
ELECTED = dt.date(2026, 3, 1)
FIVE_YEARS_ON = dt.date(2031, 3, 1)
RECORD = {"elected_on": ELECTED, "record": "选举结果报告单2026年第3号"}


def begin(body, from_on=ELECTED, by=SYSTEM, **more):
    return open_term(by=by, body_id=body.pk, from_on=from_on, now=NOW, **{**RECORD, **more})


def end(held, way="", on=DAY, reason="村民会议决定2026年第9号", **more):
    given = {"by": SYSTEM, "appointment_id": held.pk, "on": on, "reason": reason, "way": way, "now": NOW}
    return end_appointment(**given, **more)


@pytest.mark.parametrize(
    ("kind", "post"),
    [("residents_committee", "residents_committee_member"), ("villagers_committee", "village_director")],
)
def test_a_member_of_a_committee_without_an_election_record_is_refused(world, kind, post):
    """HD-068"""
    committee = world.body(kind, "东升村")
    seat, person = world.post(committee, post), world.person()
    for record in ({}, {"elected_on": None, "record": ""}):
        if record:
            begin(committee, **record)
        with pytest.raises(Refusal, match=r"bodies\.election_missing"):
            world.appoint(seat, person, from_on=DAY)
    assert not Appointment.objects.exists()
    elect(committee, dt.date(2026, 4, 1))
    held = world.appoint(seat, person, from_on=DAY)
    assert (held.term.record, held.to_on) == ("选举结果报告单第1号", dt.date(2031, 4, 1))


def test_a_member_from_a_unit_of_the_community_is_part_time_and_names_the_unit(world):
    """HD-068"""
    from gongzhi.bodies.actions import Manner

    committee = world.elected("residents_committee", "东升村")
    manner = Manner(is_part_time=True, unit="区第二中学")
    held = world.appoint(world.post(committee, "residents_committee_member"), world.person(), manner=manner)
    held.refresh_from_db()
    assert (held.is_part_time, held.unit) == (True, "区第二中学")


def test_a_term_lasts_as_long_as_the_law_says_and_names_its_election(world):
    committee = world.body("villagers_committee", "东升村")
    official = world.official("赤坭镇")
    for wrong, code in (
        ({"record": " "}, "record_missing"),
        ({"elected_on": None}, "record_missing"),
        ({"to_on": dt.date(2031, 3, 2)}, "term_too_long"),
        ({"to_on": ELECTED}, "term_backwards"),
    ):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            begin(committee, by=official, **wrong)
    with pytest.raises(NotVisible):
        begin(committee, by=world.official("西边村"))
    assert not BodyTerm.objects.exists()
    term = begin(committee, by=official, number=9)
    assert (term.number, term.to_on, term.record) == (9, FIVE_YEARS_ON, RECORD["record"])
    assert Entry.objects.get(code="bodies.term_opened").figures["number"] == 9
    with pytest.raises(Refusal, match=r"bodies\.term_known"):
        begin(committee, from_on=FIVE_YEARS_ON, number=9)
    with pytest.raises(Refusal, match=r"bodies\.term_backwards"):
        begin(committee)


def test_a_place_that_says_nothing_about_the_years_is_told_the_end(world):
    congress = world.body("party_congress", "赤坭镇")
    with pytest.raises(Refusal, match=r"bodies\.term_end_missing"):
        begin(congress)
    assert begin(congress, to_on=FIVE_YEARS_ON).to_on == FIVE_YEARS_ON


def test_branches_of_villages_last_five_years_and_others_three(world):
    village, agency = world.branch("东升村"), world.branch("赤坭镇", "机关支部", domain="agency")
    assert [begin(branch).to_on.year for branch in (village, agency)] == [2031, 2029]


def test_whoever_is_elected_drops_off_on_the_day_the_term_ends(world):
    committee = world.body("villagers_committee", "东升村")
    begin(committee)
    director = world.person()
    held = world.appoint(world.post(committee, "village_director"), director, from_on=ELECTED)
    assert held.to_on == FIVE_YEARS_ON
    last = FIVE_YEARS_ON - dt.timedelta(days=1)
    asked = {"kinds": ("village_director",), "path": committee.path}
    assert [len(holders(on=day, **asked)) for day in (last, FIVE_YEARS_ON)] == [1, 0]
    assert [len(posts_held(director.pk, day)) for day in (last, FIVE_YEARS_ON)] == [1, 0]


def test_an_elected_post_ends_only_as_the_law_says(world):
    committee = world.elected("villagers_committee", "东升村")
    held = world.appoint(world.post(committee, "village_director"), world.person())
    for way, code in (("", "end_unlawful"), ("transfer", "end_unlawful"), ("dismissal", "end_unlawful"), ("x", "way")):
        with pytest.raises(Refusal, match=rf"bodies\.(end_)?{code}|bodies\.end_way_unknown"):
            end(held, way)
    held.refresh_from_db()
    assert (held.end_kind, held.to_on) == ("", dt.date(2031, 1, 1))
    end(held, "recall")
    held.refresh_from_db()
    assert (held.end_kind, held.to_on) == ("recall", DAY)
    clerk = world.appoint(world.post(committee, "village_clerk"), world.person("马德福"))
    assert end(clerk, "transfer").end_kind == "transfer"


def test_the_term_of_the_supervision_committee_ends_with_that_of_the_villagers_committee(world):
    """TJ-026"""
    world.adopt("tianjin")
    committee, supervision = world.body("villagers_committee", "东升村"), world.body("supervision_committee", "东升村")
    with pytest.raises(Refusal, match=r"bodies\.shared_term_missing"):
        begin(supervision)
    first = begin(committee)
    with pytest.raises(Refusal, match=r"bodies\.term_apart"):
        begin(supervision, to_on=dt.date(2030, 1, 1))
    assert not BodyTerm.objects.filter(body=supervision).exists()
    shared = begin(supervision, from_on=dt.date(2026, 3, 20))
    assert shared.to_on == first.to_on
    head = world.appoint(world.post(supervision, "supervision_head"), world.person(), from_on=DAY)
    extend_term(
        by=SYSTEM, term_id=first.pk, to_on=dt.date(2031, 6, 1), decided_by="市人大常委会关于延期换届的决定", now=NOW
    )
    for row in (shared, head):
        row.refresh_from_db()
    assert {shared.to_on, head.to_on} == {dt.date(2031, 6, 1)}
    begin(committee, from_on=dt.date(2031, 3, 10))
    for row in (first, shared, head):
        row.refresh_from_db()
    assert {first.to_on, shared.to_on, head.to_on} == {dt.date(2031, 3, 10)}
    assert head.end_kind == "end_of_term"


def test_a_term_is_put_off_only_by_a_decision_and_not_over_the_next_one(world):
    committee = world.body("villagers_committee", "东升村")
    term = begin(committee, to_on=dt.date(2026, 12, 1))
    given = {"by": SYSTEM, "term_id": term.pk, "to_on": dt.date(2027, 2, 1), "decided_by": "区人民政府批复", "now": NOW}
    for wrong, code in (
        ({"decided_by": " "}, "reason_missing"),
        ({"to_on": dt.date(2026, 12, 1)}, "term_backwards"),
    ):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            extend_term(**{**given, **wrong})
    begin(committee, from_on=dt.date(2027, 1, 1))
    with pytest.raises(Refusal, match=r"bodies\.term_backwards"):
        extend_term(**given)
    term.refresh_from_db()
    assert (term.to_on, term.extended_by) == (dt.date(2026, 12, 1), "")


def test_a_new_committee_without_hand_over_is_flagged_on_the_eleventh_day(world):
    """TJ-079"""
    world.adopt("tianjin")
    committee = world.body("villagers_committee", "东升村")
    begin(committee, from_on=dt.date(2021, 3, 1), elected_on=dt.date(2021, 3, 1))
    term = begin(committee, from_on=dt.date(2026, 3, 1))
    official = world.official("赤坭镇")

    def flagged(on):
        return [line.body_name for line in staffing_for(official, committee.path, on).without_hand_over]

    assert [flagged(dt.date(2026, 3, day)) for day in (11, 12)] == [[], ["东升村villagers_committee"]]
    given = {"by": official, "term_id": term.pk, "on": dt.date(2026, 3, 14), "record": "移交清单2026年3月14日"}
    for wrong, code in (({"record": ""}, "reason_missing"), ({"on": dt.date(2026, 2, 1)}, "term_backwards")):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            record_hand_over(**{**given, **wrong}, now=NOW)
    assert flagged(DAY) == ["东升村villagers_committee"]
    record_hand_over(**given, now=NOW)
    assert flagged(DAY) == []
    with pytest.raises(Refusal, match=r"bodies\.handed_over_already"):
        record_hand_over(**given, now=NOW)


def test_the_database_itself_refuses_a_term_elected_without_a_record(world):
    committee = world.body("villagers_committee", "东升村")
    term = begin(committee)
    for wrong in ({"record": ""}, {"to_on": ELECTED}, {"number": 0}, {"handed_over_on": DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BodyTerm.objects.filter(pk=term.pk).update(**wrong)
    held = world.appoint(world.post(committee, "village_director"), world.person(), from_on=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=held.pk).update(to_on=None)
