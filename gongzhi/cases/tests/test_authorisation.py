"""Where somebody acts for the resident, the matter's own procedure says so: on the form, in the API, for the demo."""

import pytest

from gongzhi.cases.models import Case
from gongzhi.cases.queries import case_row, definition_for, may_press
from gongzhi.cases.rules import TICKED_ONLINE
from gongzhi.cases.tests.world import NOW, WORDS, filed, follow_written, place

pytestmark = pytest.mark.django_db
AGENCY = "errand"
FILES = {
    "pack.yaml": """
        id: qingxi
        title: {zh: 清溪县}
        extends: base
        """,
    "sources.yaml": """
        qingxi-doc:
          title: {zh: 《清溪县代办办法》}
          kind: document
          version: "1"
          by: 清溪县
        """,
    "lists/cases/items.yaml": """
        title: {zh: 代办事项}
        source: "qingxi-doc:第二条"
        is_open: true
        adds: true
        items:
          - {key: errand, zh: 代办证件, receivers: [village_clerk], procedure: errand}
        """,
    "procedures/errand.yaml": """
        id: errand
        title: {zh: 代办}
        room: cases
        source: "qingxi-doc:第三条"
        rises_to: [town_desk]
        steps:
          - key: submit
            kind: submit
            deed: submit
            label: {zh: 委托}
            state: {zh: 已委托}
            by: [applicant]
            evidence: [words, authorisation]
            outcomes: [{key: done, to: told}]
          - key: told
            kind: act
            deed: reply
            label: {zh: 办结告知}
            state: {zh: 代办中}
            by: [village_clerk]
            evidence: [words]
            outcomes: [{key: supported, to: end, label: {zh: 办好了}}]
        """,
}


@pytest.fixture
def qingxi(tmp_path, settings, cast):
    """Let the county of the cast follow a pack in which one matter alone is done for the resident."""
    follow_written(FILES, pack_id="qingxi", path=cast.area("county").path, folder=tmp_path, settings=settings)
    return cast


def ask(cast, item, **said):
    return cast.client("visitor").post(f"/ask/?area={cast.area('village').id}", {"words": WORDS, "item": item} | said)


def test_a_matter_whose_own_procedure_asks_for_an_authorisation_is_asked_for_it_on_the_form(qingxi):
    answer = ask(qingxi, AGENCY)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "代办要有您的委托" in page
    assert "办这些事要打勾：代办证件" in page
    assert not Case.objects.exists()
    assert ask(qingxi, AGENCY, authorised="on").status_code == 302
    assert Case.objects.get().authorisation == TICKED_ONLINE


def test_a_matter_beside_it_is_filed_without_one(qingxi):
    assert ask(qingxi, "street_light").status_code == 302
    assert Case.objects.get().authorisation == ""


def test_the_window_asks_for_it_too(qingxi):
    area, desk = qingxi.area("village"), qingxi.client("village_clerk")
    said = {"words": WORDS, "item": AGENCY, "area": str(area.id), "channel": "visit"}
    assert desk.post("/cases/new/", said).status_code == 422
    assert not Case.objects.exists()
    assert desk.post("/cases/new/", said | {"authorised": "on"}).status_code == 201


def test_the_api_says_the_same_of_each_matter(qingxi):
    listed = qingxi.client("visitor").get(f"/api/v1/areas/{qingxi.area('village').id}/items").json()
    assert {each["key"] for each in listed if each["needs_authorisation"]} == {AGENCY}


def test_nobody_is_offered_what_is_due_on_a_request_of_one_s_own():
    made = place("huadu", "town_desk")
    desk = made.actor("town_desk")
    case = case_row(filed(made, now=NOW).case.pk)
    step = definition_for(case).step(case.step)
    assert may_press(desk, case, step)
    case.applicant_person = desk.person_id
    assert not may_press(desk, case, step)
