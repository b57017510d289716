"""While a file is read nobody waits: the page only keeps it, and the worker reads it outside any transaction."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from gongzhi.kernel import bounded
from gongzhi.people import roster_reading
from gongzhi.people.actions import hand_in, take_in
from gongzhi.people.actions.rosters import read_waiting, take_waiting
from gongzhi.people.models import Person
from gongzhi.people.roster_tables import RosterImport
from gongzhi.people.tests.conftest import NOW, make_village
from gongzhi.people.tests.rosters import HEADINGS, clerk_of, number, xlsx
from gongzhi.territory.queries import area_line

ZHANG = ("0031", "张三", "户主", "男", number(serial=111), "1968-03-02", "13800138000", "三组5号")


@pytest.mark.django_db
def test_the_page_starts_no_process_that_reads_a_file(cast, monkeypatch):
    def read(*args, **kwargs):
        raise AssertionError("the page reads a file")

    monkeypatch.setattr(bounded, "heard", read)
    file = SimpleUploadedFile("名册.xlsx", xlsx([HEADINGS, ZHANG]))
    given = {"area": cast.area("village").id, "sheets": file, "idempotency_key": "k" * 20}
    assert cast.proved("village_clerk").post(reverse("people:rosters"), given).status_code == 302
    assert RosterImport.objects.get().state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_a_file_outside_any_transaction_for_the_preview_and_for_taking_it_in(town, monkeypatch):
    inside = []
    read = roster_reading.read_book
    monkeypatch.setattr(
        roster_reading, "read_book", lambda content: (inside.append(connection.in_atomic_block), read(content))[1]
    )
    village = make_village(town, "东升村")
    by, area = clerk_of(village.path), area_line(village.id, NOW.date())
    record = hand_in(by=by, area=area, kind="residents", file_name="一.xlsx", content=xlsx([HEADINGS, ZHANG]), now=NOW)
    read_waiting(roster_id=record.pk, round_number=1, now=NOW)
    take_in(by=by, roster_id=record.pk, accepts_good=False, now=NOW + dt.timedelta(minutes=1))
    take_waiting(roster_id=record.pk, round_number=2, now=NOW + dt.timedelta(minutes=2))
    assert (inside, Person.objects.count()) == ([False, False], 1)
