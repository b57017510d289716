"""Reads of the tree: lines, names of a day, order, counts, search."""

import datetime as dt

import pytest

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.territory import queries, rules
from gongzhi.territory.actions import create_area, end_area, rename_area
from gongzhi.territory.indexing import build_index
from gongzhi.territory.queries import search

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)
TODAY = dt.date(2026, 11, 25)
SYSTEM = system_actor("test")


def draw(parent_id, level, name, *codes):
    return create_area(by=SYSTEM, parent_id=parent_id, level=level, name=name, codes=codes, from_on=DAY, now=NOW)


@pytest.fixture
def places():
    """Return areas by name: a province with a city, a county, a town and three villages, and grids in one."""
    found = {}

    def put(parent, level, name, *codes):
        found[name] = draw(found[parent].pk if parent else None, level, name, *codes)

    put(None, "province", "广东省", ("nbs", "44"))
    put("广东省", "city", "阳江市", ("nbs", "4417"))
    put("阳江市", "county", "阳春市", ("nbs", "441781"))
    put("阳春市", "town", "春湾镇", ("nbs", "441781105"))
    put("春湾镇", "village", "石林村", ("nbs", "441781105212"))
    put("春湾镇", "village", "自由村", ("nbs", "441781105201"))
    put("春湾镇", "village", "都市村", ("nbs", "441781105205"))
    for number in ("十", "九", "二十一", "一"):
        put("石林村", "grid", f"第{number}网格")
    return found


def test_children_stand_in_official_order(places):
    assert [line.name for line in queries.children_of(places["春湾镇"].pk, TODAY)] == ["自由村", "都市村", "石林村"]
    grids = [line.name for line in queries.children_of(places["石林村"].pk, TODAY)]
    assert grids == ["第一网格", "第九网格", "第十网格", "第二十一网格"]
    assert [line.name for line in queries.children_of(None, TODAY)] == ["广东省"]


def test_a_full_name_runs_from_the_county_down(places):
    assert queries.full_name(places["石林村"].path, TODAY) == "阳春市春湾镇石林村"
    assert queries.full_name(places["阳江市"].path, TODAY) == "阳江市"
    assert [line.name for line in queries.ancestor_lines(places["阳春市"].path, TODAY)] == [
        "广东省",
        "阳江市",
        "阳春市",
    ]


def test_counts_below_an_area_name_every_level(places):
    counts = queries.descendant_counts(places["阳春市"].path, TODAY)
    assert counts == {"province": 0, "city": 0, "county": 0, "town": 1, "village": 3, "grid": 4, "building": 0}
    end_area(by=SYSTEM, area_id=places["自由村"].pk, on=TODAY, now=NOW)
    assert queries.descendant_counts(places["阳春市"].path, TODAY)["village"] == 2
    assert queries.descendant_counts(places["阳春市"].path, DAY)["village"] == 3


def test_areas_of_a_level_are_found_anywhere_below(places):
    assert [line.name for line in queries.areas_in(places["广东省"].path, TODAY, "village")] == [
        "自由村",
        "都市村",
        "石林村",
    ]
    assert queries.areas_in(places["自由村"].path, TODAY, "grid") == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("春湾", "春湾镇"),
        ("湾", "春湾镇"),
        ("林村", "石林村"),
        ("shilin", "石林村"),
        ("slc", "石林村"),
        ("CWZ", "春湾镇"),
        ("chun wan", "春湾镇"),
    ],
)
def test_search_finds_characters_anywhere_and_spelling_from_the_start(places, text, first):
    assert queries.search_areas(text, on=TODAY)[0].name == first


def test_search_is_narrowed_by_level_and_area(places):
    assert [line.name for line in queries.search_areas("春", on=TODAY, levels=["county"])] == ["阳春市"]
    assert queries.search_areas("石林", on=TODAY, under=places["自由村"].path) == ()
    assert queries.search_areas("sl", on=TODAY, under=places["春湾镇"].path)[0].name == "石林村"
    assert queries.search_areas("  ", on=TODAY) == ()
    assert queries.search_areas("石林", on=DAY - dt.timedelta(days=1)) == ()


def found(text, **narrowed):
    return [line.name for line in queries.search_areas(text, on=TODAY, **narrowed)]


@pytest.mark.parametrize("is_indexed", [False, True])
def test_search_puts_the_exact_name_first_then_names_that_begin_so(places, is_indexed):
    for name in ("大石林", "石林", "石林二村", "新石林村"):
        draw(places["春湾镇"].pk, "village", name)
    draw(places["阳春市"].pk, "town", "小石林镇")
    if is_indexed:
        build_index(now=NOW)
    assert found("石林") == ["石林", "石林村", "石林二村", "小石林镇", "大石林", "新石林村"]
    assert found("石林", limit=1) == ["石林"], "the exact name is there however few are asked for"
    assert found("村", limit=2, levels=["village"]) == ["自由村", "都市村"]


@pytest.mark.parametrize("is_indexed", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "石 林",
        " 石 林 村 ",
        "春湾 石林",
        "春湾镇石林村",
        "阳春市春湾镇石林",
        "广东 阳春 石林",
        "cw shilin",
        "shi lin cun",
    ],
)
def test_spaces_and_the_names_of_areas_above_do_not_hide_a_village(places, text, is_indexed):
    other = draw(places["广东省"].pk, "city", "广州市")
    other = draw(draw(draw(other.pk, "county", "花都区").pk, "town", "花东镇").pk, "village", "林村")
    if is_indexed:
        build_index(now=NOW)
    assert found(text)[0] == "石林村"
    assert other.pk not in {line.id for line in queries.search_areas(text, on=TODAY)}


def test_names_younger_than_the_index_and_renamed_ones_are_found(places):
    build_index(now=NOW)
    draw(places["春湾镇"].pk, "village", "石林新村")
    rename_area(by=SYSTEM, area_id=places["都市村"].pk, name="石林二村", from_on=TODAY, now=NOW)
    assert found("石林") == ["石林二村", "石林村", "石林新村"], "in the order of their codes"
    assert found("都市") == []
    assert [line.name for line in queries.search_areas("都市", on=DAY)] == ["都市村"]


def test_more_candidates_than_one_look_are_read_until_there_are_enough(places, monkeypatch):
    monkeypatch.setattr(search, "FIRST_LOOK", 1)
    names = [f"林{sign}石村" for sign in "甲乙丙丁戊己庚辛"] + ["石林庄"]
    for name in names:
        draw(places["春湾镇"].pk, "village", name)
    build_index(now=NOW)
    assert set(found("石")) == {"石林村", *names}
    assert len(found("石", limit=5)) == 5


def test_lines_of_many_areas_cost_one_query(places, django_assert_num_queries):
    wanted = [places["石林村"].pk, places["春湾镇"].path, "", places["石林村"].path]
    with django_assert_num_queries(1):
        lines = queries.lines_of(wanted, TODAY)
    assert {line.name for line in lines.values()} == {"石林村", "春湾镇"}
    with django_assert_num_queries(0):
        assert queries.lines_of([], TODAY) == {}


def test_an_area_of_another_day_is_not_there(places):
    with pytest.raises(NotVisible):
        queries.area_line(places["石林村"].pk, DAY - dt.timedelta(days=1))
    with pytest.raises(NotVisible):
        queries.line_at("", TODAY)
    assert queries.area_by_code(code="441781", on=DAY - dt.timedelta(days=1)) is None
    assert queries.area_by_code(code="441781", system="mca", on=TODAY) is None


@pytest.mark.parametrize(
    ("text", "number"), [("十", 10), ("二十三", 23), ("一百零五", 105), ("一〇五", 105), ("007", 7), ("两百", 200)]
)
def test_chinese_numerals_count_as_numbers(text, number):
    assert rules.number_of(text) == number
