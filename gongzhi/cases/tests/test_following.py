"""The page on which somebody finds their requests again: those of the account, those of this browser."""

import pytest
from django.test import Client

from gongzhi.accounts.tests.pieces import account, sign_in
from gongzhi.cases.models import Case
from gongzhi.cases.tests.test_pages import CLAIM
from gongzhi.cases.tests.world import WORDS
from gongzhi.cases.web.following import FOLLOWED

pytestmark = pytest.mark.django_db
OF_ACCOUNT, OF_DEVICE = "用这个账号反映的", "在这台设备上看过的"


def ask(client: Client, area, words=WORDS):
    assert client.post(f"/ask/?area={area.id}", {"words": words, "item": "street_light"}).status_code == 302
    return Case.objects.latest("pk")


def lists(client):
    """Return the titles of requests on the page, by heading."""
    page = client.get("/follow/").content.decode()
    parts = page.split("<h2 id=")[1:]
    return {part.split(">")[1].split("<")[0]: part for part in parts}


def test_what_the_account_filed_stands_under_its_own_heading_once(cast):
    resident = cast.client("resident")
    ask(resident, cast.area("village"), "三组路口的路灯坏了，账号报的")
    found = lists(resident)
    assert list(found) == [OF_ACCOUNT]
    assert found[OF_ACCOUNT].count("账号报的") == 1


def test_what_this_account_looked_up_for_somebody_else_stands_apart(cast):
    resident, neighbour = cast.client("resident"), cast.client("visitor")
    ask(resident, cast.area("village"), "三组路口的路灯坏了，账号报的")
    claim = neighbour.post(
        f"/ask/?area={cast.area('village').id}", {"words": "四组路口的路灯坏了，邻居报的", "item": "street_light"}
    )
    code = CLAIM.search(neighbour.get(claim["Location"]).content.decode())[1]
    assert resident.post("/follow/", {"claim": code}).status_code == 302
    found = lists(resident)
    assert list(found) == [OF_ACCOUNT, OF_DEVICE]
    assert "邻居报的" not in found[OF_ACCOUNT]
    assert "邻居报的" in found[OF_DEVICE]


def test_a_visitor_sees_only_what_this_device_has_seen(cast):
    visitor = cast.client("visitor")
    assert lists(visitor) == {}
    ask(visitor, cast.area("village"))
    assert list(lists(visitor)) == [OF_DEVICE]


def signed_in(client: Client, username: str = "hexiaoyan") -> Client:
    sign_in(client, username)
    assert client.get("/account/").status_code == 200
    return client


def followed(client: Client, case: Case) -> bool:
    """Tell whether a browser is shown a request, by its page and in the list."""
    by_list = case.title in client.get("/follow/").content.decode()
    by_page = client.get(f"/follow/{case.pk}/").status_code == 200
    assert by_list == by_page
    return by_page


def test_who_signs_in_on_a_shared_phone_sees_nothing_that_was_looked_up_before(cast):
    account()
    phone = cast.client("visitor")
    case = ask(phone, cast.area("village"))
    assert followed(phone, case)
    assert not followed(signed_in(phone), case)
    phone.post("/sign-out/")
    assert not followed(phone, case), "and it does not come back when they leave"


def test_nobody_sees_after_the_sign_out_what_an_account_looked_up(cast):
    account()
    account("liuxiaofang", name="刘小芳")
    phone = signed_in(cast.client("visitor"))
    case = ask(phone, cast.area("village"))
    assert followed(phone, case)
    phone.post("/sign-out/")
    assert not followed(phone, case)
    assert not followed(signed_in(phone, "liuxiaofang"), case)


def test_a_list_opens_for_the_account_alone_that_made_it_even_when_a_session_ended_by_itself(cast):
    account()
    phone, other = signed_in(cast.client("visitor")), cast.client("town_desk")
    case = ask(phone, cast.area("village"))
    kept = phone.cookies[FOLLOWED].value
    del phone.cookies["sessionid"]
    assert not followed(phone, case)
    other.cookies[FOLLOWED] = kept
    assert not followed(other, case)


def test_the_list_of_a_device_is_emptied_by_one_press(cast):
    phone = cast.client("visitor")
    case = ask(phone, cast.area("village"))
    assert "已清空" in phone.post("/follow/", {"forget": "1"}, follow=True).content.decode()
    assert not followed(phone, case)


def test_no_browser_keeps_a_page_about_a_request_or_of_a_session(cast):
    phone = cast.client("visitor")
    case = ask(phone, cast.area("village"))
    for path in ("/follow/", f"/follow/{case.pk}/", f"/ask/{case.pk}/"):
        assert "no-store" in phone.get(path)["Cache-Control"]
    assert "no-store" in cast.client("village_clerk").get(f"/cases/{case.pk}/")["Cache-Control"]
    assert "Cache-Control" not in phone.get("/")
