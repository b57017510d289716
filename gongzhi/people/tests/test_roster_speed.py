"""What makes a large roster quick: the collector rests and comes back, nothing of a row is put into files meanwhile."""

import gc

import pytest
from django.db import connection

from gongzhi.kernel import sealing
from gongzhi.kernel.sealing import seal, unseal
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.actions import intake
from gongzhi.people.tests.conftest import make_village
from gongzhi.people.tests.rosters import HEADINGS, number, take, xlsx

ZHANG = ("0031", "张三", "户主", "男", number(serial=111), "1968-03-02", "13800138000", "三组5号")


@pytest.mark.django_db
def test_the_collector_rests_while_a_roster_is_worked_on_and_comes_back_also_after_a_refusal(village, monkeypatch):
    seen = []
    write = intake.insert_persons
    monkeypatch.setattr(intake, "insert_persons", lambda *given: (seen.append(gc.isenabled()), write(*given)))
    take(village, xlsx([HEADINGS, ZHANG]))
    assert (seen, gc.isenabled()) == ([False], True)
    with pytest.raises(Refusal):
        take(village, b"no spreadsheet\0")
    assert gc.isenabled()


@pytest.mark.django_db(transaction=True)
def test_rows_of_a_roster_never_lie_in_a_temporary_file_of_the_database(town):
    take(make_village(town, "东升村"), xlsx([HEADINGS, ZHANG]))
    if connection.vendor != "sqlite":
        return  # PostgreSQL takes a statement back from its own log, in its own folder
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store")
        assert cursor.fetchone() == (2,)  # sqlite.org/pragma.html#pragma_temp_store: 2 is MEMORY


def test_one_cipher_serves_all_values_of_a_key_and_another_key_has_its_own(settings):
    settings.SEALING_KEYS = {"1": "a" * 40, "2": "b" * 40}
    assert sealing.cipher("1") is sealing.cipher("1")
    blob = seal("13800138000", column="people.phone", row="r")
    settings.SEALING_KEYS = {"1": "c" * 40}
    with pytest.raises(sealing.SealBroken):
        unseal(blob, column="people.phone", row="r")
