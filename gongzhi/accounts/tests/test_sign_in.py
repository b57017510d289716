"""Signing in: by name or phone, locked per account and never per address, alike for known and unknown names."""

import datetime as dt

import pytest
from django.contrib.auth import hashers
from django.test import Client

from gongzhi.accounts import actions, queries, rules, totp
from gongzhi.accounts.models import Gate, SignIn, User
from gongzhi.accounts.sessions import PENDING_KEY
from gongzhi.accounts.tests.pieces import (
    NOW,
    OTHER_PASSWORD,
    PASSWORD,
    SYSTEM,
    account,
    code_now,
    give_factor,
    is_signed_in,
    sign_in,
)
from gongzhi.kernel.actors import VISITOR, Actor, Grant, Reach
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Entry
from gongzhi.kernel.sealing import blind_index, new_seal_key, seal
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person

pytestmark = pytest.mark.django_db


def person(name="何晓燕", phone="13900002208", path="1/"):
    key = new_seal_key()
    sealed, index = seal(phone, column="people.phone", row=key), blind_index(phone, group="phone")
    return Person.objects.create(
        name=name, seal_key=key, phone_sealed=sealed, phone_index=index, area_id=1, area_path=path
    )


def test_a_right_password_opens_a_session_that_is_journalled_once(client):
    user = account()
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_signed_in(client)
    assert SignIn.objects.get().user_id == user.pk
    assert Entry.objects.filter(code="accounts.signed_in", by_account=user.pk).count() == 1


@pytest.mark.parametrize("typed", ["HeXiaoYan", " hexiaoyan ", "ｈｅｘｉａｏｙａｎ"])
def test_a_user_name_is_understood_as_people_type_it(client, typed):
    account()
    assert sign_in(client, typed).status_code == 302


@pytest.mark.parametrize("typed", ["13900002208", "139 0000 2208", "+86 139-0000-2208"])
def test_a_phone_signs_in_the_account_of_its_person(client, typed):
    account(person_id=person().pk)
    assert sign_in(client, typed).status_code == 302
    assert is_signed_in(client)


def test_a_phone_that_two_accounts_share_signs_in_neither(client):
    account(person_id=person().pk)
    account("chenfuming", name="陈福明", person_id=person("陈福明").pk)
    assert sign_in(client, "13900002208").status_code == 422
    assert sign_in(client, "chenfuming").status_code == 302


def test_an_unknown_name_and_a_wrong_password_look_alike_and_cost_one_hash_each(client, monkeypatch):
    account()
    hashed = []
    real = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or real(self, *a, **k)
    )
    pages, costs = [], []
    for name in ("hexiaoyan", "nobody-here"):
        hashed.clear()
        page = sign_in(client, name, OTHER_PASSWORD)
        pages.append((page.status_code, page.content.decode().replace(name, "NAME").split("csrf")[0]))
        costs.append(len(hashed))
    assert pages[0] == pages[1]
    assert pages[0][0] == 422
    assert costs == [1, 1]
    assert not is_signed_in(client)


def test_five_wrong_tries_lock_the_account_for_a_quarter_of_an_hour(client):
    user, at = account(), machine_now()

    def attempt(password, minutes=0):
        moment = at + dt.timedelta(minutes=minutes)
        return actions.check_password(username="hexiaoyan", password=password, at=moment, now=NOW).verdict

    assert [attempt(OTHER_PASSWORD).code for _ in range(5)] == [*["accounts.sign_in_wrong"] * 4, "accounts.locked"]
    assert attempt(PASSWORD).figures == {"tries": 5, "minutes": 15}
    assert attempt(PASSWORD, minutes=14.9).figures["minutes"] == 1
    assert Entry.objects.filter(code="accounts.locked", subject_id=user.pk).count() == 1
    assert attempt(PASSWORD, minutes=15).ok


def test_wrong_tries_count_for_a_quarter_of_an_hour_and_an_outlived_lock_leaves_none():
    account()
    at = machine_now()

    def wrong(minutes):
        moment = at + dt.timedelta(minutes=minutes)
        return actions.check_password(username="hexiaoyan", password=OTHER_PASSWORD, at=moment, now=NOW).verdict.ok

    def tries():
        return len(Gate.objects.get().tries)

    for minutes, counted in ((0, 1), (1, 2), (14.9, 3), (15, 3), (16, 3), (16, 4), (16, 5), (30, 5), (31, 1)):
        assert not wrong(minutes)
        assert tries() == counted


def test_a_right_password_on_its_way_with_the_fifth_wrong_one_does_not_open():
    user, at = account(), machine_now()
    key = queries.gate_key("password", user.pk)
    given = {"key": key, "wrong": "accounts.sign_in_wrong", "user": user, "at": at, "now": NOW}
    for _ in range(5):
        actions.settle(is_right=False, **given)
    assert actions.settle(is_right=True, **given).code == "accounts.locked"
    assert len(Gate.objects.get().tries) == 5


def test_a_locked_account_costs_no_hash(client, monkeypatch):
    account()
    for _ in range(5):
        sign_in(client, password=OTHER_PASSWORD)
    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", None)
    assert sign_in(client).status_code == 422


def test_a_locked_account_says_for_how_long_and_lets_nobody_in(client):
    account()
    for _ in range(5):
        sign_in(client, password=OTHER_PASSWORD)
    page = sign_in(client)
    assert page.status_code == 422
    assert "还要等 15 分钟" in page.content.decode()
    assert not is_signed_in(client)


def test_an_unknown_name_is_locked_like_a_known_one(client):
    pages = [sign_in(client, "nobody-here").content.decode() for _ in range(5)]
    assert "还要等 15 分钟" not in pages[3]
    assert "还要等 15 分钟" in pages[4]


def test_four_wrong_tries_and_a_right_one_start_the_count_anew(client):
    account()
    for _ in range(2):
        for _ in range(4):
            sign_in(client, password=OTHER_PASSWORD)
        assert sign_in(client).status_code == 302


def test_sixty_people_behind_one_address_all_get_in():
    """Issue: locked after five wrong tries on one account, yet 60 people behind one address all get in."""
    names = [f"person{n}" for n in range(60)]
    hashed = hashers.make_password(PASSWORD)
    User.objects.bulk_create(
        User(username=n, name=n, password=hashed, seal_key="0" * 32, created_at=NOW) for n in names
    )
    for _ in range(6):
        sign_in(Client(), names[0], OTHER_PASSWORD)
    for number in range(1, 60):
        sign_in(Client(), names[number], OTHER_PASSWORD)
    got_in = [sign_in(Client(), name).status_code == 302 for name in names]
    assert got_in == [False, *[True] * 59]


@pytest.mark.parametrize(("seconds", "left"), [(0, 15), (1, 15), (60, 14), (899, 1), (900, 0)])
def test_a_lock_counts_begun_minutes_whole(seconds, left):
    at = NOW + dt.timedelta(seconds=seconds)
    assert rules.minutes_locked([NOW.timestamp()] * 5, at=at) == left
    assert rules.minutes_locked([NOW.timestamp()] * 4, at=at) == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_guesses_at_once_count_as_five(parallel):
    """The fifth wrong try locks, also when many are on their way together."""
    parallel(account)
    at = machine_now()

    def guess():
        return actions.check_password(username="hexiaoyan", password=OTHER_PASSWORD, at=at, now=NOW).verdict.code

    codes = parallel(*[guess] * 20)
    assert codes.count("accounts.sign_in_wrong") == 4
    assert codes.count("accounts.locked") == 16


def test_the_second_factor_is_asked_before_anything_is_shown(client):
    secret, _ = give_factor(account())
    assert sign_in(client)["Location"] == "/sign-in/code/"
    assert not is_signed_in(client)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    assert not is_signed_in(client)
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 302
    assert is_signed_in(client)


def test_a_code_signs_in_once(client):
    secret, _ = give_factor(account())
    code = code_now(secret)
    for browser, status in ((client, 302), (Client(), 422)):
        sign_in(browser)
        assert browser.post("/sign-in/code/", {"code": code}).status_code == status


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_four_times_at_once_counts_once(parallel):
    (user,) = parallel(account)
    ((secret, _),) = parallel(lambda: give_factor(user))
    at = machine_now()
    code = totp.code_at(secret, int(at.timestamp() // totp.STEP_SECONDS))

    def send():
        return actions.check_code(user=user, code=code, at=at, now=NOW).ok

    assert sorted(parallel(*[send] * 4)) == [False, False, False, True]


def test_a_recovery_code_stands_in_once_in_any_writing(client):
    _, codes = give_factor(account())
    for browser, status in ((client, 302), (Client(), 422)):
        sign_in(browser)
        assert browser.post("/sign-in/code/", {"code": codes[3].upper().replace("-", " ")}).status_code == status


def test_the_first_code_of_a_second_factor_counts_once_too():
    user, at, secret = account(), machine_now(), totp.new_secret()
    code = totp.code_at(secret, int(at.timestamp() // totp.STEP_SECONDS))
    by = queries.actor_for(user=user, now=NOW)
    assert actions.confirm_totp(by=by, secret=secret, code=code, session_key="", at=at, now=NOW)[0].ok
    assert not actions.check_code(user=user, code=code, at=at, now=NOW).ok


def test_a_recovery_code_of_somebody_else_is_a_wrong_one_and_stays_good():
    user, other, at = account(), account("chenfuming", name="陈福明"), machine_now()
    give_factor(user)
    _, codes = give_factor(other)
    assert not actions.check_code(user=user, code=codes[0], at=at, now=NOW).ok
    assert actions.check_code(user=other, code=codes[0], at=at, now=NOW).ok


@pytest.mark.parametrize("lost", [{"totp_confirmed_at": None}, {"totp_confirmed_at": None, "totp_sealed": None}])
def test_no_code_is_right_for_an_account_without_a_confirmed_second_factor(lost):
    user = account()
    secret, _ = give_factor(user)
    User.objects.update(**lost)
    assert actions.check_code(user=user, code=code_now(secret), at=machine_now(), now=NOW).code == "accounts.code_wrong"


def test_five_wrong_codes_lock_the_second_factor(client):
    secret, _ = give_factor(account())
    sign_in(client)
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})
    page = client.post("/sign-in/code/", {"code": code_now(secret)})
    assert page.status_code == 422
    assert "还要等 15 分钟" in page.content.decode()
    assert not is_signed_in(client)


def test_the_code_is_awaited_for_twenty_minutes_under_a_session_key_of_its_own(client):
    secret, _ = give_factor(account())
    session = client.session
    session.save()
    given = session.session_key
    sign_in(client)
    session = client.session
    assert session.session_key != given, "whoever planted a session key does not share the session"
    session[PENDING_KEY] = {**session[PENDING_KEY], "at": machine_now().timestamp() - rules.PENDING.total_seconds() - 1}
    session.save()
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 422
    assert not is_signed_in(client)


def test_a_right_password_does_not_clear_the_count_of_wrong_codes(client):
    secret, _ = give_factor(account())
    for _ in range(5):
        sign_in(client)
        client.post("/sign-in/code/", {"code": "000000"})
    assert "还要等 15 分钟" in client.post("/sign-in/code/", {"code": code_now(secret)}).content.decode()
    assert not is_signed_in(client)


def test_a_recovery_code_sent_while_locked_stays_good():
    user, at = account(), machine_now()
    _, codes = give_factor(user)
    for _ in range(5):
        actions.check_code(user=user, code="000000", at=at, now=NOW)
    assert not actions.check_code(user=user, code=codes[0], at=at, now=NOW).ok
    assert actions.check_code(user=user, code=codes[0], at=at + rules.LOCK, now=NOW).ok


def test_the_code_is_asked_of_nobody_who_gave_no_password(client):
    page = client.get("/sign-in/code/")
    assert page.status_code == 422
    assert "请从用户名和密码开始" in page.content.decode()


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "javascript:alert(1)", "account"])
def test_the_way_back_stays_on_this_site(client, target):
    account()
    assert sign_in(client, next=target)["Location"] == "/"


def test_a_visitor_is_sent_to_sign_in_and_back(client):
    account()
    answer = client.get("/account/password/")
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2Fpassword%2F"
    page = client.get(answer["Location"]).content.decode()
    assert 'name="next" value="/account/password/"' in page
    assert sign_in(client, next="/account/password/")["Location"] == "/account/password/"


def test_an_account_needs_the_right_to_open_it_where_the_person_lives():
    somebody = person(path="1/2/")
    elsewhere = Actor(name="x", account_id=1, grants=(Grant("accounts.create_account", "1/3/", Reach.SUBTREE),))
    for by in (VISITOR, elsewhere):
        with pytest.raises(NotVisible):
            actions.create_account(by=by, username="a.b", name="甲", password=PASSWORD, person_id=somebody.pk, now=NOW)
    assert not User.objects.exists()


def test_nobody_who_is_not_registered_gets_an_account():
    with pytest.raises(NotVisible):
        account(person_id=1)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("username", "code"),
    [
        ("13900002208", "accounts.username_is_phone"),
        ("a b", "accounts.username_unfit"),
        ("x", "accounts.username_unfit"),
        ("HEXIAOYAN", "accounts.username_taken"),
    ],
)
def test_a_user_name_that_cannot_be_is_refused_and_no_account_made(username, code):
    account()
    with pytest.raises(Refusal) as refusal:
        account(username)
    assert refusal.value.code == code
    assert User.objects.count() == 1


def test_a_person_has_one_account_and_a_weak_password_opens_none():
    somebody = person()
    account(person_id=somebody.pk)
    with pytest.raises(Refusal, match=r"accounts\.person_has_account"):
        account("other", person_id=somebody.pk)
    with pytest.raises(Refusal, match=r"accounts\.password_too_common"):
        actions.create_account(
            by=SYSTEM, username="abc", name="王伟", password="wangwei123456", person_id=None, now=NOW
        )
    assert User.objects.count() == 1


def test_the_person_s_own_phone_makes_no_password_and_a_very_long_one_is_not_judged():
    phone = person().pk
    for weak, code in (("13900002208 hexiaoyan", "too_common"), ("x9 " * 50, "too_long")):
        with pytest.raises(Refusal, match=rf"accounts\.password_{code}"):
            actions.create_account(by=SYSTEM, username="he", name="何晓燕", password=weak, person_id=phone, now=NOW)
    assert actions.effort("x9 " * 50, username="he", name="何晓燕", person_id=None) == 0
    assert not User.objects.exists()


def test_a_closed_account_signs_in_no_more_and_its_devices_are_ended(client):
    user = account()
    sign_in(client)
    actions.close_account(by=SYSTEM, user_id=user.pk, now=NOW)
    assert SignIn.objects.get().ended_at == NOW
    assert not is_signed_in(client)
    assert sign_in(client).status_code == 422


def test_an_account_closed_while_its_code_is_awaited_does_not_get_in(client):
    user = account(person_id=person().pk)
    secret, _ = give_factor(user)
    sign_in(client)
    actions.close_account(by=SYSTEM, user_id=user.pk, now=NOW)
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 422
    assert not is_signed_in(client)
    assert sign_in(Client(), "13900002208").status_code == 422


def test_nobody_enters_with_one_press_outside_a_demonstration(client):
    user = account()
    assert client.post(f"/sign-in/demo/{user.pk}/").status_code == 404
    assert not is_signed_in(client)
    assert not SignIn.objects.exists()


def test_no_password_and_no_code_is_kept_readable():
    _, codes = give_factor(account())
    user = User.objects.get()
    kept = [user.password, bytes(user.totp_sealed).hex(), *user.recovery_codes.values_list("code_hash", flat=True)]
    for secret in (PASSWORD, *codes):
        assert not any(secret.replace("-", "") in text for text in kept)
    assert len(codes) == len(set(codes)) == 10
