"""Signing in by SMS: one answer for every phone, a code that counts once, and a phone that several people share."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client

from gongzhi.accounts import actions, rules
from gongzhi.accounts.actions.phones import code_of
from gongzhi.accounts.jobs import send_phone_code
from gongzhi.accounts.models import PhoneCode, SignIn
from gongzhi.accounts.tests.pieces import NOW, account, code_now, give_factor, is_signed_in
from gongzhi.accounts.tests.test_sign_in import person
from gongzhi.kernel.clock import machine_now
from gongzhi.kernel.jobs import run_one
from gongzhi.kernel.models import Entry, Job
from gongzhi.kernel.verdicts import Refusal

pytestmark = pytest.mark.django_db
PHONE = "13900002208"
SENT: list[dict[str, str]] = []


class Postman:
    """Keep messages instead of sending them."""

    def send(self, **message: str) -> None:
        SENT.append(message)


@pytest.fixture(autouse=True)
def _sms(settings):
    settings.SMS_BACKEND = f"{__name__}.Postman"
    SENT.clear()


@pytest.fixture
def user():
    return account(person_id=person().pk)


def ask(client, phone=PHONE, **fields):
    return client.post("/sign-in/phone/", {"phone": phone, **fields})


def deliver() -> str:
    """Let the worker send what waits; return the last code that arrived."""
    while run_one(now=machine_now() + dt.timedelta(minutes=1), machine_now=machine_now()):
        pass
    return re.search(r"\d{6}", SENT[-1]["text"])[0] if SENT else ""


def send(client, code, **fields):
    return client.post("/sign-in/phone/code/", {"code": code, **fields})


def test_a_code_on_the_phone_signs_in(user, client):
    assert ask(client, "139 0000 2208", next="/account/")["Location"] == "/sign-in/phone/code/"
    assert not SENT, "nothing is sent within a request"
    code = deliver()
    assert SENT[0]["phone"] == PHONE
    assert "5 分钟内有效" in SENT[0]["text"]
    assert send(client, code)["Location"] == "/account/"
    assert is_signed_in(client)
    assert SignIn.objects.get().user_id == user.pk


def test_a_phone_nobody_has_is_answered_alike_at_the_same_cost_and_gets_no_message(user):
    counts, answers = [], []
    ask(Client(), "13900002207")  # what a process reads once is read
    for phone in (PHONE, "13900002209"):
        client = Client()
        with connection.execute_wrapper(lambda run, *rest: (counts.append(phone), run(*rest))[1]):
            ask(client, phone)
        page = client.get("/sign-in/phone/code/").content.decode()
        answers.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
    assert answers[0] == answers[1]
    assert counts.count(PHONE) == counts.count("13900002209")
    deliver()
    assert [message["phone"] for message in SENT] == [PHONE]


def test_the_code_of_a_phone_nobody_has_opens_nothing(client):
    ask(client)
    assert send(client, code_of(PhoneCode.objects.get())).status_code == 422
    assert not is_signed_in(client)


def test_a_code_counts_once(user, client):
    ask(client)
    code = deliver()
    assert send(client, code).status_code == 302
    other = Client()
    session = other.session
    session["accounts_phone_code"] = {"id": PhoneCode.objects.get().pk, "next": ""}
    session.save()
    assert send(other, code).status_code == 422
    assert not is_signed_in(other)


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_four_times_at_once_counts_once(parallel):
    parallel(lambda: account(person_id=person().pk))
    at = machine_now()
    (code_id,) = parallel(lambda: actions.ask_phone_code(phone=PHONE, at=at, now=NOW))
    (code,) = parallel(lambda: code_of(PhoneCode.objects.get()))

    def look():
        return actions.check_phone_code(code_id=code_id, code=code, name="", at=at, now=NOW).user is not None

    assert sorted(parallel(*[look] * 4)) == [False, False, False, True]


@pytest.mark.parametrize(("seconds", "ok"), [(300, True), (301, False)])
def test_a_code_holds_for_five_minutes(user, seconds, ok):
    at = machine_now()
    code_id = actions.ask_phone_code(phone=PHONE, at=at, now=NOW)
    later = at + dt.timedelta(seconds=seconds)
    code = code_of(PhoneCode.objects.get())
    found = actions.check_phone_code(code_id=code_id, code=code, name="", at=later, now=NOW)
    assert (found.user is not None) is ok


def test_a_newer_code_replaces_the_one_before(user):
    at = machine_now()
    actions.ask_phone_code(phone=PHONE, at=at, now=NOW)
    first = code_of(PhoneCode.objects.get())
    later = at + rules.SMS_PAUSE
    code_id = actions.ask_phone_code(phone=PHONE, at=later, now=NOW)
    assert actions.check_phone_code(code_id=code_id, code=first, name="", at=later, now=NOW).user is None


def test_five_wrong_codes_lock_the_phone_and_a_new_code_does_not_open_it(user, client):
    ask(client)
    deliver()
    for _ in range(5):
        page = send(client, "000000")
    assert "还要等 15 分钟" in page.content.decode()
    at = machine_now() + rules.SMS_PAUSE
    code_id = actions.ask_phone_code(phone=PHONE, at=at, now=NOW)
    code = code_of(PhoneCode.objects.get())
    assert (
        actions.check_phone_code(code_id=code_id, code=code, name="", at=at, now=NOW).verdict.code == "accounts.locked"
    )


@pytest.mark.parametrize(
    ("ago", "wait"), [([], 0), ([60], 0), ([59], 1), ([1], 59), ([3599, 3000, 2000, 900, 61], 1), ([3601, 3, 2, 1], 59)]
)
def test_a_phone_asks_once_a_minute_and_five_times_an_hour(ago, wait):
    asks = [NOW.timestamp() - each for each in ago]
    verdict = rules.may_ask_code(asks, at=NOW)
    assert verdict.ok is (wait == 0)
    assert max(verdict.figures["seconds"], 0) == wait


def test_asking_too_soon_is_refused_for_every_phone_alike(user):
    for phone in (PHONE, "13900002209"):
        ask(Client(), phone)
        page = ask(Client(), phone)
        assert page.status_code == 422
        assert re.search(r"(59|60) 秒后才能再要", page.content.decode())
    assert Job.objects.count() == 2


def test_the_site_sends_a_thousand_messages_an_hour_at_most(user, monkeypatch):
    monkeypatch.setattr(rules, "SMS_CEILING", 1)
    PhoneCode.objects.create(key="x", asked_at=NOW, sent_at=machine_now())
    assert "已满 1 条" in ask(Client()).content.decode()
    assert not Job.objects.exists()
    PhoneCode.objects.update(sent_at=machine_now() - rules.SMS_HOUR)
    assert ask(Client()).status_code == 302


def test_sixty_people_behind_one_address_all_get_their_code():
    for number in range(60):
        answer = Client(REMOTE_ADDR="10.0.0.9").post("/sign-in/phone/", {"phone": f"139000030{number:02}"})
        assert answer.status_code == 302
    assert Job.objects.count() == 60


@pytest.fixture
def shared(user):
    """Let a second person share the phone."""
    return account("heguangming", name="何光明", person_id=person(name="何光明").pk)


def test_who_shares_a_phone_types_the_name_and_is_told_no_other(user, shared, client):
    ask(client)
    code = deliver()
    page = send(client, code)
    assert page.status_code == 422
    said = page.content.decode()
    assert "这个手机号有几个人在用" in said
    assert not any(word in said for word in ("何晓燕", "何光明", "hexiaoyan", "heguangming"))
    assert not is_signed_in(client)
    assert send(client, code, name=" 何光明 ").status_code == 302
    assert SignIn.objects.get().user_id == shared.pk


def test_that_a_phone_is_shared_is_told_only_with_the_right_code(user, shared, client):
    ask(client)
    assert "几个人在用" not in send(client, "000000").content.decode()


def test_a_user_name_tells_two_of_one_name_apart(user, client):
    twin = account("hexiaoyan2", person_id=person().pk)
    ask(client)
    code = deliver()
    assert send(client, code, name="何晓燕").status_code == 422
    assert send(client, code, name="HeXiaoYan2").status_code == 302
    assert SignIn.objects.get().user_id == twin.pk


def test_guessing_names_of_a_shared_phone_is_counted(user, shared, client):
    ask(client)
    code = deliver()
    for _ in range(5):
        send(client, code, name="张三")
    assert "还要等 15 分钟" in send(client, code, name="何光明").content.decode()
    assert not is_signed_in(client)


def test_the_second_factor_is_asked_after_the_code(user, client):
    secret, _ = give_factor(user)
    ask(client)
    assert send(client, deliver())["Location"] == "/sign-in/code/"
    assert not is_signed_in(client)
    client.post("/sign-in/code/", {"code": code_now(secret)})
    assert is_signed_in(client)


@pytest.mark.parametrize(("level", "status"), [(2, 302), (3, 422)])
def test_at_the_third_level_a_code_opens_no_account_of_staff(cast, client, settings, level, status):
    settings.MLPS_LEVEL = level
    ask(client, "19900000005")
    assert send(client, deliver()).status_code == status


def test_no_phone_and_no_code_is_kept_readable(user, client):
    ask(client)
    code = deliver()
    kept = " ".join(str(row) for model in (PhoneCode, Job, Entry) for row in model.objects.values())
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        kept += str(cursor.fetchall())
    assert code not in kept
    assert PHONE not in kept
    send(client, code)
    assert PhoneCode.objects.get().phone_sealed is None, "forgotten once it was used"
    assert Entry.objects.filter(code="accounts.phone_code_sent").count() == 1


def test_a_message_that_failed_is_sent_again_with_the_same_code_and_reference(user, monkeypatch):
    code_id = actions.ask_phone_code(phone=PHONE, at=machine_now(), now=NOW)
    monkeypatch.setattr(Postman, "send", None)
    with pytest.raises(TypeError):
        send_phone_code({"id": code_id}, NOW)
    monkeypatch.undo()
    assert PhoneCode.objects.get().sent_at is None
    for _ in range(2):
        send_phone_code({"id": code_id}, NOW)
    assert SENT[0] == SENT[1]


def test_codes_are_forgotten_after_an_hour(user):
    at = machine_now()
    actions.ask_phone_code(phone=PHONE, at=at, now=NOW)
    actions.forget_outlived(at=at + rules.SMS_HOUR, now=NOW)
    assert PhoneCode.objects.exists()
    actions.forget_outlived(at=at + rules.SMS_HOUR + dt.timedelta(seconds=1), now=NOW)
    assert not PhoneCode.objects.exists()


@pytest.mark.parametrize("phone", ["", "12345", "1390000220x"])
def test_what_is_no_phone_is_said_at_the_field(phone):
    with pytest.raises(Refusal, match=r"accounts\.phone_unfit"):
        actions.ask_phone_code(phone=phone, at=NOW, now=NOW)
    assert not PhoneCode.objects.exists()


def test_a_browser_that_asked_for_no_code_has_none_to_fill_in(client):
    assert client.get("/sign-in/phone/code/").status_code == 422


def test_a_site_without_sms_offers_none(client, settings):
    settings.SMS_BACKEND = ""
    assert "/sign-in/phone/" not in client.get("/sign-in/").content.decode()
    assert "本平台还没有接短信" in client.get("/sign-in/phone/").content.decode()
    assert ask(client).status_code == 422
    assert not PhoneCode.objects.exists()


def test_the_console_writes_a_message_where_the_worker_writes(user, settings, capsys):
    settings.SMS_BACKEND = "gongzhi.accounts.sms.ConsoleSender"
    code_id = actions.ask_phone_code(phone=PHONE, at=machine_now(), now=NOW)
    send_phone_code({"id": code_id}, NOW)
    assert code_of(PhoneCode.objects.get()) in capsys.readouterr().out
