"""Pages of policy packs in a browser: both widths, large type, both languages, and the form without scripts."""

from functools import partial

import pytest

from tests.browser.desks import press

PHONE, DESK = 390, 1440
PAGES = ("/packs/", *(f"/packs/huadu/{part}" for part in ("", "?part=document", "?part=open", "?part=lists")))


@pytest.fixture
def as_official(browse, cast):
    """Return what opens a page as the county official."""
    return partial(browse, client=cast.client("county_official"))


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_packs_keep_what_every_page_promises(browse, check_widths, cast, elder):
    page = browse("about:blank", elder=elder)
    for path in PAGES:
        page.goto(path)
        check_widths(page)


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
