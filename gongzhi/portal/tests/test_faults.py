"""What people are told when a page is not there, a form was open too long, or the site failed."""

import re

import pytest
from django.test import Client

from gongzhi.portal.tests.places import words
from gongzhi.portal.web import finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(monkeypatch):
    """Let the home page fail."""

    def fail(*given):
        raise RuntimeError("电话 13800004127")

    monkeypatch.setattr(finding, "branches", fail)


def test_a_fault_says_what_was_kept_and_a_number_that_stands_in_the_log(client, broken, caplog):
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    number = re.search(r'gz-claim">([2-9A-Z]{6})<', answer.content.decode())
    assert number
    assert "您刚才提交的内容没有保存；在这之前办好的都还在。" in words(answer)
    told = [record.facts for record in caplog.records if hasattr(record, "facts")]
    assert told == [{"number": number[1]}]


def test_a_fault_keeps_large_type(client, broken):
    client.get("/elder/on")
    client.raise_request_exception = False
    assert 'class="elder"' in client.get("/").content.decode()


def test_a_fault_tells_nothing_of_its_cause(client, broken):
    client.raise_request_exception = False
    assert "13800004127" not in client.get("/").content.decode()


def test_a_form_that_was_open_too_long_says_that_nothing_changed(db):
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "x"})
    assert answer.status_code == 403
    said = words(answer)
    assert "什么也没有改动" in said
    assert "刷新一下再提交" in said


def test_a_missing_page_offers_search_and_the_way_back(client):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    html = answer.content.decode()
    assert 'action="/search/"' in html
    assert 'href="/sign-in/"' in html


def test_what_is_missing_for_a_member_of_staff_leads_back_to_today(cast):
    html = cast.client("village_clerk").get("/no-such-page/").content.decode()
    assert 'class="btn btn-primary" href="/today/"' in html
