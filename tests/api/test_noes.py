"""What a program is told when an address does not take its method, or the site fails: in the body of its own API."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_method_that_an_address_does_not_take_is_told_as_a_problem():
    answer = Client().put("/api/v1/problems")
    assert (answer.status_code, answer["Content-Type"], answer["Allow"]) == (405, "application/problem+json", "GET")
    assert answer.json() == {
        "type": "about:blank", "title": "这个地址不接受 PUT，可以用 GET。", "status": 405,
    }  # fmt: skip


def test_a_deed_cannot_be_read_and_says_how_it_is_done():
    answer = Client().get("/api/v1/requests/20261125-000001/rating", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert answer.json()["title"] == "This address does not take GET; use POST."


def test_georeport_is_told_in_its_own_list_of_errors():
    for suffix, start in (("json", '[{"code": 405'), ("xml", '<?xml version="1.0" encoding="utf-8"?><errors>')):
        answer = Client().put(f"/open311/v2/services.{suffix}")
        assert (answer.status_code, answer["Allow"]) == (405, "GET")
        assert answer.content.decode().startswith(start)


def test_a_page_answers_another_method_as_before():
    answer = Client().put("/follow/")
    assert (answer.status_code, answer["Allow"], answer.content) == (405, "GET, POST", b"")


@pytest.fixture
def broken(monkeypatch):
    """Let every question for the place of a request fail."""

    def fail(*given):
        raise RuntimeError("电话 13800004127")

    monkeypatch.setattr("gongzhi.cases.api.georeport.views.jurisdiction_of", fail)
    monkeypatch.setattr("gongzhi.kernel.api.problems.wordings", fail)


@pytest.mark.parametrize(
    ("address", "media_type", "start"),
    [
        (
            "/open311/v2/services.json",
            "application/json",
            '[{"code": 500, "description": "这里出了错，是我们的问题，编号 ',
        ),
        ("/open311/v2/services.xml", "text/xml; charset=utf-8", '<?xml version="1.0" encoding="utf-8"?><errors>'),
        ("/api/v1/problems", "application/problem+json", '{"type": "about:blank", "title": "这里出了错'),
    ],
)
def test_a_fault_is_told_in_the_body_of_the_api_with_its_number_and_without_its_cause(
    broken, address, media_type, start
):
    answer = Client(raise_request_exception=False).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (500, media_type)
    assert answer.content.decode().startswith(start)
    assert "13800004127" not in answer.content.decode()
