"""Pages of accounts in Chromium: signing in, the second factor, one's own account."""

from functools import partial

import pytest
from django.test import Client
from playwright.sync_api import Page

from gongzhi.accounts.models import User
from gongzhi.accounts.tests.pieces import OTHER_PASSWORD, PASSWORD, account, code_now, sign_in
from gongzhi.kernel import clock
from gongzhi.kernel.models import Installation
from tests.browser.desks import press

WIDTHS = (390, 1440)


@pytest.fixture
def signed_in(browse):
    """Return what opens a page as an account without posts, which two devices are signed in to."""
    account()
    phone, desk = (
        "Mozilla/5.0 (Linux; Android 9) Chrome/80.0 Mobile Safari",
        "Mozilla/5.0 (Windows NT 10.0) Firefox/115",
    )
    for agent in (phone, desk):
        client = Client(headers={"User-Agent": agent})
        sign_in(client)
    return partial(browse, client=client)


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_the_account_keep_the_promises(signed_in, check_widths, elder):
    page = signed_in("about:blank", elder=elder)
    for path in ("/account/", "/account/password/", "/account/second-factor/", "/account/prove/"):
        page.goto(path)
        check_widths(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_sign_in_page_keeps_the_promises_with_and_without_mistakes(browse, check_page, width):
    page = browse("/sign-in/", width=width)
    check_page(page)
    page.get_by_label("用户名或手机号").fill("hexiaoyan")
    page.get_by_label("密码", exact=True).fill(OTHER_PASSWORD)
    press(page.get_by_role("button", name="登录"))
    page.get_by_role("alert").wait_for()
    check_page(page)
    assert page.get_by_label("用户名或手机号").input_value() == "hexiaoyan"


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_signs_in_sets_up_the_second_factor_and_uses_it(browse, scripts):
    """The whole way, with and without scripts."""
    user = account()
    page = browse("/account/second-factor/", scripts=scripts)
    give(page, username="hexiaoyan", password=PASSWORD)
    secret = page.locator(".gz-key").inner_text().replace(" ", "")
    page.get_by_label("验证器显示的 6 位数字").fill(code_now(secret))
    press(page.get_by_role("button", name="设好"))
    codes = page.locator(".gz-codes li").all_inner_texts()
    assert len(codes) == 10
    User.objects.filter(pk=user.pk).update(totp_counter=0)
    again = browse("/account/", scripts=scripts)
    give(again, username="hexiaoyan", password=PASSWORD)
    again.get_by_role("textbox", name="验证码").fill(codes[0])
    press(again.get_by_role("button", name="进入"))
    assert again.get_by_role("heading", level=1).inner_text() == "何晓燕"


def give(page: Page, *, username: str, password: str) -> None:
    """Fill in the sign-in form."""
    page.get_by_label("用户名或手机号").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    press(page.get_by_role("button", name="登录"))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_demonstration_is_entered_with_one_press(cast, browse, check_page, width):
    Installation.objects.create(pk=1, kind=Installation.Kind.DEMO)
    clock.forget()
    page = browse("/sign-in/?next=/account/", width=width)
    check_page(page)
    press(page.get_by_role("button", name="村文书 何晓燕"))
    assert page.get_by_role("heading", level=1).inner_text() == "何晓燕"
    check_page(page)
