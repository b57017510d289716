"""Rosters as people make them: each trap is read as it was meant, or told at its cell with what to do."""

import datetime as dt
import io

import pytest
import xlsxwriter

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.models import Household, Person
from gongzhi.people.queries import number_of, phone_of
from gongzhi.people.tests.conftest import NOW
from gongzhi.people.tests.rosters import HEADINGS, kinds, number, take, text, xlsx
from gongzhi.territory.actions import create_area

pytestmark = pytest.mark.django_db
ZHANG = ("0031", "张三", "户主", "男", number(serial=111), "1968-03-02", "13800138000", "三组5号")


def row(**other):
    """Return the row of 张三 with some cells otherwise."""
    names = ("register_number", "name", "relation", "sex", "number", "born_on", "phone", "address")
    return [other.get(name, value) for name, value in zip(names, ZHANG, strict=True)]


def one(village, *rows, headings=HEADINGS, **how):
    """Take in a roster of these rows, which all can go in, and return the persons."""
    taken = take(village, xlsx([headings, *rows], **how))
    assert taken.is_written, kinds(taken)
    return list(Person.objects.order_by("pk")), taken


def refused(village, *rows, headings=HEADINGS):
    """Take in a roster that cannot go in whole, and return what was found."""
    taken = take(village, xlsx([headings, *rows]))
    assert not taken.is_written
    assert not Person.objects.exists()
    assert not Entry.objects.filter(code="people.roster_imported").exists()
    return taken.reading.problems.kept["must"]


def test_a_plain_roster_goes_in_with_households_and_relations(village):
    wife = ["0031", "李小梅", "妻", "女", number("19700511", 224), "1970-05-11", "", ""]
    (zhang, li), _ = one(village, ZHANG, wife)
    home = Household.objects.get()
    assert (home.register_number, home.address, home.area_path) == ("0031", "三组5号", village.path)
    assert (zhang.name, zhang.sex, zhang.born_on, zhang.relation, zhang.residence, zhang.paper) == (
        "张三",
        "male",
        dt.date(1968, 3, 2),
        "head",
        "local",
        "identity",
    )
    assert (number_of(zhang), phone_of(zhang.pk)) == (ZHANG[4], "13800138000")
    assert (li.relation, li.household, li.phone_sealed) == ("spouse", home, None)


def test_one_import_is_one_journal_entry_with_figures_and_nothing_of_a_person(village):
    one(village, ZHANG)
    (entry,) = Entry.objects.filter(code__startswith="people.")
    assert (entry.code, entry.area_path, entry.by_name) == ("people.roster_imported", village.path, "何晓燕")
    assert (entry.figures["new"], entry.figures["households"], entry.figures["kind"]) == (1, 1, "residents")
    assert "张三" not in str(entry.figures)
    assert entry.pack_ref.startswith("base@")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_file_goes_in_like_a_workbook(village, encoding):
    taken = take(village, text([HEADINGS, ZHANG], encoding))
    assert taken.is_written
    assert Person.objects.get().name == "张三"


def test_titles_above_and_two_rows_of_headings_are_understood(village):
    rows = [
        ["东升村户籍人口登记表", None, None, None, None],
        ["填报单位：东升村", None, None, None, None],
        ["户号", "姓名", "公民身份号码", "联系方式", None],
        [None, None, None, "电话", "住址"],
        ["0031", "张三", ZHANG[4], "13800138000", "三组5号"],
    ]
    merge = [(0, 0, 0, 4, "东升村户籍人口登记表"), (2, 3, 2, 4, "联系方式"), (2, 1, 3, 1, "姓名")]
    taken = take(village, xlsx(rows, merge=merge))
    assert taken.is_written, kinds(taken)
    (layout,) = taken.reading.layouts
    assert (layout.first, layout.last) == (2, 3)
    assert layout.fields == ("register_number", "name", "number", "phone", "address")
    assert phone_of(Person.objects.get().pk) == "13800138000"


def test_the_name_of_the_head_is_not_taken_for_the_name(village):
    rows = [["户主", None, "姓名", "住址"], ["姓名", "电话", None, None], ["李四", "1", "张三", "三组5号"]]
    taken = take(village, xlsx(rows, merge=[(0, 0, 0, 1, "户主")]))
    assert taken.reading.layouts[0].fields == ("head_name", "phone", "name", "address")


def test_a_heading_with_asides_blanks_and_marks_is_the_same_heading(village):
    headings = ["*户 号", "姓　名（必填）", "公民身份\n号码", "现居住地址(详细)"]
    (zhang,), _ = one(village, ["0031", "张三", ZHANG[4], "三组5号"], headings=headings)
    assert zhang.household.register_number == "0031"


def test_merged_cells_of_a_household_count_for_everybody_in_it(village):
    rows = [["0031", "张三", "户主", "", "", "", "", "三组5号"], ["", "李小梅", "妻", "", "", "", "", ""]]
    merge = [(1, 0, 2, 0, "0031"), (1, 7, 2, 7, "三组5号")]
    (zhang, li), _ = one(village, *rows, merge=merge)
    assert zhang.household == li.household == Household.objects.get(register_number="0031", address="三组5号")


def test_totals_feet_and_headings_repeated_on_each_page_are_passed_over_and_told(village):
    rows = [
        ZHANG,
        ["小计", "", "", "", "", "", "", "1"],
        HEADINGS,
        row(name="李四", number=number("19710101", 331), born_on="", register_number="0032"),
        ["合　计", None, None, None, None, None, None, 2],
        ["填表人：何晓燕", "", "", "", "审核人：", "", "", ""],
    ]
    persons, taken = one(village, *rows)
    assert [person.name for person in persons] == ["张三", "李四"]
    assert kinds(taken) == [(3, "total_row"), (4, "heading_again"), (6, "total_row"), (7, "foot_row")]


@pytest.mark.parametrize("count", ["1人", 1, "1,200 人", "1 户"])
def test_a_total_that_counts_people_where_names_stand_is_passed_over(village, count):
    persons, taken = one(village, ZHANG, ["合计", count, "", "", "", "", "", ""])
    assert [person.name for person in persons] == ["张三"]
    assert kinds(taken) == [(3, "total_row")]


@pytest.mark.parametrize("count", ["1人", 1])
def test_a_figure_where_a_name_should_stand_is_told_where_nothing_is_summed_up(village, count):
    taken = take(village, xlsx([HEADINGS, ZHANG, row(name=count, number="", phone="")]))
    assert not taken.is_written
    assert kinds(taken) == [(3, "name_unfit")]


@pytest.mark.parametrize("ditto", ["同上", "〃", '"', "同 上"])
def test_the_same_as_above_is_filled_and_told(village, ditto):
    wife = row(
        name="李小梅", relation="妻", sex="女", number="", born_on="", register_number=ditto, address=ditto, phone=""
    )
    (zhang, li), taken = one(village, ZHANG, wife)
    assert li.household == zhang.household
    assert kinds(taken) == [(3, "ditto_filled"), (3, "ditto_filled")]


def test_the_same_as_above_cannot_be_said_of_names_numbers_or_the_first_row(village):
    found = refused(village, row(address="同上"), row(name="同上", number="同上"))
    assert [(each.row, each.field, each.kind) for each in found] == [
        (2, "address", "ditto_unclear"),
        (3, "name", "ditto_unclear"),
        (3, "number", "ditto_unclear"),
    ]


def test_members_of_a_household_without_its_number_belong_to_the_row_above(village):
    child = ["", "张小明", "长子", "男", "", "", "", ""]
    (zhang, son), taken = one(village, ZHANG, child)
    assert son.household == zhang.household
    assert kinds(taken) == [(3, "filled_from_above")]


def test_full_width_digits_blanks_and_leading_apostrophes_are_read(village):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in ZHANG[4])
    (zhang,), _ = one(village, row(number=f"' {wide} ", phone="１３８ ００１３ ８０００", register_number=" ００３１"))
    assert (number_of(zhang), phone_of(zhang.pk)) == (ZHANG[4], "13800138000")
    assert zhang.household.register_number == "0031"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("张　三", "张三"),
        (" 张 三 ", "张三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("𠮷𩸽", "𠮷𩸽"),
        ("John  Smith", "John Smith"),
    ],
)
def test_names_are_kept_in_one_spelling_with_rare_characters_whole(village, written, kept):
    (person,), _ = one(village, row(name=written))
    assert person.name == kept


@pytest.mark.parametrize("name", ["张三1", "张三（故）", "张?三", "张三、李四", "*", "x" * 61])
def test_what_is_no_name_is_told_and_nobody_goes_in(village, name):
    (found,) = refused(village, row(name=name))
    assert (found.row, found.column, found.kind) == (2, 1, "name_unfit")


def test_a_sign_of_somebody_s_own_making_in_a_name_is_pointed_out(village):
    _, taken = one(village, row(name="张\ue123"))
    assert kinds(taken) == [(2, "private_signs")]


@pytest.mark.parametrize(
    "written", ["19680302", "1968-3-2", "1968/03/02", "1968.3.2", "1968年3月2日", "1968-03-02 00:00:00", "24899"]
)
def test_days_of_birth_are_read_in_every_form_people_write(village, written):
    (person,), _ = one(village, row(born_on=written, number=""))
    assert person.born_on == dt.date(1968, 3, 2)


@pytest.mark.parametrize("cell", [dt.date(1968, 3, 2), 24899, 19680302, 19680302.0])
def test_days_of_birth_are_read_from_date_cells_and_numbers(village, cell):
    (person,), _ = one(village, row(born_on=cell, number=""))
    assert person.born_on == dt.date(1968, 3, 2)


@pytest.mark.parametrize(
    ("written", "kind"),
    [("1968.13.1", "born_unfit"), ("68.3.2", "born_unfit"), ("2099-01-01", "born_ahead"), ("1850-01-01", "born_unfit")],
)
def test_what_is_no_day_of_birth_is_told(village, written, kind):
    (found,) = refused(village, row(born_on=written, number=""))
    assert (found.column, found.kind) == (5, kind)


@pytest.mark.parametrize("written", ["1968.3", "1968年3月", 1968.3])
def test_a_month_of_birth_is_made_a_day_by_the_number_or_left_open(village, written):
    other = row(name="李四", number="", born_on=written, register_number="0032")
    (zhang, li), taken = one(village, row(born_on=written), other)
    assert (zhang.born_on, li.born_on) == (dt.date(1968, 3, 2), None)
    assert kinds(taken) == [(2, "born_without_day"), (3, "born_without_day")]


def test_a_day_of_birth_other_than_the_number_s_is_told_with_that_of_the_number(village):
    (found,) = refused(village, row(born_on="1968-03-03"))
    assert (found.field, found.kind, found.detail) == ("born_on", "born_otherwise", "1968-03-02")


def test_a_sex_other_than_the_number_s_is_told(village):
    (found,) = refused(village, row(sex="女"))
    assert (found.field, found.kind, found.detail) == ("sex", "sex_otherwise", "male")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (440114196803021110, "number_lost"),
        ("4.40114E+17", "number_lost"),
        ("440114196803021000", "number_lost"),
        ("44011419680302111", "number_unfit"),
        ("44011419680302111X", "number_check"),
    ],
)
def test_numbers_that_lost_digits_or_are_wrong_are_told_masked_at_their_cell(village, cell, kind):
    (found,) = refused(village, row(number=cell, born_on=""))
    assert (found.row, found.column, found.field, found.kind) == (2, 4, "number", kind)
    assert "19680302" not in found.value


def test_a_number_with_a_birth_that_never_was_is_told(village):
    (found,) = refused(village, row(number=number("19680230", 111), born_on=""))
    assert found.kind == "number_birth"


def test_old_numbers_of_fifteen_digits_become_eighteen_also_when_typed_as_a_number(village):
    old = int("440114680302111")
    (zhang,), taken = one(village, row(number=old))
    assert number_of(zhang) == number(serial=111)
    assert kinds(taken) == [(2, "number_old")]


@pytest.mark.parametrize("region", ["810000", "830000"])
def test_residence_permits_of_hong_kong_and_taiwan_carry_numbers_like_others(village, region):
    _, taken = one(village, row(number=number(region=region, serial=111)))
    assert kinds(taken) == []


def test_an_unknown_region_is_pointed_out_and_goes_in(village):
    _, taken = one(village, row(number=number(region="990114", serial=111)))
    assert kinds(taken) == [(2, "region_unknown")]


def test_passports_go_in_with_their_kind_and_people_without_a_paper_too(village):
    headings = ["姓名", "证件类型", "证件号码", "住址"]
    rows = [["John Smith", "护照", "e1234-5678", "三组5号"], ["张小妹", "无", "无", "三组5号"]]
    (smith, baby), _ = one(village, *rows, headings=headings)
    assert (smith.paper, number_of(smith)) == ("passport", "E12345678")
    assert (baby.paper, baby.identity_sealed) == ("none", None)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [(13800138000, "13800138000"), ("138-0013-8000", "13800138000"), ("020-36830000", "02036830000"), ("无", "")],
)
def test_phones_are_read_as_people_write_them(village, cell, kept):
    (person,), _ = one(village, row(phone=cell))
    assert phone_of(person.pk) == kept


def test_of_two_phones_in_a_cell_the_first_counts_and_a_wrong_one_is_told(village):
    (person,), taken = one(village, row(phone="13800138000、13900139000"))
    assert phone_of(person.pk) == "13800138000"
    assert kinds(taken) == [(2, "phones_two")]
    taken = take(village, xlsx([HEADINGS, row(phone="138001380")]))
    assert kinds(taken) == [(2, "phone_unfit")]


def test_the_grid_is_found_by_its_name_with_or_without_the_village_s(village):
    since = dt.date(2020, 1, 1)
    grid = create_area(
        by=system_actor("test"), parent_id=village.id, level="grid", name="第一网格", from_on=since, now=NOW
    )
    headings = ["姓名", "住址", "所属网格"]
    rows = [["张三", "1号", "东升村第一网格"], ["李四", "2号", "第一网格"], ["王五", "3号", "第九网格"]]
    persons, taken = one(village, *rows, headings=headings)
    assert [person.area_id for person in persons] == [grid.pk, grid.pk, village.id]
    assert [person.household.area_id for person in persons] == [grid.pk, grid.pk, village.id]
    assert kinds(taken) == [(4, "grid_unknown")]


def test_kinds_of_residence_relations_and_groups_are_read_as_the_pack_says(village):
    headings = ["姓名", "人口类型", "与户主关系", "小组", "门牌号"]
    rows = [["张三", "流动人口", "户主", "三组", "5号"], ["John Smith", "境外", "朋友", "三组", "三组5号"]]
    (zhang, smith), taken = one(village, *rows, headings=headings)
    assert (zhang.residence, smith.residence) == ("incomer", "overseas")
    assert zhang.household == smith.household == Household.objects.get(address="三组5号")
    assert (smith.relation, kinds(taken)) == ("", [(3, "relation_unknown")])


def test_sensitive_columns_are_not_taken_and_the_reason_is_told(village):
    headings = ["姓名", "住址", "是否低保", "残疾等级", "婚姻状况", "星座"]
    _, taken = one(village, ["张三", "1号", "是", "二级", "已婚", "白羊"], headings=headings)
    (layout,) = taken.reading.layouts
    assert layout.fields == ("name", "address", "", "", "", "")
    reasons = taken.reading.asked.kind.reasons
    assert "个人信息保护法" in reasons["是否低保"].zh
    assert {"残疾等级", "婚姻状况"} <= reasons.keys()
    assert "星座" not in reasons


def test_a_formula_without_a_result_is_told_at_its_cell(village):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "住址"])
    sheet.write_row(1, 0, ["张三"])
    sheet.write_formula(1, 1, '="三组"&"5号"', None, "")
    book.close()
    taken = take(village, buffer.getvalue())
    assert not taken.is_written
    assert kinds(taken) == [(2, "no_result")]


def test_hidden_sheets_are_left_alone_and_all_visible_rosters_are_read(village):
    taken = take(village, xlsx([HEADINGS, ZHANG], hidden=["底稿"]))
    assert taken.reading.book.hidden == ("底稿",)
    assert taken.is_written


def test_the_same_row_twice_goes_in_once_and_the_same_person_otherwise_is_told(village):
    _, taken = one(village, ZHANG, ZHANG)
    assert kinds(taken) == [(3, "same_row")]
    taken = take(village, xlsx([HEADINGS, ZHANG, row(phone="13900139000")]))
    assert not taken.is_written
    (found,) = taken.reading.problems.kept["must"]
    assert (found.row, found.kind, found.detail) == (3, "twice_in_file", "2")


def test_a_row_of_another_village_is_told_and_a_town_s_roster_names_its_villages(village, elsewhere, town):
    headings = ["村（社区）", "姓名", "住址"]
    rows = [["东升", "张三", "1号"], ["西边村委会", "李四", "1号"], ["月亮村", "王五", "1号"], ["", "赵六", "1号"]]
    taken = take(village, xlsx([headings, *rows[:2]]))
    assert kinds(taken) == [(3, "village_unknown")]
    taken = take(town, xlsx([headings, *rows]), accepts_good=True)
    assert kinds(taken) == [(4, "village_unknown"), (5, "village_missing")]
    assert [(each.name, each.area_id) for each in Person.objects.order_by("pk")] == [
        ("张三", village.id),
        ("李四", elsewhere.id),
    ]


def test_a_file_without_headings_of_a_roster_is_refused_and_nobody_goes_in(village):
    with pytest.raises(Refusal, match=r"people\.roster_headings_unknown"):
        take(village, xlsx([["科目", "金额"], ["办公费", 12]]))
    assert not Person.objects.exists()
