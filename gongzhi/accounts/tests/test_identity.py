"""Sign-in by an identity provider: only whose account was tied, and by no token that is not exactly right."""

import re
import time
from html import unescape

import pytest
from django.test import Client
from joserfc.jwk import ECKey

from gongzhi.accounts import oidc
from gongzhi.accounts.models import Identity, User
from gongzhi.accounts.sessions import IDENTITY_KEY, STEP_UP_KEY
from gongzhi.accounts.tests.pieces import account, code_now, give_factor, is_signed_in, sign_in
from gongzhi.accounts.tests.provider import CLIENT, SECRET, served
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    """Serve a provider and let the site use it."""
    with served() as provider:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = provider.issuer, CLIENT, SECRET
        oidc.forget()
        yield provider


@pytest.fixture
def user():
    return account()


def start(client, path="/sign-in/identity/", **fields) -> str:
    """Begin and return where the page leads."""
    page = client.post(path, fields)
    assert page.status_code == 200, page.content.decode()
    return unescape(re.search(r'btn-lg gz-block" href="([^"]+)"', page.content.decode())[1])


def come_back(client, provider, address, **other):
    """Sign in at the provider and let the browser come back."""
    state, code = provider.grant(address)
    return client.get("/sign-in/identity/back/", {"state": state, "code": code} | other)


@pytest.fixture
def tied(user, provider):
    """Tie the account to the provider's `u-1`."""
    client = Client()
    sign_in(client)
    assert come_back(client, provider, start(client, "/account/identity/"))["Location"] == "/account/identity/"
    return user


def enter(provider, **other):
    client = Client()
    return client, come_back(client, provider, start(client, next="/account/"), **other)


def test_whoever_tied_the_account_signs_in_and_goes_on(tied, provider):
    client, answer = enter(provider)
    assert answer["Location"] == "/account/"
    assert is_signed_in(client)
    assert Entry.objects.filter(code="accounts.identity_tied", subject_id=tied.pk).count() == 1
    assert "u-1" not in str(list(Identity.objects.values()))


def test_the_way_there_carries_state_nonce_and_proof_of_possession(tied, provider):
    first, second = start(Client()), start(Client())
    assert first.startswith(f"{provider.issuer}/enter?")
    asked = dict(pair.split("=") for pair in first.partition("?")[2].split("&"))
    assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
    assert asked["redirect_uri"] == "http%3A%2F%2Ftestserver%2Fsign-in%2Fidentity%2Fback%2F"
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert not {asked["state"], asked["nonce"], asked["code_challenge"]} & set(re.split(r"[=&]", second))


def test_the_second_factor_is_asked_all_the_same(tied, provider):
    secret, _ = give_factor(tied)
    client, answer = enter(provider)
    assert answer["Location"] == "/sign-in/code/"
    assert not is_signed_in(client)
    client.post("/sign-in/code/", {"code": code_now(secret)})
    assert is_signed_in(client)


LIES = {
    "another nonce": {"nonce": "of another sign-in"},
    "no nonce": {"nonce": None},
    "another audience": {"aud": "another site"},
    "no audience": {"aud": None},
    "several audiences and another party": {"aud": [CLIENT, "x"], "azp": "x"},
    "another issuer": {"iss": "https://issuer.example"},
    "expired": {"exp": int(time.time()) - 120},
    "no expiry": {"exp": None},
    "not yet valid": {"nbf": int(time.time()) + 3600},
    "nobody": {"sub": ""},
    "no subject": {"sub": None},
    "a number": {"sub": 1},
}


@pytest.mark.parametrize("lies", LIES.values(), ids=LIES.keys())
def test_a_token_that_is_not_exactly_right_opens_nothing(tied, provider, lies):
    provider.lies = lies
    client, answer = enter(provider)
    assert answer.status_code == 422
    assert "没有通过" in answer.content.decode()
    assert not is_signed_in(client)


def test_a_token_signed_by_another_key_opens_nothing(tied, provider):
    provider.signs_with = ECKey.generate_key("P-256", {"kid": "one"})
    client, answer = enter(provider)
    assert answer.status_code == 422
    assert not is_signed_in(client)


def test_a_public_key_is_not_taken_for_a_shared_secret(tied, provider):
    provider.turn_to_shared_secret()
    client, answer = enter(provider)
    assert answer.status_code == 422
    assert not is_signed_in(client)


def test_an_unsigned_token_opens_nothing(tied, provider, monkeypatch):
    bare = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1LTEifQ."
    monkeypatch.setattr(type(provider), "token", lambda self, asked: bare)
    assert enter(provider)[1].status_code == 422


def test_a_key_that_the_provider_changed_is_read_at_the_next_try(tied, provider):
    enter(provider)
    provider.key = provider.signs_with = ECKey.generate_key("P-256", {"kid": "one"})
    assert enter(provider)[1].status_code == 422
    assert enter(provider)[1]["Location"] == "/account/"


def test_a_state_counts_once_and_only_in_the_browser_that_began(tied, provider):
    client = Client()
    address = start(client)
    state, code = provider.grant(address)
    assert Client().get("/sign-in/identity/back/", {"state": state, "code": code}).status_code == 422
    other = Client()
    start(other)
    assert other.get("/sign-in/identity/back/", {"state": state, "code": code}).status_code == 422
    assert provider.codes, "the code was not even asked about"
    assert client.get("/sign-in/identity/back/", {"state": state, "code": code}).status_code == 302
    client.post("/sign-out/")
    _, again = provider.grant(address)
    assert client.get("/sign-in/identity/back/", {"state": state, "code": again}).status_code == 422
    assert not is_signed_in(client)


def test_a_state_counts_once_on_an_open_session_too(user, provider):
    client = Client()
    sign_in(client)
    address = start(client, "/account/identity/")
    assert come_back(client, provider, address).status_code == 302
    assert "请从登录页开始" in come_back(client, provider, address).content.decode()


@pytest.mark.parametrize("given", [{"state": "x"}, {"state": ""}, {"code": "x"}, {"code": ""}])
def test_a_made_up_state_or_code_opens_nothing(tied, provider, given):
    client, answer = enter(provider, **given)
    assert answer.status_code == 422
    assert not is_signed_in(client)


@pytest.mark.parametrize(("seconds", "status"), [(599, 302), (601, 422)])
def test_a_sign_in_that_was_begun_waits_ten_minutes(tied, provider, seconds, status):
    client = Client()
    address = start(client)
    session = client.session
    session[IDENTITY_KEY] = {**session[IDENTITY_KEY], "at": machine_now().timestamp() - seconds}
    session.save()
    assert come_back(client, provider, address).status_code == status


def test_nobody_gets_an_account_by_signing_in_elsewhere(provider):
    client, answer = enter(provider)
    assert answer.status_code == 422
    assert "还没有绑定账号" in answer.content.decode()
    assert not is_signed_in(client)
    assert not User.objects.exists()


def test_a_closed_account_does_not_open(tied, provider):
    User.objects.update(is_active=False, closed_at=machine_now(), closed_why="by_hand")
    assert enter(provider)[1].status_code == 422


def test_an_identity_is_tied_to_one_account_and_an_account_to_one_identity(tied, provider):
    account("chenfuming", name="陈福明")
    client = Client()
    sign_in(client, "chenfuming")
    assert come_back(client, provider, start(client, "/account/identity/")).status_code == 422
    provider.lies = {"sub": "u-2"}
    client = Client()
    sign_in(client)
    assert come_back(client, provider, start(client, "/account/identity/")).status_code == 422
    assert Identity.objects.get().user_id == tied.pk


def test_tying_and_untying_ask_for_a_fresh_proof(tied, provider):
    client = Client()
    sign_in(client)
    session = client.session
    session[STEP_UP_KEY] -= 3600
    session.save()
    for path in ("/account/identity/", "/account/identity/untie/"):
        assert client.post(path)["Location"] == "/account/prove/?next=%2Faccount%2Fidentity%2F"
    assert Identity.objects.exists()


def test_an_untied_account_does_not_open_any_more(tied, provider):
    client = Client()
    sign_in(client)
    assert "已经绑定" in client.get("/account/identity/").content.decode()
    assert client.post("/account/identity/untie/").status_code == 302
    assert enter(provider)[1].status_code == 422
    assert client.post("/account/identity/untie/").status_code == 422
    assert Entry.objects.filter(code="accounts.identity_untied").count() == 1


def test_the_name_at_the_provider_is_the_claim_that_is_set(tied, provider, settings):
    settings.OIDC_CLAIM = "employee"
    provider.lies = {"employee": "u-1"}
    assert enter(provider)[1].status_code == 302
    provider.lies = {"employee": "u-2"}
    assert enter(provider)[1].status_code == 422


@pytest.mark.parametrize(
    "says",
    [{"issuer": "https://issuer.example"}, {"authorization_endpoint": "http://issuer.example/enter"}],
)
def test_a_description_of_another_provider_or_without_https_is_not_followed(provider, says):
    provider.says = says
    page = Client().post("/sign-in/identity/")
    assert page.status_code == 422
    assert "没有通过" in page.content.decode()


def test_tokens_and_keys_are_asked_for_by_https_only(tied, provider):
    provider.says = {"token_endpoint": "http://issuer.example/token"}
    oidc.forget()
    assert enter(provider)[1].status_code == 422
    with pytest.raises(oidc.ProviderFails, match="not https"):
        oidc.fetch("http://issuer.example/token")


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example", True),
        ("http://127.0.0.1:1", True),
        ("http://a.example", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_https_and_this_machine_are_asked(address, safe):
    assert oidc.is_safe(address) is safe


def test_a_provider_that_does_not_answer_is_said_plainly(settings):
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", CLIENT
    oidc.forget()
    page = Client().post("/sign-in/identity/")
    assert page.status_code == 422
    assert "统一身份认证没有回答" in page.content.decode()


def test_a_site_without_a_provider_offers_none(client):
    assert "identity" not in client.get("/sign-in/").content.decode()
    for answer in (client.post("/sign-in/identity/"), client.get("/sign-in/identity/back/")):
        assert answer.status_code == 422


def test_the_description_is_read_once_in_a_while(provider):
    for _ in range(3):
        start(Client())
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_it_is_offered_where_there_is_one(provider, client):
    assert "用统一身份认证进入" in client.get("/sign-in/").content.decode()
