"""Consent: given in words of a version, by the guardian for a child, taken back with one press, asked by rooms."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.models import Change, Entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people import rules
from gongzhi.people.actions import give_consent, register_person, withdraw_consent
from gongzhi.people.consents import has_consent, uses_of, with_consent
from gongzhi.people.models import Consent, Person
from gongzhi.people.purposes import purposes_at

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=3)
DAY = dt.timedelta(days=1)


@pytest.fixture
def person(clerk, village):
    return register_person(by=clerk, name="邱小兰", area_id=village.id, now=NOW)


@pytest.fixture
def oneself(person):
    return Actor(name="邱小兰", account_id=7, person_id=person.pk)


def given(by, person, **more):
    wanted = {"purpose": "praise", "version": "1", "now": NOW, **more}
    return give_consent(by=by, person_id=person.pk, **wanted)


def test_each_purpose_of_the_base_pack_says_its_fields_its_ground_and_how_long_it_stays(village):
    found = {each.key: each for each in purposes_at(village.path, NOW.date())}
    assert {key for key, each in found.items() if each.is_consent} == {"praise", "pictures", "notices"}
    assert {key for key, each in found.items() if each.separate} == {"praise", "pictures"}
    assert all(each.wording and each.version for each in found.values() if each.is_consent)
    assert found["contact"].on_request
    assert {each.kept_months for each in found.values()} == {None}


def test_a_consent_counts_from_when_it_was_given_until_it_is_taken_back(person, oneself):
    assert not has_consent(person.pk, "praise", at=NOW)
    consent = given(oneself, person)
    assert (consent.way, consent.wording[:4]) == ("web", "同意在村")
    assert not has_consent(person.pk, "praise", at=NOW - DAY)
    assert has_consent(person.pk, "praise", at=NOW)
    assert not has_consent(person.pk, "pictures", at=NOW)
    withdraw_consent(by=oneself, person_id=person.pk, purpose="praise", now=LATER)
    assert has_consent(person.pk, "praise", at=LATER - DAY)
    assert not has_consent(person.pk, "praise", at=LATER)
    assert with_consent([person.pk, 0], "praise", at=NOW) == {person.pk}
    again = given(oneself, person, now=LATER + DAY)
    assert has_consent(person.pk, "praise", at=LATER + DAY)
    assert Consent.objects.filter(withdrawn_at=None).get() == again
    codes = list(Entry.objects.filter(code__startswith="people.consent").order_by("id").values_list("code", flat=True))
    assert codes == ["people.consent_given", "people.consent_withdrawn", "people.consent_given"]


def test_a_consent_to_older_words_does_not_count(person, oneself):
    with pytest.raises(Refusal, match=r"people\.wording_changed"):
        given(oneself, person, version="0")
    assert not Consent.objects.exists()
    Consent.objects.create(person=person, purpose="praise", version="0", wording="旧", way="paper", given_at=NOW)
    assert not has_consent(person.pk, "praise", at=LATER)
    (use,) = [use for use in uses_of(person, NOW.date()) if use.purpose.key == "praise"]
    assert use.has_newer_words


@pytest.mark.parametrize("purpose", ["roster", "nothing"])
def test_no_consent_is_taken_for_what_rests_on_a_duty_or_is_no_purpose(person, oneself, purpose):
    with pytest.raises(Refusal, match=r"people\.consent_not_asked"):
        given(oneself, person, purpose=purpose, version="")
    assert not Consent.objects.exists()


def test_what_was_given_is_not_given_twice_and_what_was_not_is_not_taken_back(person, oneself):
    with pytest.raises(Refusal, match=r"people\.consent_not_there"):
        withdraw_consent(by=oneself, person_id=person.pk, purpose="praise", now=NOW)
    given(oneself, person)
    with pytest.raises(Refusal, match=r"people\.consent_given"):
        given(oneself, person)
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("age", "guardian", "way", "code"),
    [
        (13, "", "window", "people.guardian_missing"),
        (13, "邱大兰", "web", "people.guardian_missing"),
        (13, "邱大兰", "paper", "people.consent_fits"),
        (14, "", "web", "people.consent_fits"),
        (None, "", "window", "people.consent_fits"),
    ],
)
def test_for_a_child_under_fourteen_the_guardian_consents_at_the_window_or_on_paper(age, guardian, way, code):
    said = rules.may_consent(version="1", wanted="1", age=age, child_age=14, guardian=guardian, way=way)
    assert said.code == code


def test_the_day_before_the_fourteenth_birthday_is_still_a_childs(clerk, village):
    child = register_person(by=clerk, name="邱明", area_id=village.id, born_on=dt.date(2012, 11, 25), now=NOW)
    with pytest.raises(Refusal, match=r"people\.guardian_missing"):
        given(clerk, child, way="window")
    assert not Consent.objects.exists()
    assert given(clerk, child, way="window", guardian="邱小兰").guardian == "邱小兰"
    assert rules.years_old(dt.date(2012, 2, 29), dt.date(2026, 2, 28)) == 13
    assert rules.years_old(dt.date(2012, 2, 29), dt.date(2026, 3, 1)) == 14


def test_nobody_consents_on_the_web_for_somebody_else_nor_on_paper_for_themselves(person, oneself, clerk):
    for by, way in ((clerk, "web"), (oneself, "paper"), (Actor(name="别人", account_id=8, person_id=0), "web")):
        with pytest.raises(NotVisible):
            given(by, person, way=way)
    with pytest.raises(Refusal, match=r"people\.choice_unknown"):
        given(clerk, person, way="phone")
    assert not Consent.objects.exists()
    given(clerk, person, way="paper")
    with pytest.raises(NotVisible):
        withdraw_consent(by=clerk, person_id=person.pk, purpose="praise", way="web", now=NOW)
    assert has_consent(person.pk, "praise", at=NOW)


def test_the_database_itself_keeps_one_consent_in_force_and_every_line_of_it(person, oneself):
    first = given(oneself, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(person=person, purpose="praise", version="1", wording="同意", way="web", given_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=first.pk).update(withdrawn_at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_consent SET version = '9' WHERE id = %s", [first.pk])
    inserted, updated = Change.objects.filter(table_name="people_consent").order_by("id")
    assert (inserted.verb, updated.verb) == ("insert", "update")
    assert (updated.old["version"], updated.new["version"]) == ("1", "9")


def test_on_the_page_a_consent_is_given_and_taken_back_with_one_press(cast):
    resident, pk = cast.client("resident"), cast.person_id("resident")
    page = reverse("people:uses", args=[pk])
    said = resident.get(page).content.decode()
    assert all(word in said for word in ("公开表扬", "依法要用到的", "注销以后的保存期限未设定", "第二十五条"))
    answer = resident.post(reverse("people:agree", args=[pk, "praise"]), {"version": "1"})
    assert answer["Location"] == page
    assert Consent.objects.get().way == "web"
    assert "撤回同意：公开表扬" in resident.get(page).content.decode()
    resident.post(reverse("people:withdraw", args=[pk, "praise"]))
    said = resident.get(page).content.decode()
    assert "撤回（网上）" in said
    assert Consent.objects.get().withdrawn_way == "web"


def test_at_the_window_the_clerk_records_how_it_was_said_and_by_which_guardian(cast):
    clerk, pk = cast.client("village_clerk"), cast.person_id("resident")
    Person.objects.filter(pk=pk).update(born_on=dt.date(2020, 1, 1))
    agree = reverse("people:agree", args=[pk, "pictures"])
    assert clerk.post(agree, {"version": "1", "way": "window"}).status_code == 422
    assert not Consent.objects.exists()
    clerk.post(agree, {"version": "1", "way": "paper", "guardian": "刘大芳"})
    assert "监护人 刘大芳" in clerk.get(reverse("people:uses", args=[pk])).content.decode()
    assert cast.client("clerk_elsewhere").post(agree, {"version": "1", "way": "window"}).status_code == 404
