"""Staff through the API: the list, one request, tasks, intake, and a request run from the first deed to the last."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.cases.factories import filed_with_claim
from gongzhi.cases.jobs import index_case_text
from gongzhi.cases.models import Case
from gongzhi.cases.queries import number_of
from gongzhi.kernel.clock import now
from gongzhi.kernel.models import Entry, Job

pytestmark = pytest.mark.django_db
DEEDS = {
    "acceptance": {},
    "decline": {"reason": "由法院办理"},
    "assignment": {},
    "result": {"words": "换了灯头"},
    "return": {"reason": "不在本辖区"},
    "ruling": {"is_upheld": True, "reason": "确实不在"},
    "reply": {"finding": "supported", "words": "亮了"},
    "call-back": {"is_again": False, "words": "说清楚了"},
    "phone": {"reason": "约上门时间"},
}


def do(program, role, pk, deed, told=None, **headers):
    answer = program(role).post(f"/cases/{pk}/{deed}", told or DEEDS[deed], **headers)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def run_to_rating(program, cast, pk):
    """Run a request by the deeds that its own detail says are due, each by whom it lets press."""
    steps = {"accept": "acceptance", "assign": "assignment", "handle": "result", "reply": "reply"}
    for _ in range(8):
        case = Case.objects.get(pk=pk)
        if case.deed not in steps:
            return case
        roles = ("village_clerk", "town_desk", "grid_officer", "party_member", "department_desk")
        seen = [(role, program(role).get(f"/cases/{pk}")) for role in roles]
        role, answer = next((r, a) for r, a in seen if a.status_code == 200 and a.json()["may_press"])
        told = DEEDS[steps[case.deed]]
        if case.deed == "assign":
            told = {"post": answer.json()["receivers"][0]["post_id"], "words": "当天看一下"}
        do(program, role, pk, steps[case.deed], told)
    raise AssertionError(case.step)


def test_a_request_runs_from_filing_to_closing_and_is_reopened_by_the_api_alone(program, cast, filed):
    case, code = filed.case, filed.claim_code
    case = run_to_rating(program, cast, case.pk)
    assert case.deed == "rate"
    number = number_of(case)
    rated = program().post(f"/requests/{number}/rating", {"rating": "solved", "words": "好"}, claim=code).json()
    assert (rated["is_open"], rated["state"]) == (False, "已办结")
    seen = program().get(f"/requests/{number}", **{"Claim-Code": code}).json()
    assert (seen["reply"], seen["rating"], seen["may_reopen"]) == ("亮了", "solved", True)
    assert [step["state"] for step in seen["steps"]] == ["done"] * len(seen["steps"])
    again = program().post(f"/requests/{number}/reopening", {"words": "又坏了"}, claim=code).json()
    assert again["is_open"]
    assert Entry.objects.filter(code="cases.case_reopened").count() == 1


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_on_somebody_else_s_village_is_404_and_changes_nothing(program, filed, deed):
    before = Case.objects.values().get(), Entry.objects.count()
    for role in ("clerk_elsewhere", "resident_elsewhere"):
        answer = program(role).post(f"/cases/{filed.case.pk}/{deed}", DEEDS[deed])
        gone = program(role).post(f"/cases/{filed.case.pk + 999}/{deed}", DEEDS[deed])
        assert (answer.status_code, answer.content) == (404, gone.content)
    assert (Case.objects.values().get(), Entry.objects.count()) == before


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_that_is_not_one_s_turn_is_refused_as_on_the_page_and_changes_nothing(program, cast, filed, deed):
    pk, before = filed.case.pk, Case.objects.values().get()
    answer = program("supervisor").post(f"/cases/{pk}/{deed}", DEEDS[deed])
    assert answer.status_code == 422
    assert answer.json()["code"].partition(".")[0] in ("procedures", "cases")
    assert Case.objects.values().get() == before


@pytest.mark.parametrize("deed", DEEDS)
def test_a_visitor_is_told_to_sign_in(program, filed, deed):
    answer = program().post(f"/cases/{filed.case.pk}/{deed}", DEEDS[deed])
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_deed_sent_twice_with_its_key_is_done_once(program, filed):
    clerk = "town_desk" if program("town_desk").get(f"/cases/{filed.case.pk}").json()["may_press"] else "village_clerk"
    deed = "acceptance" if filed.case.deed == "accept" else "assignment"
    told = DEEDS[deed]
    if deed == "assignment":
        told = {"post": program(clerk).get(f"/cases/{filed.case.pk}").json()["receivers"][0]["post_id"]}
    first, second = (do(program, clerk, filed.case.pk, deed, told, key="k" * 20) for _ in range(2))
    assert first == second
    assert Entry.objects.filter(subject_kind="cases.case").exclude(code="cases.case_filed").count() == 1


def test_name_and_phone_are_masked_and_the_number_is_shown_for_a_reason_that_is_kept(program, filed):
    pk = filed.case.pk
    seen = program("village_clerk").get(f"/cases/{pk}")
    assert seen.json()["phone"] == "199****0099"
    assert "王大姐" not in seen.content.decode()
    holder = next(
        role
        for role in ("town_desk", "village_clerk")
        if program(role, has_proved=True).post(f"/cases/{pk}/phone", DEEDS["phone"]).status_code == 200
    )
    unproved = program(holder).post(f"/cases/{pk}/phone", DEEDS["phone"])
    assert (unproved.status_code, unproved.json()["type"].rsplit("/", 1)[-1]) == (422, "accounts.step_up_needed")
    proved = program(holder, has_proved=True)
    assert proved.post(f"/cases/{pk}/phone", DEEDS["phone"]).json() == {"phone": "19900000099"}
    assert Entry.objects.filter(code="cases.phone_shown").count() == 2
    assert proved.post(f"/cases/{pk}/phone", {"reason": " "}).status_code == 422


def test_intake_needs_the_right_over_the_area_and_gives_the_claim_code(program, told):
    visit = told | {"channel": "visit", "name": "王大姐"}
    answer = program("village_clerk").post("/cases", visit)
    assert (answer.status_code, len(answer.json()["claim_code"])) == (201, 9)
    assert Case.objects.get().channel == "visit"
    assert program("clerk_elsewhere").post("/cases", visit).status_code == 404
    assert program("village_clerk").post("/cases", visit | {"channel": "web"}).status_code == 404
    assert Case.objects.count() == 1


def test_turning_pages_shows_every_request_once_while_new_ones_come_in(program, cast):
    pks = [filed_with_claim(cast).case.pk for _ in range(7)]
    clerk = program("village_clerk")
    first = clerk.get("/cases?limit=3").json()
    filed_with_claim(cast)
    found = [line["id"] for line in first["items"]]
    while first["next"]:
        first = clerk.client.get(first["next"]).json()
        found += [line["id"] for line in first["items"]]
    assert found == pks[::-1]


def test_the_list_is_narrowed_as_the_page_s_is(program, cast, filed):
    for job in Job.objects.filter(kind="cases.index_text"):
        index_case_text(job.payload, now())
    clerk = program("village_clerk")
    lengths = {
        query: len(clerk.get(f"/cases?{query}").json()["items"])
        for query in ("q=路灯", "q=水管", "item=street_light", "item=water", "state=closed", "state=late", "state=all")
    }
    wanted = {"q=路灯": 1, "item=street_light": 1, "state=all": 1}
    assert lengths == dict.fromkeys(lengths, 0) | wanted
    assert len(clerk.get(f"/cases?area={cast.area('county').id}").json()["items"]) == 1
    assert clerk.get("/cases?area=999999").status_code == 404
    assert clerk.get("/cases/totals").json() == {"filed": 1, "open": 1}


def test_tasks_are_what_waits_for_oneself_by_deadline(program, cast):
    for _ in range(3):
        filed_with_claim(cast)
    lists = {role: program(role).get("/tasks").json() for role in ("village_clerk", "town_desk", "party_member")}
    assert sorted(len(found) for found in lists.values()) == [0, 0, 3]
    dues = [line["due_at"] for found in lists.values() for line in found]
    assert dues == sorted(dues, key=lambda due: (due is None, due))
    assert program("resident").get("/tasks").status_code == 404


def queries_for(program, path):
    with CaptureQueriesContext(connection) as caught:
        assert program.get(path).status_code == 200
    return len(caught)


@pytest.mark.parametrize("path", ["/cases", "/tasks", "/cases/totals", "/journal", "/requests"])
def test_a_list_takes_the_same_queries_for_one_row_as_for_ten(program, cast, told, path):
    reader = program({"/journal": "county_official", "/requests": "resident"}.get(path, "village_clerk"))
    writer = program("resident")
    writer.post("/requests", told)
    queries_for(reader, path)
    one = queries_for(reader, path)
    for _ in range(9):
        writer.post("/requests", told)
    assert queries_for(reader, path) == one


def test_the_list_and_the_filing_take_no_more_queries_than_their_pages(program, cast, told):
    for _ in range(10):
        filed_with_claim(cast)
    clerk, page, number = program("village_clerk"), cast.client("visitor"), count()

    def words():
        return f"{told['words']}第{next(number)}盏。"  # the page knows words it was sent before

    def queries_of(send):
        send()
        with CaptureQueriesContext(connection) as caught:
            assert send().status_code in (200, 201, 302)
        return len(caught)

    def by_page():
        return page.post(f"/ask/?area={told['area']}", {"words": words(), "item": told["item"]})

    def by_api():
        return program().post("/requests", told | {"words": words()})

    assert queries_of(lambda: clerk.get("/cases")) <= queries_of(lambda: clerk.client.get("/cases/"))
    assert queries_of(by_api) <= queries_of(by_page)
