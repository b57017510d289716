"""Pages of persons in a browser: both widths, large type, and registering without scripts."""

from functools import partial
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from gongzhi.people.models import Person
from tests.browser.desks import press

RECORD = ("correct", "paper", "close", "uses", "ask")


@pytest.fixture
def as_clerk(browse, cast):
    """Return what opens a page as the village clerk."""
    return partial(browse, client=cast.client("village_clerk"))


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_persons_keep_what_every_page_promises(as_clerk, check_widths, cast, elder):
    person = reverse("people:person", args=[cast.person_id("resident")])
    page = as_clerk("about:blank", elder=elder)
    record = [reverse(f"people:{name}", args=[cast.person_id("resident")]) for name in RECORD]
    lists = (reverse("people:list"), f"{reverse('people:list')}?closed=1", reverse("people:asked"))
    for path in (*lists, f"{reverse('people:list')}?q=无此人", reverse("people:new"), person, *record):
        page.goto(path)
        check_widths(page)


def test_a_clerk_registers_a_person_without_scripts(as_clerk):
    page = as_clerk(reverse("people:new"), scripts=False)
    page.get_by_role("textbox", name="姓名").fill("马德福")
    page.get_by_label("外来").check()
    press(page.get_by_role("button", name="登记", exact=True))
    assert page.get_by_role("heading", level=1).inner_text() == "马德福"
    assert Person.objects.get(name="马德福").residence == "incomer"


def test_a_correction_asked_on_paper_is_answered_without_scripts(browse, cast, check_widths):
    pk, clerk = cast.person_id("resident"), cast.proved("village_clerk")
    page = browse(reverse("people:ask", args=[pk]), client=clerk, scripts=False)
    page.get_by_label("更正", exact=True).check()
    page.get_by_role("textbox", name="正确的电话").fill("13900139000")
    page.get_by_label("书面").check()
    press(page.get_by_role("button", name="提交"))
    page.goto(reverse("people:asked"))
    press(page.get_by_role("link", name="刘小芳"))
    check_widths(browse(urlsplit(page.url).path, client=clerk))  # axe is a script itself
    press(page.get_by_role("button", name="答复"))
    assert "没有要答复的申请" in page.content()
    page.goto(reverse("people:person", args=[pk]))
    assert "139****9000" in page.content()


def test_the_slip_and_the_copy_are_shown_once_after_a_proof(browse, cast, check_widths):
    pk = cast.person_id("grid_officer")
    page = browse(reverse("people:person", args=[pk]), client=cast.proved("village_clerk"))
    press(page.get_by_role("button", name="打印开账号的纸条"))
    assert "口令" in page.content()
    check_widths(page)
    page.goto(reverse("people:person", args=[pk]))
    page.locator("#reason-copy").fill("本人到窗口查阅")
    press(page.get_by_role("button", name="打印全部信息"))
    assert "19900000003" in page.content()
    check_widths(page)
