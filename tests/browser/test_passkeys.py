"""Passkeys in Chromium with a virtual authenticator: added, used for each purpose, and told of where they cannot be."""

import pytest
from playwright.sync_api import Page

from gongzhi.accounts.models import Passkey
from gongzhi.accounts.tests.pieces import PASSWORD, account
from tests.browser.desks import press
from tests.browser.test_accounts import give

WITH_FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page) -> tuple[object, str]:
    """Give a page an authenticator that says yes by itself; return the session that steers it, and its name."""
    steering = page.context.new_cdp_session(page)
    steering.send("WebAuthn.enable")
    made = steering.send("WebAuthn.addVirtualAuthenticator", {"options": WITH_FINGER})
    return steering, made["authenticatorId"]


@pytest.fixture
def holder(browse):
    """Return a page of somebody who has just added a passkey, with what steers the authenticator."""
    account()
    page = browse("/account/passkeys/")
    steering, name = plug_in(page)
    give(page, username="hexiaoyan", password=PASSWORD)
    page.get_by_label("名称").fill("办公室电脑")
    press(page.get_by_role("button", name="在这台设备上加一个"))
    return page, steering, name


def sign_out(page: Page) -> None:
    """Sign out on the page of one's own account."""
    page.goto("/account/")
    press(page.get_by_role("button", name="退出登录"))


def test_somebody_adds_a_passkey_and_signs_in_by_it_alone(holder, check_widths):
    page, _steering, _name = holder
    assert "加好了" in page.locator(".gz-note[role=status]").inner_text()
    assert "办公室电脑" in page.get_by_role("main").inner_text()
    sign_out(page)
    page.goto("/sign-in/")
    press(page.get_by_role("button", name="用通行密钥进入"))
    page.goto("/account/")
    assert page.get_by_role("heading", level=1).inner_text() == "何晓燕"
    assert Passkey.objects.get().used_at is not None
    for path in ("/account/passkeys/", f"/account/passkeys/{Passkey.objects.get().pk}/", "/account/prove/"):
        page.goto(path)  # looked at last: what looks detaches from the page, and takes the authenticator with it
        check_widths(page)
    sign_out(page)
    page.goto("/sign-in/")
    check_widths(page)
    give(page, username="hexiaoyan", password=PASSWORD)
    check_widths(page)


def test_it_is_the_second_factor_and_the_proof_of_who_acts(holder):
    page, _steering, _name = holder
    sign_out(page)
    page.goto("/sign-in/?next=/account/prove/")
    give(page, username="hexiaoyan", password=PASSWORD)
    assert page.get_by_role("heading", level=1).inner_text() == "还差一步：用通行密钥"
    press(page.get_by_role("button", name="用通行密钥"))
    assert page.get_by_role("heading", level=1).inner_text() == "再证明一次是您本人"
    press(page.get_by_role("button", name="用通行密钥"))
    assert page.url.endswith("/")


def test_a_finger_that_does_not_fit_is_told_on_the_page_and_opens_nothing(holder):
    page, steering, name = holder
    sign_out(page)
    page.goto("/sign-in/")
    steering.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": False})
    page.get_by_role("button", name="用通行密钥进入").click()
    page.get_by_text("这台设备没有给出通行密钥").wait_for()
    steering.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": True})
    press(page.get_by_role("button", name="用通行密钥进入"))
    page.goto("/account/")
    assert page.get_by_role("heading", level=1).inner_text() == "何晓燕"


@pytest.mark.parametrize("scripts", [True, False])
def test_without_scripts_the_page_says_what_to_use(browse, scripts):
    account()
    page = browse("/account/passkeys/", scripts=scripts)
    give(page, username="hexiaoyan", password=PASSWORD)
    assert page.get_by_text("关掉了脚本").is_visible() is not scripts
    assert page.get_by_role("button", name="在这台设备上加一个").is_visible() is scripts
