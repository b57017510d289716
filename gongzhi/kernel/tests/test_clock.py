"""The clock moves on a demonstration database only, and costs a production one a single query per process."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gongzhi.kernel import clock
from gongzhi.kernel.actions import move_clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry, Installation
from gongzhi.kernel.queries import is_demo
from gongzhi.kernel.verdicts import Refusal


@pytest.fixture(autouse=True)
def _fresh(db):
    clock.forget()
    yield
    clock.forget()


def test_a_database_without_a_row_is_a_production_one(django_assert_num_queries, monkeypatch):
    with django_assert_num_queries(1):
        for _ in range(100):
            assert not is_demo()
            assert abs(clock.now() - clock.machine_now()) < dt.timedelta(seconds=5)
    later = clock.time.monotonic() + 3600
    monkeypatch.setattr(clock.time, "monotonic", lambda: later)
    with django_assert_num_queries(0):
        assert not is_demo()
    assert clock.now().tzinfo is clock.CHINA
    assert clock.today() == clock.now().date()


def test_a_demonstration_clock_is_moved_and_read_at_most_once_a_second(django_assert_num_queries, monkeypatch):
    Installation.objects.create(pk=1, kind="demo", offset_seconds=8 * 86400)
    with django_assert_num_queries(1):
        assert all(clock.now() - clock.machine_now() > dt.timedelta(days=7, hours=23) for _ in range(50))
    Installation.objects.update(offset_seconds=0)
    later = clock.time.monotonic() + clock.REREAD_SECONDS
    monkeypatch.setattr(clock.time, "monotonic", lambda: later)
    assert clock.now() - clock.machine_now() < dt.timedelta(seconds=5)


def test_the_database_itself_keeps_a_production_clock_real():
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(pk=1, kind="production", offset_seconds=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Installation.objects.create(pk=2, kind="demo")
    assert not Installation.objects.exists()


def test_a_database_that_says_it_is_production_is_not_moved():
    Installation.objects.create(pk=1, kind="production")
    with pytest.raises(Refusal, match=r"kernel\.demo_only"):
        move_clock(by=system_actor("test"), offset=dt.timedelta(days=8), now=clock.machine_now())
    assert Installation.objects.get().offset_seconds == 0
    assert not Entry.objects.exists()
