"""Who should be there and is not: posts, contact points, advisers, teams, counted and named as each place asks."""

import datetime as dt

import pytest

from gongzhi.bodies.actions import (
    appoint_as,
    describe_body,
    end_appointment,
    log_joint_activity,
    log_service,
    relate_bodies,
)
from gongzhi.bodies.coverage import coverage_for
from gongzhi.bodies.factories import elect
from gongzhi.bodies.models import Activity, Appointment, BodyLink
from gongzhi.bodies.relations import relations_of
from gongzhi.bodies.tallies import tallied_for
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.cases.tests.world import follow_written
from gongzhi.kernel.verdicts import NotVisible, Refusal

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.date(2026, 1, 1)
DAY_BEFORE = DAY - dt.timedelta(days=1)


def covered(world, key, on=DAY, at="花都区"):
    return coverage_for(world.official(at), key, world.places[at].path, on)


def lacking(world, key, on=DAY):
    return {
        line.name: [each.need for each in line.found if not each.is_met] for line in covered(world, key, on).missing
    }


def seat(body, kind, person, from_on=NEW_YEAR, **more):
    given = {"body_id": body.pk, "kind": kind, "person_id": person.pk, "from_on": from_on, "basis": "任命文件"}
    return appoint_as(by=SYSTEM, now=NOW, **given, **more)


def end(held, on=DAY, way="transfer"):
    given = {"by": SYSTEM, "appointment_id": held.pk, "on": on, "reason": "组织调整", "way": way, "now": NOW}
    return end_appointment(**given)


def deputy_of(world, person, to_on=dt.date(2030, 1, 1)):
    congress = world.body("party_congress", "赤坭镇")
    elect(congress, NEW_YEAR, to_on=to_on)
    return seat(congress, "party_delegate", person)


def test_a_contact_point_lists_who_is_assigned_and_drops_whose_term_has_ended(world):
    """HD-021"""
    world.adopt("huadu")
    points = [world.body("delegate_studio", at, f"{at}联系点", founded_on=NEW_YEAR) for at in ("东升村", "西边村")]
    delegate, nobody = world.person("邱小兰"), world.person("马德福")
    with pytest.raises(Refusal, match=r"bodies\.not_held_with"):
        seat(points[0], "contact_delegate", nobody)
    held = deputy_of(world, delegate, to_on=DAY)
    assigned = seat(points[0], "contact_delegate", delegate)
    assert assigned.to_on == held.to_on == DAY
    assert lacking(world, "contact_points", on=DAY_BEFORE) == {"西边村联系点": ["delegate"]}
    assert list(lacking(world, "contact_points")) == ["东升村联系点", "西边村联系点"]


def test_a_recalled_delegate_leaves_the_contact_point_on_the_same_day(world):
    """HD-021, DL-052"""
    world.adopt("dalian")
    village = world.body("community_party_committee", "东升村", domain="village")
    delegate = world.person()
    held = deputy_of(world, delegate)
    seat(village, "contact_delegate", delegate)
    assert lacking(world, "matched_places") == {"西边村": ["delegate"]}
    end(held, way="recall")
    assert list(lacking(world, "matched_places")) == ["东升村", "西边村"]
    assert lacking(world, "matched_places", on=DAY_BEFORE) == {"西边村": ["delegate"]}


def test_what_a_delegate_does_counts_from_the_first_day_of_the_term_to_its_end_and_not_beyond(world):
    """HD-028"""
    world.adopt("huadu")
    held = deputy_of(world, world.person(), to_on=dt.date(2026, 11, 1))
    given = {"by": SYSTEM, "appointment_id": held.pk, "what": "革命传统教育", "now": NOW}
    for outside in (dt.date(2025, 12, 31), dt.date(2026, 11, 1)):
        with pytest.raises(Refusal, match=r"bodies\.not_held_then"):
            log_service(on=outside, **given)
    assert not Activity.objects.exists()
    for inside in (NEW_YEAR, dt.date(2026, 10, 31)):
        log_service(on=inside, **given)
    assert [row.on for row in held.activities.order_by("on")] == [NEW_YEAR, dt.date(2026, 10, 31)]
    with pytest.raises(NotVisible):
        log_service(on=NEW_YEAR, **given | {"by": world.official("西边村")})


def test_a_firm_without_party_organisation_shows_its_instructor_or_none(world):
    """HD-073"""
    world.adopt("huadu")
    firms = {
        name: world.body("nonpublic_firm", "东升村", name) for name in ("有支部的厂", "有指导员的厂", "都没有的厂")
    }
    world.branch("东升村", "厂支部", domain="two_new", form="attached", links={"host": [firms["有支部的厂"].pk]})
    seat(firms["有指导员的厂"], "party_instructor", world.person())
    found = covered(world, "two_forces")
    assert {line.name: line.found[0].names for line in found.lines} == {"有指导员的厂": ("邱小兰",), "都没有的厂": ()}


def test_every_town_shows_its_two_organisation_posts_filled_or_vacant_with_the_day(world):
    """HD-087"""
    world.adopt("huadu")
    committee = world.body("town_party_committee", "赤坭镇", domain="village")
    office = world.body("town_department", "赤坭镇", "组织人事办")
    seat(committee, "organisation_officer", world.person("邱小兰"))
    end(seat(office, "organisation_head", world.person("马德福")), on=dt.date(2026, 9, 1))
    (line,) = covered(world, "organisation_officers").lines
    assert [(each.need, each.names, each.is_met, each.since) for each in line.found] == [
        ("officer", ("邱小兰",), True, NEW_YEAR),
        ("head", (), False, dt.date(2026, 9, 1)),
    ]


@pytest.mark.parametrize("pack", ["huadu", "yangjiang"])
def test_villages_with_a_current_adviser_are_counted_and_an_expired_contract_lowers_it_that_day(world, pack):
    """HD-134, YJ-008"""
    world.adopt(pack)
    lawyer = world.person("黄志强")
    for village, to_on in (("东升村", DAY), ("西边村", None)):
        seat(world.body("law_office", village), "legal_adviser", lawyer, to_on=to_on)
    before, found = covered(world, "legal_advisers", on=DAY_BEFORE), covered(world, "legal_advisers")
    assert [(each.have, each.total) for each in (before, found)] == [(2, 2), (1, 2)]
    assert [line.name for line in found.missing] == ["东升村"]


def test_a_lawyer_may_serve_several_villages_unless_the_place_limits_it(world, settings, tmp_path):
    """HD-134"""
    limit = """
        title: {zh: 每名法律顾问服务的村（社区）数上限, en: Villages per adviser}
        unit: villages
        values:
          - {from: 2020-01-01, value: 1, status: stated, source: "qingshan-doc:一"}
    """
    files = {
        "pack.yaml": "id: qingshan\ntitle: {zh: 青山县, en: Qingshan}\nextends: base\n",
        "sources.yaml": "qingshan-doc:\n  title: {zh: 青山县办法, en: Measures}\n  kind: document\n"
        "  version: 一\n  by: 青山县\n",
        "params/bodies/adviser_villages.yaml": limit,
    }
    lawyer, offices = world.person("黄志强"), [world.body("law_office", at) for at in ("东升村", "西边村")]
    path = world.places["花都区"].path
    follow_written(files, pack_id="qingshan", path=path, folder=tmp_path, settings=settings)
    seat(offices[0], "legal_adviser", lawyer, from_on=dt.date(2030, 1, 1))
    with pytest.raises(Refusal, match=r"bodies\.too_many_posts"):
        seat(offices[1], "legal_adviser", lawyer, from_on=dt.date(2030, 1, 1))
    assert Appointment.objects.count() == 1


def test_every_grid_branch_and_courtyard_group_shows_its_head_or_since_when_it_is_vacant(world):
    """DL-019"""
    world.adopt("dalian")
    town = world.body("town_party_committee", "赤坭镇", domain="village")
    village = world.body("community_party_committee", "东升村", domain="village", parent_id=town.pk)
    branch = world.branch("第一网格", "网格党支部", parent_id=village.pk)
    assert world.branch("东升村", "不在网格的支部", parent_id=town.pk).tier == "village"
    heads = {"甲院": True, "乙院": False}
    for name, is_held in heads.items():
        cell = world.body("party_cell", "第一网格", name, domain="village", parent_id=branch.pk)
        if is_held:
            seat(cell, "cell_head", world.person(f"{name}组长"))
    end(seat(branch, "branch_secretary", world.person()), on=dt.date(2026, 8, 8))
    (line,) = covered(world, "grid_secretaries").missing
    assert (line.name, line.found[0].since) == ("网格党支部", dt.date(2026, 8, 8))
    found = covered(world, "courtyard_heads")
    assert (found.have, found.total) == (1, 2)
    assert [(line.name, line.found[0].since) for line in found.missing] == [("乙院", dt.date(2026, 11, 24))]


def test_each_property_company_without_the_conditions_shows_one_of_three_ways(world):
    """DL-023"""
    world.adopt("dalian")
    firm = world.body("property_company", "东升村", "物业公司")
    with pytest.raises(Refusal, match=r"bodies\.field_missing"):
        describe_body(by=SYSTEM, body_id=firm.pk, fields={"no_party_conditions": True}, now=NOW)
    firm.refresh_from_db()
    assert firm.data == {}
    fields = {"no_party_conditions": True, "party_measures": ["instructor", "recruit_members"]}
    describe_body(by=SYSTEM, body_id=firm.pk, fields=fields, now=NOW)
    (line,) = covered(world, "property_measures").lines
    assert line.found[0].names == ("选派党建指导员、发展新党员",)


def test_each_village_shows_who_in_the_town_is_directly_responsible_or_is_listed(world):
    """YJ-045"""
    world.adopt("yangjiang")
    committee = world.body("community_party_committee", "东升村", domain="village")
    leader, other = world.person("邱小兰", at="赤坭镇"), world.person("马德福", at="赤坭镇")
    seat(committee, "village_responsible", leader)
    assert lacking(world, "village_responsible") == {"西边村": ["responsible"]}
    with pytest.raises(Refusal, match=r"bodies\.seats_taken"):
        seat(committee, "village_responsible", other)


def test_each_village_of_dongping_has_a_team_that_lists_type_and_departments(world):
    """YJ-DP-02"""
    world.adopt("yangjiang/dongping")
    bureau = world.body("county_department", "花都区", "农业农村局")
    asked = {"fields": {"village_type": "海岛渔业村"}, "links": {"team_department": [bureau.pk]}}
    for without in asked:
        with pytest.raises(Refusal, match=r"bodies\.(field|link)_missing"):
            world.body("contact_team", "东升村", **{key: value for key, value in asked.items() if key != without})
    world.body("contact_team", "东升村", "驻东升村团队", **asked)
    assert lacking(world, "contact_teams") == {"西边村": ["team"]}
    (line,) = covered(world, "team_departments").lines
    assert [each.names for each in line.found] == [("海岛渔业村",), ("农业农村局",)]


def test_a_village_with_two_assistants_or_none_is_listed(world):
    """TJ-005"""
    world.adopt("tianjin")
    for village in ("东升村", "西边村"):
        world.body("village_service_station", village)
    point = world.body("agency_point", "东升村")
    seat(point, "village_assistant", world.person("邱小兰"))
    assert lacking(world, "village_assistants") == {"西边村": ["assistant"]}
    second = seat(point, "village_assistant", world.person("马德福"))
    assert lacking(world, "village_assistants") == {"东升村": ["assistant"], "西边村": ["assistant"]}
    end(second)
    assert lacking(world, "village_assistants") == {"西边村": ["assistant"]}


def test_each_village_shows_its_town_cadre_and_one_cadre_may_hold_several(world):
    """TJ-013"""
    world.adopt("tianjin")
    world.area("南边村")
    cadre = world.person(at="赤坭镇")
    for village in ("东升村", "西边村"):
        seat(world.body("villagers_committee", village), "village_sponsor", cadre)
    found = covered(world, "village_sponsors")
    assert (found.have, found.total) == (2, 3)
    assert [line.name for line in found.missing] == ["南边村"]


def test_four_heads_and_four_officers_are_an_empty_list_beside_948_until_a_place_says_who_they_are(
    world, settings, tmp_path
):
    """PZ-006"""
    world.adopt("panzhihua-west")
    committee, path = world.body("residents_committee", "东升村"), world.places["花都区"].path
    seat(committee, "grid_officer", world.person())

    def found(at=path):
        return next(each for each in tallied_for(SYSTEM, at, DAY) if each.key == "heads_and_officers")

    assert (found().count, found().expected, found().is_undefined) == (0, 948, True)
    files = {
        "pack.yaml": "id: xiqu\ntitle: {zh: 西区, en: West}\nextends: panzhihua-west\n",
        "sources.yaml": "xiqu-doc:\n  title: {zh: 西区通知, en: Notice}\n  kind: document\n  version: 一\n  by: 西区\n",
        "lists/bodies/head_officer_roles.yaml": """
            title: {zh: “四长四员”, en: Four heads and four officers}
            source: "xiqu-doc:一"
            is_open: true
            items:
              - {key: grid_officer, zh: 网格员, en: Grid officer}
        """,
    }
    town = world.places["赤坭镇"].path
    follow_written(files, pack_id="xiqu", path=town, folder=tmp_path, settings=settings)
    later = next(each for each in tallied_for(SYSTEM, town, dt.date(2030, 1, 1)) if each.key == "heads_and_officers")
    assert (later.names, later.expected, later.is_undefined) == (("邱小兰",), 948, False)


def test_registered_organisations_are_counted_beside_three_figures_and_none_registers_twice_at_a_place(world):
    """PZ-026"""
    world.adopt("panzhihua-west")
    place, other = (world.body("residents_committee", at) for at in ("东升村", "西边村"))
    bureau = world.body("county_department", "花都区", "教育局")
    firm = world.branch("花都区", "钢厂党支部", domain="agency", fields={"host_type": "state_firm"})
    host = world.body("nonpublic_firm", "东升村")
    new = world.branch("东升村", "商会党支部", domain="two_new", form="attached", links={"host": [host.pk]})
    given = {"by": SYSTEM, "kind": "registered_at", "from_on": NEW_YEAR, "now": NOW}
    for subject in (bureau, firm, new):
        relate_bodies(subject_id=subject.pk, other_id=place.pk, **given)
    with pytest.raises(Refusal, match=r"bodies\.link_known"):
        relate_bodies(subject_id=bureau.pk, other_id=place.pk, **given)
    relate_bodies(subject_id=bureau.pk, other_id=other.pk, **given)
    assert BodyLink.objects.filter(kind="registered_at").count() == 4
    found = {each.key: each for each in tallied_for(SYSTEM, world.places["花都区"].path, DAY)}
    assert [
        (found[key].names, found[key].expected)
        for key in ("departments_registered", "soe_registered", "new_registered")
    ] == [(("教育局",), 56), (("钢厂党支部",), 270), (("商会党支部",), 54)]
    with pytest.raises(NotVisible):
        tallied_for(world.official("西边村"), world.places["花都区"].path, DAY)


def test_a_pair_shows_what_it_did_together_or_that_it_did_nothing_yet(world):
    """PZ-027"""
    world.adopt("panzhihua-west")
    bureau, estate = world.body("county_department", "花都区", "教育局"), world.body("estate", "东升村", "石塘花园")
    given = {"by": SYSTEM, "subject_id": bureau.pk, "other_id": estate.pk, "from_on": NEW_YEAR, "now": NOW}
    link = relate_bodies(kind="paired_with", **given)
    (shown,) = relations_of(estate, DAY)
    assert (shown.has_activities, shown.activities) == (True, ())
    asked = {"by": SYSTEM, "link_id": link.pk, "on": dt.date(2026, 5, 4), "what": "义务植树", "now": NOW}
    for wrong, code in (
        ({"what": " "}, "activity_missing"),
        ({"on": dt.date(2025, 5, 4)}, "not_held_then"),
        ({"on": dt.date(2027, 5, 4)}, "day_to_come"),
    ):
        with pytest.raises(Refusal, match=f"bodies.{code}"):
            log_joint_activity(**asked | wrong)
    with pytest.raises(NotVisible):
        log_joint_activity(**asked | {"by": world.official("西边村")})
    assert not Activity.objects.exists()
    log_joint_activity(**asked)
    (shown,) = relations_of(estate, DAY)
    assert shown.activities == ((dt.date(2026, 5, 4), "义务植树"),)
