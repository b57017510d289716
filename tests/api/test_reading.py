"""What everybody may read: areas, packs and figures, what refusals mean; and the journal for who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.cases.factories import filed_with_claim
from gongzhi.kernel.models import Entry

pytestmark = pytest.mark.django_db


def test_an_area_is_found_by_characters_pinyin_code_and_id_and_is_the_same(program, cast):
    county = cast.area("county")
    seen = program().get(f"/areas/{county.id}").json()
    assert (seen["name"], seen["level"], seen["pack"]) == ("花都区", "county", "huadu")
    assert [above["name"] for above in seen["above"]] == ["广东省", "广州市"]
    assert [(code["system"], code["code"]) for code in seen["codes"]] == [("nbs", "440114")]
    assert program().get("/areas/by-code/nbs/440114000000").json() == seen
    for text in ("狮岭", "shiling", "slz"):
        assert program().get(f"/areas/search?q={text}").json()[0]["id"] == cast.area("town").id
    assert program().get("/areas/by-code/nbs/999999").status_code == 404


def test_an_area_is_shown_as_it_was_on_a_day(program, cast):
    village = cast.area("village").id
    assert program().get(f"/areas/{village}?on=2020-02-01").status_code == 200
    assert program().get(f"/areas/{village}?on=2019-01-01").status_code == 404
    assert program().get(f"/areas/{village}?on=yesterday").status_code == 422


def test_children_come_in_official_order_each_once_and_their_number_is_told(program, cast):
    town = cast.area("town").id
    names = [area["name"] for area in program().every(f"/areas/{town}/children?limit=1")]
    assert sorted(names) == sorted(["石塘村", "禾坪村"])
    assert names == [area["name"] for area in program().get(f"/areas/{town}/children").json()["items"]]
    assert program().get(f"/areas/{town}/descendants").json()["village"] == 2
    assert [area["name"] for area in program().every("/areas")] == ["广东省", "四川省"]


def test_the_figures_of_a_place_carry_value_unit_source_and_who_may_fill_what_is_open(program, cast):
    path = cast.area("village").path
    found = {f"{each['room']}.{each['name']}": each for each in program().every(f"/figures?path={path}&limit=7")}
    assert len(found) == len(program().every(f"/figures?path={path}&limit=200"))
    opened = program().every(f"/figures?path={path}&is_open=true&limit=200")
    assert opened
    assert all(each["value"] is None and found[f"{each['room']}.{each['name']}"] == each for each in opened)
    assert all(each["source"] and each["unit"] for each in found.values())


def test_packs_are_listed_whole_and_a_part_pack_is_read_by_its_id(program, cast):
    ids = [pack["id"] for pack in program().every("/packs?limit=3")]
    assert ids[0] == "base"
    assert {"huadu", "tianjin", "yangjiang/chunwan"} <= set(ids)
    seen = program().get("/packs/huadu").json()
    assert [each["path"] for each in seen["followed_by"]] == [cast.area("county").path]
    assert program().get("/packs/yangjiang/chunwan").json()["extends"] == ["yangjiang", "base"]
    assert program().get("/packs/none").status_code == 404


def test_the_type_of_every_refusal_leads_to_what_it_means(program):
    codes = [problem["code"] for problem in program().every("/problems?limit=10")]
    assert codes == sorted(set(codes))
    assert program().get("/problems/cases.own_request").json()["title"] == "自己提的事不能自己办"
    assert program().get("/problems/none.such").status_code == 404


def test_the_journal_is_read_by_who_may_and_only_of_their_areas(program, cast):
    filed_with_claim(cast)
    official = program("county_official")
    entries = official.every("/journal?limit=4")
    ids = [entry["id"] for entry in entries]
    assert ids == sorted(set(ids), reverse=True)
    assert ids == [
        entry.pk for entry in Entry.objects.filter(area_path__startswith=cast.area("county").path).order_by("-pk")
    ]
    coded = official.every("/journal?code=cases.case_filed")
    assert [entry["id"] for entry in official.get(f"/journal/{coded[0]['id']}/chain").json()] == [coded[0]["id"]]
    far = Entry.objects.filter(area_path=cast.area("village_far").path).first()
    assert official.get(f"/journal/{far.pk}").status_code == 404
    assert program("village_clerk").get("/journal").status_code == 404
    assert official.get("/journal?after=x").status_code == 404


def test_who_is_signed_in_reads_their_posts_and_grants(program, cast):
    seen = program("village_clerk").get("/me").json()
    assert [post["kind"] for post in seen["posts"]] == ["village_clerk"]
    assert "cases.read_cases" in {grant["action"] for grant in seen["grants"]}
    assert program().get("/me").status_code == 401


def test_an_unknown_address_of_the_api_is_a_problem_document(program):
    answer = program().get("/none")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/areas", "/packs", "/figures", "/problems"])
def test_public_lists_take_a_fixed_number_of_queries(program, cast, path):
    def count(limit):
        with CaptureQueriesContext(connection) as caught:
            assert program().get(f"{path}?limit={limit}").status_code == 200
        return len(caught)

    count(1)
    assert count(1) == count(10) <= 3


@pytest.mark.parametrize(
    "path", ["/areas?after=999999", "/packs?after=none", "/figures?after=none", "/problems?after=x"]
)
def test_a_key_that_is_none_of_the_list_is_404(program, path):
    assert program().get(path).status_code == 404
