"""One's own account: second factor, password, devices, language, proof of identity."""

import datetime as dt
import re
import time

import pytest
from django.conf import settings
from django.test import Client

from gongzhi.accounts import actions, queries, rules, totp
from gongzhi.accounts.models import RecoveryCode, SignIn, User
from gongzhi.accounts.sessions import STEP_UP_KEY
from gongzhi.accounts.tests.pieces import (
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    account,
    code_now,
    give_factor,
    is_signed_in,
    secret_of,
    sign_in,
)
from gongzhi.kernel import clock
from gongzhi.kernel.actors import Actor, system_actor
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Installation
from gongzhi.kernel.proving import STEP_UP, require_step_up
from gongzhi.kernel.verdicts import NotVisible, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return account()


@pytest.fixture
def here(user):
    """Return a browser in which the account is signed in."""
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 9) AppleWebKit Chrome/80.0 Mobile Safari"})
    sign_in(client)
    return client


@pytest.fixture
def there(user):
    """Return another browser in which the same account is signed in."""
    client = Client()
    sign_in(client)
    return client


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def shown_secret(page):
    return re.search(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.content.decode())[0].replace(" ", "")


def test_the_second_factor_is_set_up_with_the_first_code_and_ends_other_devices(user, here, there):
    page = here.get("/account/second-factor/")
    ticket, secret = field(page, "ticket"), shown_secret(page)
    assert 'src="data:image/svg+xml' in page.content.decode()
    wrong = here.post("/account/second-factor/", {"ticket": ticket, "code": "000000"})
    assert wrong.status_code == 422
    assert User.objects.get().totp_confirmed_at is None
    assert shown_secret(wrong) == secret, "the code that was scanned stays good"
    done = here.post("/account/second-factor/", {"ticket": ticket, "code": code_now(secret)})
    assert len(re.findall(r"<li>([2-9a-z]{4}-){2}[2-9a-z]{4}</li>", done.content.decode())) == 10
    assert secret_of(User.objects.get()) == secret
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_opening_the_set_up_page_writes_nothing(user, here, django_assert_num_queries):
    before = User.objects.values().get()
    assert here.get("/account/second-factor/").status_code == 200
    assert User.objects.values().get() == before


def test_a_secret_made_for_another_account_or_altered_is_refused(user, here):
    other = Client()
    account("chenfuming", name="陈福明")
    sign_in(other, "chenfuming")
    page = other.get("/account/second-factor/")
    ticket, code = field(page, "ticket"), code_now(shown_secret(page))
    for sent in (ticket, ticket[:-1] + "x", ""):
        assert here.post("/account/second-factor/", {"ticket": sent, "code": code}).status_code == 422
    assert not User.objects.exclude(totp_confirmed_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_second_factors_set_up_at_once_one_stands(parallel):
    (user,), at = parallel(account), machine_now()
    by = queries.actor_for(user=user, now=NOW)

    def set_up():
        secret = totp.new_secret()
        code = totp.code_at(secret, int(at.timestamp() // totp.STEP_SECONDS))
        try:
            verdict, _ = actions.confirm_totp(by=by, secret=secret, code=code, session_key="", at=at, now=NOW)
        except Refusal:
            return False
        return verdict.ok

    assert sorted(parallel(set_up, set_up)) == [False, True]
    assert parallel(RecoveryCode.objects.count) == [actions.RECOVERY_CODES]


def test_a_secret_that_was_shown_over_an_hour_ago_is_refused(user, here, monkeypatch):
    page = here.get("/account/second-factor/")
    sent = {"ticket": field(page, "ticket"), "code": code_now(shown_secret(page))}
    later = time.time() + rules.ENROLMENT.total_seconds() + 1
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: later)
        assert here.post("/account/second-factor/", sent).status_code == 422
    assert User.objects.get().totp_confirmed_at is None


def test_a_second_factor_is_replaced_only_soon_after_it_was_used(user, here):
    secret, codes = give_factor(user)
    sign_in(here)
    here.post("/sign-in/code/", {"code": code_now(secret)})
    page = here.get("/account/second-factor/")
    ticket, code = field(page, "ticket"), code_now(shown_secret(page))
    session = here.session
    session[STEP_UP_KEY] -= STEP_UP.total_seconds() + 1
    session.save()
    assert here.get("/account/second-factor/").status_code == 422
    assert here.post("/account/second-factor/", {"ticket": ticket, "code": code}).status_code == 422
    assert secret_of(User.objects.get()) == secret
    assert here.post("/account/prove/?next=/account/second-factor/", {"code": codes[0]}).status_code == 302
    assert here.post("/account/second-factor/", {"ticket": ticket, "code": code}).status_code == 200
    assert secret_of(User.objects.get()) != secret
    assert RecoveryCode.objects.count() == 10, "the old ones went with the old factor"


def test_a_new_password_ends_other_devices_and_not_this_one(user, here, there):
    answer = here.post("/account/password/", {"current": PASSWORD, "new": OTHER_PASSWORD})
    assert answer.status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert SignIn.objects.filter(ended_at=None).count() == 1
    assert sign_in(Client()).status_code == 422
    assert sign_in(Client(), password=OTHER_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("current", "new", "told"),
    [
        (OTHER_PASSWORD, "meigui hua 77 lou", "现在的密码没填对"),
        (PASSWORD, "short", "密码至少 12 个字符，您填了 5 个"),
        (PASSWORD, "hexiaoyan2026", "别人会先试这些"),
    ],
)
def test_a_password_that_cannot_be_changed_stays(user, here, there, current, new, told):
    page = here.post("/account/password/", {"current": current, "new": new})
    assert page.status_code == 422
    assert told in page.content.decode()
    assert User.objects.get().check_password(PASSWORD)
    assert is_signed_in(there)


def test_devices_are_listed_and_ended_one_by_one(user, here, there):
    page = here.get("/account/").content.decode()
    assert "在 2 台设备上登录着" in page
    assert "Chrome · Android" in page
    other = SignIn.objects.get(session_key=there.session.session_key)
    assert here.post(f"/account/devices/{other.pk}/end/").status_code == 302
    assert here.post(f"/account/devices/{other.pk}/end/").status_code == 404
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert "在 1 台设备上登录着" in here.get("/account/").content.decode()


def test_somebody_else_s_device_is_not_there(user, here):
    account("chenfuming", name="陈福明")
    stranger = Client()
    sign_in(stranger, "chenfuming")
    theirs = SignIn.objects.exclude(user=user).get()
    assert here.post(f"/account/devices/{theirs.pk}/end/").status_code == 404
    assert is_signed_in(stranger)


def test_signing_out_ends_this_device_only(user, here, there):
    key = here.session.session_key
    assert here.post("/sign-out/").status_code == 302
    assert not is_signed_in(here)
    assert is_signed_in(there)
    assert SignIn.objects.get(session_key=key).ended_at is not None
    assert here.get("/sign-out/").status_code == 405


def test_the_language_is_kept_with_the_account(user, here):
    here.post("/account/language/en/")
    elsewhere = Client()
    sign_in(elsewhere)
    assert elsewhere.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert "Signed in on 2 devices" in elsewhere.get("/account/").content.decode()


def test_proof_of_identity_holds_for_five_minutes(user):
    proved = machine_now()
    by = Actor(name="x", account_id=user.pk, stepped_up_at=proved)
    require_step_up(by, now=proved)
    require_step_up(by, now=proved + (limit := STEP_UP))
    with pytest.raises(Refusal, match=r"accounts\.step_up_needed"):
        require_step_up(by, now=proved + limit * 1.01)
    with pytest.raises(Refusal):
        require_step_up(Actor(name="x", account_id=user.pk), now=proved)
    with pytest.raises(Refusal):
        require_step_up(by, now=proved - dt.timedelta(seconds=1))
    require_step_up(system_actor("job"), now=proved)


def test_somebody_proves_again_who_they_are_and_goes_on(user, here):
    assert here.post("/account/prove/", {"password": OTHER_PASSWORD}).status_code == 422
    answer = here.post("/account/prove/?next=/account/password/", {"password": PASSWORD})
    assert answer["Location"] == "/account/password/"


def test_on_a_moved_clock_a_proof_just_given_is_fresh(user, here):
    give_factor(user)
    Installation.objects.create(pk=1, kind=Installation.Kind.DEMO, offset_seconds=8 * 86400)
    clock.forget()
    assert here.get("/account/").status_code == 302, "the factor ended this device"
    sign_in(here)
    here.post("/sign-in/code/", {"code": code_now(secret_of(User.objects.get()))})
    assert here.get("/account/second-factor/").status_code == 200


def test_wrong_proofs_lock_the_account_too(user, here):
    for _ in range(5):
        here.post("/account/prove/", {"password": OTHER_PASSWORD})
    assert sign_in(Client()).status_code == 422


def test_wrong_present_passwords_lock_the_account_too(user, here):
    for _ in range(5):
        here.post("/account/password/", {"current": OTHER_PASSWORD, "new": "meigui hua 77 lou"})
    assert sign_in(Client()).status_code == 422
    assert User.objects.get().check_password(PASSWORD)


def test_accounts_are_read_by_those_who_act_only(user):
    for by in (Actor(name="visitor"), Actor(name="x", account_id=user.pk + 1)):
        with pytest.raises(NotVisible):
            queries.account_of(by)
    with pytest.raises(NotVisible):
        actions.close_account(by=queries.actor_for(user=user, now=NOW), user_id=user.pk, now=NOW)
    assert User.objects.get().is_active


def test_a_demonstration_takes_a_press_for_a_proof_and_no_other_site_does(user, here):
    assert here.post("/account/prove/", {"x": "1"}).status_code == 422
    Installation.objects.create(pk=1, kind=Installation.Kind.DEMO)
    clock.forget()
    session = here.session
    del session[STEP_UP_KEY]
    session.save()
    assert "不用填密码" in here.get("/account/prove/").content.decode()
    assert STEP_UP_KEY not in here.session
    assert here.post("/account/prove/?next=/account/").headers["Location"] == "/account/"
    assert STEP_UP_KEY in here.session
