"""Keys are changed while the site serves: in batches, without losing what is written meanwhile, to the last value."""

import datetime as dt
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import BinaryField

from gongzhi.kernel import resealing
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.resealing import SealedColumn, reseal_batch, sealed_columns
from gongzhi.kernel.sealing import key_id_of, seal
from gongzhi.people.actions import change_phone, register_person
from gongzhi.people.models import Person
from gongzhi.people.queries import number_of, phone_of
from gongzhi.territory.actions import create_area

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
BY = system_actor("test")
KEYS = {"1": "an old secret", "2": "a new secret"}
PHONES = SealedColumn(Person, "phone_sealed", "people.phone")


@pytest.fixture
def area(db):
    return create_area(by=BY, parent_id=None, level="province", name="广东省", from_on=dt.date(2020, 1, 1), now=NOW)


@pytest.fixture
def people(area, settings):
    """Return seven persons whose values are sealed with a key that is now the old one."""
    settings.SEALING_KEYS, settings.SEALING_KEY_ID = KEYS, "1"
    found = [
        register_person(
            by=BY,
            name=f"村民{n}",
            area_id=area.pk,
            phone=f"1380013800{n}",
            paper="passport",
            number=f"E1234567{n}",
            now=NOW,
        )
        for n in range(7)
    ]
    settings.SEALING_KEY_ID = "2"
    return found


def reseal():
    """Run the command; return what it says."""
    said = StringIO()
    call_command("reseal", stdout=said, stderr=said)
    return said.getvalue()


def keys():
    return {key_id_of(bytes(blob)) for blob in Person.objects.values_list("phone_sealed", flat=True)}


def test_everything_is_sealed_anew_and_can_still_be_read(people, monkeypatch, settings):
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 3)
    said = reseal()
    assert "people_person.phone_sealed: 3 of 7" in said
    assert "14 were sealed anew" in said
    settings.SEALING_KEYS = {"2": KEYS["2"]}
    assert [phone_of(person.pk) for person in people] == [f"1380013800{n}" for n in range(7)]
    assert [number_of(row) for row in Person.objects.order_by("pk")] == [f"E1234567{n}" for n in range(7)]
    figures = {"people_person.phone_sealed": 7, "people_person.identity_sealed": 7, "left": 0}
    assert Entry.objects.get(code="kernel.sealed_anew").figures == figures
    assert "0 were sealed anew" in reseal()
    assert Entry.objects.filter(code="kernel.sealed_anew").count() == 1


def test_a_run_that_was_cut_off_goes_on_where_it_was(people, monkeypatch):
    monkeypatch.setattr(resealing, "ROWS_AT_ONCE", 3)
    batch = reseal_batch(column=PHONES, after=0)
    assert (batch.last_id, batch.sealed) == (people[2].pk, 3)
    assert resealing.count_old(PHONES) == 4
    assert "people_person.phone_sealed: 3 of 4" in reseal()
    assert keys() == {"2"}


def test_what_is_written_while_a_batch_is_sealed_wins(people, monkeypatch):
    real = resealing._anew

    def meanwhile(column, rows):
        found = list(real(column, rows))
        change_phone(by=BY, person_id=people[0].pk, phone="13900139000", now=NOW)
        return found

    monkeypatch.setattr(resealing, "_anew", meanwhile)
    batch = reseal_batch(column=PHONES, after=0)
    assert (batch.sealed, batch.overtaken, batch.broken) == (6, 1, ())
    assert phone_of(people[0].pk) == "13900139000"


def test_it_is_not_done_while_one_value_still_uses_an_old_key(people, settings, monkeypatch):
    first = people[0]
    real = resealing._anew

    def meanwhile(column, rows):
        found = list(real(column, rows))
        settings.SEALING_KEY_ID = "1"  # a process that was not started anew
        late = seal("13900139000", column="people.phone", row=first.seal_key)
        settings.SEALING_KEY_ID = "2"
        Person.objects.filter(pk=first.pk).update(phone_sealed=late)
        return found

    monkeypatch.setattr(resealing, "_anew", meanwhile)
    with pytest.raises(CommandError, match=r"not done: people_person\.phone_sealed 1 still use an old key"):
        reseal()
    assert Entry.objects.get(code="kernel.sealed_anew").figures["left"] == 1
    monkeypatch.setattr(resealing, "_anew", real)
    assert "1 were sealed anew" in reseal()
    assert phone_of(first.pk) == "13900139000"


def test_a_value_that_cannot_be_opened_is_named_and_stops_nothing_else(people):
    Person.objects.filter(pk=people[3].pk).update(phone_sealed=bytes(people[2].phone_sealed))
    said = StringIO()
    with pytest.raises(CommandError, match=r"phone_sealed 1 still use an old key"):
        call_command("reseal", stdout=said, stderr=said)
    assert f"people_person {people[3].pk}: phone_sealed cannot be opened" in said.getvalue()
    assert "people_person.phone_sealed: 6 of 7" in said.getvalue()
    assert phone_of(people[6].pk) == "13800138006"


def test_every_sealed_column_of_every_room_is_named():
    named = {(column.model, column.column) for column in sealed_columns()}
    there = {
        (model, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField) and field.column.endswith("_sealed")
    }
    assert there - named == set()
    assert all(hasattr(model, "seal_key") or "seal_key" in {f.name for f in model._meta.fields} for model, _ in named)
