"""Whatever way an audited row takes, the database keeps what it was, what it is, and who was acting; for ever."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from gongzhi.kernel import audit
from gongzhi.kernel.actors import VISITOR, Actor, system_actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.models import Change, Deed
from gongzhi.people.actions import change_phone, register_person
from gongzhi.people.models import Household, Person
from gongzhi.territory.actions import create_area

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
BY = system_actor("test")


@pytest.fixture
def area(db):
    return create_area(by=BY, parent_id=None, level="province", name="广东省", from_on=dt.date(2020, 1, 1), now=NOW)


def home(address="三组5号"):
    return Household(area_id=1, area_path="1/", address=address)


def written():
    """Return what the triggers kept, oldest first: verb, address before and after, who acted; no value of an insert."""
    lines = Change.objects.filter(table_name="people_household").order_by("id")
    return [(line.verb, *((side or {}).get("address") for side in (line.old, line.new)), line.actor) for line in lines]


def first_written(pk, column):
    """Return what a column of a household held when it was inserted: what the next line kept, or the row itself."""
    lines = Change.objects.filter(table_name="people_household", row_id=pk).exclude(verb="insert").order_by("id")
    later = lines.first()
    return later.old[column] if later else Household.objects.values_list(column, flat=True).get(pk=pk)


def created():
    Household.objects.create(area_id=1, area_path="1/", address="新")
    return "insert", None, None


def saved():
    row = Household.objects.get()
    row.address = "新"
    row.save()
    return "update", "旧", "新"


def updated():
    Household.objects.update(address="新")
    return "update", "旧", "新"


def bulk_created():
    Household.objects.bulk_create([home("新")])
    return "insert", None, None


def bulk_updated():
    row = Household.objects.get()
    row.address = "新"
    Household.objects.bulk_update([row], ["address"])
    return "update", "旧", "新"


def written_by_hand():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_household SET address = '新'")
    return "update", "旧", "新"


def deleted():
    Household.objects.get().delete()
    return "delete", "旧", None


def queryset_deleted():
    Household.objects.all().delete()
    return "delete", "旧", None


WAYS = (created, saved, updated, bulk_created, bulk_updated, written_by_hand, deleted, queryset_deleted)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_each_of_eight_ways_to_write_leaves_a_line_with_who_acted(way):
    home("旧").save()
    with audit.acting_as("account:12"):
        expected = way()
    assert written()[1:] == [(*expected, "account:12")]


def test_many_rows_written_at_once_leave_a_line_each():
    Household.objects.bulk_create([home(f"{number}号") for number in range(20)])
    lines = Change.objects.filter(table_name="people_household").order_by("id").values_list("row_id", "verb")
    assert list(lines) == [(pk, "insert") for pk in Household.objects.order_by("pk").values_list("pk", flat=True)]


def test_an_insert_or_update_leaves_lines_of_what_it_did_to_each_row():
    home("旧").save()
    known = Household.objects.get()
    known.register_number = "7"
    Household.objects.bulk_create(
        [Household(pk=known.pk, area_id=1, area_path="1/", address="旧", register_number="7"), home("新")],
        update_conflicts=True, unique_fields=["id"], update_fields=["register_number"],
    )  # fmt: skip
    lines = Change.objects.filter(table_name="people_household").order_by("row_id", "id").values_list("row_id", "verb")
    fresh = Household.objects.get(address="新").pk
    assert sorted(lines) == [(known.pk, "insert"), (known.pk, "update"), (fresh, "insert")]


def test_the_line_of_an_insert_holds_no_values_and_the_row_as_first_written_can_be_told_nonetheless():
    home("三组5号").save()
    home("三组6号").save()
    home("三组7号").save()
    kept, changed, gone = Household.objects.order_by("pk").values_list("pk", flat=True)
    Household.objects.filter(pk=changed).update(address="四组1号")
    Household.objects.filter(pk=changed).update(address="四组2号")
    Household.objects.filter(pk=gone).delete()
    inserted = Change.objects.filter(table_name="people_household", verb="insert")
    assert [(line.old, line.new) for line in inserted] == [(None, None)] * 3
    assert [first_written(pk, "address") for pk in (kept, changed, gone)] == ["三组5号", "三组6号", "三组7号"]


@pytest.mark.parametrize("model", [Change, Deed])
def test_a_line_can_be_neither_changed_nor_deleted(model):
    home().save()
    Deed.objects.create(name="0" * 32, entry_id=1)
    row = model.objects.order_by("pk").values().last()
    field = {Change: "actor", Deed: "entry_id"}[model]
    for write in (lambda: model.objects.update(**{field: "1"}), lambda: model.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert model.objects.order_by("pk").values().last() == row


def test_a_line_may_lose_its_values_whole_and_nothing_else():
    home("旧").save()
    row = Household.objects.get()
    updated()
    lines = Change.objects.filter(verb="update")
    for part in (
        {"old": None, "new": {}},
        {"old": None},
        {"old": None, "new": None, "actor": "x"},
        {"old": None, "new": None, "verb": "delete"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            lines.update(**part)
    assert [line[:3] for line in written()] == [("insert", None, None), ("update", "旧", "新")]
    audit.redact(Household, [row.pk])
    assert [line[:3] for line in written()] == [("insert", None, None), ("update", None, None)]


def test_on_postgresql_the_role_of_the_site_needs_no_right_to_the_lines_and_has_none():
    if connection.vendor != "postgresql":
        return  # SQLite knows no roles; there the triggers above are the guard
    home().save()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE gongzhi_site_of_a_test")
        cursor.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON people_household TO gongzhi_site_of_a_test")
        cursor.execute("GRANT SELECT ON kernel_change TO gongzhi_site_of_a_test")
        cursor.execute("GRANT USAGE ON SEQUENCE people_household_id_seq TO gongzhi_site_of_a_test")
        cursor.execute("SET LOCAL ROLE gongzhi_site_of_a_test")
        Household.objects.update(address="新")
        for forbidden in (
            "DELETE FROM kernel_change",
            "UPDATE kernel_change SET actor = ''",
            "INSERT INTO kernel_change (at, table_name, row_id, verb, actor, deed) VALUES (now(), 'x', 1, 'x', '', '')",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(forbidden)
        cursor.execute("RESET ROLE")
    assert [line[:3] for line in written()] == [("insert", None, None), ("update", "三组5号", "新")]


def test_sealed_columns_are_kept_as_they_are_and_never_open(area):
    register_person(by=BY, name="邱小兰", area_id=area.pk, phone="13800138000", now=NOW)
    Person.objects.update(sex="female")
    person, line = Person.objects.get(), Change.objects.get(table_name="people_person", verb="update")
    assert line.new["phone_sealed"] == "\\x" + bytes(person.phone_sealed).hex()
    assert "13800138000" not in str(line.new)
    assert line.new["seal_key"] == person.seal_key


def test_a_line_keeps_every_column_of_its_table(area):
    register_person(by=BY, name="邱小兰", area_id=area.pk, now=NOW)
    Person.objects.update(sex="female")
    Person.objects.all().delete()
    columns = {field.column for field in Person._meta.concrete_fields}
    _, changed, deleted = Change.objects.filter(table_name="people_person").order_by("id")
    assert (set(changed.old), set(changed.new), set(deleted.old), deleted.new) == (columns, columns, columns, None)


def test_what_one_action_changed_is_tied_to_its_entry(area):
    person = register_person(by=BY, name="邱小兰", area_id=area.pk, now=NOW)
    change_phone(by=BY, person_id=person.pk, phone="13800138000", now=NOW)
    lines = Change.objects.filter(table_name="people_person").order_by("id")
    entries = [Deed.objects.get(name=line.deed).entry_id for line in lines]
    from gongzhi.kernel.models import Entry

    assert [Entry.objects.get(pk=pk).code for pk in entries] == ["people.person_registered", "people.phone_changed"]


def test_an_action_that_changes_nothing_audited_ties_nothing():
    write_entry(code="kernel.clock_moved", by=BY, now=NOW, subject=("kernel.installation", 1))
    assert not Deed.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_back_is_not_tied_to_what_comes_after():
    with transaction.atomic():
        home("三组6号").save()
        transaction.set_rollback(True)
    home().save()  # by hand, outside any action
    with transaction.atomic():
        write_entry(code="kernel.clock_moved", by=BY, now=NOW, subject=("kernel.installation", 1))
    with transaction.atomic():
        Household.objects.update(address="新")
    with transaction.atomic():
        write_entry(code="kernel.clock_moved", by=BY, now=NOW, subject=("kernel.installation", 1))
    assert not Deed.objects.exists()
    assert [line[:3] for line in written()] == [("insert", None, None), ("update", "三组5号", "新")]


def test_outside_requests_the_user_of_the_machine_is_named():
    home().save()
    assert written()[0][3].startswith("process:")
    with audit.acting_as("job:people.erase"):
        assert audit.actor_now() == "job:people.erase"


@pytest.mark.parametrize(
    ("actor", "name"),
    [(Actor(name="何晓燕", account_id=12), "account:12"), (BY, "system:test"), (VISITOR, "visitor")],
)
def test_who_acts_is_called_by_account_or_by_what_of_the_system(actor, name):
    assert audit.name_of(actor) == name


def test_triggers_are_made_again_when_a_table_has_lost_them():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER people_household_audit_insert")
        else:
            cursor.execute("DROP TRIGGER people_household_audit_insert ON people_household")
    home().save()
    assert written() == []
    audit.install_triggers(apps.get_app_config("kernel"), using="default")
    home("三组6号").save()
    assert len(written()) == 1


def test_a_request_writes_under_its_account(cast):
    from django.urls import reverse

    given = {"area": cast.area("village").id, "name": "马德福", "residence": "local"}
    cast.client("village_clerk").post(reverse("people:new"), given)
    line = Change.objects.filter(table_name="people_person").latest("id")
    assert Person.objects.get(pk=line.row_id).name == "马德福"
    assert line.actor == f"account:{cast.user('village_clerk').pk}"
