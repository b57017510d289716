"""Pages of policy packs in a browser: both widths, large type, both languages, and the form without scripts."""

import pytest
from django.conf import settings

from tests.browser.desks import press

PHONE, DESK = 390, 1440
WAYS = [(PHONE, False), (DESK, False), (PHONE, True), (DESK, True)]
PAGES = ("/packs/", *(f"/packs/huadu/{part}" for part in ("", "?part=document", "?part=open", "?part=lists")))


@pytest.fixture
def as_official(browse, cast):
    """Return what opens a page as the county official."""

    def open_page(path, **how):
        page = browse("/packs/", **how)
        key = cast.client("county_official").cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": page.url}])
        page.goto(path)
        return page

    return open_page


@pytest.mark.parametrize(("width", "elder"), WAYS)
def test_pages_of_packs_keep_what_every_page_promises(browse, check_page, cast, width, elder):
    for path in PAGES:
        check_page(browse(path, width=width, elder=elder))


def test_pages_of_packs_are_whole_in_english(browse, check_page, cast):
    page = browse("/packs/huadu/", language="en")
    assert page.locator("h1").inner_text().startswith("Huadu district, Guangzhou: ")
    check_page(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_official_sets_a_slot_without_scripts(as_official, check_page, width):
    check_page(as_official("/packs/slot/cases/accept_time/", width=width))
    page = as_official("/packs/huadu/", width=width, scripts=False)
    press(page.get_by_role("link", name="设定：受理时限"))
    page.get_by_label("设定为").fill("2")
    page.get_by_label("依据").fill("花府〔2026〕3号")
    press(page.get_by_role("button", name="设定"))
    assert page.locator("[id='cases.accept_time']").inner_text().split()[:4] == [
        "受理时限",
        "诉求办理",
        "2",
        "个工作日",
    ]
