"""Pages of persons in a browser: both widths, large type, and registering without scripts."""

from functools import partial

import pytest
from django.urls import reverse

from gongzhi.people.models import Person
from tests.browser.desks import press


@pytest.fixture
def as_clerk(browse, cast):
    """Return what opens a page as the village clerk."""
    return partial(browse, client=cast.client("village_clerk"))


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_persons_keep_what_every_page_promises(as_clerk, check_widths, cast, elder):
    person = reverse("people:person", args=[cast.person_id("resident")])
    page = as_clerk("about:blank", elder=elder)
    for path in (reverse("people:list"), f"{reverse('people:list')}?q=无此人", reverse("people:new"), person):
        page.goto(path)
        check_widths(page)


def test_a_clerk_registers_a_person_without_scripts(as_clerk):
    page = as_clerk(reverse("people:new"), scripts=False)
    page.get_by_role("textbox", name="姓名").fill("马德福")
    page.get_by_label("外来").check()
    press(page.get_by_role("button", name="登记", exact=True))
    assert page.get_by_role("heading", level=1).inner_text() == "马德福"
    assert Person.objects.get(name="马德福").residence == "incomer"
