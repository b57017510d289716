"""Rules between two posts: one hand, both sides, two ways, apart, and one that follows the other."""

import datetime as dt

import pytest

from gongzhi.bodies.actions import Manner, appoint_as, end_appointment, relate_bodies
from gongzhi.bodies.models import Appointment
from gongzhi.bodies.pairs import flags_of, pair_for, pairs_for
from gongzhi.bodies.register import Register
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.date(2026, 1, 1)


def seat(world, body, kind, person, from_on=NEW_YEAR, **more):
    given = {"body_id": body.pk, "kind": kind, "person_id": person.pk, "from_on": from_on, "basis": "任命文件"}
    return appoint_as(by=SYSTEM, now=NOW, **given, **more)


def end(held, on=DAY, **more):
    given = {"by": SYSTEM, "appointment_id": held.pk, "on": on, "reason": "组织调整", "way": "transfer", "now": NOW}
    return end_appointment(**given | more)


def counted(world, key, on=DAY, at="花都区"):
    return pair_for(world.official(at), key, world.places[at].path, on)


def committees(world, village):
    party = world.body("community_party_committee", village, domain="village")
    return party, world.elected("villagers_committee", village)


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param("huadu", id="HD-055"),
        pytest.param("yangjiang", id="YJ-028"),
    ],
)
def test_secretary_and_director_in_one_person_are_counted_by_village_and_day(world, pack):
    """HD-055, YJ-028"""
    world.adopt(pack)
    party, committee = committees(world, "东升村")
    others = committees(world, "西边村")
    both, secretary, director = (world.person(name) for name in ("邱小兰", "马德福", "刘小芳"))
    seat(world, party, "village_secretary", both)
    seat(world, committee, "village_director", both, from_on=dt.date(2026, 6, 1))
    seat(world, others[0], "village_secretary", secretary)
    seat(world, others[1], "village_director", director)
    found = counted(world, "dual_post")
    assert (found.have, found.total) == (1, 2)
    assert [(line.name, line.first, line.second) for line in found.listed] == [
        ("西边村", ("马德福（村党组织书记）",), ("刘小芳（村委会主任）",))
    ]
    before = counted(world, "dual_post", on=dt.date(2026, 5, 31))
    assert (before.have, before.total) == (0, 2)
    if pack == "huadu":
        return
    assert counted(world, "dual_post", at="西边村").have == 0


@pytest.mark.parametrize("pack", ["huadu", "yangjiang"])
def test_cross_posting_is_members_of_both_committees_out_of_all_members(world, pack):
    """HD-056, YJ-028"""
    world.adopt(pack)
    party, committee = committees(world, "东升村")
    people = [world.person(f"委员{n}") for n in range(5)]
    seat(world, party, "village_secretary", people[0])
    seat(world, party, "party_committee_member", people[1])
    seat(world, party, "party_committee_member", people[2])
    seat(world, committee, "village_director", people[0])
    seat(world, committee, "village_committee_member", people[1])
    held = [seat(world, committee, "village_committee_member", person) for person in people[3:]]
    found = counted(world, "cross_posting")
    assert (found.have, found.total) == (2, 5)
    end(held[0], way="recall")
    assert (counted(world, "cross_posting").have, counted(world, "cross_posting").total) == (2, 4)


def test_an_agency_whose_two_posts_differ_is_listed_and_not_blocked(world):
    """HD-047"""
    world.adopt("huadu")
    bureau, other = (world.body("county_department", "花都区", name) for name in ("水务局", "住建局"))
    world.body("county_department", "花都区", "没有党组织的局")
    heads = [world.person(name) for name in ("邱小兰", "马德福", "刘小芳")]
    for agency, secretary, head in ((bureau, heads[0], heads[0]), (other, heads[1], heads[2])):
        branch = world.branch("花都区", f"{agency.name}党支部", domain="agency", links={"host": [agency.pk]})
        seat(world, branch, "branch_secretary", secretary)
        seat(world, agency, "agency_head", head)
    found = counted(world, "agency_dual_post")
    assert (found.have, found.total) == (1, 2)
    assert [line.name for line in found.listed] == ["住建局"]


def test_the_station_head_changes_with_the_secretary_on_the_same_day(world):
    """HD-053"""
    world.adopt("huadu")
    party, _ = committees(world, "东升村")
    station = world.body("work_station", "东升村")
    world.post(station, "station_head")
    old, new = world.person("邱小兰"), world.person("马德福")
    first = seat(world, party, "village_secretary", old)
    assert [(row.person, row.from_on) for row in Appointment.objects.filter(post__body=station)] == [(old, NEW_YEAR)]
    end(first)
    assert not Appointment.objects.filter(post__body=station, to_on=None).exists()
    seat(world, party, "village_secretary", new, from_on=DAY)
    heads = Appointment.objects.filter(post__body=station).order_by("pk")
    assert [(row.person, row.from_on, row.to_on) for row in heads] == [(old, NEW_YEAR, DAY), (new, DAY, None)]
    assert (counted(world, "station_head").have, counted(world, "station_head").total) == (1, 1)


def test_a_station_head_who_is_not_the_secretary_is_raised_as_an_exception(world):
    """HD-053"""
    world.adopt("huadu")
    party, _ = committees(world, "东升村")
    committees(world, "西边村")
    station = world.body("work_station", "东升村")
    secretary, other = world.person("邱小兰"), world.person("马德福")
    seat(world, party, "village_secretary", secretary)
    seat(world, station, "station_head", other)
    found = counted(world, "station_head")
    assert ([line.name for line in found.listed], found.total) == (["东升村"], 1)


def test_a_post_that_cannot_follow_is_written_down_with_what_stood_in_the_way(world, monkeypatch):
    world.adopt("huadu")
    party, _ = committees(world, "东升村")
    post = world.post(world.body("work_station", "东升村"), "station_head")

    def barred(*_given):
        raise Refusal("bodies.barred_oneself")

    monkeypatch.setattr("gongzhi.bodies.actions.following.check_fit", barred)
    seat(world, party, "village_secretary", world.person())
    assert not Appointment.objects.filter(post=post).exists()
    entry = Entry.objects.filter(code="bodies.appointed").latest("pk")
    assert entry.figures["not_followed"] == [[post.pk, "bodies.barred_oneself"]]
    assert [line.name for line in counted(world, "station_head").listed] == ["东升村"]


def test_an_estate_is_two_way_only_when_somebody_of_each_side_sits_on_the_other(world):
    """DL-025"""
    world.adopt("dalian")
    community = world.elected("residents_committee", "东升村")
    estate = world.body("estate", "第一网格", "石塘花园")
    owners = world.body("owners_committee", "第一网格", "业委会", links={"assembly_of": [estate.pk]})
    firm = world.body("property_company", "东升村", "物业公司", links={"serves_estate": [estate.pk]})
    clerk, manager = world.person("邱小兰"), world.person("马德福")
    assert (counted(world, "two_way").have, counted(world, "two_way").total) == (0, 1)
    from_community = Manner(is_part_time=True, from_body_id=community.pk)
    held = seat(world, owners, "owners_committee_member", clerk, manner=from_community)
    assert [line.name for line in counted(world, "two_way").listed] == ["石塘花园"]
    from_firm = Manner(is_part_time=True, from_body_id=firm.pk)
    seat(world, community, "residents_committee_member", manager, manner=from_firm)
    assert counted(world, "two_way", at="第一网格").have == 1
    end(held)
    assert counted(world, "two_way").have == 0


def test_one_person_who_decides_and_executes_in_a_social_organisation_is_flagged(world):
    """HD-102"""
    world.adopt("huadu")
    club, other = (world.body("volunteer_group", "东升村", name, fields={"charter": "章程"}) for name in ("甲", "乙"))
    both, decider, executor = (world.person(name) for name in ("邱小兰", "马德福", "刘小芳"))
    for body, one, another in ((club, both, both), (other, decider, executor)):
        seat(world, body, "social_decider", one)
        seat(world, body, "social_executor", another)
    found = counted(world, "social_governance")
    assert [(line.name, line.second) for line in found.listed] == [
        ("甲", ("邱小兰（决策者（理事））", "邱小兰（执行者（管理者））"))
    ]
    assert [title for title, _ in flags_of(club, DAY)] == ["所有者、决策者、执行者分开"]
    assert flags_of(other, DAY) == ()


def test_what_is_flagged_at_a_county_is_read_without_its_villages(world, django_assert_max_num_queries):
    world.adopt("huadu")
    club, both = world.body("trade_body", "花都区", "行业协会"), world.person()
    for kind in ("social_decider", "social_executor"):
        seat(world, club, kind, both)
    committees(world, "东升村")
    with django_assert_max_num_queries(5):
        assert [title for title, _ in flags_of(club, DAY)] == ["所有者、决策者、执行者分开"]
    assert Register(pack_at(path=club.path, on=DAY), club.path, DAY, is_narrow=True).bodies == [club]


def test_nobody_but_the_head_of_the_committee_is_responsible_and_the_next_head_takes_over(world):
    """YJ-023"""
    world.adopt("yangjiang")
    committee = world.body("town_party_committee", "赤坭镇", domain="village")
    head, other, following = (world.person(name) for name in ("邱小兰", "马德福", "刘小芳"))
    first = seat(world, committee, "town_secretary", head)
    with pytest.raises(Refusal, match=r"bodies\.not_held_with"):
        seat(world, committee, "grassroots_lead", other)
    assert Appointment.objects.count() == 1
    seat(world, committee, "grassroots_lead", head)
    end(first)
    seat(world, committee, "town_secretary", following, from_on=DAY)
    leads = Appointment.objects.filter(post__kind="grassroots_lead").order_by("pk")
    assert [(row.person, row.to_on) for row in leads] == [(head, DAY), (following, None)]


def test_naming_a_second_leading_member_replaces_the_first_from_that_day(world):
    """DL-050"""
    world.adopt("dalian")
    bureau = world.body("county_department", "花都区", "住建局")
    village = world.body("community_party_committee", "东升村", domain="village")
    relate_bodies(by=SYSTEM, kind="paired_with", subject_id=bureau.pk, other_id=village.pk, from_on=NEW_YEAR, now=NOW)
    first, second, outsider = (world.person(name) for name in ("邱小兰", "马德福", "刘小芳"))
    for member in (first, second):
        seat(world, bureau, "leading_member", member)
    with pytest.raises(Refusal, match=r"bodies\.not_held_with"):
        seat(world, bureau, "pairing_leader", outsider)
    seat(world, bureau, "pairing_leader", first)
    seat(world, bureau, "pairing_leader", second, from_on=DAY)
    leaders = Appointment.objects.filter(post__kind="pairing_leader").order_by("pk")
    assert [(row.person, row.from_on, row.to_on) for row in leaders] == [(first, NEW_YEAR, DAY), (second, DAY, None)]
    assert leaders[0].end_reason.startswith("另明确他人")


def test_a_spouse_of_a_committee_member_is_refused_as_supervisor_where_the_relation_is_declared(world):
    """YJ-030"""
    from gongzhi.people.actions import declare_relative

    world.adopt("yangjiang")
    committee, supervision = (
        world.elected(kind, "东升村") for kind in ("villagers_committee", "supervision_committee")
    )
    member, spouse = world.person("邱小兰"), world.person("马德福")
    seat(world, committee, "village_committee_member", member)
    declare_relative(by=SYSTEM, person_id=member.pk, relative_id=spouse.pk, kind="spouse", now=NOW)
    with pytest.raises(Refusal, match=r"bodies\.barred_relative"):
        seat(world, supervision, "supervision_member", spouse)
    assert Appointment.objects.count() == 1


def test_four_posts_of_members_can_be_chosen_and_a_committee_member_does_not_supervise(world):
    """FC-006"""
    from gongzhi.bodies.offers import posts_for

    world.adopt("fucheng")
    branch = world.branch("东升村")
    committee = world.elected("villagers_committee", "东升村")
    offered = dict(posts_for(pack_at(path=branch.path, on=DAY), branch, "village"))
    four = ("policy_publicity", "opinion_gathering", "affairs_supervision", "group_finance")
    assert [offered[kind] for kind in four] == ["政策宣传岗", "民意收集岗", "党务村务监督岗", "村组财务管理岗"]
    director, member = world.person("邱小兰"), world.person("马德福")
    seat(world, committee, "village_director", director)
    with pytest.raises(Refusal, match=r"bodies\.barred_oneself"):
        seat(world, branch, "affairs_supervision", director)
    assert Appointment.objects.count() == 1
    for kind in four:
        seat(world, branch, kind, member)


def test_rules_between_posts_are_for_those_who_read_bodies_and_every_place_can_count_them(world):
    path = world.places["花都区"].path
    for actor in (VISITOR, world.official("西边村")):
        with pytest.raises(NotVisible):
            pairs_for(actor, path, DAY)
    with pytest.raises(NotVisible):
        counted(world, "moon")
    assert [pair.key for pair in pairs_for(SYSTEM, path, DAY)] == ["dual_post", "cross_posting"]
    world.adopt("huadu")
    assert len(pairs_for(SYSTEM, path, DAY)) == 5


def test_all_rules_of_an_area_cost_the_same_at_one_and_at_ten_villages(world, django_assert_max_num_queries):
    world.adopt("huadu")
    for number in range(10):
        world.area(f"村{number}")
        party, committee = committees(world, f"村{number}")
        person = world.person(f"人{number}", at=f"村{number}")
        seat(world, party, "village_secretary", person)
        seat(world, committee, "village_director", person)
    with django_assert_max_num_queries(8):
        assert pairs_for(SYSTEM, world.places["花都区"].path, DAY)[2].have == 10
