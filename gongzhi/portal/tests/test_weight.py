"""A public page is light: what it loads, compressed as it is sent, and nothing from elsewhere."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from gongzhi.portal.tests.places import draw_places, staff_village

pytestmark = pytest.mark.django_db
# Readable, and its form sent, within two seconds at 400 kbit/s and 400 ms.
MOST_IN_ALL = 100_000
MOST_TO_READ = 40_000
LOADED = re.compile(r'(?:<link rel="(?:stylesheet|icon)" href|<script src|<use href|<img src)="([^"#]+)')


def weight(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def loaded(html: str) -> set[str]:
    """Return every address the page loads."""
    return set(LOADED.findall(html))


def static_file(address: str) -> bytes:
    """Return a built file; there must be one."""
    path = finders.find(address.removeprefix("/static/"))
    assert path, address
    with open(path, "rb") as file:
        return file.read()


@pytest.fixture
def html(client):
    places = draw_places()
    staff_village(places)
    client.get("/")
    return client.get(f"/a/{places['石林村'].pk}/").content.decode()


def test_a_village_page_is_at_most_100_kb_in_all(html):
    sizes = {"page": weight(html.encode())} | {each: weight(static_file(each)) for each in loaded(html)}
    assert {"page", "/static/gongzhi.css", "/static/htmx.js", "/static/icons.svg"} <= set(sizes)
    assert sum(sizes.values()) <= MOST_IN_ALL, sizes


def test_what_is_needed_to_read_it_is_at_most_40_kb(html):
    assert weight(html.encode()) + weight(static_file("/static/gongzhi.css")) <= MOST_TO_READ


def test_every_script_waits_until_the_page_can_be_read(html):
    scripts = re.findall(r"<script[^>]*>", html)
    assert scripts
    assert all(" defer" in tag and " src=" in tag for tag in scripts)


def test_nothing_is_loaded_from_another_host(html):
    assert all(each.startswith("/static/") for each in loaded(html))
    css = static_file("/static/gongzhi.css").decode()
    assert not re.findall(r"url\(\s*[\"']?(?!data:)[a-z]*:?//", css)
