"""The staff rail leads only where the person may go."""

import re

import pytest

from gongzhi.kernel.access import STAFF

pytestmark = pytest.mark.django_db
ENTRY = re.compile(r'<a class="gz-linkrow" href="([^"#]+)"')


@pytest.mark.parametrize("role", sorted(STAFF))
def test_every_entry_of_the_rail_opens(cast, role):
    client = cast.client(role)
    entries = ENTRY.findall(client.get("/more/").content.decode())
    assert "/today/" in entries
    assert {url: client.get(url, follow=True).status_code for url in entries} == dict.fromkeys(entries, 200)


def test_a_room_is_named_to_those_who_may_enter_only(cast):
    assert "/people/" in cast.client("village_clerk").get("/more/").content.decode()
    assert "/people/" not in cast.client("county_official").get("/more/").content.decode()
