"""Persons with sealed phones and numbers, and whether every one of them can still be read. Runs inside the site."""

import json

from django.db import transaction

from gongzhi.kernel.resealing import old_keys_in_use, sealed_columns
from gongzhi.kernel.sealing import SealBroken, blind_index, new_seal_key, seal, unseal_bytes
from gongzhi.people.models import Person
from gongzhi.people.queries import NUMBER_COLUMN, PHONE_COLUMN, PHONE_GROUP, number_index

AT_ONCE = 2_000


def person(number: int, like: Person) -> Person:
    """Return a person with a phone and a passport of their own, where another one lives."""
    key, phone, passport = new_seal_key(), f"139{number:08}", f"E{number:08}"
    return Person(
        name=f"村民{number}",
        seal_key=key,
        phone_sealed=seal(phone, column=PHONE_COLUMN, row=key),
        phone_index=blind_index(phone, group=PHONE_GROUP),
        paper="passport",
        identity_sealed=seal(passport, column=NUMBER_COLUMN, row=key),
        identity_index=number_index("passport", passport),
        area_id=like.area_id,
        area_path=like.area_path,
    )


def seal_persons(count: int) -> None:
    """Register so many persons with the key that is the newest now."""
    like = Person.objects.order_by("pk")[0]
    for begin in range(0, count, AT_ONCE):
        with transaction.atomic():
            Person.objects.bulk_create(person(number, like) for number in range(begin, min(begin + AT_ONCE, count)))


def tell_state() -> None:
    """Print how many sealed values there are, how many still use an old key, and how many cannot be read."""
    values = unreadable = 0
    for column in sealed_columns():
        rows = column.model._default_manager.exclude(**{column.column: None})
        for blob, key in rows.values_list(column.column, "seal_key").iterator():
            values += 1
            try:
                unseal_bytes(blob, column=column.name, row=key)
            except SealBroken:
                unreadable += 1
    old = sum(old_keys_in_use().values())
    print(json.dumps({"values": values, "old": old, "unreadable": unreadable}))
