"""The page shells: large type, language, content policy, the way around."""

import pytest
from django.conf import settings

from gongzhi.portal.context import ELDER_COOKIE

pytestmark = pytest.mark.django_db


def test_large_type_is_kept_by_a_plain_link_and_shown_on_every_page(client):
    answer = client.get("/elder/on?next=/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert '<html lang="zh-CN" class="elder">' in client.get("/").content.decode()
    client.get("/elder/off")
    assert 'class="elder"' not in client.get("/").content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com/x", "javascript:alert(1)"])
def test_the_way_back_never_leaves_the_site(client, target):
    assert client.get("/elder/on", {"next": target})["Location"] == "/"
    assert client.get("/language/en", {"next": target})["Location"] == "/"


def test_the_language_is_kept_for_this_browser(client):
    client.get("/language/en?next=/")
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert '<html lang="en">' in client.get("/").content.decode()


def test_an_unknown_mode_or_language_is_no_page(client):
    assert client.get("/elder/maybe").status_code == 404
    assert client.get("/language/fr").status_code == 404


def test_cookies_of_reading_are_closed_to_scripts(client):
    client.get("/elder/on")
    assert client.cookies[ELDER_COOKIE]["httponly"]


def test_the_browser_may_load_from_this_host_only(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_missing_page_says_so_and_offers_search(client):
    answer = client.get("/no-such-page/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "这一页没有，或者您不能看" in html


def test_a_form_that_was_open_too_long_is_told_in_words(client):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post("/")
    assert answer.status_code in (403, 405)
