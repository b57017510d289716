"""A copy, a correction, a deletion: asked on the web or at the window, due by a day, answered with what stays."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from gongzhi.accounts.tests.cast import SECRET
from gongzhi.accounts.tests.pieces import code_now
from gongzhi.kernel.actors import Actor, Grant, Reach, system_actor
from gongzhi.kernel.models import Change, Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.workdays import CHINA
from gongzhi.people import fates
from gongzhi.people.actions import (
    answer_about_data,
    ask_about_data,
    close_person,
    declare_relative,
    erase_due,
    give_consent,
    register_person,
)
from gongzhi.people.asked import before_and_after, open_requests, requests_of
from gongzhi.people.holdings import Holding
from gongzhi.people.models import Consent, DataRequest, Kinship, Person
from gongzhi.people.queries import phone_of
from gongzhi.people.rules import Ground, may_go

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
NUMBER = "11010519491231002X"  # the worked example that GB 11643 is usually taught with; it belongs to nobody
SYSTEM = system_actor("test")


@pytest.fixture
def person(clerk, village):
    return register_person(
        by=clerk, name="邱小兰", area_id=village.id, phone="13800138000", paper="identity", number=NUMBER, now=NOW
    )


@pytest.fixture
def oneself(person):
    return Actor(name="邱小兰", account_id=7, person_id=person.pk)


@pytest.fixture
def desk(clerk, village):
    answers = Grant("people.answer_request", village.path, Reach.SUBTREE)
    return dataclasses.replace(clerk, grants=(*clerk.grants, answers))


def asked(by, person, kind="correct", **more):
    return ask_about_data(by=by, person_id=person.pk, kind=kind, now=NOW, **more)


def kept_for(monkeypatch, months):
    """Let every place keep what it kept by duty for so many months after somebody is closed."""
    real = fates.purposes_at

    def purposes_at(path, on):
        return tuple(dataclasses.replace(each, kept_months=months) for each in real(path, on))

    monkeypatch.setattr(fates, "purposes_at", purposes_at)


def test_what_is_asked_is_due_fifteen_working_days_after_unless_the_place_is_quicker(person, oneself, desk):
    request = asked(oneself, person, wanted={"phone": "13900139000"})
    assert request.due_at.astimezone(CHINA).date() == dt.date(2026, 12, 15)
    assert list(open_requests(desk)) == [request]
    assert requests_of(person) == (request,)
    assert b"13900139000" not in bytes(request.wanted_sealed)
    assert Entry.objects.get(code="people.data_asked").figures == {
        "request": request.pk, "kind": "correct", "way": "web", "fields": ["phone"],
    }  # fmt: skip


def test_the_same_is_not_asked_twice_nor_an_empty_correction_nor_for_somebody_else(person, oneself, clerk):
    with pytest.raises(Refusal, match=r"people\.correction_missing"):
        asked(oneself, person)
    with pytest.raises(Refusal, match=r"people\.choice_unknown"):
        asked(oneself, person, wanted={"area_id": "9"})
    for by, way in ((clerk, "web"), (oneself, "window")):
        with pytest.raises(NotVisible):
            asked(by, person, "copy", way=way)
    assert not DataRequest.objects.exists()
    asked(clerk, person, "copy", way="paper")
    with pytest.raises(Refusal, match=r"people\.asked_already"):
        asked(oneself, person, "copy")
    assert DataRequest.objects.count() == 1


def test_a_correction_shows_before_and_after_and_puts_the_record_right(person, oneself, desk):
    request = asked(oneself, person, wanted={"phone": "13900139000", "name": "邱晓兰"})
    assert before_and_after(request) == (("name", "邱小兰", "邱晓兰"), ("phone", "138****8000", "139****9000"))
    answer_about_data(by=desk, request_id=request.pk, answer="done", told="", now=NOW)
    person.refresh_from_db()
    assert (person.name, phone_of(person.pk)) == ("邱晓兰", "13900139000")
    assert not open_requests(desk)
    with pytest.raises(Refusal, match=r"people\.answered_already"):
        answer_about_data(by=desk, request_id=request.pk, answer="no", told="另案", now=NOW)


def test_a_correction_that_cannot_be_is_refused_whole(person, oneself, desk):
    request = asked(oneself, person, wanted={"name": "邱晓兰", "born_on": "1950-01-01"})
    with pytest.raises(Refusal, match=r"people\.born_otherwise"):
        answer_about_data(by=desk, request_id=request.pk, answer="done", told="", now=NOW)
    person.refresh_from_db()
    request.refresh_from_db()
    assert (person.name, request.answered_at) == ("邱小兰", None)


def test_an_answer_needs_its_post_a_fresh_proof_and_a_reason_where_less_is_done(person, oneself, desk, clerk):
    request = asked(oneself, person, wanted={"name": "邱晓兰"})
    answer = {"request_id": request.pk, "now": NOW}
    with pytest.raises(NotVisible):
        answer_about_data(by=clerk, answer="done", told="", **answer)
    with pytest.raises(Refusal, match=r"people\.answer_reason_missing"):
        answer_about_data(by=desk, answer="no", told=" ", **answer)
    late = dataclasses.replace(desk, stepped_up_at=NOW - dt.timedelta(minutes=6))
    with pytest.raises(Refusal, match=r"accounts\.step_up_needed"):
        answer_about_data(by=late, answer="done", told="", **answer)
    request.refresh_from_db()
    assert request.answered_at is None
    assert answer_about_data(by=desk, answer="no", told=" 不改：已核对。", **answer).told == "不改：已核对。"
    person.refresh_from_db()
    assert person.name == "邱小兰"


def test_of_somebody_on_the_roster_a_deletion_takes_what_no_duty_keeps(person, oneself, desk):
    request = asked(oneself, person, "delete")
    answer = {"by": desk, "request_id": request.pk, "answer": "done", "now": NOW}
    with pytest.raises(Refusal, match=r"people\.answer_reason_missing"):
        answer_about_data(told="", **answer)
    assert phone_of(person.pk) == "13800138000"
    done = answer_about_data(told="电话已删除；姓名、证件在册期间依法留存。", **answer)
    person.refresh_from_db()
    assert (done.answer, person.phone_sealed, person.name) == ("part", None, "邱小兰")
    assert person.identity_sealed is not None
    assert Entry.objects.get(code="people.data_answered").figures["fields"] == ["phone"]


def test_a_field_goes_once_neither_duty_nor_time_keeps_it():
    duty, asked_for = Ground("pipl:34", False, False, None), Ground("pipl:34", False, True, None)
    consent, kept = Ground("pipl:13", True, False, None), Ground("pipl:34", False, False, TODAY)
    cases = [
        ((duty,), None, True, "people.stays_by_duty"),
        ((asked_for,), None, True, "people.may_go"),
        ((asked_for,), None, False, "people.stays_by_duty"),
        ((consent,), None, True, "people.may_go"),
        ((duty,), TODAY, False, "people.stays_unset"),
        ((kept,), TODAY, False, "people.stays_until"),
        ((), TODAY, False, "people.may_go"),
    ]
    for grounds, closed_on, is_asked, code in cases:
        assert may_go(grounds, closed_on=closed_on, is_asked=is_asked, on=TODAY).code == code
    tomorrow = TODAY + dt.timedelta(days=1)
    assert may_go((kept,), closed_on=TODAY, is_asked=False, on=tomorrow).ok


def test_what_had_to_be_kept_is_erased_on_the_day_after_its_time_and_not_before(person, clerk, village, monkeypatch):
    son = register_person(by=clerk, name="马德福", area_id=village.id, now=NOW)
    declare_relative(by=clerk, person_id=son.pk, relative_id=person.pk, kind="parent", now=NOW)
    give_consent(by=clerk, person_id=person.pk, purpose="praise", version="1", way="paper", now=NOW)
    close_person(by=clerk, person_id=person.pk, reason="moved", closed_on=TODAY, now=NOW)
    assert erase_due(by=SYSTEM, now=NOW + dt.timedelta(days=9999)) == 0
    kept_for(monkeypatch, 3)
    until = dt.datetime(2027, 2, 24, 9, 0, tzinfo=dt.UTC)
    assert erase_due(by=SYSTEM, now=until) == 0
    assert erase_due(by=SYSTEM, now=until + dt.timedelta(days=1)) == 1
    person.refresh_from_db()
    assert (person.name, person.phone_sealed, person.phone_index) == (fates.ERASED_NAME, None, None)
    assert (person.identity_sealed, person.identity_index, person.paper, person.born_on) == (None, None, "", None)
    assert person.erased_at is not None
    assert not Kinship.objects.exists()
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    son.refresh_from_db()
    assert son.name == "马德福"
    entry = Entry.objects.get(code="people.person_erased")
    assert entry.figures == {"fields": ["born_on", "name", "number", "phone"]}
    assert erase_due(by=SYSTEM, now=until + dt.timedelta(days=2)) == 0


def test_the_record_of_changes_forgets_the_values_and_keeps_that_there_were_changes(person, clerk, monkeypatch):
    close_person(by=clerk, person_id=person.pk, reason="died", closed_on=TODAY, now=NOW)
    kept_for(monkeypatch, 0)
    erase_due(by=SYSTEM, now=NOW + dt.timedelta(days=1))
    lines = Change.objects.filter(table_name="people_person", row_id=person.pk).order_by("id")
    assert [line.verb for line in lines] == ["insert", "update", "update"]
    assert {(line.old is None, line.new is None) for line in lines} == {(True, True)}


def test_a_name_stays_while_another_room_keeps_it(person, clerk, monkeypatch):
    close_person(by=clerk, person_id=person.pk, reason="died", closed_on=TODAY, now=NOW)
    kept_for(monkeypatch, 0)
    held = (Holding("任职", ("石塘村村民委员会主任",), "随档案保存"),)
    monkeypatch.setattr(fates, "holdings_of", lambda person_id, on: held)
    erase_due(by=SYSTEM, now=NOW + dt.timedelta(days=1))
    person.refresh_from_db()
    assert (person.name, person.identity_sealed, person.erased_at) == ("邱小兰", None, None)


def test_a_resident_asks_on_the_web_and_the_desk_answers_after_a_proof(cast):
    resident, pk = cast.client("resident"), cast.person_id("resident")
    page = reverse("people:person", args=[pk])
    answer = resident.post(reverse("people:ask", args=[pk]), {"kind": "correct", "phone": "13900139000"})
    assert answer["Location"] == page
    assert "还剩" in resident.get(page).content.decode() or "个人信息申请" in resident.get(page).content.decode()
    request = DataRequest.objects.get()
    clerk, here = cast.client("village_clerk"), reverse("people:answer", args=[request.pk])
    assert "刘小芳" in clerk.get(reverse("people:asked")).content.decode()
    said = clerk.get(here).content.decode()
    assert "199****0001" in said
    assert "139****9000" in said
    to_proof = clerk.post(here, {"answer": "done", "told": ""})
    assert to_proof["Location"].startswith(reverse("accounts:prove"))
    assert Person.objects.get(pk=pk).data_requests.get().answered_at is None
    clerk.post(to_proof["Location"], {"code": code_now(SECRET)})
    assert clerk.post(here, {"answer": "done", "told": ""})["Location"] == reverse("people:asked")
    assert phone_of(pk) == "13900139000"
    assert "答复" in resident.get(page).content.decode()
    assert cast.client("clerk_elsewhere").get(here).status_code == 404
    assert cast.client("clerk_elsewhere").get(reverse("people:asked")).status_code == 200


def test_at_the_window_the_clerk_takes_what_a_resident_asks(cast):
    clerk, pk = cast.client("village_clerk"), cast.person_id("resident")
    url = reverse("people:ask", args=[pk])
    assert "怎么提的" in clerk.get(url).content.decode()
    clerk.post(url, {"kind": "delete", "way": "paper", "words": "不再住村里"})
    request = DataRequest.objects.get()
    assert (request.way, request.words) == ("paper", "不再住村里")
    said = clerk.get(reverse("people:answer", args=[request.pk])).content.decode()
    assert "什么删、什么留" in said
    assert "履行法定职责" in said


def test_the_copy_holds_what_every_room_has_about_the_person_and_is_seen_by_them(cast):
    pk = cast.person_id("village_clerk")
    url = reverse("people:copy", args=[pk])
    clerk = cast.proved("village_clerk")
    said = clerk.post(url, {"reason": ""}).content.decode()
    assert all(word in said for word in ("何晓燕", "19900000005", "石塘村村民委员会", "用户名 village_clerk"))
    assert "打印了全部信息" in clerk.get(reverse("people:person", args=[pk])).content.decode()
    resident = reverse("people:copy", args=[cast.person_id("resident")])
    assert clerk.post(resident, {"reason": " "}).status_code == 422
    assert "19900000001" in clerk.post(resident, {"reason": "本人到窗口查阅"}).content.decode()
    assert cast.proved("clerk_elsewhere").post(resident, {"reason": "看看"}).status_code == 404
    assert cast.client("resident").post(resident)["Location"].startswith(reverse("accounts:prove"))
