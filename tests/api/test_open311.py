"""GeoReport v2: the standard's names and errors, both formats, and a request shown to who asked only."""

import xml.etree.ElementTree as ET

import pytest

from gongzhi.cases.models import Case
from gongzhi.cases.queries import name_of
from gongzhi.kernel.models import Entry

pytestmark = pytest.mark.django_db
ROOT = "/open311/v2"
REQUEST = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
)  # fmt: skip


@pytest.fixture
def form(cast):
    """Return what a client of the standard files in the village of the cast."""
    return {
        "jurisdiction_id": "440114",
        "service_code": "street_light",
        "description": "三组路口的路灯坏了三天。",
        "address_id": str(cast.area("village").id),
        "address_string": "三组路口",
        "last_name": "王",
        "phone": "13800004127",
    }


def tree(answer):
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ET.fromstring(answer.content)


def file(client, form, **changes):
    answer = client.post(f"{ROOT}/requests.json", form | changes)
    assert answer.status_code == 201, answer.content.decode()
    return answer.json()[0]


def test_the_matters_of_a_place_are_its_services_in_both_formats(client, cast):
    found = client.get(f"{ROOT}/services.json?jurisdiction_id=440114").json()
    same = tree(client.get(f"{ROOT}/services.xml?jurisdiction_id=440114"))
    assert (same.tag, {each.tag for each in same}) == ("services", {"service"})
    assert [each.findtext("service_code") for each in same] == [each["service_code"] for each in found]
    names = {each["service_code"]: each["service_name"] for each in found}
    assert names["street_light"] == "路灯照明"
    assert not {"in_court", "delegate_proposal"} & set(names)
    english = client.get(f"{ROOT}/services.json?jurisdiction_id=440114", headers={"Accept-Language": "en"}).json()
    assert "Street lights" in {each["service_name"] for each in english}


def test_a_matter_says_what_it_asks_for_beyond_words_and_place(client, cast):
    found = client.get(f"{ROOT}/services/street_light.json?jurisdiction_id=440114").json()
    assert found == {"service_code": "street_light", "attributes": []}
    same = tree(client.get(f"{ROOT}/services/street_light.xml?jurisdiction_id=440114"))
    assert [each.tag for each in same] == ["service_code", "attributes"]


def test_discovery_names_the_address_and_the_formats(client, db):
    found = client.get(f"{ROOT}/discovery.json").json()["endpoints"][0]
    assert found["url"] == "http://testserver/open311/v2"
    assert found["formats"] == ["text/xml", "application/json"]
    same = tree(client.get(f"{ROOT}/discovery.xml"))
    assert same.find("endpoints/endpoint/formats/format").text == "text/xml"


def test_a_request_is_filed_by_a_form_and_followed_with_its_claim_code(client, form, cast):
    made = file(client, form)
    case = Case.objects.get()
    assert (case.channel, case.place, name_of(case)) == ("api", "三组路口", "王")
    headers = {"Claim-Code": made["claim_code"]}
    answer = cast.client("visitor").get(f"{ROOT}/requests/{made['service_request_id']}.json", headers=headers)
    assert "no-store" in answer["Cache-Control"]
    seen = answer.json()
    assert (len(seen), tuple(seen[0])) == (1, REQUEST)
    assert (seen[0]["status"], seen[0]["service_code"]) == ("open", "street_light")
    assert seen[0]["requested_datetime"].endswith("+08:00")
    assert seen[0]["address"] == "花都区狮岭镇石塘村三组路口"
    same = tree(client.get(f"{ROOT}/requests/{made['service_request_id']}.xml", headers=headers))
    assert (same.tag, same[0].tag, tuple(each.tag for each in same[0])) == ("service_requests", "request", REQUEST)
    assert [each.text or None for each in same[0]] == [seen[0][name] or None for name in REQUEST]


def test_requests_are_given_to_who_asked_and_to_nobody_else(client, form, cast):
    made, other = file(client, form), file(client, form)
    number, county = made["service_request_id"], "jurisdiction_id=440114"
    for role in ("visitor", "resident", "village_clerk", "county_official", "system_admin"):
        someone = cast.client(role)
        assert someone.get(f"{ROOT}/requests.json?{county}").json() == []
        assert someone.get(f"{ROOT}/requests.json?{county}&service_request_id={number}").json() == []
        assert someone.get(f"{ROOT}/requests/{number}.json").status_code == 404
        wrong = {"Claim-Code": other["claim_code"]}
        assert someone.get(f"{ROOT}/requests/{number}.json", headers=wrong).status_code == 404
    right = {"Claim-Code": made["claim_code"]}
    asked = f"{ROOT}/requests.json?{county}&service_request_id={number},{other['service_request_id']}"
    assert [each["service_request_id"] for each in client.get(asked, headers=right).json()] == [number]


def test_an_account_lists_its_own_requests_by_status_matter_and_time(form, cast):
    resident = cast.client("resident")
    number = file(resident, form)["service_request_id"]
    file(resident, form, service_code="water")

    def found(**query):
        answer = resident.get(f"{ROOT}/requests.json", {"jurisdiction_id": "440114", **query})
        assert answer.status_code == 200
        return [each["service_request_id"] for each in answer.json()]

    assert len(found()) == 2
    assert found(service_code="street_light") == [number]
    assert (len(found(status="open")), found(status="closed")) == (2, [])
    assert found(end_date="2020-01-01T00:00:00Z") == []
    assert len(found(start_date="2020-01-01T00:00:00+08:00")) == 2
    assert resident.get(f"{ROOT}/requests.json?jurisdiction_id=510403").json() == []


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"jurisdiction_id": ""}, 400, "jurisdiction_id"),
        ({"jurisdiction_id": "999999"}, 404, "jurisdiction_id"),
        ({"jurisdiction_id": "440114109"}, 404, "jurisdiction_id"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "in_court"}, 404, "service_code"),
        ({"address_id": ""}, 400, "address_id"),
        ({"address_id": "9" * 30}, 400, "address_id"),
        ({"jurisdiction_id": "510403"}, 400, "address_id"),
        ({"address_string": "x" * 121}, 400, "address_string"),
        ({"description": "坏"}, 422, "还没有说清是什么事"),
        ({"phone": "123"}, 422, "手机号不对"),
    ],
)
def test_what_is_wrong_is_said_in_the_list_of_the_standard_and_nothing_changes(client, form, changes, status, named):
    before = Entry.objects.count()
    answer = client.post(f"{ROOT}/requests.json", form | changes)
    (error,) = answer.json()
    assert (answer.status_code, error["code"]) == (status, status)
    assert error["description"].startswith(named)
    same = tree(client.post(f"{ROOT}/requests.xml", form | changes))
    assert [(each.tag, each.findtext("code")) for each in same] == [("error", str(status))]
    assert same[0].findtext("description") == error["description"]
    assert (Case.objects.count(), Entry.objects.count()) == (0, before)


def test_an_unknown_address_answers_in_the_format_asked_for(client, db):
    assert client.get(f"{ROOT}/tokens/1.json").json()[0]["code"] == 404
    assert tree(client.get(f"{ROOT}/tokens/1.xml")).find("error/code").text == "404"


def test_the_same_form_sent_twice_with_a_key_files_once(client, form):
    headers = {"Idempotency-Key": "k" * 20}
    first, second = (client.post(f"{ROOT}/requests.json", form, headers=headers) for _ in range(2))
    assert (first.status_code, first.content) == (201, second.content)
    assert Case.objects.count() == 1


def test_a_session_without_the_form_token_files_nothing(form, cast):
    resident = cast.client("resident")
    resident.handler.enforce_csrf_checks = True
    answer = resident.post(f"{ROOT}/requests.json", form)
    assert (answer.status_code, answer.json()[0]["code"]) == (403, 403)
    assert not Case.objects.exists()


def test_words_of_danger_are_filed_and_the_notice_says_whom_to_call(client, form):
    assert "119" in file(client, form, description="楼下着火了，冒烟很大")["service_notice"]


def test_characters_that_xml_cannot_hold_are_left_out_of_it(client, form):
    made = file(client, form, description="路灯\x0b坏了<三天>&还没修")
    answer = client.get(f"{ROOT}/requests/{made['service_request_id']}.xml", headers={"Claim-Code": made["claim_code"]})
    assert tree(answer)[0].findtext("description") == "路灯坏了<三天>&还没修"
