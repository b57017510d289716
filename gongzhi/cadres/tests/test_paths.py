"""Which records and posts a path into a post asks for, how many a year, and how many posts a town may fill."""

import datetime as dt

import pytest

from gongzhi.bodies.models import Appointment
from gongzhi.cadres import actions
from gongzhi.cadres.models import Allotment, Filling, PathEntry, Quota
from gongzhi.cadres.queries import entries_of, grassroots_share
from gongzhi.cadres.rules import Service
from gongzhi.cadres.tests.conftest import DAY, NOW, SYSTEM
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at

pytestmark = pytest.mark.django_db


def enter(world, key, file, body, from_on=dt.date(2026, 3, 2), by=SYSTEM):
    return actions.enter_path(
        by=by, key=key, file_id=file.pk, body_id=body.pk, from_on=from_on, basis="任前公示无异议", now=NOW
    )


def refused(code, act, *args, **given):
    """Make sure an act is refused with a code, and that no appointment, number or entry of the journal changed."""
    before = _traces()
    with pytest.raises(Refusal) as told:
        act(*args, **given)
    assert told.value.code == f"cadres.{code}"
    assert _traces() == before
    return told.value


def _traces():
    models = (Appointment, PathEntry, Quota, Allotment, Filling)
    return [*(list(model.objects.order_by("pk").values()) for model in models), Entry.objects.count()]


def secretary(world, name="书记", at="东升村"):
    who = world.person(name, at)
    world.party(at)
    world.post(who, "village_secretary", at, "community_party_committee")
    return world.file(who)


class TestPanzhihua:
    @pytest.fixture
    def town(self, world):
        world.follow("panzhihua-west", "某区")
        return world.body("某镇人民政府", "town_government", "某镇")

    def test_a_secretary_enters_town_leadership_with_an_honour_or_an_assessment_on_file(self, world, town):
        """PZ-029"""
        file = secretary(world)
        told = refused("record_missing", enter, world, "town_leadership", file, town)
        assert told.figures["records"] == ["表彰", "考核考察"]
        world.record(file, "assessment", finding="连续三年带班子解决了饮水难题")
        assert enter(world, "town_leadership", file, town).appointment.post.kind == "town_leader"
        assert world.counted("secretaries_promoted", "某区").count == 1

    def test_nobody_is_recruited_into_town_posts_without_an_examination_passed(self, world, town):
        """PZ-030"""
        file = secretary(world)
        refused("record_missing", enter, world, "institution_exam", file, town)
        world.record(file, "exam", title="考聘笔试", result="failed")
        refused("record_missing", enter, world, "institution_exam", file, town)
        world.record(file, "exam", title="考聘补考", result="passed")
        assert enter(world, "institution_exam", file, town).appointment.post.kind == "institution_staff"

    def test_migrant_workers_who_became_village_cadres_are_counted_beside_nineteen(self, world, town):
        """PZ-007"""
        village = world.body("东升村村委会", "villagers_committee", "东升村")
        for number in range(19):
            enter(world, "migrant_village_cadre", world.file(world.person(f"返乡{number}")), village)
        found = world.counted("migrant_cadres", "某区")
        assert (found.count, found.expected, found.lacking) == (19, 19, 0)
        PathEntry.objects.first().delete()
        assert (world.counted("migrant_cadres", "某区").count, world.counted("migrant_cadres", "某区").lacking) == (
            18,
            1,
        )

    def test_a_path_that_leads_from_a_post_asks_who_holds_it_that_day(self, world, town):
        file = world.file(world.person("不是书记"))
        world.record(file, "honour", title="标兵", awarded_by="区委")
        refused("post_not_held", enter, world, "town_leadership", file, town)
        with pytest.raises(NotVisible):
            enter(world, "town_leadership", file, town, by=world.official("西边村"))


def test_village_cadres_become_civil_servants_by_examination_or_selection(world):
    """YJ-034"""
    world.follow("yangjiang")
    town, file = world.body("某镇人民政府", "town_government", "某镇"), secretary(world)
    for key in ("town_civil_servant", "town_leader"):
        refused("record_missing", enter, world, key, file, town)
    world.record(file, "selection", source="veterans", basis="镇党委考察")
    enter(world, "town_leader", file, town)
    other = secretary(world, "另一名", "西边村")
    world.record(other, "exam", title="公务员考试", result="passed")
    enter(world, "town_civil_servant", other, town)
    assert world.counted("into_towns").count == 2


class TestTianjin:
    @pytest.fixture
    def town(self, world):
        world.follow("tianjin")
        return world.body("某镇人民政府", "town_government", "某镇")

    def test_thirty_town_posts_a_year_are_for_village_cadres(self, world, town):
        """TJ-058"""
        outsider = world.file(world.person("不是村干部"))
        world.record(outsider, "exam", title="定向选任考试", result="passed")
        refused("post_not_held", enter, world, "reserved_town_post", outsider, town)
        files = []
        for number in range(31):
            who = world.person(f"村干部{number}", "东升村")
            world.post(who, "village_clerk")
            files.append(world.file(who))
            world.record(files[-1], "exam", title="定向选任考试", result="passed")
        for file in files[:30]:
            enter(world, "reserved_town_post", file, town)
        told = refused("total_reached", enter, world, "reserved_town_post", files[30], town)
        assert (told.figures["most"], told.figures["left"]) == (30, 0)
        enter(world, "reserved_town_post", files[30], town, from_on=dt.date(2027, 1, 4))
        assert {quota.year: quota.used for quota in Quota.objects.all()} == {2026: 30, 2027: 1}

    def test_village_cadres_move_on_by_paths_of_an_open_list(self, world, town):
        """TJ-057"""
        paths = pack_at(path=world.places["某区"].path, on=DAY).list("cadres", "paths")
        assert paths.is_open
        community = world.body("云山社区居委会", "residents_committee", "云山社区")
        file = secretary(world)
        told = refused("path_unknown", enter, world, "anywhere", file, community)
        assert "转任社区干部" in told.figures["choices"]
        assert enter(world, "community_transfer", file, community).appointment.post.kind == "village_cadre"
        park = secretary(world, "乙", "西边村")
        assert enter(world, "park_post", park, world.body("产业园管委会")).appointment.post.kind == "park_staff"
        assert world.counted("onward").count == 2


def test_the_share_of_leaders_with_grassroots_service_is_computed_from_postings(world):
    """HD-082"""
    world.follow("huadu", "某区")
    unit = world.body("区某局")
    served, fresh = world.person("去过"), world.person("没去过")
    posting = world.sent("first_secretary", served, sender=unit, arrived_on=dt.date(2025, 1, 1))
    world.end(posting, dt.date(2025, 6, 30))
    for who in (served, fresh):
        enter(world, "agency_leader", world.file(who), unit)
    path = world.places["某区"].path
    pack, entries = pack_at(path=path, on=DAY), tuple(entries_of(path, ("agency_leader",)))
    share, months = grassroots_share(pack, entries, DAY)
    assert ((share.have, share.total), months[served.pk]) == ((1, 2), Service(6, 0))
    actions.void_posting(by=SYSTEM, posting_id=posting.pk, reason="录错", now=NOW)
    share, months = grassroots_share(pack, entries, DAY)
    assert ((share.have, share.total), months) == ((0, 2), {})


class TestEstablishment:
    @pytest.fixture
    def city(self, world):
        world.follow("dalian", "某市")
        world.area("乙镇", "town", "某区")
        return world

    def allot(self, world, posts, at="某镇", basis="编委文件", by=SYSTEM):
        return actions.allot_posts(
            by=by, scheme="extra_posts", area_id=world.places[at].id, posts=posts, basis=basis, now=NOW
        )

    def fill(self, world, allotment, name):
        given = {"person_id": world.person(name).pk, "from_on": DAY, "now": NOW}
        return lambda: actions.fill_allotment(by=SYSTEM, allotment_id=allotment.pk, **given)

    def test_the_1501st_post_is_refused_and_no_town_fills_more_than_it_has(self, city):
        """DL-002"""
        self.allot(city, 1499)
        self.allot(city, 1, "乙镇")
        told = refused("total_reached", self.allot, city, 2, "乙镇")
        assert (told.figures["most"], told.figures["used"]) == (1500, 1500)
        refused("total_reached", self.allot, city, 1500)
        town = Allotment.objects.get(area_id=city.places["乙镇"].id)
        filling = self.fill(city, town, "甲")()
        refused("posts_filled", self.fill(city, town, "乙"))
        refused("more_filled", self.allot, city, 0, "乙镇")
        assert (Quota.objects.get().used, Allotment.objects.get(pk=town.pk).filled) == (1500, 1)
        actions.end_filling(by=SYSTEM, filling_id=filling.pk, last_on=DAY, reason="调离", now=NOW)
        self.allot(city, 0, "乙镇")
        assert (Quota.objects.get().used, Allotment.objects.get(pk=town.pk).filled) == (1499, 0)

    def test_an_allotment_names_its_basis_and_a_person_fills_one_post(self, city):
        refused("basis_missing", self.allot, city, 5, basis=" ")
        refused("scheme_unknown", self.allot, city, 5, "东升村")
        with pytest.raises(NotVisible):
            self.allot(city, 5, by=city.official("某镇", "read_establishment"))
        town = self.allot(city, 5)
        who = city.person("甲")
        given = {"by": SYSTEM, "allotment_id": town.pk, "person_id": who.pk, "from_on": DAY, "now": NOW}
        actions.fill_allotment(**given)
        refused("fills_already", actions.fill_allotment, **given)

    def test_a_place_that_set_no_total_allots_nothing(self, world):
        world.follow("huadu", "某区")
        refused("scheme_unknown", self.allot, world, 5)
