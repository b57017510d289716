"""Pages of accounts in Chromium: signing in, the second factor, one's own account."""

from functools import partial

import pytest
from django.test import Client
from playwright.sync_api import Page

from gongzhi.accounts.actions.phones import code_of
from gongzhi.accounts.models import PhoneCode, User
from gongzhi.accounts.sessions import STEP_UP_KEY
from gongzhi.accounts.tests.pieces import OTHER_PASSWORD, PASSWORD, account, code_now, sign_in
from gongzhi.accounts.tests.test_sign_in import person
from gongzhi.kernel import clock
from gongzhi.kernel.clock import machine_now
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


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_the_security_administrator_keep_the_promises(cast, browse, check_widths, elder):
    client = cast.client("security_admin")
    page = browse("about:blank", elder=elder, client=client)
    pk = cast.user("grid_officer").pk
    for path in ("", "?state=asleep", "new/?name=邱", "protection/", f"{pk}/"):
        page.goto(f"/accounts/{path}")
        check_widths(page)


def test_an_account_is_given_another_first_password_in_the_browser(cast, browse, check_widths):
    session = (client := cast.client("security_admin")).session
    session[STEP_UP_KEY] = machine_now().timestamp()
    session.save()
    page = browse(f"/accounts/{cast.user('grid_officer').pk}/", client=client, scripts=False)
    press(page.get_by_role("button", name="重设密码"))
    password = page.locator(".gz-key").inner_text()
    other = browse("/sign-in/", scripts=False)
    give(other, username="grid_officer", password=password)
    assert other.get_by_role("heading", level=1).inner_text() == "还差一步：填验证码"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_code_on_the_phone_signs_in_in_the_browser(browse, check_widths, settings, scripts):
    settings.SMS_BACKEND = "gongzhi.accounts.tests.test_phone_codes.Postman"
    account(person_id=person().pk)
    page = browse("/sign-in/?next=/account/", scripts=scripts)
    press(page.get_by_role("link", name="用短信验证码进入"))
    if scripts:
        check_widths(page)
    page.get_by_label("手机号").fill("13900002208")
    press(page.get_by_role("button", name="发验证码"))
    if scripts:
        check_widths(page)
    page.get_by_label("短信里的 6 位数字").fill(code_of(PhoneCode.objects.get()))
    press(page.get_by_role("button", name="进入"))
    assert page.get_by_role("heading", level=1).inner_text() == "何晓燕"


def test_the_way_to_an_identity_provider_and_the_tie_keep_the_promises(browse, check_widths, settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", "gongzhi"
    account()
    client = Client()
    sign_in(client)
    page = browse("/account/identity/", client=client)
    check_widths(page)
    page.goto("/sign-in/")
    check_widths(page)


@pytest.mark.parametrize("elder", [False, True])
def test_a_page_with_a_watermark_keeps_the_promises(cast, browse, check_widths, settings, elder):
    settings.MLPS_LEVEL = 3
    User.objects.update(password_changed_at=machine_now())
    page = browse("/account/", client=cast.client("village_clerk"), elder=elder)
    assert page.locator(".gz-watermark").count() == 1
    check_widths(page)
    press(page.get_by_role("link", name="改密码"))
