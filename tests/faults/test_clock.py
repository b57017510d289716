"""
The machine's clock jumps: by a second, a day, ten years, to a leap day and the end of a year, and stands still.

No deadline comes out otherwise than by counting days on the fingers, no page fails, sessions end, nothing that waits
for a moment is stuck, and the order of the journal is that in which things were written.
"""

import datetime as dt
import random

import pytest
import time_machine

from gongzhi.accounts import rules
from gongzhi.accounts.sessions import ENTERED_KEY
from gongzhi.accounts.tests.cast import FOUNDED
from gongzhi.cases.models import Case
from gongzhi.kernel import calendars, clock, jobs
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry, Job, PostedAnswer, Schedule
from gongzhi.kernel.proving import is_fresh
from gongzhi.kernel.workdays import CHINA, Unit, WorkCalendar, deadline
from gongzhi.policy.actions import fill_slot

IN_THE_SUITE, IN_A_SOAK = 200, 2000
LISTS_EVERY = 8  # jumps after which a page of staff is read: the pages are the same code, whatever the jump
START = dt.datetime(2026, 11, 27, 10, 30, tzinfo=CHINA)
FIRST, LAST = 2006, 2046
SECOND, DAY = dt.timedelta(seconds=1), dt.timedelta(days=1)
TEN_YEARS = 3653 * DAY
SYSTEM = system_actor("clock")
WORDS = "三组路口的路灯坏了三天，晚上老人不敢走。"
REST_OF_YEAR = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}  # days off of the calendar that is tried
WORKED_SATURDAY = {(9, 26)}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def jumps(number: int) -> list[dt.datetime]:
    """Return where a clock stands after each of so many jumps."""
    chance, at, found = random.Random(20261127), START, []
    while len(found) < number:
        year = chance.randrange(FIRST, LAST)
        leap = year - year % 4
        at = chance.choice(
            (at, at + SECOND, at - SECOND, at + DAY, at - DAY, at + TEN_YEARS, at - TEN_YEARS,
             dt.datetime(leap, 2, 29, chance.randrange(24), tzinfo=CHINA),
             dt.datetime(year, 12, 31, 23, 59, 59, tzinfo=CHINA), dt.datetime(year, 1, 1, tzinfo=CHINA))
        )  # fmt: skip
        at = at if FIRST <= at.year < LAST else START
        found.append(at)
    return found


def is_worked(day: dt.date) -> bool:
    """Tell whether people work on a day, by looking at it."""
    if (day.month, day.day) in REST_OF_YEAR:
        return False
    return day.weekday() < 5 or (day.month, day.day) in WORKED_SATURDAY


CALENDAR = WorkCalendar(
    exceptions={
        dt.date(year, month, day): is_worked(dt.date(year, month, day))
        for year in range(FIRST, LAST + 40)
        for month, day in REST_OF_YEAR | WORKED_SATURDAY
    },
    published=frozenset(range(FIRST, LAST + 40)),
    version="fingers",
)


def on_the_fingers(start: dt.datetime, amount: int, unit: Unit) -> dt.datetime:
    """Return when a limit ends, one day or month after the other, as somebody with a wall calendar would find it."""
    if unit in (Unit.MINUTES, Unit.HOURS):
        return start + amount * (60 * SECOND if unit is Unit.MINUTES else 3600 * SECOND)
    day = start.astimezone(CHINA).date()
    if unit is Unit.MONTHS:
        year, month = day.year, day.month
        for _ in range(amount):
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        while True:
            try:
                last = dt.date(year, month, day.day)
                break
            except ValueError:  # the month has no such day: its last one counts
                day -= DAY
        return dt.datetime.combine(last, dt.time(23, 59, 59), CHINA)
    left = amount
    while left:
        day += DAY
        left -= unit is Unit.DAYS or is_worked(day)
    return dt.datetime.combine(day, dt.time(23, 59, 59), CHINA)


@pytest.mark.parametrize("number", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)])
def test_no_deadline_is_wrong_wherever_the_clock_has_jumped_to(number):
    chance, wrong = random.Random(7), []
    for at in jumps(number):
        for unit in Unit:
            amount = chance.randrange(1, 40)
            found = deadline(start=at, amount=amount, unit=unit, calendar=CALENDAR).at
            if found != on_the_fingers(at, amount, unit):
                wrong.append((at, amount, unit, found))
    assert wrong == []


@pytest.fixture
def limited(cast):
    """Let every request of the village be given to somebody within two days."""
    fill_slot(
        by=SYSTEM, path=cast.area("county").path, room="cases", name="assign_time", value="2",
        source="镇街办件规定第五条",
        from_on=FOUNDED.date(), now=FOUNDED,
    )  # fmt: skip
    return cast


@pytest.mark.parametrize("number", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)])
def test_no_page_fails_no_limit_is_wrong_and_nothing_is_ordered_by_the_clock(number, limited):
    client, clerk = limited.client("visitor"), limited.client("village_clerk")
    told = {"item": "street_light", "area": limited.area("village").id}
    filed, with_limit, moments = 0, 0, [at for at in jumps(number) if at > FOUNDED + DAY]
    for count, at in enumerate(moments):
        with time_machine.travel(at, tick=False):
            clock.forget()
            words = f"{WORDS}第{count}盏。"
            answer = client.post(
                "/api/v1/requests", told | {"words": words}, content_type="application/json",
                headers={"Idempotency-Key": f"{count:032d}"},
            )  # fmt: skip
            assert answer.status_code == 201, (at, answer.content)
            case = Case.objects.order_by("-pk").first()
            filed, with_limit = filed + 1, with_limit + (case.due_at is not None)
            unit = Unit(case.due_unit) if case.due_unit else None
            calendars.forget_calendar()
            assert (case.due_at, unit) == (expected(case, at), unit), at
            if count % LISTS_EVERY == 0:
                for path in ("/today/", "/cases/", "/", "/journal/"):
                    assert clerk.get(path).status_code < 500, (at, path)
    assert Case.objects.count() == filed > number // 3
    assert with_limit > number // 4
    entries = list(Entry.objects.filter(code="cases.case_filed").order_by("pk").values_list("subject_id", flat=True))
    assert entries == sorted(entries), "the order is that of writing"
    assert len(set(entries)) == filed


def expected(case, at):
    """Return when the first step of a request is due, counted on the fingers by the weekend rule."""
    if case.due_at is None:
        return None
    record = case.run.steps.order_by("pk").last()
    day, left = at.astimezone(CHINA).date(), record.due_counted["amount"]
    calendar = calendars.load_calendar()
    while left:
        day += DAY
        left -= case.due_unit != Unit.WORKING_DAYS or calendar.is_working(day)
    return dt.datetime.combine(day, dt.time(23, 59, 59), CHINA)


def test_the_same_key_has_the_same_answer_wherever_the_clock_has_jumped_to(cast):
    client = cast.client("visitor")
    told, headers = (
        {"item": "street_light", "area": cast.area("village").id, "words": WORDS},
        {"Idempotency-Key": "k" * 32},
    )
    answers = set()
    for at in (START, START + TEN_YEARS, START - 365 * DAY, START + SECOND):
        with time_machine.travel(at, tick=False):
            answers.add(client.post("/api/v1/requests", told, content_type="application/json", headers=headers).content)
    assert len(answers) == 1
    assert Case.objects.count() == PostedAnswer.objects.count() == 1


@pytest.mark.parametrize("ahead", [DAY, TEN_YEARS])
def test_a_session_and_a_proof_begun_by_a_clock_ahead_do_not_last_until_it_is_reached(ahead, cast):
    clerk = cast.client("village_clerk")
    session = clerk.session
    session[ENTERED_KEY] = (START + ahead).timestamp()
    session.save()
    with time_machine.travel(START, tick=False):
        assert clerk.get("/today/").status_code == 302, "it is asked to sign in again"
        assert not is_fresh(START + ahead, at=clock.machine_now())
    again = cast.client("village_clerk")
    session = again.session
    session[ENTERED_KEY] = (START + SECOND).timestamp()
    session.save()
    with time_machine.travel(START, tick=False):
        assert again.get("/today/").status_code == 200, "a clock put right by a second ends nothing"


def test_a_session_ends_when_the_clock_jumps_on(cast):
    clerk = cast.client("village_clerk")
    session = clerk.session
    session[ENTERED_KEY] = START.timestamp()
    session.save()
    with time_machine.travel(START + DAY, tick=False):
        assert clerk.get("/today/").status_code == 302


@pytest.mark.parametrize("jump", [-TEN_YEARS, -DAY, DAY, TEN_YEARS])
def test_wrong_tries_lock_nobody_out_beyond_the_lock_however_the_clock_jumps(jump):
    tries = [START.timestamp() + n for n in range(rules.TRIES)]
    assert rules.minutes_locked(tries, at=START) > 0
    assert rules.minutes_locked(tries, at=START + jump) == 0
    asks = [START.timestamp() + n for n in range(rules.SMS_PER_HOUR)]
    assert not rules.may_ask_code(asks, at=START).ok
    assert rules.may_ask_code(asks, at=START + jump).ok


@pytest.fixture
def done():
    """Return what the one kind of job here has done; the kinds are put back afterwards."""
    kinds, seen = dict(jobs.KINDS), []
    jobs.KINDS.clear()
    jobs.job("faults.noted")(lambda payload, now: seen.append(payload["n"]))
    yield seen
    jobs.KINDS.clear()
    jobs.KINDS.update(kinds)


def run_at(at: dt.datetime) -> bool:
    return jobs.run_one(now=at, machine_now=at)


def test_a_job_enqueued_by_a_clock_years_ahead_is_not_stuck_until_it_is_reached(done):
    jobs.enqueue(kind="faults.noted", payload={"n": 1}, run_at=START + TEN_YEARS)
    assert run_at(START)
    assert done == [1]


@pytest.mark.parametrize("ahead", [DAY, TEN_YEARS])
def test_a_job_whose_worker_died_while_the_clock_was_ahead_is_taken_again(ahead, done):
    jobs.enqueue(kind="faults.noted", payload={"n": 1}, run_at=START)
    assert jobs.claim(now=START + ahead, machine_now=START + ahead)
    assert run_at(START)
    assert done == [1]


def test_a_job_that_is_held_or_waits_is_left_alone_when_the_clock_is_put_back_by_a_second(done):
    jobs.enqueue(kind="faults.noted", payload={"n": 1}, run_at=START)
    assert jobs.claim(now=START, machine_now=START)
    assert not run_at(START - SECOND)
    jobs.enqueue(kind="faults.noted", payload={"n": 2}, run_at=START + 2 * dt.timedelta(hours=1))
    assert not run_at(START)
    assert done == []


@pytest.mark.parametrize("number", [IN_THE_SUITE, pytest.param(IN_A_SOAK, marks=pytest.mark.soak)])
def test_recurring_work_goes_on_however_the_clock_jumps_and_never_in_a_heap(number, done):
    jobs.every("faults.sweep", minutes=60)(lambda payload, now: done.append(now))
    for at in jumps(number):
        before = len(done)
        jobs.tick(now=at)
        jobs.tick(now=at)
        while run_at(at):
            pass
        assert len(done) - before <= 1, "once, not once for each period that was jumped over"
        assert Schedule.objects.get().next_at <= at + dt.timedelta(minutes=60) + jobs.CLOCK_STEP
    assert not Job.objects.filter(done_at=None).exists()
    assert len(done) > number // 3
