"""What stands on a file, what must stand before it, and who may read it."""

import datetime as dt

import pytest

from gongzhi.cadres import actions
from gongzhi.cadres.models import File, Lead, Record
from gongzhi.cadres.queries import file_for, files_in, kinds_on, own_file, records_of
from gongzhi.cadres.tests.conftest import DAY, NOW, SYSTEM, missing
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at

pytestmark = pytest.mark.django_db
EIGHT = [
    "wealth_leaders",
    "migrant_business",
    "veterans",
    "graduate_officials",
    "retired_cadres",
    "village_doctors",
    "village_teachers",
    "worthies",
]
FINDINGS = {
    "political_quality": "疫情期间守在卡口四十天",
    "standing": "换届推荐时三个组都提到",
    "wealth_ability": "带二十户种了蓝莓",
    "mass_work_ability": "调解成了拖了三年的宅基地纠纷",
}


def refused(code, act, *args, **given):
    """Make sure an act is refused with a code, and that nothing was put on a file."""
    before = _traces()
    with pytest.raises(Refusal) as told:
        act(*args, **given)
    assert told.value.code == f"cadres.{code}"
    assert _traces() == before
    return told.value


def _traces():
    kept = (list(model.objects.order_by("pk").values()) for model in (File, Record, Lead))
    return [*kept, Entry.objects.filter(subject_kind="cadres.file").count()]


def names(counted):
    return [row.name for row in counted.rows]


def test_an_activist_shows_the_source_and_a_group_recommendation_stands_before(world):
    """HD-040"""
    world.follow("huadu", "某区")
    file = world.file()
    refused("field_missing", world.record, file, "activist")
    refused("field_unfit", world.record, file, "activist", activist_source="self")
    told = refused("record_before_missing", world.record, file, "activist", activist_source="group_recommendation")
    assert told.figures["missing"] == ["群团组织推优"]
    refused("field_missing", world.record, file, "recommendation", group="youth_league")
    world.record(file, "recommendation", group="youth_league", organisation="区直机关团工委")
    world.record(file, "activist", activist_source="group_recommendation")
    world.record(world.file(world.person("乙")), "activist", activist_source="member_recommendation")
    assert world.counted("activists", "某区").splits == (("党员推荐", 1), ("群团组织推优", 1))


def test_a_recommendation_after_the_activist_s_day_does_not_stand_before(world):
    world.follow("huadu", "某区")
    file = world.file()
    given = {"group": "union", "organisation": "区总工会"}
    world.record(file, "recommendation", on=dt.date(2026, 2, 2), **given)
    refused("record_before_missing", world.record, file, "activist", activist_source="group_recommendation")


def test_a_committee_member_without_a_list_of_party_duties_is_listed(world):
    """HD-048"""
    world.follow("huadu", "某区")
    both, one = world.person("都有"), world.person("缺党建")
    world.party("东升村")
    world.post(both, "village_secretary", body="community_party_committee")
    world.party("西边村")
    world.post(one, "village_secretary", "西边村", "community_party_committee")
    for who in (both, one):
        world.record(world.file(who), "business_duties", duties="负责产业发展和项目落地")
    assert missing(world.covered("committee_duties")) == {"都有": ["party_duties"], "缺党建": ["party_duties"]}
    world.record(both.cadre_file, "party_duties", duties="负责党员教育和发展")
    assert missing(world.covered("committee_duties")) == {"缺党建": ["party_duties"]}


def test_a_leading_cadre_with_one_of_two_lists_empty_is_listed(world):
    """TJ-073"""
    world.follow("tianjin")
    party, business = (world.file(world.person(name), "leading_cadre") for name in ("缺业务", "缺党建"))
    world.file(world.person("不是领导"))
    world.record(party, "party_duties", duties="负责抓党建责任制")
    world.record(business, "business_duties", duties="负责抓农业生产")
    found = world.covered("two_duties")
    assert missing(found) == {"缺业务": ["business_duties"], "缺党建": ["party_duties"]}
    world.record(party, "business_duties", duties="负责抓水利建设")
    assert set(missing(world.covered("two_duties"))) == {"缺党建"}


def test_a_title_names_who_appointed(world):
    """HD-091"""
    world.follow("huadu", "某区")
    file = world.file()
    refused("field_missing", world.record, file, "title", title="高级政工师")
    record = world.record(file, "title", title="高级政工师", appointing_body="市职称改革办公室")
    assert record.data["appointing_body"] == "市职称改革办公室"


def test_every_talent_has_one_leader_and_what_they_spoke_of_is_kept(world):
    """HD-094"""
    world.follow("huadu", "某区")
    file, leader, other = (
        world.file(world.person("人才"), "talent_member"),
        world.person("领导"),
        world.person("另一名"),
    )
    assert missing(world.covered("talents_led")) == {"人才": ["leader"]}
    given = {"by": SYSTEM, "file_id": file.pk, "from_on": dt.date(2026, 1, 5), "now": NOW}
    refused("leads_oneself", actions.lead_talent, leader_id=file.person_id, **given)
    lead = actions.lead_talent(leader_id=leader.pk, **given)
    refused("led_already", actions.lead_talent, leader_id=other.pk, **given)
    assert missing(world.covered("talents_led")) == {}
    assert world.record(file, "contact", topic="实验室用地").data == {"topic": "实验室用地"}
    actions.end_lead(by=SYSTEM, lead_id=lead.pk, on=DAY, now=NOW)
    assert missing(world.covered("talents_led")) == {"人才": ["leader"]}
    assert actions.lead_talent(leader_id=other.pk, **given).leader == other


def test_the_third_stage_is_not_entered_before_the_first_and_the_second(world):
    """HD-095"""
    world.follow("huadu", "某区")
    file, given = world.file(), {"basis": "公司党委会议"}
    refused("record_before_missing", world.record, file, "decision_level", **given)
    world.record(file, "skilled_worker", **given)
    told = refused("record_before_missing", world.record, file, "decision_level", **given)
    assert told.figures["missing"] == ["蓝领人才发展为党员"]
    world.record(file, "member_admitted", **given)
    world.record(world.file(world.person("乙")), "skilled_worker", **given)
    stages = ("成为蓝领人才", "蓝领人才发展为党员", "“蓝领党员”进入决策层")
    assert world.counted("blue_collar", "某区").splits == tuple(zip(stages, (1, 1, 0), strict=True))
    world.record(file, "decision_level", **given)
    assert world.counted("blue_collar", "某区").splits == tuple(zip(stages, (1, 0, 1), strict=True))


def test_a_secretary_comes_from_one_of_eight_sources(world):
    """YJ-033"""
    world.follow("yangjiang")
    pack = pack_at(path=world.places["某区"].path, on=DAY)
    assert [item.key for item in pack.list("cadres", "sources").items] == EIGHT
    for number, source in enumerate(EIGHT):
        world.record(world.file(world.person(f"书记{number}")), "selection", source=source, basis="镇党委考察")
    refused("field_unfit", world.record, File.objects.first(), "selection", source="relatives", basis="镇党委考察")
    assert [number for _, number in world.counted("selected").splits] == [1] * 8


def test_the_selection_form_has_four_written_findings_and_no_score(world):
    """TJ-045"""
    world.follow("tianjin")
    file = world.file()
    for name in FINDINGS:
        less = {key: text for key, text in FINDINGS.items() if key != name}
        refused("field_missing", world.record, file, "selection", source="returned_youth", **less)
        refused("finding_unwritten", world.record, file, "selection", source="returned_youth", **less, **{name: "95分"})
    refused("field_unknown", world.record, file, "selection", source="returned_youth", **FINDINGS, score="95")
    assert world.record(file, "selection", source="returned_youth", **FINDINGS).data["standing"] == FINDINGS["standing"]


def test_people_selected_come_from_sources_of_an_open_list(world):
    """TJ-046"""
    world.follow("tianjin")
    sources = pack_at(path=world.places["某区"].path, on=DAY).list("cadres", "sources")
    assert ([item.label() for item in sources.items], sources.is_open) == (["致富能手", "返乡青年", "大学生村官"], True)
    world.record(world.file(), "selection", source="wealth_makers", **FINDINGS)
    refused("field_unfit", world.record, File.objects.get(), "selection", source="veterans", **FINDINGS)
    assert world.counted("selected").splits == (("致富能手", 1), ("返乡青年", 0), ("大学生村官", 0))


def test_every_secretary_shows_selection_training_and_appraisal_or_is_listed(world):
    """YJ-050"""
    world.follow("yangjiang")
    world.party("东升村")
    who = world.person("书记")
    world.post(who, "village_secretary", body="community_party_committee")
    assert missing(world.covered("secretaries_kept")) == {"书记": ["selection", "training", "appraisal"]}
    file = world.file(who)
    world.record(file, "selection", source="veterans", basis="镇党委考察")
    world.record(file, "training", topic="村级财务")
    assert missing(world.covered("secretaries_kept")) == {"书记": ["appraisal"]}
    world.record(file, "appraisal", finding="全年解决群众急事十二件")
    found = world.covered("secretaries_kept")
    assert (found.have, found.total) == (1, 1)


def test_a_record_taken_back_counts_nowhere_and_stays_with_the_reason(world):
    file = world.file()
    record = world.record(file, "honour", title="优秀党务工作者", awarded_by="区委")
    given = {"by": SYSTEM, "record_id": record.pk, "now": NOW}
    refused("reason_missing", actions.void_record, reason=" ", **given)
    actions.void_record(reason="不是本人", **given)
    pack = pack_at(path=file.path, on=DAY)
    assert (kinds_on(file, pack, on=DAY), records_of(SYSTEM, pack, file)) == ((), ())
    assert Record.objects.get().void_reason == "不是本人"
    refused("voided", actions.void_record, reason="再次", **given)


def test_a_file_is_for_who_keeps_it_and_for_the_person(world):
    file = world.file(at="某区")
    own = Actor(name="本人", account_id=9, person_id=file.person_id)
    assert file_for(own, file.pk) == own_file(own) == file_for(world.official(), file.pk) == file
    town = world.official("某镇")
    for nobody in (
        VISITOR,
        town,
        world.official("某区", "read_postings"),
        Actor(name="他人", account_id=3, person_id=0),
    ):
        with pytest.raises(NotVisible):
            file_for(nobody, file.pk)
    assert own_file(VISITOR) is None
    with pytest.raises(NotVisible):
        files_in(town, world.places["某区"].path, on=DAY)
    with pytest.raises(NotVisible):
        world.record(file, "honour", by=own, title="标兵", awarded_by="自己")
    assert not Record.objects.exists()


def test_records_of_party_members_are_for_who_keeps_the_roster(world):
    world.follow("huadu", "某区")
    file = world.file()
    world.record(file, "activist", activist_source="member_recommendation")
    world.record(file, "training", topic="农村工作")
    pack = pack_at(path=file.path, on=DAY)
    keeps, sees_all = world.official(), world.official("某区", "read_files", "keep_files", "read_private_records")
    own = Actor(name="本人", account_id=9, person_id=file.person_id)
    found = {who: [row.kind for row in records_of(who, pack, file)] for who in (keeps, sees_all, own)}
    assert found == {keeps: ["training"], sees_all: ["activist", "training"], own: ["activist", "training"]}
    with pytest.raises(NotVisible):
        world.record(file, "activist", by=keeps, activist_source="member_recommendation")
    assert Record.objects.count() == 2


def test_a_file_is_sorted_into_categories_the_place_knows(world):
    file = world.file(None, "young")
    given = {"by": SYSTEM, "file_id": file.pk, "now": NOW}
    with pytest.raises(Refusal, match=r"cadres\.category_unknown"):
        actions.sort_file(categories=("astronaut",), **given)
    assert list(file.marks.filter(to_on=None).values_list("category", flat=True)) == ["young"]
    actions.sort_file(categories=("section_level",), **given)
    assert list(files_in(SYSTEM, file.path, category="section_level", on=DAY)) == [file]
    assert list(files_in(SYSTEM, file.path, category="young", on=DAY)) == []
    refused("file_known", world.file, file.person)


def test_the_journal_names_no_content_of_a_file(world):
    file = world.file()
    world.record(file, "honour", title="优秀党务工作者", awarded_by="区委")
    assert "优秀" not in str(list(Entry.objects.filter(subject_kind="cadres.file").values()))
