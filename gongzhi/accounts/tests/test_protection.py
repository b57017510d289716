"""What the third level of protection asks of sign-in (MLPS_LEVEL=3), and that a site without it stays as it was."""

import datetime as dt
from itertools import pairwise
from urllib.parse import quote

import pytest
from django.test import Client

from gongzhi.accounts import actions, queries, rules, watermark
from gongzhi.accounts.models import FormerPassword, SignIn, User
from gongzhi.accounts.sessions import ENTERED_KEY, SEEN_KEY
from gongzhi.accounts.tests.pieces import NOW, OTHER_PASSWORD, PASSWORD, SYSTEM, account, is_signed_in, sign_in
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import Refusal

pytestmark = pytest.mark.django_db
MIXED = "Shiliu shuitang wuyan 3"


@pytest.fixture
def strict(settings):
    """Turn the third level of protection on."""
    settings.MLPS_LEVEL = 3


@pytest.fixture
def clerk(cast):
    """Return a browser of the village clerk that signed in just now."""
    return entered(cast.client("village_clerk"))


def entered(client: Client, *, minutes: float = 0, seen: float = 0) -> Client:
    """Let a session be so many minutes old, and its last page so many minutes ago."""
    session = client.session
    session[ENTERED_KEY] = machine_now().timestamp() - minutes * 60
    session[SEEN_KEY] = machine_now().timestamp() - seen * 60
    session.save()
    return client


@pytest.mark.parametrize(
    ("password", "classes"), [("abc", 1), ("Abc", 2), ("Abc1", 3), ("Abc1 ", 4), ("abc 石榴", 2), ("", 0), ("É1", 2)]
)
def test_four_kinds_of_characters_are_told_apart(password, classes):
    assert rules.classes_of(password) == classes


@pytest.mark.parametrize(("classes", "ok"), [(3, True), (4, False)])
def test_a_password_needs_as_many_kinds_as_are_asked_for(classes, ok):
    assert rules.may_be_password("Xk7mqpLw2vnz", effort=9, classes=classes).ok is ok


def test_a_password_of_one_kind_of_characters_opens_no_account(strict):
    with pytest.raises(Refusal, match=r"accounts\.password_too_plain"):
        actions.create_account(by=SYSTEM, username="ab", name="甲", password=PASSWORD, person_id=None, now=NOW)
    assert not User.objects.exists()
    actions.create_account(by=SYSTEM, username="ab", name="甲", password=MIXED, person_id=None, now=NOW)


def test_below_the_third_level_words_alone_make_a_password():
    assert account().check_password(PASSWORD)


def change(user, current, new):
    """Change a password as its owner."""
    by = queries.actor_for(user=user, now=NOW)
    user.refresh_from_db()
    return actions.change_password(by=by, current=current, new=new, session_key="", at=machine_now(), now=NOW)


def test_none_of_the_last_five_passwords_comes_back(strict):
    user = actions.create_account(by=SYSTEM, username="ab", name="甲", password=MIXED, person_id=None, now=NOW)
    used = [MIXED, *(f"Laojing qiao {n} wuyan" for n in "abcde")]
    for before, after in pairwise(used):
        assert change(user, before, after).ok
    for again in used[1:]:
        with pytest.raises(Refusal, match=r"accounts\.password_used_before"):
            change(user, used[-1], again)
    user.refresh_from_db()
    assert user.check_password(used[-1]), "nothing was changed"
    assert FormerPassword.objects.count() == 5
    assert change(user, used[-1], used[0]).ok, "the sixth is forgotten"


def test_below_the_third_level_only_the_present_password_is_no_new_one():
    user = account()
    with pytest.raises(Refusal, match=r"accounts\.password_used_before"):
        change(user, PASSWORD, PASSWORD)
    assert change(user, PASSWORD, OTHER_PASSWORD).ok
    assert change(user, OTHER_PASSWORD, PASSWORD).ok


def test_whether_a_password_was_used_is_told_only_to_who_knows_the_present_one():
    user = account()
    assert change(user, OTHER_PASSWORD, PASSWORD).code == "accounts.password_wrong"


@pytest.mark.parametrize(("days", "level", "led"), [(89, 3, False), (90, 3, True), (900, 2, False)])
def test_staff_change_their_password_every_ninety_days(cast, settings, days, level, led):
    settings.MLPS_LEVEL = level
    User.objects.filter(username="village_clerk").update(password_changed_at=machine_now() - dt.timedelta(days=days))
    answer = cast.client("village_clerk").get("/today/")
    assert (answer.status_code == 302 and answer["Location"] == "/account/password/") is led


def test_residents_keep_their_password(cast, strict):
    assert cast.client("resident").get("/account/").status_code == 200


def test_a_program_is_told_that_the_password_must_be_changed(cast, strict):
    answer = cast.client("village_clerk").get("/api/v1/me")
    assert (answer.status_code, answer.json()["title"]) == (403, "Password must be changed")


@pytest.mark.parametrize(("level", "minutes"), [(2, 15), (3, 30)])
def test_a_lock_lasts_as_long_as_the_level_asks(client, settings, level, minutes):
    settings.MLPS_LEVEL = level
    User.objects.bulk_create([User(username="hexiaoyan", password="!", seal_key="0" * 32, created_at=NOW)])
    for _ in range(5):
        page = sign_in(client, password=OTHER_PASSWORD)
    assert f"还要等 {minutes} 分钟" in page.content.decode()


@pytest.mark.parametrize(("seen", "level", "over"), [(14.9, 3, False), (15, 3, True), (15, 2, False), (700, 2, False)])
def test_staff_are_signed_out_after_a_quarter_of_an_hour_without_a_page(clerk, settings, seen, level, over):
    settings.MLPS_LEVEL = level
    User.objects.update(password_changed_at=machine_now())
    entered(clerk, minutes=seen, seen=seen)
    answer = clerk.get("/today/")
    assert (answer.status_code == 302 and answer["Location"].startswith("/sign-in/")) is over
    assert Entry.objects.filter(code="accounts.signed_out").count() == over
    assert is_signed_in(clerk) is not over


def test_every_page_counts_as_use_and_is_noted_once_a_minute(clerk, strict):
    User.objects.update(password_changed_at=machine_now())
    for seen, is_noted in ((0.5, False), (14, True)):
        entered(clerk, minutes=20, seen=seen)
        before = clerk.session[SEEN_KEY]
        assert clerk.get("/today/").status_code == 200
        assert (clerk.session[SEEN_KEY] != before) is is_noted


@pytest.mark.parametrize("level", [2, 3])
def test_staff_are_signed_out_twelve_hours_after_signing_in_whatever_they_do(clerk, settings, level):
    settings.MLPS_LEVEL = level
    User.objects.update(password_changed_at=machine_now())
    entered(clerk, minutes=12 * 60 - 1)
    assert is_signed_in(clerk)
    entered(clerk, minutes=12 * 60)
    assert not is_signed_in(clerk)


def test_residents_are_not_signed_out_by_themselves(cast, strict):
    assert is_signed_in(entered(cast.client("resident"), minutes=13 * 60, seen=13 * 60))


@pytest.mark.parametrize(
    ("role", "level", "left"), [("system_admin", 3, 1), ("system_admin", 2, 2), ("town_desk", 3, 2)]
)
def test_an_administrator_is_signed_in_on_one_device(cast, settings, role, level, left):
    settings.MLPS_LEVEL = level
    user = cast.user(role)
    for key in ("one", "two"):
        actions.open_session(user=user, session_key=key, device="", address=None, now=NOW)
    assert SignIn.objects.filter(ended_at=None).count() == left
    assert SignIn.objects.filter(session_key="two", ended_at=None).exists()


@pytest.mark.parametrize(
    ("level", "role", "is_there"), [(3, "village_clerk", True), (2, "village_clerk", False), (3, "resident", False)]
)
def test_pages_of_staff_carry_who_looks_and_when(cast, settings, level, role, is_there):
    """等保三级 (domain 7.3, row 41): a photograph of the screen says whose it was."""
    settings.MLPS_LEVEL = level
    User.objects.update(password_changed_at=machine_now())
    page = cast.client(role).get("/account/").content.decode()
    assert ("gz-watermark" in page) is is_there
    assert (quote("何晓燕 2") in page) is is_there


def test_a_name_in_the_watermark_stays_text():
    assert "%3Cscript" not in watermark.picture("<script>", now=NOW)
