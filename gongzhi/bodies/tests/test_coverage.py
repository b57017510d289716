"""What is covered and what is missing, by name, as the pack of the place counts it."""

import pytest

from gongzhi.bodies.actions import close_body, describe_body, relate_bodies
from gongzhi.bodies.coverage import body_coverages, coverage_for, coverages_for
from gongzhi.bodies.models import Body
from gongzhi.bodies.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import all_packs

pytestmark = pytest.mark.django_db


def covered(world, key, at="花都区"):
    return coverage_for(world.official(at), key, world.places[at].path, DAY)


def missing(found):
    return {line.name: [each.need for each in line.found if not each.is_met] for line in found.missing}


def close(body):
    close_body(by=SYSTEM, body_id=body.pk, on=DAY, reason="撤并", now=NOW)


def branch_in(world, host, name="党支部", at="东升村"):
    return world.branch(at, name, domain="two_new", form="attached", links={"host": [host.pk]})


def test_each_firm_or_social_organisation_with_a_party_organisation_shows_its_group_bodies_or_none(world):
    """HD-041"""
    world.adopt("huadu")
    firm, club = world.body("nonpublic_firm", "东升村", "皮具厂"), world.body("volunteer_group", "东升村", "志愿队")
    world.body("nonpublic_firm", "东升村", "无党组织的厂")
    for host in (firm, club):
        branch_in(world, host, f"{host.name}党支部")
    for kind in ("union", "youth_league", "womens_federation"):
        world.body(kind, "东升村", links={"host": [firm.pk]})
    found = covered(world, "party_and_group_building")
    assert (found.have, found.total) == (1, 2)
    assert missing(found) == {"志愿队": ["union", "youth_league", "womens_federation"]}
    shown = next(line for line in found.lines if line.name == "皮具厂")
    assert [each.names for each in shown.found] == [
        ("东升村union",),
        ("东升村youth_league",),
        ("东升村womens_federation",),
    ]


def test_each_social_organisation_shows_the_hub_that_supports_it_if_any(world):
    """HD-020"""
    world.adopt("huadu")
    hub = world.body("womens_federation", "花都区", "区妇联")
    world.body("volunteer_group", "东升村", "巾帼志愿队", links={"hub": [hub.pk]})
    world.body("trade_body", "东升村", "皮具协会")
    found = covered(world, "hubs", "东升村")
    assert {line.name: line.found[0].names for line in found.lines} == {"巾帼志愿队": ("区妇联",), "皮具协会": ()}
    firm = world.body("nonpublic_firm", "东升村")
    with pytest.raises(Refusal, match=r"bodies\.link_unfit"):
        world.body("volunteer_group", "东升村", "另一队", links={"hub": [firm.pk]})


def test_a_community_with_one_of_three_bodies_missing_shows_incomplete(world):
    """HD-067"""
    world.adopt("huadu")
    world.area("云山社区")
    assert list(missing(covered(world, "community_bodies"))) == ["云山社区"]
    kinds = {
        "party": ("community_party_committee", {"domain": "community"}),
        "residents_committee": ("residents_committee", {}),
        "service_station": ("community_service_station", {"fields": {"address": "云山路1号"}}),
    }
    made = {need: world.body(kind, "云山社区", **more) for need, (kind, more) in kinds.items()}
    assert (covered(world, "community_bodies").have, covered(world, "community_bodies").total) == (1, 1)
    for need, (kind, more) in kinds.items():
        close(made[need])
        assert missing(covered(world, "community_bodies")) == {"云山社区": [need]}
        world.body(kind, "云山社区", **more)


def test_places_of_talent_are_listed_with_or_without_a_party_organisation(world):
    """HD-092"""
    world.adopt("huadu")
    park, _ = world.body("talent_place", "赤坭镇", "科创园"), world.body("talent_place", "赤坭镇", "孵化器")
    branch_in(world, park, "科创园党支部", at="赤坭镇")
    found = covered(world, "talent_places")
    assert [(line.name, line.found[0].names) for line in found.lines] == [("科创园", ("科创园党支部",)), ("孵化器", ())]


def test_each_street_and_community_has_its_node_of_the_service_network_with_an_address(world):
    """HD-148"""
    world.adopt("huadu")
    world.area("云山社区")
    with pytest.raises(Refusal, match=r"bodies\.field_missing"):
        world.body("street_service_centre", "赤坭镇")
    keys = ("county_nodes", "street_nodes", "community_nodes")
    assert [list(missing(covered(world, key))) for key in keys] == [["花都区"], ["赤坭镇"], ["云山社区"]]
    for kind, at in (
        ("county_service_centre", "花都区"),
        ("street_service_centre", "赤坭镇"),
        ("community_service_station", "云山社区"),
        ("delegate_studio", "云山社区"),
    ):
        world.body(kind, at, fields={"address": f"{at}1号"})
    assert [missing(covered(world, key)) for key in keys] == [{}, {}, {}]


def test_the_page_of_an_estate_shows_five_parties_or_none(world):
    """HD-149"""
    world.adopt("huadu")
    estate = world.body("estate", "东升村", "东升花园")
    firm = world.body("property_company", "东升村", "物业公司", links={"serves_estate": [estate.pk]})
    group = world.body("resident_group", "东升村", "居民小组", links={"keeps_estate": [estate.pk]})
    ((title, found),) = body_coverages(estate, DAY)
    assert "五位一体" in title
    assert {each.need: each.names for each in found} == {
        "leads": (),
        "guides": (),
        "coordinates": (),
        "serves": (firm.name,),
        "keeps": (group.name,),
    }


def test_party_organisations_with_an_online_space_are_counted_and_the_missing_listed(world):
    """HD-172"""
    world.adopt("huadu")
    first, second = world.branch("东升村", "第一支部"), world.branch("东升村", "第二支部")
    world.body("villagers_committee", "东升村")
    describe_body(by=SYSTEM, body_id=first.pk, fields={"online_space": True}, now=NOW)
    found = covered(world, "online_spaces")
    assert (found.have, found.total, list(missing(found))) == (1, 2, [second.name])


def test_every_grid_has_exactly_one_branch_and_the_missing_are_named(world):
    """DL-018"""
    world.adopt("dalian")
    for name in ("第二网格", "第三网格", "第四网格"):
        world.area(name, "grid", "东升村")
    town = world.body("town_party_committee", "赤坭镇", domain="agency")
    top = world.body("community_party_committee", "东升村", domain="village", parent_id=town.pk)
    for kind, at in (
        ("party_branch", "第一网格"),
        ("general_branch", "第二网格"),
        ("party_branch", "第三网格"),
        ("general_branch", "第三网格"),
    ):
        grid = world.body(kind, at, domain="village", parent_id=top.pk)
        if at == "第二网格":
            world.branch(at, "楼院党支部", parent_id=grid.pk)
    found = covered(world, "grid_branches")
    assert (found.have, found.total) == (2, 4)
    assert {line.name: line.found[0].is_too_many for line in found.missing} == {"第三网格": True, "第四网格": False}


def test_owners_committees_that_meet_the_conditions_have_a_party_organisation_or_are_listed(world):
    """DL-024"""
    world.adopt("dalian")
    fit = [world.body("owners_committee", "东升村", f"业委会{n}", fields={"party_conditions": True}) for n in range(2)]
    world.body("owners_committee", "东升村", "条件不具备的业委会")
    branch_in(world, fit[0])
    found = covered(world, "owners_committee_branches")
    assert (found.have, found.total, list(missing(found))) == (1, 2, ["业委会1"])


def test_estates_that_meet_the_conditions_say_why_and_have_an_owners_assembly_or_are_listed(world):
    """DL-026"""
    world.adopt("dalian")
    with pytest.raises(Refusal, match=r"bodies\.field_missing") as refused:
        world.body("estate", "东升村", "东升花园", fields={"assembly_conditions": True})
    assert refused.value.figures["fields"] == "认定理由"
    fields = {"assembly_conditions": True, "conditions_reason": "已交付面积过半"}
    first, second = (world.body("estate", "东升村", name, fields=fields) for name in ("东升花园", "西山花园"))
    world.body("estate", "东升村", "在建小区", fields={"assembly_conditions": False})
    world.body("owners_assembly", "东升村", "业主大会", links={"assembly_of": [first.pk]})
    found = covered(world, "owners_assemblies")
    assert (found.have, found.total, list(missing(found))) == (1, 2, [second.name])


def test_new_employment_groups_that_should_have_a_party_organisation_are_counted_by_sector(world):
    """DL-032"""
    world.adopt("dalian")
    groups = {
        sector: world.body("new_employment_group", "赤坭镇", sector, fields={"sector": sector, "should_organise": True})
        for sector in ("parcel", "food", "ride_hailing")
    }
    world.body("new_employment_group", "赤坭镇", "零散骑手", fields={"sector": "food", "should_organise": False})
    branch_in(world, groups["food"], "骑手党支部", at="赤坭镇")
    found = covered(world, "new_employment_groups")
    assert found.splits == {"parcel": (0, 1), "food": (1, 1), "ride_hailing": (0, 1)}
    assert sorted(missing(found)) == ["parcel", "ride_hailing"]
    with pytest.raises(Refusal, match=r"bodies\.field_unfit"):
        world.body("new_employment_group", "赤坭镇", "其他", fields={"sector": "mining"})


def test_towns_without_a_party_building_office_are_named(world):
    """DL-005"""
    world.adopt("dalian")
    office = {"office_reason": "main_function", "office_functions": ["general_affairs"]}
    world.body("town_office", "赤坭镇", "综合办公室", fields=office)
    assert list(missing(covered(world, "party_building_offices"))) == ["赤坭镇"]
    office["office_functions"] = ["party_building"]
    world.body("town_office", "赤坭镇", "党建工作办公室", fields=office)
    assert missing(covered(world, "party_building_offices")) == {}


def test_every_village_has_a_supervision_committee_or_is_named(world):
    """TJ-024"""
    for village in ("东升村", "西边村"):
        world.body("villagers_committee", village)
    world.body("supervision_committee", "东升村")
    found = covered(world, "supervision_committees")
    assert (found.have, found.total, list(missing(found))) == (1, 2, ["西边村"])


def test_a_supervision_committee_has_three_members_at_least_or_is_named_with_how_many_it_has(world):
    """TJ-024: three to five members by national guidance."""
    committee = world.elected("supervision_committee", "东升村")
    head, member = (world.post(committee, f"supervision_{kind}") for kind in ("head", "member"))
    world.appoint(head, world.person("主任"))
    world.appoint(member, world.person("成员一"))
    (line,) = covered(world, "supervision_staffing").missing
    assert (line.name, line.found[0].names, line.found[0].least) == (committee.name, ("主任", "成员一"), 3)
    world.appoint(member, world.person("成员二"))
    assert covered(world, "supervision_staffing").missing == ()


def test_the_supervision_committees_are_held_against_the_number_the_document_names(world):
    """TJ-024: count of 3,774."""
    assert covered(world, "supervision_committees").expected is None
    world.adopt("tianjin")
    assert covered(world, "supervision_committees").expected == 3774


def test_every_grid_shows_its_service_team_or_is_listed(world):
    """HD-065: every grid node shows a team or is listed."""
    world.adopt("huadu")
    world.area("第二网格", "grid", "东升村")
    team = world.body("service_team", "第一网格", "第一片区组团服务队")
    found = covered(world, "service_teams")
    assert (found.have, found.total, missing(found)) == (1, 2, {"第二网格": ["team"]})
    assert next(line for line in found.lines if line.is_covered).found[0].names == ("第一片区组团服务队",)
    close(team)
    assert list(missing(covered(world, "service_teams"))) == ["第一网格", "第二网格"]


def test_grids_and_buildings_that_nobody_answers_for_are_named(world):
    """HD-064: nodes without a responsible person are counted."""
    world.adopt("huadu")
    for name in ("1号楼", "2号楼"):
        world.area(name, "building", "第一网格")
    for at in ("第一网格", "1号楼"):
        post = world.post(world.branch(at), "grid_officer")
        held = world.appoint(post, world.person(f"{at}网格员"))
    assert missing(covered(world, "responsible_areas")) == {}
    assert list(missing(covered(world, "responsible_buildings"))) == ["2号楼"]
    held.to_on = DAY
    held.save()
    assert list(missing(covered(world, "responsible_buildings"))) == ["1号楼", "2号楼"]


def test_the_relation_between_bodies_of_a_village_names_the_instrument_that_defines_it(world):
    """HD-176"""
    from gongzhi.bodies.relations import relations_at

    branch = world.body("community_party_committee", "东升村", "村党委", domain="village")
    bodies = [world.body(kind, "东升村") for kind in ("villagers_committee", "collective_org")]
    asked = {"by": world.official("东升村"), "kind": "leads", "subject_id": branch.pk, "from_on": DAY, "now": NOW}
    with pytest.raises(Refusal, match=r"bodies\.instrument_missing"):
        relate_bodies(other_id=bodies[0].pk, **asked)
    with pytest.raises(Refusal, match=r"bodies\.instrument_missing"):
        world.branch("东升村", links={"leads": [bodies[0].pk]})
    law = "《中国共产党农村基层组织工作条例》"
    for body in bodies:
        relate_bodies(other_id=body.pk, instrument=law, **asked)
    found = relations_at(world.places["东升村"].path, DAY)
    assert [(each.subject, each.label, each.other, each.instrument) for each in found] == [
        ("村党委", "领导", body.name, law) for body in bodies
    ]
    with pytest.raises(Refusal, match=r"bodies\.link_known"):
        relate_bodies(other_id=bodies[0].pk, instrument=law, **asked)
    with pytest.raises(NotVisible):
        relate_bodies(other_id=bodies[0].pk, instrument=law, **{**asked, "by": world.official("西边村")})


def test_coverage_is_for_those_who_read_the_bodies_of_the_area_and_every_pack_can_count(world):
    for actor in (VISITOR, world.official("西边村")):
        with pytest.raises(NotVisible):
            coverages_for(actor, world.places["东升村"].path, DAY)
    with pytest.raises(NotVisible):
        covered(world, "moon")
    for pack in all_packs():
        assert pack.list("bodies", "coverage").items
    for pack_id in ("huadu",):
        world.adopt(pack_id)
        assert len(coverages_for(SYSTEM, world.places["花都区"].path, DAY)) > 1


def test_all_coverages_of_an_area_cost_the_same_at_one_and_at_ten_bodies(world, django_assert_max_num_queries):
    world.adopt("huadu")
    for number in range(10):
        host = world.body("nonpublic_firm", "东升村", f"企业{number}")
        branch_in(world, host, f"支部{number}")
    with django_assert_max_num_queries(16):
        coverages_for(SYSTEM, world.places["花都区"].path, DAY)


def test_a_body_alone_has_of_each_coverage_what_the_county_says_of_it(world):
    """What sits below a body's area meets no need of it, so it need not be read."""
    county = world.places["花都区"]
    world.adopt("huadu")
    firm, club = world.body("nonpublic_firm", "东升村", "皮具厂"), world.body("volunteer_group", "东升村", "志愿队")
    branch_in(world, firm)
    world.body("union", "东升村", links={"host": [firm.pk]})
    world.body("county_department", "花都区", "花都区民政局")
    whole = coverages_for(SYSTEM, county.path, DAY)
    for body in Body.objects.all():
        told = [(c.title, line.found) for c in whole for line in c.lines if (line.kind, line.id) == ("body", body.pk)]
        assert list(body_coverages(body, DAY)) == told
    assert body_coverages(firm, DAY)
    assert body_coverages(club, DAY)
