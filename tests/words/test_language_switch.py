"""The link to the other language leads back to the page one reads, in that language."""

import re
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/language/(?:en|zh-hans))\?next=([^"]*)"')


def switch(answer):
    """Return the link to the other language and where it leads back to."""
    address, back = LINK.search(answer.content.decode()).groups()
    return address, unquote(back)


@pytest.mark.parametrize(
    "path", ["/", "/search/?q=%E7%9F%B3%E5%A1%98", "/packs/huadu/?part=open", "/journal/?deed=cases.&since=2026-01-05"]
)
def test_switching_keeps_the_page_with_what_it_was_asked(cast, path):
    client = cast.client("county_official")
    address, back = switch(client.get(path))
    assert back == path
    followed = client.get(address, {"next": back}, follow=True)
    assert followed.wsgi_request.get_full_path() == path
    assert '<html lang="en">' in followed.content.decode()
    again, _back = switch(followed)
    assert again == "/language/zh-hans"


def test_after_a_press_it_leads_back_to_the_page_pressed_on(cast):
    person = f"/people/{cast.person_id('resident')}/"
    answer = cast.proved("village_clerk").post(
        f"{person}phone/", {"reason": "送通知"}, headers={"referer": f"http://testserver{person}?from=list"}
    )
    assert answer.status_code == 200
    assert switch(answer)[1] == f"{person}?from=list"


@pytest.mark.parametrize("came_from", ["", "https://elsewhere.example/people/1/"])
def test_a_page_that_was_pressed_elsewhere_leads_home(cast, came_from):
    person = f"/people/{cast.person_id('resident')}/"
    answer = cast.proved("village_clerk").post(f"{person}phone/", {"reason": "送通知"}, headers={"referer": came_from})
    assert switch(answer)[1] == "/"


def test_every_page_says_its_language(client):
    assert '<html lang="zh-CN"' in client.get("/").content.decode()
    assert '<html lang="zh-CN"' in client.get("/nowhere/").content.decode()
    client.cookies["django_language"] = "en"
    assert '<html lang="en"' in client.get("/").content.decode()
    assert '<html lang="en"' in client.get("/nowhere/").content.decode()
