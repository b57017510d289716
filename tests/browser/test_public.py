"""The public pages in a browser: both widths, large type, without scripts."""

import pytest

from tests.browser.desks import press


@pytest.mark.parametrize("elder", [False, True])
def test_home_keeps_what_every_page_promises(browse, check_widths, elder):
    page = browse("/", elder=elder)
    assert page.locator("h1").inner_text() == "您是哪个村（社区）的？"
    check_widths(page)


def test_home_reads_the_same_without_scripts(browse):
    page = browse("/", scripts=False)
    assert page.locator("h1").inner_text() == "您是哪个村（社区）的？"


def test_a_missing_page_keeps_what_every_page_promises(browse, check_page):
    page = browse("/no-such-page/")
    assert page.locator("h1").inner_text() == "这一页没有，或者您不能看"
    check_page(page)


def test_the_first_thing_a_keyboard_reaches_is_the_way_to_the_text(browse):
    page = browse("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "gz-skip"
    page.keyboard.press("Enter")
    page.locator("#main:focus").wait_for()


def test_large_type_is_switched_by_a_plain_link(browse):
    page = browse("/", scripts=False)
    press(page.get_by_role("link", name="大字版"))
    assert page.locator("html.elder").count() == 1
    press(page.get_by_role("link", name="标准版"))
    assert page.locator("html.elder").count() == 0


def test_the_check_itself_finds_a_picture_without_words_and_a_page_too_wide(browse, check_page):
    page = browse("/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="image-alt"):
        check_page(page)
    page.evaluate("document.querySelector('img').width = 2000")
    with pytest.raises(AssertionError, match="too wide"):
        check_page(page)
