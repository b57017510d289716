"""Passkeys: made, proved, and every way of answering that is not genuine."""

import json

import pytest
from django.test import Client

from gongzhi.accounts import actions, passkeys, queries
from gongzhi.accounts.models import Passkey, User
from gongzhi.accounts.passkeys import Site
from gongzhi.accounts.sessions import CHALLENGE_KEY, STEP_UP_KEY
from gongzhi.accounts.tests.authenticator import HOST, UP, Authenticator
from gongzhi.accounts.tests.pieces import NOW, PASSWORD, account, give_factor, is_signed_in, sign_in
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Entry
from gongzhi.kernel.proving import STEP_UP
from gongzhi.kernel.verdicts import NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return account()


def browser() -> Client:
    """Return a browser that sees the site under a name for which browsers have passkeys."""
    return Client(headers={"host": HOST})


@pytest.fixture
def here(user):
    """Return a browser in which the account has just signed in."""
    client = browser()
    sign_in(client)
    return client


def asked(client, path="/passkeys/challenge/"):
    return client.post(path).json()


def add(client, key, name="我的手机", **bent):
    answer = key.made(asked(client, "/account/passkeys/challenge/"), **bent)
    return client.post("/account/passkeys/", {"name": name, "passkey": answer})


def enter(client, key, **bent):
    answer = key.proved(asked(client), **bent)
    return client.post("/sign-in/passkey/", {"passkey": answer})


@pytest.fixture
def key(here):
    """Return an authenticator whose passkey the account has."""
    made = Authenticator()
    assert add(here, made).status_code == 302
    return made


def test_a_passkey_is_added_listed_and_signs_in_alone(user, here, key):
    row = Passkey.objects.get()
    assert (row.user_id, row.name, row.host, row.used_at) == (user.pk, "我的手机", HOST, None)
    assert "我的手机" in here.get("/account/passkeys/").content.decode()
    other = browser()
    assert enter(other, key).status_code == 302
    assert is_signed_in(other)
    row.refresh_from_db()
    assert row.used_at is not None
    assert row.counter == 1
    assert Entry.objects.filter(code="accounts.signed_in", by_account=user.pk).count() == 2


def test_adding_one_ends_other_devices_and_is_journalled(user, here):
    there = browser()
    sign_in(there)
    add(here, Authenticator())
    assert is_signed_in(here)
    assert not is_signed_in(there)
    entry = Entry.objects.get(code="accounts.passkey_added")
    assert (entry.subject_id, entry.figures["devices_ended"]) == (user.pk, 1)


BENT = {
    "another site": {"origin": "http://localhost:1"},
    "not looked": {"flags": UP},
    "a registration": {"kind": "webauthn.create"},
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT.keys())
def test_a_bent_proof_opens_nothing(key, bent):
    other = browser()
    assert enter(other, key, **bent).status_code == 422
    assert not is_signed_in(other)
    assert Passkey.objects.get().used_at is None


@pytest.mark.parametrize("bent", [BENT["another site"], BENT["not looked"]])
def test_a_bent_registration_adds_nothing(here, bent):
    assert add(here, Authenticator(), **bent).status_code == 422
    assert not Passkey.objects.exists()


def test_a_proof_signed_by_another_key_opens_nothing(key):
    thief = Authenticator(credential_id=key.credential_id)
    other = browser()
    assert enter(other, thief).status_code == 422
    assert not is_signed_in(other)


def test_a_proof_of_an_unknown_key_opens_nothing(key):
    assert enter(browser(), Authenticator()).status_code == 422


def test_a_challenge_is_answered_once(key):
    other = browser()
    answer = key.proved(asked(other), used=0)  # a key that does not count, so that nothing else would notice
    assert other.post("/sign-in/passkey/", {"passkey": answer}).status_code == 302
    other.post("/sign-out/")
    assert other.post("/sign-in/passkey/", {"passkey": answer}).status_code == 422
    assert not is_signed_in(other)


def test_a_proof_that_was_sent_once_proves_nothing_again(here, key):
    answer = key.proved(asked(here), used=0)  # a key that does not count, so that nothing else would notice
    assert here.post("/account/prove/passkey/", {"passkey": answer}).status_code == 302
    session = here.session
    session[STEP_UP_KEY] -= 3600
    session.save()
    assert here.post("/account/prove/passkey/", {"passkey": answer}).status_code == 422
    assert machine_now().timestamp() - here.session[STEP_UP_KEY] > 3000


def test_a_challenge_of_another_browser_is_none_of_this_one(key):
    answer = key.proved(asked(browser()))
    other = browser()
    asked(other)
    assert other.post("/sign-in/passkey/", {"passkey": answer}).status_code == 422
    assert browser().post("/sign-in/passkey/", {"passkey": answer}).status_code == 422


@pytest.mark.parametrize(("seconds", "status"), [(299, 302), (301, 422)])
def test_a_challenge_waits_five_minutes(key, seconds, status):
    other = browser()
    answer = key.proved(asked(other))
    session = other.session
    session[CHALLENGE_KEY] = {**session[CHALLENGE_KEY], "at": machine_now().timestamp() - seconds}
    session.save()
    assert other.post("/sign-in/passkey/", {"passkey": answer}).status_code == status


def test_a_counter_that_went_back_shuts_the_key_out_and_is_journalled(key):
    assert enter(browser(), key, used=5).status_code == 302
    other = browser()
    assert enter(other, key, used=0).status_code == 422
    assert not is_signed_in(other)
    assert Entry.objects.get(code="accounts.passkey_copied").figures["last"] == 5
    assert Passkey.objects.get().counter == 5


@pytest.mark.parametrize(
    ("last", "given", "copied"), [(0, 0, False), (0, 1, False), (1, 1, True), (2, 1, True), (1, 2, False), (3, 0, True)]
)
def test_keys_that_count_must_count_on(last, given, copied):
    assert passkeys.is_copied(last=last, given=given) is copied


@pytest.mark.parametrize("sent", ["", "{}", "[]", "x", '{"id": 1}', json.dumps({"rawId": "AA", "response": {}})])
def test_what_no_browser_sends_is_refused(here, sent):
    asked(here)
    assert here.post("/sign-in/passkey/", {"passkey": sent}).status_code == 422
    asked(here, "/account/passkeys/challenge/")
    assert here.post("/account/passkeys/", {"name": "x", "passkey": sent}).status_code == 422
    assert not Passkey.objects.exists()


def test_the_same_key_is_not_added_twice_nor_without_a_name(here, key):
    assert add(here, key).status_code == 422
    assert add(here, Authenticator(), name=" ").status_code == 422
    assert Passkey.objects.count() == 1


def test_adding_and_removing_ask_for_a_fresh_proof(here, key):
    session = here.session
    session[STEP_UP_KEY] -= STEP_UP.total_seconds() + 1
    session.save()
    pk = Passkey.objects.get().pk
    for answer in (add(here, Authenticator()), here.post(f"/account/passkeys/{pk}/remove/")):
        assert answer["Location"].startswith("/account/prove/?next=%2Faccount%2Fpasskeys%2F")
    assert Passkey.objects.count() == 1


def test_a_closed_account_does_not_open_to_its_passkey(user, key):
    User.objects.update(is_active=False, closed_at=NOW, closed_why="by_hand")
    assert enter(browser(), key).status_code == 422


def test_a_locked_account_opens_to_its_own_passkey(user, key):
    for _ in range(5):
        sign_in(browser(), password="wrong and unused")
    assert enter(browser(), key).status_code == 302


def test_it_is_the_second_factor_after_the_password(user, here, key):
    other = browser()
    assert sign_in(other)["Location"] == "/sign-in/code/"
    assert not is_signed_in(other)
    page = other.get("/sign-in/code/").content.decode()
    assert 'data-passkey="get"' in page
    assert 'name="code"' not in page, "no code is asked of whom has none"
    answer = key.proved(asked(other))
    assert other.post("/sign-in/code/passkey/", {"passkey": answer}).status_code == 302
    assert is_signed_in(other)


def test_the_second_factor_takes_only_a_passkey_of_the_account(user, here, key):
    other = account("chenfuming", name="陈福明")
    give_factor(other)
    theirs = browser()
    sign_in(theirs, "chenfuming")
    answer = key.proved(asked(theirs))
    assert theirs.post("/sign-in/code/passkey/", {"passkey": answer}).status_code == 422
    assert not is_signed_in(theirs)
    assert browser().post("/sign-in/code/passkey/", {"passkey": answer}).status_code == 422


def test_it_proves_again_who_acts_and_leads_back(here, key):
    session = here.session
    session[STEP_UP_KEY] -= 3600
    session.save()
    answer = key.proved(asked(here))
    done = here.post("/account/prove/passkey/", {"passkey": answer, "next": "/account/password/"})
    assert done["Location"] == "/account/password/"
    assert machine_now().timestamp() - here.session[STEP_UP_KEY] < 60


def test_a_passkey_of_somebody_else_proves_nothing(user, key):
    account("chenfuming", name="陈福明")
    theirs = browser()
    sign_in(theirs, "chenfuming")
    before = theirs.session[STEP_UP_KEY]
    answer = key.proved(asked(theirs))
    assert theirs.post("/account/prove/passkey/", {"passkey": answer}).status_code == 422
    assert theirs.session[STEP_UP_KEY] == before


def test_whoever_has_only_a_passkey_is_not_asked_for_the_password_as_proof(here, key):
    assert 'name="password"' not in here.get("/account/prove/").content.decode()
    session = here.session
    session[STEP_UP_KEY] -= 3600
    session.save()
    here.post("/account/prove/", {"password": PASSWORD})
    assert machine_now().timestamp() - here.session[STEP_UP_KEY] > 3000


def test_it_is_renamed_and_removed(user, here, key):
    pk = Passkey.objects.get().pk
    here.post(f"/account/passkeys/{pk}/", {"name": "新手机"})
    assert Passkey.objects.get().name == "新手机"
    assert here.post(f"/account/passkeys/{pk}/remove/").status_code == 302
    assert not Passkey.objects.exists()
    assert enter(browser(), key).status_code == 422


def test_nobody_renames_or_removes_a_passkey_of_somebody_else(key):
    other = account("chenfuming", name="陈福明")
    by, pk = queries.actor_for(user=other, now=NOW, stepped_up_at=NOW), Passkey.objects.get().pk
    with pytest.raises(NotVisible):
        actions.rename_passkey(by=by, passkey_id=pk, name="x", now=NOW)
    with pytest.raises(NotVisible):
        actions.remove_passkey(by=by, passkey_id=pk, now=NOW)
    assert Passkey.objects.get().name == "我的手机"


def test_staff_keep_one_second_factor(cast):
    client = browser()
    client.cookies = cast.client("village_clerk").cookies
    session = client.session
    session[STEP_UP_KEY] = machine_now().timestamp()
    session.save()
    add(client, Authenticator())
    pk = Passkey.objects.get().pk
    User.objects.filter(username="village_clerk").update(totp_confirmed_at=None, totp_sealed=None)
    assert client.post(f"/account/passkeys/{pk}/remove/").status_code == 422
    assert Passkey.objects.exists()
    assert client.get("/today/").status_code == 200, "a passkey is a second factor"
    Passkey.objects.all().delete()
    assert client.get("/today/")["Location"] == "/account/second-factor/"
    for page in ("/account/passkeys/", "/account/prove/"):
        assert client.get(page).status_code == 200, "where the factor is set up"


SITES = [
    ("https", "gongzhi.county.example", True),
    ("https", "gongzhi.county.example:8443", True),
    ("http", "localhost:8000", True),
    ("http", "gongzhi.localhost", True),
    ("http", "gongzhi.county.example", False),
    ("http", "127.0.0.1:8000", False),
    ("https", "10.0.0.8", False),
    ("https", "[::1]:8000", False),
    ("https", "[::1]", False),
]


@pytest.mark.parametrize(("scheme", "host", "takes"), SITES)
def test_browsers_have_passkeys_on_https_and_on_this_machine_but_on_no_bare_address(scheme, host, takes):
    assert Site(scheme, host).takes_passkeys is takes


def test_a_site_that_cannot_says_so_and_what_to_use(user):
    client = Client()
    sign_in(client)
    page = client.get("/account/passkeys/").content.decode()
    assert "testserver 这个网址加不了通行密钥" in page
    assert "请用密码和手机验证器登录" in page
    assert "data-passkey=" not in page
    assert "用通行密钥进入" not in Client().get("/sign-in/").content.decode()
    for path in ("/passkeys/challenge/", "/account/passkeys/challenge/"):
        assert client.post(path).status_code == 422


def test_a_passkey_is_asked_for_at_its_own_host_only(user, here, key):
    give_factor(user)
    Passkey.objects.update(host="other.example")
    other = browser()
    sign_in(other)
    assert "allowCredentials" not in asked(other)["publicKey"]
    assert "data-passkey" not in other.get("/sign-in/code/").content.decode().replace("passkeys.js", "")
    answer = key.proved(asked(other))
    assert other.post("/sign-in/code/passkey/", {"passkey": answer}).status_code == 422


def test_who_asks_without_an_account_learns_of_no_passkey(key):
    assert "allowCredentials" not in asked(browser())["publicKey"]
