"""Who may be sent where, by when, for how long, and what is refused without a reason."""

import datetime as dt

import pytest

from gongzhi.cadres import actions, rules
from gongzhi.cadres.lists import Band
from gongzhi.cadres.models import Posting
from gongzhi.cadres.overview import gaps_in, late_in
from gongzhi.cadres.pairing import unpaired
from gongzhi.cadres.queries import is_long_enough, posting_for, service_of, state_of
from gongzhi.cadres.tests.conftest import DAY, NOW, SYSTEM, missing
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at

pytestmark = pytest.mark.django_db
JUNE = dt.date(2026, 6, 30)


def refused(code, act, *args, **given):
    """Make sure an act is refused with a code, and that neither postings nor the journal changed."""
    before = _traces()
    with pytest.raises(Refusal) as told:
        act(*args, **given)
    assert told.value.code == f"cadres.{code}"
    assert _traces() == before


def _traces():
    return list(Posting.objects.order_by("pk").values()), Entry.objects.filter(subject_kind="cadres.posting").count()


class TestDalian:
    @pytest.fixture
    def city(self, world):
        world.follow("dalian", "某市")
        return world

    def test_villages_and_communities_without_both_cadres_are_listed_beside_the_figures_stated(self, city):
        """DL-040"""
        unit = city.body("市某局")
        for role in ("resident_cadre", "liaison_cadre"):
            for at in ("东升村", "云山社区"):
                city.sent(role, city.person(f"{at}{role}"), at, sender=unit, origin="county")
        villages, communities = city.covered("dispatched_villages"), city.covered("dispatched_communities")
        assert (villages.have, villages.total, villages.expected) == (1, 2, 403 + 525)
        assert (communities.have, communities.total, communities.expected) == (1, 1, 743)
        assert missing(villages) == {"西边村": ["resident", "liaison"]}
        city.end(
            Posting.objects.filter(role="liaison_cadre", area_id=city.places["云山社区"].id).get(), DAY - rules.ONE_DAY
        )
        assert missing(city.covered("dispatched_communities")) == {"云山社区": ["liaison"]}

    def test_a_place_has_one_of_each_role_and_a_second_one_needs_a_reason(self, city):
        """DL-041"""
        unit = city.body("市某局")
        city.sent("resident_cadre", city.person("甲"), sender=unit, origin="county")
        refused("one_too_many", city.plan, "resident_cadre", city.person("乙"), sender=unit, origin="county")
        second = city.sent("resident_cadre", city.person("丙"), sender=unit, origin="county", reason="任务重")
        assert (second.excused, second.reason) == ("cadres.one_too_many", "任务重")
        assert missing(city.covered("dispatched_villages"))["东升村"] == ["liaison"]
        city.sent("liaison_cadre", city.person("丁"), sender=unit, origin="county")
        assert "东升村" not in missing(city.covered("dispatched_villages"))

    def test_arrival_appointment_and_hand_over_by_the_end_of_june_or_listed(self, city):
        """DL-042"""
        unit = city.body("市某局")
        posting = city.plan("resident_cadre", sender=unit, origin="county")
        path = city.places["某区"].path
        assert late_in(SYSTEM, path, JUNE) == ()
        late = late_in(SYSTEM, path, JUNE + rules.ONE_DAY)
        assert [(each.posting.pk, each.steps) for each in late] == [
            (posting.pk, ("arrived", "appointed", "handed_over"))
        ]
        city.step(posting, JUNE, "arrived", "appointed")
        city.step(posting, dt.date(2026, 7, 1), "handed_over")
        assert [each.steps for each in late_in(SYSTEM, path, DAY)] == [("handed_over",)]
        city.step(posting, JUNE, "handed_over")
        assert late_in(SYSTEM, path, DAY) == ()

    def test_where_a_cadre_comes_from_is_told_and_one_of_the_city_is_received_in_time_or_listed(self, city):
        """DL-044"""
        unit = city.body("市某局")
        refused("field_missing", city.plan, "resident_cadre", sender=unit)
        refused("field_unfit", city.plan, "resident_cadre", sender=unit, origin="province")
        own = city.plan("resident_cadre", city.person("甲"), sender=unit, origin="county")
        sent = city.plan("resident_cadre", city.person("乙"), "西边村", sender=unit, origin="city")
        for posting in (own, sent):
            city.step(posting, JUNE, "arrived", "appointed", "handed_over")
        path = city.places["某区"].path
        assert [(each.posting.pk, each.steps) for each in late_in(SYSTEM, path, DAY)] == [(sent.pk, ("received",))]
        city.step(sent, JUNE, "received")
        assert late_in(SYSTEM, path, DAY) == ()

    def test_the_pair_of_unit_and_place_follows_the_cadre(self, city):
        """DL-046"""
        unit = city.body("市某局")
        for at in ("东升村", "西边村"):
            city.party(at)
        posting, path = city.sent("resident_cadre", sender=unit, origin="county"), city.places["某区"].path
        assert set(missing(city.covered("paired_places"))) == {"东升村", "西边村", "云山社区"}
        actions.pair_posting(by=SYSTEM, posting_id=posting.pk, now=NOW)
        assert set(missing(city.covered("paired_places"))) == {"西边村", "云山社区"}
        pack = pack_at(path=path, on=DAY)
        assert (unpaired(pack, path, DAY).postings, unpaired(pack, path, DAY).pairs) == ((), ())
        actions.move_posting(by=SYSTEM, posting_id=posting.pk, area_id=city.places["西边村"].id, reason="调整", now=NOW)
        found = unpaired(pack, path, DAY)
        assert [each.pk for each in found.postings] == [posting.pk]
        assert [pair.other.name for pair in found.pairs] == ["东升村党支部"]
        actions.pair_posting(by=SYSTEM, posting_id=posting.pk, now=NOW)
        assert (unpaired(pack, path, DAY).postings, unpaired(pack, path, DAY).pairs) == ((), ())
        assert "西边村" not in missing(city.covered("paired_places"))

    @pytest.mark.parametrize(("next_on", "gap"), [(dt.date(2026, 7, 1), ()), (dt.date(2026, 7, 2), (1,))])
    def test_a_successor_begins_on_the_day_after_at_the_latest_or_is_flagged(self, city, next_on, gap):
        """DL-049"""
        unit = city.body("市某局")
        city.end(city.sent("resident_cadre", city.person("甲"), sender=unit, origin="county"), JUNE)
        city.sent("resident_cadre", city.person("乙"), sender=unit, origin="county", arrived_on=next_on)
        assert tuple(each.days for each in gaps_in(SYSTEM, city.places["某区"].path, DAY)) == gap


class TestHuadu:
    @pytest.fixture
    def district(self, world):
        world.follow("huadu", "某区")
        return world

    def test_who_has_served_at_the_grassroots_is_seconded_with_a_reason_only(self, district):
        """HD-080"""
        unit, who = district.body("区某局"), district.person()
        refused("category_unfit", district.plan, "agency_secondment", who, "某镇", sender=unit)
        district.file(who, "section_level")
        district.end(district.sent("first_secretary", who, sender=unit), dt.date(2026, 8, 31))
        refused("served_already", district.plan, "agency_secondment", who, "某镇", sender=unit)
        posting = district.plan("agency_secondment", who, "某镇", sender=unit, reason="专项工作", host_id=None)
        assert (posting.excused, posting.reason) == ("cadres.served_already", "专项工作")
        fresh = district.person("新人")
        district.file(fresh, "division_level")
        assert district.plan("agency_secondment", fresh, "某镇", sender=unit).excused == ""

    @pytest.mark.parametrize(("born", "band"), [(1969, ""), (1970, "seventies"), (1989, "eighties"), (1990, "")])
    def test_section_cadres_of_two_decades_are_seconded_up_and_down(self, district, born, band):
        """HD-081"""
        unit, who = district.body("区某局"), district.person()
        district.file(who, "section_level")
        if not band:
            refused(
                "born_unfit", district.plan, "two_way_secondment", who, "某镇", sender=unit, born=born, direction="up"
            )
            return
        refused("field_missing", district.plan, "two_way_secondment", who, "某镇", sender=unit, born=born)
        posting = district.sent("two_way_secondment", who, "某镇", sender=unit, born=born, direction="down")
        assert posting.data == {"direction": "down", "band": band}
        assert str(born) not in str(Posting.objects.filter(pk=posting.pk).values().get())
        assert district.counted("two_way", "某区").splits == (("上挂", 0), ("下挂", 1))

    def test_young_cadres_come_in_or_go_out_and_end_with_a_day(self, district):
        """HD-084"""
        refused("field_missing", district.plan, "young_exchange", at="某区")
        refused("field_unfit", district.plan, "young_exchange", at="某区", flow="sideways")
        posting = district.sent("young_exchange", at="某区", flow="in")
        assert district.counted("young_exchange", "某区").splits == (("引进来", 1), ("走出去", 0))
        refused("reason_missing", district.end, posting, DAY, reason=" ")
        with pytest.raises(TypeError):
            actions.end_posting(by=SYSTEM, posting_id=posting.pk, reason="期满", now=NOW)
        ended = district.end(posting, DAY, reason="期满，考核称职（见文件）。")
        assert (ended.end_reason, state_of(ended, DAY + rules.ONE_DAY)) == ("期满，考核称职（见文件）。", "over")

    def test_a_recruit_s_year_is_complete_from_march_to_february_and_not_a_day_less(self, district):
        """HD-085"""
        unit = district.body("区某局")
        whole, short, none = (district.person(name) for name in ("满一年", "差一天", "没有去"))
        for who in (whole, short, none):
            district.file(who, "new_recruit")
        found = {}
        for who, last_on in ((whole, dt.date(2026, 2, 28)), (short, dt.date(2026, 2, 27))):
            sent = district.sent("recruit_year", who, "某镇", sender=unit, arrived_on=dt.date(2025, 3, 1))
            pack = pack_at(path=sent.path, on=DAY)
            found[who.name] = is_long_enough(pack, district.end(sent, last_on), DAY)
        assert found == {"满一年": True, "差一天": False}
        assert missing(district.covered("recruits_posted")) == {"没有去": ["posting"]}

    def test_graduate_officials_have_a_channel_and_leave_with_a_reason(self, district):
        """HD-089"""
        refused("field_missing", district.plan, "graduate_official")
        posting = district.sent("graduate_official", channel="省考选聘")
        assert district.counted("graduate_officials", "某区").count == 1
        refused("reason_missing", district.end, posting, DAY, reason="")
        assert district.end(posting, DAY - rules.ONE_DAY, "考入机关").end_reason == "考入机关"
        assert district.counted("graduate_officials", "某区").count == 0

    def test_young_cadres_without_grassroots_experience_are_planned_or_listed(self, district):
        """HD-175"""
        unit = district.body("区某局")
        young, served = district.person("没有经历"), district.person("有经历")
        for who in (young, served):
            district.file(who, "young")
        district.sent("first_secretary", served, sender=unit)
        assert missing(district.covered("young_planned")) == {"没有经历": ["plan"]}
        district.plan("young_training", young, "某镇", sender=unit)
        assert missing(district.covered("young_planned")) == {}


class TestTianjin:
    @pytest.fixture
    def city(self, world):
        world.follow("tianjin")
        return world

    def test_a_first_secretary_goes_to_a_village_of_four_kinds_or_with_a_reason(self, city):
        """TJ-065"""
        unit = city.body("区某局")
        refused("place_of_no_kind", city.plan, "first_secretary", city.person("甲"), sender=unit)
        refused("field_unfit", city.plan, "first_secretary", city.person("甲"), sender=unit, place_kind="rich")
        city.sent("first_secretary", city.person("乙"), sender=unit, place_kind="poor")
        excused = city.sent("first_secretary", city.person("丙"), sender=unit, reason="新村班子")
        assert excused.excused == "cadres.place_of_no_kind"
        city.end(excused, DAY - rules.ONE_DAY)
        before = city.sent("first_secretary", city.person("丁"), sender=unit, place_kind="weak")
        city.step(before, dt.date(2011, 12, 31))
        assert (city.counted("first_secretaries").count, city.counted("first_secretaries").expected) == (2, 807)

    def test_units_and_cadres_sent_are_counted_beside_four_figures(self, city):
        """TJ-062"""
        units = [city.body(name) for name in ("市局", "区局", "区委办")]
        for number, (unit, origin) in enumerate(
            zip((*units, units[0]), ("city", "county", "county", "city"), strict=True)
        ):
            city.sent("help_cadre", city.person(f"干部{number}"), sender=unit, origin=origin)
        found = {key: city.counted(key) for key in ("city_units", "city_cadres", "district_units", "district_cadres")}
        assert {key: (each.count, each.expected) for key, each in found.items()} == {
            "city_units": (1, 236),
            "city_cadres": (2, 1026),
            "district_units": (2, 635),
            "district_cadres": (2, 1810),
        }
        posting = Posting.objects.get(person__name="干部1")
        actions.void_posting(by=SYSTEM, posting_id=posting.pk, reason="重复", now=NOW)
        assert (city.counted("district_units").count, city.counted("district_cadres").count) == (1, 1)

    def test_graduate_officials_are_counted_from_their_roster(self, city):
        """TJ-049"""
        posting = city.sent("graduate_official", city.person("甲"))
        city.sent("graduate_official", city.person("乙"), "西边村")
        assert (city.counted("graduate_officials").count, city.counted("graduate_officials").expected) == (2, None)
        actions.void_posting(by=SYSTEM, posting_id=posting.pk, reason="重复", now=NOW)
        assert [row.name for row in city.counted("graduate_officials").rows] == ["乙"]


class TestOnePosting:
    def test_it_begins_with_arrival_and_is_not_ended_before(self, world):
        posting = world.plan("first_secretary", sender=world.body("区某局"))
        assert state_of(posting, DAY) == "planned"
        with pytest.raises(Refusal, match=r"cadres\.not_begun"):
            world.end(posting, DAY)
        with pytest.raises(Refusal, match=r"cadres\.day_to_come"):
            world.step(posting, DAY + rules.ONE_DAY)
        posting.refresh_from_db()
        assert (posting.arrived_on, posting.last_on) == (None, None)
        world.step(posting, DAY)
        posting.refresh_from_db()
        assert state_of(posting, DAY) == "there"
        with pytest.raises(Refusal, match=r"cadres\.ends_before"):
            world.end(posting, DAY - rules.ONE_DAY)

    def test_one_that_is_over_or_taken_back_is_changed_no_more(self, world):
        unit = world.body("区某局")
        over = world.end(world.sent("first_secretary", world.person("甲"), sender=unit), DAY)
        with pytest.raises(Refusal, match=r"cadres\.over"):
            world.end(over, DAY)
        wrong = world.plan("first_secretary", world.person("乙"), sender=unit)
        actions.void_posting(by=SYSTEM, posting_id=wrong.pk, reason="录错", now=NOW)
        with pytest.raises(Refusal, match=r"cadres\.voided"):
            world.step(wrong, DAY)
        with pytest.raises(Refusal, match=r"cadres\.voided"):
            actions.void_posting(by=SYSTEM, posting_id=wrong.pk, reason="又录错", now=NOW)
        wrong.refresh_from_db()
        assert (wrong.arrived_on, wrong.void_reason) == (None, "录错")

    def test_the_same_posting_is_not_planned_twice(self, world):
        unit, who = world.body("区某局"), world.person()
        world.plan("first_secretary", who, sender=unit)
        refused("sent_already", world.plan, "first_secretary", who, sender=unit)

    def test_a_role_names_its_unit_its_level_and_its_fields(self, world):
        unit = world.body("区某局")
        refused("sender_missing", world.plan, "first_secretary")
        refused("level_unfit", world.plan, "first_secretary", at="某镇", sender=unit)
        refused("role_unknown", world.plan, "magician", sender=unit)
        refused("field_unknown", world.plan, "first_secretary", sender=unit, score="99")

    def test_it_is_for_who_reads_postings_there_and_for_oneself(self, world):
        posting = world.plan("first_secretary", sender=world.body("区某局"))
        assert posting_for(world.official("某镇", "read_postings"), posting.pk) == posting
        for nobody in (VISITOR, world.official("某镇", "read_files"), world.official("西边村", "read_postings")):
            with pytest.raises(NotVisible):
                posting_for(nobody, posting.pk)
        with pytest.raises(NotVisible):
            world.plan("first_secretary", world.person("乙"), by=world.official("某镇", "read_postings"))

    def test_days_of_two_postings_count_once_towards_service(self, world):
        unit, who = world.body("区某局"), world.person()
        world.end(world.sent("first_secretary", who, sender=unit, arrived_on=dt.date(2025, 1, 1)), dt.date(2025, 3, 31))
        world.end(
            world.sent("task_force_member", who, "西边村", sender=unit, arrived_on=dt.date(2025, 3, 1)),
            dt.date(2025, 4, 10),
        )
        pack = pack_at(path=world.places["某区"].path, on=DAY)
        assert service_of(pack, who.pk, DAY) == rules.Service(3, 10)
        assert service_of(pack, who.pk, dt.date(2025, 1, 31)) == rules.Service(1, 0)


class TestRules:
    def test_a_year_from_a_leap_day_ends_on_the_last_of_february(self):
        leap = dt.date(2024, 2, 29)
        assert rules.is_complete(rules.Span(leap, dt.date(2025, 2, 28)), months=12)
        assert not rules.is_complete(rules.Span(leap, dt.date(2025, 2, 27)), months=12)

    def test_bands_hold_both_their_years(self):
        bands = {"seventies": Band(first=1970, last=1979)}
        assert [rules.band_of(bands, born=year) for year in (1969, 1970, 1979, 1980)] == [
            "",
            "seventies",
            "seventies",
            "",
        ]

    @pytest.mark.parametrize("text", ["95", "95分", "九十五分", "A", "优秀", "基本合格", "4.5 / 5", ""])
    def test_a_mark_is_no_finding(self, text):
        assert not rules.is_written(text)
        assert rules.is_written(f"{text}，带头修通了入村路")

    def test_months_follow_the_calendar(self):
        assert rules.after_months(dt.date(2026, 1, 31), 1) == dt.date(2026, 3, 1)
        assert rules.after_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 3, 1)
        assert rules.after_months(dt.date(2026, 12, 31), 1) == dt.date(2027, 1, 31)
