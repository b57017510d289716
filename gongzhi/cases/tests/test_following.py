"""The page on which somebody finds their requests again: those of the account, those of this browser."""

import pytest
from django.test import Client

from gongzhi.cases.models import Case
from gongzhi.cases.tests.world import WORDS

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


def test_what_somebody_else_filed_on_this_device_stands_apart(cast):
    resident, neighbour = cast.client("resident"), cast.client("visitor")
    ask(resident, cast.area("village"), "三组路口的路灯坏了，账号报的")
    case = ask(neighbour, cast.area("village"), "四组路口的路灯坏了，邻居报的")
    resident.cookies["gz_followed"] = neighbour.cookies["gz_followed"].value
    found = lists(resident)
    assert list(found) == [OF_ACCOUNT, OF_DEVICE]
    assert case.title not in found[OF_ACCOUNT]
    assert case.title in found[OF_DEVICE]


def test_a_visitor_sees_only_what_this_device_has_seen(cast):
    visitor = cast.client("visitor")
    assert lists(visitor) == {}
    ask(visitor, cast.area("village"))
    assert list(lists(visitor)) == [OF_DEVICE]
