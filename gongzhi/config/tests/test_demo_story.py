"""The demo county: every kind of step happens in every place, by the people whose turn it is, in the order of time."""

import datetime as dt
import json
from collections import Counter, defaultdict

import pytest
from django.db import transaction
from django.test import Client

from gongzhi.accounts.models import User
from gongzhi.accounts.queries import actor_for, demo_accounts
from gongzhi.cases.models import Case
from gongzhi.cases.queries import Filter, cases_in, definition_for, own_cases, phone_of
from gongzhi.config.demo.loading import Size, load_demo
from gongzhi.config.demo.names import PHONE_BLOCK
from gongzhi.config.demo.story.hours import OFFICE
from gongzhi.config.demo.story.sayings import read_matters
from gongzhi.kernel import clock
from gongzhi.kernel.models import Entry, Installation, Job
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.queries import phones_of
from gongzhi.policy.queries import all_packs, pack_at
from gongzhi.portal.today import today_of
from gongzhi.procedures.models import StepRecord

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = dt.datetime(2026, 11, 27, 10, 30, tzinfo=CHINA)  # a Friday
SMALL = Size(villages=1, days=60, requests=3)
COUNTIES = 9
# Who always has something to do; the others see requests, or wait for a sweep or for one another.
BUSY = {
    "village_clerk", "village_director", "grid_officer", "party_member", "branch_secretary", "village_assistant",
    "agency_agent", "live_in_cadre", "supervision_head", "supervision_member", "town_desk", "town_leader",
    "department_desk", "delegate_liaison", "legal_adviser",
}  # fmt: skip
RULING = ("town_desk", "town_leader")  # they have nothing to rule on where the documents know no giving back
NO_RETURN = ("demo-tianjin", "demo-chunwan")


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """Load a small county once for this file; return what was said while it was made."""
    lines: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(now=NOW, size=SMALL, say=lines.append)
        offset = int((NOW - clock.machine_now()).total_seconds())
        Installation.objects.update(offset_seconds=offset)
        yield lines
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _loaded(said):
    clock.forget()


def counties():
    found = defaultdict(list)
    for case in Case.objects.select_related("run").order_by("pk"):
        found[case.in_county].append(case)
    return found


def entries():
    return Entry.objects.filter(subject_kind="cases.case").order_by("pk")


def test_every_kind_of_step_and_ending_happens():
    codes = set(entries().values_list("code", flat=True))
    assert codes == {
        "cases.case_filed", "cases.case_accepted", "cases.case_assigned", "cases.case_handled", "cases.case_returned",
        "cases.return_ruled", "cases.case_replied", "cases.case_rated", "cases.case_called_back", "cases.case_closed",
        "cases.case_reopened", "cases.case_risen", "cases.phone_shown",
    }  # fmt: skip
    ends = set(StepRecord.objects.exclude(outcome="").values_list("key", "outcome"))
    assert ends >= {
        ("accept", "done"), ("accept", "not_ours"), ("assign", "done"), ("transfer", "done"), ("handle", "done"),
        ("handle", "return"), ("ruling", "upheld"), ("ruling", "rejected"), ("reply", "supported"),
        ("reply", "not_supported"), ("rate", "solved"), ("rate", "unsolved"), ("rate", "silent"),
        ("call_back", "again"), ("call_back", "explained"),
    }  # fmt: skip
    assert set(Case.objects.values_list("channel", flat=True)) == {"web", "phone", "visit", "paper"}


def test_in_every_county_something_waits_at_every_step_of_its_procedures():
    found = counties()
    assert len(found) == COUNTIES
    for cases in found.values():
        waiting = {(case.run.definition_id, case.step) for case in cases if case.closed_at is None}
        steps = {}
        for case in cases:
            steps[case.run.definition_id] = definition_for(case).steps
        expected = {
            (sha, step.key) for sha, every in steps.items() for step in every if step.deed not in ("submit", "archive")
        }
        assert expected <= waiting


def test_some_are_due_today_and_a_few_are_overdue_and_have_risen():
    opened = Case.objects.filter(closed_at=None)
    late = opened.filter(due_at__lt=NOW)
    assert 0 < late.count() < opened.count() / 4
    assert not late.filter(risen_at=None).exists()
    assert not late.filter(risen_to="").exists()
    assert opened.filter(due_at__gte=NOW, due_at__lte=NOW.replace(hour=23, minute=59, second=59)).exists()
    assert not Case.objects.filter(waits_for="applicant", risen_at__isnull=False).exists()


def test_the_journal_stands_in_the_order_of_time_and_ends_now():
    moments = list(Entry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[0] > NOW - dt.timedelta(days=SMALL.days + 1)
    assert moments[-1] <= NOW


def test_every_closed_step_has_one_entry_by_who_closed_it():
    by_people = StepRecord.objects.exclude(closed_at=None).exclude(key="archive").count()
    others = ("cases.case_risen", "cases.phone_shown", "cases.case_reopened")
    assert entries().exclude(code__in=others).count() == by_people
    assert not Entry.objects.filter(code="procedures.attempt_refused").exists()


def test_staff_act_in_office_hours_only():
    by_staff = entries().exclude(by_post="").values_list("code", "at")
    times = [(code, at.astimezone(CHINA).time()) for code, at in by_staff]
    assert times
    assert not [each for each in times if not any(start <= each[1] <= end for start, end in OFFICE)]


def test_only_who_may_write_requests_down_does_so():
    by_person = {user.person_id: actor_for(user=user, now=NOW) for user in User.objects.select_related("person")}
    filed = {entry.subject_id: entry for entry in entries().filter(code="cases.case_filed")}
    written = Case.objects.exclude(channel="web")
    assert written.exists()
    for case in written:
        assert by_person[filed[case.pk].by_person].may("cases.file_case", case.area_path)
    by_web = [filed[pk].by_post for pk in Case.objects.filter(channel="web").values_list("pk", flat=True)]
    assert set(by_web) == {""}


def test_no_phone_could_be_anybody_s():
    phones = [phone_of(case) for case in Case.objects.exclude(phone_sealed=None)]
    persons = Case.objects.exclude(applicant_person=None).values_list("applicant_person", flat=True)
    phones += [phone for phone in phones_of(set(persons)).values() if phone]
    assert len(phones) > COUNTIES
    assert all(PHONE_BLOCK < int(phone) < PHONE_BLOCK + 10_000 for phone in phones)


def test_the_demo_s_resident_has_requests_of_their_own_and_one_to_rate():
    residents = [user for user in User.objects.select_related("person") if ".resident" in user.username]
    assert len(residents) >= COUNTIES
    for user in residents:
        mine = own_cases(actor_for(user=user, now=NOW))
        assert mine
        assert "rate" in {case.deed for case in mine}


def test_what_people_say_is_filled_in_and_hardly_repeats():
    texts = list(Case.objects.values_list("words", "place", "reply_words", "basis", "explanation"))
    kept = list(StepRecord.objects.values_list("evidence", flat=True))
    assert not any("{" in text or "}" in text for row in texts for text in row)
    assert not any("{" in str(value) for evidence in kept for value in evidence.values())
    for cases in counties().values():
        assert Counter(case.words for case in cases).most_common(1)[0][1] <= 3


def test_requests_are_found_by_two_characters():
    official = User.objects.select_related("person").filter(username__contains=".county_official").first()
    actor = actor_for(user=official, now=NOW)
    found = cases_in(actor, Filter(text="路灯"), before=None, limit=50, now=NOW)
    assert found
    assert all("路灯" in case.words + case.place for case in found)
    assert not Job.objects.filter(kind="cases.index_text", done_at=None).exists()


def test_everybody_of_the_demo_signs_in_and_who_has_work_sees_it():
    asked = set(Case.objects.values_list("area_path", flat=True))
    for line in demo_accounts(NOW.date()):
        browser = Client()
        answer = browser.post(f"/sign-in/demo/{line.user_id}/", {"next": "/today/"})
        assert (answer.status_code, answer["Location"]) == (302, "/today/"), line.username
        if line.kind in BUSY and has_work(line, asked):
            actor = actor_for(user=User.objects.select_related("person").get(pk=line.user_id), now=NOW)
            assert today_of(actor, NOW).total, f"{line.username} has nothing to do"


def has_work(line, asked):
    if line.kind in RULING and pack_at(path=line.path, on=NOW.date()).id in NO_RETURN:
        return False
    return any(path.startswith(line.path) or line.path.startswith(path) for path in asked)


def test_people_talk_about_every_matter_of_every_place():
    listed = {
        item.key for pack in all_packs() for item in pack.list("cases", "items").items if "elsewhere" not in item.data
    }
    assert listed <= set(read_matters())


def test_it_says_how_far_it_has_come_and_what_each_county_has(said):
    assert len(said) > 2 * COUNTIES
    total = sum(int(line.split("收到 ")[1].split()[0]) for line in said[-COUNTIES:])
    assert total == Case.objects.count()
    assert json.dumps(said, ensure_ascii=False).count("在办") >= COUNTIES
