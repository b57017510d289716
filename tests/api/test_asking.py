"""Asking and following through the API: without an account, by number and claim code."""

import pytest

from gongzhi.cases.models import Case
from gongzhi.cases.queries import number_of
from gongzhi.kernel.models import Entry, PostedAnswer

pytestmark = pytest.mark.django_db
KEY = "k" * 32
DANGER = "楼下着火了，有人晕倒在楼道里"


def counts():
    return Case.objects.count(), Entry.objects.count(), PostedAnswer.objects.count()


def test_a_request_is_filed_without_an_account_and_followed_by_its_number_and_code(program, told):
    answer = program().post("/requests", told)
    assert answer.status_code == 201
    number, code = answer.json()["number"], answer.json()["claim_code"]
    answered = program().get(f"/requests/{number}", **{"Claim-Code": code.lower()})
    assert "no-store" in answered["Cache-Control"]
    seen = answered.json()
    assert (seen["words"], seen["is_open"], seen["state"]) == (told["words"], True, answer.json()["state"])
    assert Case.objects.get().channel == "api"
    assert code.replace("-", "") not in str(list(Case.objects.values()))


def test_number_and_code_are_asked_for_together(program, told):
    one, other = (program().post("/requests", told).json() for _ in range(2))
    for number, code in ((one["number"], ""), (one["number"], other["claim_code"]), (one["number"], "2222-2222")):
        answer = program().get(f"/requests/{number}", **{"Claim-Code": code})
        assert (answer.status_code, answer.json()["title"]) == (404, "没有这一页")
        assert program().post(f"/requests/{number}/reopening", {"words": "又坏了"}, claim=code).status_code == 404
    wrong_day = "20200101" + one["number"][8:]
    assert program().get(f"/requests/{wrong_day}", **{"Claim-Code": one["claim_code"]}).status_code == 404


def test_the_same_post_sent_twice_has_one_effect_and_the_same_answer_byte_for_byte(program, told):
    visitor = program()
    first, second = (visitor.post("/requests", told, key=KEY) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert Case.objects.count() == 1


def test_a_used_key_with_another_body_is_refused_and_changes_nothing(program, told):
    program().post("/requests", told, key=KEY)
    before = counts()
    answer = program().post("/requests", told | {"words": "水管爆了，路上全是水。"}, key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.key_reused")
    assert counts() == before


def test_a_refused_post_leaves_its_key_free(program, told):
    assert program().post("/requests", told | {"item": "none_such"}, key=KEY).status_code == 422
    assert program().post("/requests", told, key=KEY).status_code == 201


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"words": "坏"}, "cases.words_too_few"),
        ({"item": "none_such"}, "cases.item_unknown"),
        ({"item": "in_court"}, "cases.goes_elsewhere"),
        ({"phone": "123"}, "cases.phone_unfit"),
        ({"words": DANGER}, "cases.call_first"),
    ],
)
def test_what_a_page_refuses_the_api_refuses_in_the_same_words_and_nothing_changes(program, told, change, code):
    before = counts()
    answer = program().post("/requests", told | change)
    said = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert (said["status"], said["code"], said["type"]) == (422, code, f"/api/v1/problems/{code}")
    assert said["detail"]
    assert said["ways"]
    assert counts() == before


def test_a_refusal_cites_the_clause_it_rests_on_and_speaks_the_reader_s_language(program, told):
    said = program().post("/requests", told | {"item": "in_court"}).json()
    assert said["sources"] == ["petition-regulation:19"]
    assert said["clauses"][0].startswith("《")
    english = program().post("/requests", told | {"words": "坏"}, **{"Accept-Language": "en"}).json()
    assert english["title"] == "It does not say yet what the matter is"


def test_words_of_danger_are_filed_once_it_was_said_whom_to_call(program, told):
    refused = program().post("/requests", told | {"words": DANGER}).json()
    assert "119" in refused["detail"]
    assert program().post("/requests", told | {"words": DANGER, "warned": True}).status_code == 201


def test_a_request_that_is_not_what_the_document_asks_for_is_told_each_place(program, told):
    answer = program().post("/requests", {"area": told["area"], "words": "x\0y", "item": 5})
    places = {error["at"] for error in answer.json()["errors"]}
    assert (answer.status_code, answer.json()["code"]) == (422, "kernel.request_unfit")
    assert places == {"body.told.words", "body.told.item"}
    broken = program().client.post("/api/v1/requests", b"{", content_type="application/json")
    assert (broken.status_code, broken.json()["code"]) == (400, "kernel.body_unreadable")
    assert not Case.objects.exists()


def test_a_session_without_the_form_token_writes_nothing(program, told):
    resident = program("resident")
    answer = resident.post("/requests", told, **{"X-CSRFToken": "wrong"})
    assert (answer.status_code, answer.json()["code"]) == (403, "kernel.token_missing")
    assert not Case.objects.exists()
    token = resident.get("/me").json()["form_token"]
    sent = resident.client.post(
        "/api/v1/requests", told, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert sent.status_code == 201


def test_who_has_filed_with_an_account_lists_and_reads_it_without_a_code_and_nobody_else_does(program, told):
    number = program("resident").post("/requests", told).json()["number"]
    program().post("/requests", told)
    assert [line["number"] for line in program("resident").every("/requests")] == [number]
    assert program("resident").get(f"/requests/{number}").json()["words"] == told["words"]
    for role in ("visitor", "resident_elsewhere", "village_clerk", "county_official"):
        assert program(role).get(f"/requests/{number}").status_code == 404
    assert program("resident_elsewhere").every("/requests") == []


def test_own_requests_are_paged_by_their_key(program, told):
    resident = program("resident")
    numbers = [resident.post("/requests", told).json()["number"] for _ in range(5)]
    assert [line["number"] for line in resident.every("/requests?limit=2")] == numbers[::-1]
    assert resident.get("/requests?after=999999999").status_code == 404


def test_rating_and_reopening_out_of_turn_are_refused_and_change_nothing(program, filed):
    number, code = number_of(filed.case), filed.claim_code
    early = program().post(f"/requests/{number}/rating", {"rating": "solved"}, claim=code)
    assert (early.status_code, early.json()["code"]) == (422, "procedures.step_not_open")
    again = program().post(f"/requests/{number}/reopening", {"words": " "}, claim=code)
    assert (again.status_code, again.json()["code"]) == (422, "procedures.reason_missing")
    case = Case.objects.get()
    assert (case.rating, case.reopened, case.step) == ("", 0, filed.case.step)


def test_the_items_of_a_place_are_those_of_its_public_form(program, cast):
    found = program().get(f"/areas/{cast.area('village').id}/items").json()
    keys = {item["key"] for item in found}
    assert {"street_light", "in_court"} <= keys
    assert "delegate_proposal" not in keys
    assert next(item for item in found if item["key"] == "in_court")["elsewhere"]
