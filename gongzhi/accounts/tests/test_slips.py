"""A resident gets an account by a slip from the window; a phone that people share opens nobody else's matter."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongzhi.accounts.actions import create_account
from gongzhi.accounts.models import User
from gongzhi.accounts.queries import user_named
from gongzhi.accounts.rules import LOCK, TRIES
from gongzhi.accounts.tests.cast import session_of
from gongzhi.accounts.tests.pieces import PASSWORD
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import change_phone, close_person, issue_slip, register_person
from gongzhi.people.models import Person, Slip

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")
WEEK = dt.timedelta(days=7)
ASKED = {"username": "malan", "password": PASSWORD}


@pytest.fixture
def villager(cast):
    """Return somebody of the village who has no account."""
    return register_person(by=SYSTEM, name="马兰", area_id=cast.area("village").id, now=now())


def slip_for(cast, person):
    slip, code = issue_slip(by=cast.actor("village_clerk"), person_id=person.pk, now=now())
    return {"number": str(slip.pk), "code": code}


def opened(**given):
    return Client().post(reverse("accounts:slip"), {**ASKED, **given})


def test_a_slip_printed_at_the_window_opens_an_account_as_its_person_once(cast, villager):
    clerk = cast.proved("village_clerk")
    said = clerk.post(reverse("people:slip", args=[villager.pk])).content.decode()
    slip = Slip.objects.get()

    code = said.split('<p class="gz-claim">')[1].split("</p>")[0]
    assert code not in slip.code_hash
    assert "http://testserver/sign-in/</dd>" in said, "paper needs the address written out"
    resident = Client()
    answer = resident.post(reverse("accounts:slip"), {**ASKED, "number": slip.pk, "code": code.upper()})
    assert answer.status_code == 302
    assert User.objects.get(username="malan").person_id == villager.pk
    assert "马兰" in resident.get(reverse("people:person", args=[villager.pk])).content.decode()
    again = opened(number=slip.pk, code=code, username="other")
    assert again.status_code == 422
    assert not User.objects.filter(username="other").exists()
    assert Entry.objects.get(code="accounts.opened_by_slip").figures == {"slip": slip.pk}


def test_a_slip_asks_for_a_fresh_proof_and_for_a_record_that_is_ones_to_keep(cast, villager):
    url = reverse("people:slip", args=[villager.pk])
    assert cast.client("village_clerk").post(url)["Location"].startswith(reverse("accounts:prove"))
    assert cast.proved("clerk_elsewhere").post(url).status_code == 404
    with pytest.raises(NotVisible):
        issue_slip(by=cast.actor("resident"), person_id=cast.person_id("resident"), now=now())
    close_person(by=SYSTEM, person_id=villager.pk, reason="moved", closed_on=now().date(), now=now())
    with pytest.raises(Refusal, match=r"people\.closed_already"):
        slip_for(cast, villager)
    assert not Slip.objects.exists()


def test_a_slip_is_good_for_a_week_and_ends_when_another_is_printed(cast, villager):
    old = slip_for(cast, villager)
    new = slip_for(cast, villager)
    assert opened(**old).status_code == 422
    Slip.objects.filter(pk=new["number"]).update(issued_at=now() - WEEK * 2, expires_at=now() - WEEK)
    assert opened(**new).status_code == 422
    assert not User.objects.filter(username="malan").exists()


def test_wrong_codes_of_a_slip_lock_it_also_for_the_right_one(cast, villager):
    slip = slip_for(cast, villager)
    for _ in range(TRIES):
        assert opened(number=slip["number"], code="aaaa-bbbb-cccc").status_code == 422
    locked = opened(**slip)
    assert locked.status_code == 422
    assert f"{int(LOCK.total_seconds() // 60)} 分钟" in locked.content.decode()
    assert not User.objects.filter(username="malan").exists()
    assert Slip.objects.get().used_at is None


def test_who_has_an_account_gets_no_second_one_and_a_bad_password_uses_no_slip_up(cast):
    person = Person.objects.get(pk=cast.person_id("resident"))
    slip = slip_for(cast, person)
    for given in ({}, {"password": "short"}, {"username": "x"}):
        assert opened(**slip, **given).status_code == 422
    assert Slip.objects.get().used_at is None
    assert User.objects.filter(person=person).count() == 1


def test_an_account_that_is_nobodys_is_tied_by_a_slip_and_no_other_way(cast, villager):
    user = create_account(by=SYSTEM, username="malan", name="malan", password=PASSWORD, person_id=None, now=now())
    client = Client()
    client.cookies["sessionid"] = session_of(user)
    slip = slip_for(cast, villager)
    assert client.post(reverse("accounts:slip"), {**slip, "code": "aaaa"}).status_code == 422
    user.refresh_from_db()
    assert user.person_id is None
    assert client.post(reverse("accounts:slip"), slip)["Location"] == reverse("accounts:me")
    user.refresh_from_db()
    assert (user.person_id, user.name) == (villager.pk, "马兰")
    assert cast.client("resident").get(reverse("accounts:slip")).status_code == 422


def test_a_phone_that_two_people_share_shows_neither_the_matters_of_the_other(cast, villager):
    phone, resident = "19900000001", cast.user("resident")
    change_phone(by=SYSTEM, person_id=villager.pk, phone=phone, now=now())
    opened(**slip_for(cast, villager))
    other = User.objects.get(username="malan")
    assert user_named(phone) is None  # neither of the two is let in by the phone and a password alone
    ask = reverse("cases:ask") + f"?area={cast.area('village').id}"
    told = {
        "words": "三组路口的路灯坏了三天。",
        "place": "三组路口",
        "item": "street_light",
        "phone": phone,
        "name": "刘小芳",
    }
    filed = cast.client("resident").post(ask, told)
    assert filed.status_code == 302
    follow = reverse("cases:follow")
    assert "路灯坏了" in cast.client("resident").get(follow).content.decode()
    client = Client()
    client.cookies["sessionid"] = session_of(other)
    assert "路灯坏了" not in client.get(follow).content.decode()
    assert client.get(reverse("people:person", args=[resident.person_id])).status_code == 404
