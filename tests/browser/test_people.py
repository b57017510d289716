"""Pages of persons in a browser: both widths, large type, and registering without scripts."""

import pytest
from django.conf import settings
from django.urls import reverse

from gongzhi.people.models import Person
from tests.browser.desks import press

PHONE, DESK = 390, 1440
WAYS = [(PHONE, False), (DESK, False), (PHONE, True), (DESK, True)]


@pytest.fixture
def as_clerk(browse, cast, live_server):
    """Return what opens a page as the village clerk."""

    def open_page(path, **how):
        page = browse("/packs/", **how)
        key = cast.client("village_clerk").cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page.goto(path)
        return page

    return open_page


@pytest.mark.parametrize(("width", "elder"), WAYS)
def test_pages_of_persons_keep_what_every_page_promises(as_clerk, check_page, cast, width, elder):
    person = reverse("people:person", args=[cast.person_id("resident")])
    for path in (reverse("people:list"), f"{reverse('people:list')}?q=无此人", reverse("people:new"), person):
        check_page(as_clerk(path, width=width, elder=elder))


def test_a_clerk_registers_a_person_without_scripts(as_clerk):
    page = as_clerk(reverse("people:new"), scripts=False)
    page.get_by_role("textbox", name="姓名").fill("马德福")
    page.get_by_label("外来").check()
    press(page.get_by_role("button", name="登记", exact=True))
    assert page.get_by_role("heading", level=1).inner_text() == "马德福"
    assert Person.objects.get(name="马德福").residence == "incomer"
