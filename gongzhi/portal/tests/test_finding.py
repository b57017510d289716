"""Find your village: search, the tree in official order, the remembered place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.portal.context import PLACE_COOKIE
from gongzhi.portal.tests.places import DAY, NOW, SYSTEM, draw, draw_places, words
from gongzhi.territory.actions import end_area
from gongzhi.territory.indexing import build_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return draw_places()


@pytest.mark.parametrize("typed", ["石林", "shilin", "sl", " 石 林 "])
def test_a_village_is_found_by_characters_pinyin_and_initials(client, places, typed):
    answer = client.get("/search/", {"q": typed})
    html = answer.content.decode()
    assert f'href="/a/{places["石林村"].pk}/"' in html
    assert "找到 2 个。" in html


def test_places_of_one_name_are_told_apart_by_where_they_lie(client, places):
    html = client.get("/search/", {"q": "石林"}).content.decode()
    assert "阳江市 · 阳春市 · 春湾镇" in html
    assert "阳江市 · 阳春市 · 合水镇" in html
    assert "<mark>石林</mark>村" in html


def test_a_search_without_a_hit_says_what_to_do(client, places):
    said = words(client.get("/search/", {"q": "没有这村"}))
    assert "没有找到“没有这村”。少打一两个字，或者打拼音首字母再试；也可以在下面按地区选。" in said
    assert "广东省" in said


def test_what_was_typed_is_shown_as_text_only(client, places):
    html = client.get("/search/", {"q": '"><script>x</script>'}).content.decode()
    assert "<script>x" not in html


def test_live_results_are_a_part_of_a_page(client, places):
    html = client.get("/search/", {"q": "石林"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "石林" in html


@pytest.mark.parametrize(("typed", "queries"), [("自由", 4), ("ziyou", 5)])
def test_searching_asks_as_many_questions_for_ten_hits_as_for_one(
    client, places, django_assert_num_queries, typed, queries
):
    """One for what is indexed, one for the pieces (and one for pinyin), one for the names, one for where they lie."""
    headers = {"HX-Request": "true"}
    client.get("/search/", headers=headers)
    build_index(now=NOW)
    with django_assert_num_queries(queries):
        client.get("/search/", {"q": typed}, headers=headers)
    for number in range(10):
        draw(places["春湾镇"], "village", f"自由{number}村")
    build_index(now=NOW)
    with django_assert_num_queries(queries):
        html = client.get("/search/", {"q": typed}, headers=headers).content.decode()
    assert "找到 11 个。" in html


def test_the_tree_stands_in_official_order_and_says_so(client, places):
    said = words(client.get("/"))
    assert said.index("天津市") < said.index("广东省")
    assert said.index("广州市") < said.index("阳江市")
    assert "按官方行政区划顺序排列。" in said


def test_a_row_that_is_no_city_is_passed_by(client, places):
    said = words(client.get(f"/a/{places['天津市'].pk}/"))
    assert "南开区" in said
    assert "市辖区" not in said
    assert "市辖区" not in words(client.get(f"/a/{places['南开区'].pk}/"))


def test_the_tree_leads_down_to_the_village_and_back_up(client, places):
    for upper, lower in (("广东省", "阳江市"), ("阳江市", "阳春市"), ("阳春市", "春湾镇"), ("春湾镇", "石林村")):
        assert f'href="/a/{places[lower].pk}/"' in client.get(f"/a/{places[upper].pk}/").content.decode()
    up = client.get(f"/a/{places['石林村'].pk}/").content.decode()
    for name in ("广东省", "阳江市", "阳春市", "春湾镇"):
        assert f'href="/a/{places[name].pk}/"' in up


def test_the_tree_asks_as_many_questions_at_any_size(client, places):
    addresses = ("/", f"/a/{places['阳春市'].pk}/")
    asked = []
    for numbers in (range(10), ()):
        client.get("/")
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked.append(len(queries))
        for number in numbers:
            draw(draw(places["阳春市"], "town", f"第{number}镇"), "village", f"第{number}村")
            draw(None, "province", f"第{number}省")
    assert asked[:2] == asked[2:]
    assert asked[0] <= 4, "the start page is the one most people open"


def test_a_grid_leads_to_its_village(client, places):
    answer = client.get(f"/a/{places['第一网格'].pk}/")
    assert answer["Location"] == f"/a/{places['石林村'].pk}/"


def test_a_village_is_remembered_and_offered_at_the_next_visit(client, places):
    client.get(f"/a/{places['石林村'].pk}/")
    assert client.cookies[PLACE_COOKIE]["httponly"]
    said = words(client.get("/"))
    assert "石林村 您上次看的就是这里" in said


def test_a_town_is_not_taken_for_ones_village(client, places):
    client.get(f"/a/{places['春湾镇'].pk}/")
    assert PLACE_COOKIE not in client.cookies


@pytest.mark.parametrize("kept", ["", "abc", "-1", "9" * 30, "999999"])
def test_a_cookie_that_names_no_area_does_no_harm(client, places, kept):
    client.cookies[PLACE_COOKIE] = kept
    assert client.get("/").status_code == 200


def test_a_remembered_village_that_is_no_more_is_forgotten(client, places):
    village = places["石林村"]
    client.get(f"/a/{village.pk}/")
    for name in ("第一网格", "第二网格", "石林村"):
        end_area(by=SYSTEM, area_id=places[name].pk, on=DAY.replace(day=2), now=NOW)
    answer = client.get(f"/a/{village.pk}/")
    assert "已经撤销或者变更" in words(answer), "it says so once"
    assert client.cookies[PLACE_COOKIE].value == ""


def test_an_area_that_is_not_there_is_no_page(client, places):
    assert client.get("/a/999999/").status_code == 404
