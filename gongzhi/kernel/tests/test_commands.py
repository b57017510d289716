"""The commands: moving the clock of a demonstration, importing holidays, running jobs."""

import datetime as dt
import json
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from gongzhi.kernel import calendars, clock, jobs
from gongzhi.kernel.actions import import_holidays, mark_demo
from gongzhi.kernel.actors import VISITOR, system_actor
from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.holiday_files import HolidayDay, HolidayYear
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.models import CalendarDay, CalendarYear, Entry, Installation, Job
from gongzhi.kernel.queries import is_demo
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.workdays import CHINA

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
NOTE = dt.timedelta(seconds=20)


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def demo():
    mark_demo(by=system_actor("test"), now=clock.machine_now())


def moved() -> dt.timedelta:
    clock.forget()
    return clock.now() - clock.machine_now()


def test_the_clock_of_a_production_database_is_not_moved():
    with pytest.raises(CommandError) as fault:
        run("demo_clock", "+8d")
    assert fault.value.returncode == 2
    assert "演示库" in str(fault.value)
    assert not Entry.objects.exists()
    assert abs(moved()) < NOTE


@pytest.mark.parametrize("to", ["8d", "+8w", "tomorrow", "2027-02-30", "+99999d"])
def test_a_move_that_is_not_understood_is_refused_with_the_forms_that_are(demo, to):
    with pytest.raises(CommandError, match="say \\+8d") as fault:
        run("demo_clock", to)
    assert fault.value.returncode == 2
    assert abs(moved()) < NOTE


def test_the_clock_of_a_demonstration_moves_on_adds_up_and_comes_back(demo):
    assert "jobs run" in run("demo_clock", "+8d")
    assert abs(moved() - 8 * DAY) < NOTE
    run("demo_clock", "+3h")
    assert abs(moved() - 8 * DAY - dt.timedelta(hours=3)) < NOTE
    run("demo_clock", "2027-01-05")
    clock.forget()
    assert clock.today() == dt.date(2027, 1, 5)
    run("demo_clock", "off")
    assert abs(moved()) < NOTE
    assert Entry.objects.filter(code="kernel.clock_moved").count() == 4


def test_what_becomes_due_is_done_at_once(demo, monkeypatch):
    seen = []
    monkeypatch.setattr(jobs, "KINDS", {})
    jobs.job("kernel.later")(lambda payload, now: seen.append(now))
    jobs.every("kernel.sweep", minutes=60)(lambda payload, now: seen.append(now))
    jobs.enqueue(kind="kernel.later", payload={}, run_at=clock.machine_now() + 7 * DAY)
    run("worker", "--until-idle")
    assert len(seen) == 1
    run("demo_clock", "+8d")
    assert len(seen) == 3
    run("demo_clock", "off")
    assert len(seen) == 4, "a recurring job does not wait for the day the clock came from"


def test_a_job_that_fails_on_the_way_is_said(demo, monkeypatch):
    monkeypatch.setattr(jobs, "KINDS", {})
    jobs.job("kernel.broken")(lambda payload, now: 1 / 0)
    jobs.enqueue(kind="kernel.broken", payload={}, run_at=clock.machine_now() + DAY)
    assert "1 could not be done yet" in run("demo_clock", "+8d")


def test_every_page_of_a_moved_demonstration_says_its_date(demo, client):
    assert "gz-banner" not in client.get("/").content.decode()
    run("demo_clock", "2027-01-05")
    clock.forget()
    page = client.get("/").content.decode()
    assert "gz-banner" in page
    assert "2027年1月5日" in page


def in_a_shell(address: str, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "gongzhi", *words]
    return subprocess.run(
        line, env={**os.environ, "DATABASE_URL": address}, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.slow
def test_the_command_moves_a_demonstration_and_refuses_any_other_database(parallel, parallel_address):
    refused = in_a_shell(parallel_address, "demo_clock", "+8d")
    assert refused.returncode == 2
    assert "演示库" in refused.stderr
    parallel(lambda: mark_demo(by=system_actor("test"), now=clock.machine_now()))
    assert in_a_shell(parallel_address, "demo_clock", "+8w").returncode == 2
    moved = in_a_shell(parallel_address, "demo_clock", "2027-01-05")
    assert moved.stdout.startswith("now 2027-01-05 "), moved.stderr
    assert parallel(lambda: clock.forget() or clock.today()) == [dt.date(2027, 1, 5)]
    assert in_a_shell(parallel_address, "demo_clock", "off").returncode == 0
    assert parallel(lambda: Installation.objects.get().offset_seconds) == [0]


def test_a_database_with_work_in_it_never_becomes_a_demonstration():
    write_entry(code="kernel.tried", by=VISITOR, now=clock.machine_now(), subject=("kernel.test", 1))
    with pytest.raises(Refusal) as refusal:
        mark_demo(by=system_actor("test"), now=clock.machine_now())
    assert refusal.value.code == "kernel.not_empty"
    assert not Installation.objects.exists()
    assert not is_demo()


def test_making_a_demonstration_twice_changes_nothing(demo):
    mark_demo(by=system_actor("test"), now=clock.machine_now())
    assert is_demo()
    assert Entry.objects.filter(code="kernel.demo_made").count() == 1


def test_the_worker_runs_one_job_or_all(monkeypatch):
    monkeypatch.setattr(jobs, "KINDS", {})
    seen = []
    jobs.job("kernel.count")(lambda payload, now: seen.append(payload["n"]))
    monkeypatch.setattr(jobs, "load_handlers", lambda: None)
    for n in range(3):
        jobs.enqueue(kind="kernel.count", payload={"n": n}, run_at=clock.machine_now())
    assert run("worker", "--once") == "1 job run\n"
    assert run("worker", "--until-idle") == "2 jobs run\n"
    assert run("worker", "--once") == "nothing due\n"
    assert seen == [0, 1, 2]
    assert not Job.objects.filter(done_at=None).exists()


def holidays_file(tmp_path, content) -> str:
    path = tmp_path / "holidays.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


YEAR_2027 = {
    "year": 2027,
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-03", "isOffDay": False},
    ],
}
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:元旦
 假期
DTSTART;VALUE=DATE:20270101
DTEND;VALUE=DATE:20270103
END:VEVENT
BEGIN:VEVENT
SUMMARY:上班(补元旦假期)
DTSTART;VALUE=DATE:20261226
DTEND;VALUE=DATE:20261227
END:VEVENT
END:VCALENDAR
"""


def test_an_imported_year_is_counted_and_importing_it_again_changes_nothing(tmp_path):
    before = load_calendar()
    assert before.is_open(2027)
    path = holidays_file(tmp_path, {"2027": YEAR_2027, "2028": {"days": []}})
    first = run("import_calendar", path)
    calendar = load_calendar()
    assert (calendar.is_open(2027), calendar.is_open(2028)) == (False, True)
    assert not calendar.is_working(dt.date(2027, 1, 1))
    assert calendar.is_working(dt.date(2027, 1, 3))
    assert calendar.version in first
    assert run("import_calendar", path) == first
    assert CalendarDay.objects.count() == 2
    assert Entry.objects.get(pk=Entry.objects.latest("id").pk).figures == {"years": [2027], "days": 2}


def test_a_day_that_the_notices_of_two_years_name_is_what_the_later_import_says():
    day, by = dt.date(2027, 1, 3), system_actor("test")
    for year, working in ((2027, False), (2028, True)):
        given = [HolidayYear(year, (HolidayDay(day, working, "元旦"),))]
        import_holidays(by=by, years=given, source="通知", now=clock.machine_now())
        assert load_calendar().is_working(day) is working
    assert CalendarDay.objects.count() == 1


def test_an_import_in_another_process_is_seen_within_a_minute(monkeypatch, django_assert_num_queries):
    first = load_calendar()
    CalendarYear.objects.create(year=2027, source="通知", imported_at=clock.machine_now())
    with django_assert_num_queries(0):
        assert load_calendar() is first
    later = calendars.time.monotonic() + calendars.REREAD_SECONDS
    monkeypatch.setattr(calendars.time, "monotonic", lambda: later)
    assert not load_calendar().is_open(2027)


def test_an_icalendar_file_is_read_with_its_folded_lines_and_lent_days(tmp_path):
    path = tmp_path / "cn.ics"
    path.write_text(ICS.replace("\n", "\r\n"), encoding="utf-8")
    assert "years 2027: 3 days" in run("import_calendar", str(path))
    calendar = load_calendar()
    assert calendar.is_working(dt.date(2026, 12, 26))
    assert not calendar.is_working(dt.date(2027, 1, 1))
    assert not calendar.is_working(dt.date(2026, 10, 1)), "a lent day does not replace the year it lies in"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "line 1"),
        ('{"2027": {"days": [', "line 1"),
        ("[]", "needs an object"),
        ({"2027": {}}, "2027: needs a year and a list of days"),
        ({"year": 2027, "days": [{"name": "元旦", "date": "2027-01-32", "isOffDay": True}]}, "2027-01-32 is no date"),
        ({"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01"}]}, "2027, day 1: needs name"),
        ({"year": 2027, "days": [YEAR_2027["days"][0]] * 2}, "stands there twice"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "no events"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART:20270101\nEND:VEVENT", "no DTEND"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nDTSTART:20270101\nDTEND:20270101\nEND:VEVENT", "between one day"),
    ],
)
def test_a_broken_file_is_refused_with_the_place_and_nothing_changes(tmp_path, content, reason):
    with pytest.raises(CommandError) as fault:
        run("import_calendar", holidays_file(tmp_path, content))
    assert reason in str(fault.value)
    assert fault.value.returncode == 2
    assert not CalendarYear.objects.exists()
    assert not Entry.objects.exists()


def test_a_file_that_is_not_there_is_said():
    with pytest.raises(CommandError, match=r"nowhere\.json"):
        run("import_calendar", "nowhere.json")


def test_a_moved_clock_is_in_chinese_time(demo):
    run("demo_clock", "2027-01-05")
    clock.forget()
    assert clock.now().tzinfo is CHINA
