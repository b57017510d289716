"""Write what a roster changes in the register: whole or not at all, with one journal entry."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.db import IntegrityError, connection, transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.audit import announce
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.sealing import new_seal_key, seal
from gongzhi.kernel.verdicts import Refusal
from gongzhi.people.models import Household, Person
from gongzhi.people.queries import NUMBER_COLUMN, PHONE_COLUMN
from gongzhi.people.roster_reading import Asked, Reading, collector_at_rest, compared, counts_of, phone_index
from gongzhi.people.rosters.matching import Change, HouseholdKey, Keyed, Plan, household_key
from gongzhi.people.rosters.problems import Problems
from gongzhi.people.rules import Residence
from gongzhi.policy.queries import pack_at
from gongzhi.territory.bulk import insert_rows, take_ids
from gongzhi.territory.queries import lines_of

PERSON_COLUMNS = (
    "id",
    "name",
    "sex",
    "born_on",
    "seal_key",
    "phone_sealed",
    "phone_index",
    "paper",
    "identity_sealed",
    "identity_index",
    "residence",
    "registered_address",
    "household_id",
    "relation",
    "area_id",
    "area_path",
    "closed_reason",
)
UPDATED = tuple(name for name in PERSON_COLUMNS if name not in ("id", "seal_key", "closed_reason"))
MOST_TRIES = 3
AT_ONCE = 5000
Row = tuple[object, ...]
Figures = Mapping[str, int]
Finish = Callable[[Figures], None]


class RegisterMoved(Exception):
    """Say that somebody registered or changed a person of the roster meanwhile; it is compared anew."""


@collector_at_rest()
def write_roster(
    reading: Reading, *, by: Actor, subject: int, source: str, now: dt.datetime, finish: Finish
) -> Figures:
    """
    Write what a roster changes, whole or not at all, with one journal entry; a roster without changes leaves none.

    `source` is the hash of the file; `finish` is called with the figures inside the transaction.

    :raises Refusal: others keep changing the same register.
    """
    keep_out_of_files()
    for _ in range(MOST_TRIES):
        try:
            with transaction.atomic():
                return _write(reading, by=by, subject=subject, source=source, now=now, finish=finish)
        except (RegisterMoved, IntegrityError):
            reading.plan = compared(reading, Problems())
    raise Refusal("people.roster_register_moved")


def keep_out_of_files() -> None:
    """
    Let SQLite hold in memory what it needs to take a statement back, instead of a file of its own.

    A row of the register touches many pages of indexes and of the record of changes: written to a file for every row,
    they took a third of the time, and lay there in the open. It counts from the next transaction on.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA temp_store = MEMORY")


def _write(reading: Reading, *, by: Actor, subject: int, source: str, now: dt.datetime, finish: Finish) -> Figures:
    check_still(reading)
    announce()
    plan, asked = reading.plan, reading.asked
    homes = write_households(plan, asked)
    insert_persons(plan.fresh, homes, asked)
    update_persons(plan.changed, homes)
    figures = counts_of(reading)
    if not plan.changes_nothing:
        write_entry(
            code="people.roster_imported",
            by=by,
            now=now,
            subject=("people.rosterimport", subject),
            area_path=asked.area.path,
            pack_ref=pack_at(path=asked.area.path, on=asked.on).ref,
            figures={**figures, "kind": asked.kind.key, "sha256": source},
        )
    finish(figures)
    return figures


def check_still(reading: Reading) -> None:
    """
    Compare the rows once more inside the transaction, where nobody else writes to these areas.

    :raises RegisterMoved: the answer is not the one that was prepared.
    """
    lock_areas(reading.asked.area.path)
    plan, now = reading.plan, compared(reading, Problems())
    is_same = (
        [each.resident.row for each in plan.fresh] == [each.resident.row for each in now.fresh]
        and plan.changed == now.changed
        and plan.households.keys() == now.households.keys()
    )
    if not is_same:
        raise RegisterMoved
    reading.plan = now


def lock_areas(path: str) -> None:
    """Let one import at a time write to an area; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"people.roster {path}"])


Home = tuple[int, int, str]
"""Id of a household, id and path of its area."""


def write_households(plan: Plan, asked: Asked) -> Mapping[HouseholdKey, Home]:
    """Register new households, give known ones their number or new address, and return all by key."""
    paths = {
        line.id: line.path for line in lines_of({each.area_id for each in plan.households.values()}, asked.on).values()
    }
    rows: list[Row] = []
    found: dict[HouseholdKey, Home] = {}
    for pk, (key, home) in zip(take_ids(Household, len(plan.households)), plan.households.items(), strict=True):
        path = paths[home.area_id]
        found[key] = (pk, home.area_id, path)
        rows.append((pk, home.area_id, path, home.address, home.register_number))
    if rows:
        insert_rows(Household, ("id", "area_id", "area_path", "address", "register_number"), rows)
    for pk, number in plan.numbered.items():
        Household.objects.filter(pk=pk).update(register_number=number)
    for pk, address in plan.moved.items():
        Household.objects.filter(pk=pk).update(address=address)
    known = {each.id: key for key, each in plan.homes.items()}
    for pk, area_id, path in _places_of_homes(known):
        found[known[pk]] = (pk, area_id, path)
    return found


def _places_of_homes(ids: Iterable[int]) -> Iterator[Home]:
    wanted = list(ids)
    for start in range(0, len(wanted), AT_ONCE):
        rows = Household.objects.filter(pk__in=wanted[start : start + AT_ONCE]).order_by("pk")
        yield from rows.values_list("pk", "area_id", "area_path")


def insert_persons(fresh: Sequence[Keyed], homes: Mapping[HouseholdKey, Home], asked: Asked) -> None:
    """
    Insert new persons, sealed, in pieces; one with a household lives where that lies, others where the row says.

    Nothing but one piece is held sealed at a time, so that a large roster fits into the memory of a small machine.
    """
    paths = {line.id: line.path for line in lines_of({each.resident.area_id for each in fresh}, asked.on).values()}
    ids = take_ids(Person, len(fresh))
    for start in range(0, len(fresh), AT_ONCE):
        piece = zip(ids[start : start + AT_ONCE], fresh[start : start + AT_ONCE], strict=True)
        insert_rows(Person, PERSON_COLUMNS, [_person_row(pk, each, homes, paths) for pk, each in piece])


def _person_row(pk: int, each: Keyed, homes: Mapping[HouseholdKey, Home], paths: Mapping[int, str]) -> Row:
    resident, row = each.resident, new_seal_key()
    key = household_key(resident)
    home = homes[key] if key else (None, resident.area_id, paths[resident.area_id])
    phone, number = resident.phone, resident.number
    return (
        pk,
        resident.name,
        resident.sex,
        resident.born_on or None,
        row,
        seal(phone, column=PHONE_COLUMN, row=row) if phone else None,
        phone_index(phone) if phone else None,
        resident.paper,
        seal(number, column=NUMBER_COLUMN, row=row) if number else None,
        each.number_index,
        resident.residence or Residence.LOCAL.value,
        resident.registered_address,
        home[0],
        resident.relation,
        home[1],
        home[2],
        "",
    )


def update_persons(changes: Sequence[Change], homes: Mapping[HouseholdKey, Home]) -> None:
    """Write what rows say otherwise of registered persons; what a row leaves empty stays."""
    for each in changes:
        person = Person.objects.select_for_update().get(pk=each.person.id)
        for name, value in _news(each, homes):
            setattr(person, name, value)
        person.save(update_fields=UPDATED)


def _news(change: Change, homes: Mapping[HouseholdKey, Home]) -> Iterator[tuple[str, object]]:
    """Yield the columns that a change sets, with their values."""
    resident, key = change.keyed.resident, change.person.seal_key
    for name in change.fields:
        if name == "phone":
            yield "phone_sealed", seal(resident.phone, column=PHONE_COLUMN, row=key)
            yield "phone_index", phone_index(resident.phone)
        elif name == "number":
            yield "identity_sealed", seal(resident.number, column=NUMBER_COLUMN, row=key)
            yield "identity_index", change.keyed.number_index
            yield "paper", resident.paper
        elif name == "household":
            home = homes[household_key(resident) or (0, "", "")]
            yield from zip(("household_id", "area_id", "area_path"), home, strict=True)
        elif name == "born_on":
            yield "born_on", dt.date.fromisoformat(resident.born_on)
        else:
            yield name, getattr(resident, name)
