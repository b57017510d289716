"""Read persons, names, phones and near relatives."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import IDENTITY, mask_identity, mask_phone, normal_identity, plain
from gongzhi.kernel.models import Change, Deed, Entry
from gongzhi.kernel.paths import PathRange, ancestors, subtree
from gongzhi.kernel.queries import entries_of, within
from gongzhi.kernel.sealing import blind_index, unseal
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people.models import Household, Kinship, Person
from gongzhi.people.rules import Kin, Paper, normal_phone
from gongzhi.policy.queries import pack_at

PHONE_COLUMN = "people.phone"
PHONE_GROUP = "phone"
NUMBER_COLUMN = "people.identity"
RELATIONS = ("people", "relations")
ORDER = ("id",)
LOOKS = {
    "people.phone_shown": gettext_lazy("看了完整电话"),
    "people.number_shown": gettext_lazy("看了完整证件号码"),
    "people.copy_made": gettext_lazy("打印了全部信息"),
}
"""What about one person is told to the person as a look, by code of the journal."""
ROSTERS = {"people.roster_exported": gettext_lazy("导出了名册")}
"""What about all persons of an area is told to each of them."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Hold what a list shows of a person; the phone is masked."""

    id: int
    name: str
    residence: str
    address: str
    area_id: int
    area_path: str
    phone: str


def person_for(by: Actor, pk: int) -> Person:
    """
    Return a person: oneself, or one of an area whose persons the actor may read.

    :raises NotVisible: there is no such person, or not for this actor.
    """
    person = Person.objects.filter(pk=pk).select_related("household").first()
    if person is None or not (pk == by.person_id or by.may("people.read_person", person.area_path)):
        raise NotVisible
    return person


def person_kept_by(by: Actor, pk: int) -> Person:
    """
    Return a person whose record the actor keeps, locked until the end of the transaction.

    :raises NotVisible: there is no such person, or the record is not the actor's to keep.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("household").filter(pk=pk).first()
    if person is None or not may_keep(by, person):
        raise NotVisible
    return person


def persons_in(by: Actor, *, text: str = "") -> QuerySet[Person]:
    """
    Return the persons on the rosters of the areas whose persons the actor may read, to be paged by `ORDER`.

    `text` narrows to a part of the name, or to a whole phone or identity number however it is typed.
    """
    return persons_within(by.ranges("people.read_person"), text=text)


def persons_within(ranges: Iterable[PathRange], *, text: str = "") -> QuerySet[Person]:
    """Return the persons of these areas, narrowed as `persons_in` does; for rooms above that choose one by name."""
    rows = Person.objects.filter(within("area_path", ranges), closed_on=None).select_related("household")
    return _narrowed(rows, text)


def closed_in(by: Actor, *, text: str = "") -> QuerySet[Person]:
    """Return who was closed in the areas whose persons the actor may read, narrowed as `persons_in` does."""
    ranges = by.ranges("people.read_person")
    rows = Person.objects.filter(within("area_path", ranges), closed_on__isnull=False).select_related("household")
    return _narrowed(rows, text)


def same_number(by: Actor, person: Person) -> tuple[PersonLine, ...]:
    """Return the others with the same number on rosters this actor reads: a person may lawfully stand on two."""
    if person.identity_index is None:
        return ()
    rows = persons_in(by).filter(identity_index=person.identity_index).exclude(pk=person.pk)
    return tuple(line_of(row) for row in rows.order_by("pk"))


def _narrowed(rows: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Narrow to a whole phone, a whole identity number, or a part of the name."""
    if not text:
        return rows
    digits = normal_phone(text)
    if digits is not None:
        return rows.filter(phone_index=blind_index(digits, group=PHONE_GROUP))
    number = normal_identity(text)
    if IDENTITY.fullmatch(number):
        return rows.filter(identity_index=number_index(Paper.IDENTITY, number))
    return rows.filter(name__contains=plain(text))


def line_of(person: Person) -> PersonLine:
    """Return what a list shows of a person."""
    return PersonLine(
        id=person.pk,
        name=person.name,
        residence=person.residence,
        address=person.household.address if person.household else "",
        area_id=person.area_id,
        area_path=person.area_path,
        phone=masked_phone(person),
    )


@dataclass(frozen=True, slots=True)
class Look:
    """One time somebody saw, printed or took away more of a person than a list shows; `what` says which."""

    at: dt.datetime
    name: str
    post: str
    what: str
    reason: str


def looks_at(person: Person) -> tuple[Look, ...]:
    """
    Return who saw whole values of a person and why, newest first.

    A roster that was taken away as a file counts for everybody who was on it: whoever lived in its area by then.
    """
    about = entries_of(("people.person", person.pk))
    seen = list(about.filter(code__in=LOOKS))
    since = about.values_list("pk", flat=True).first() or recorded_by(person)
    if since is not None:
        rosters = Entry.objects.filter(code__in=ROSTERS, pk__gt=since, area_path__in=ancestors(person.area_path))
        seen += rosters.order_by("id")
    whats = {**LOOKS, **ROSTERS}
    return tuple(
        Look(each.at, each.by_name, each.by_post, str(whats[each.code]), str(each.figures.get("reason", "")))
        for each in sorted(seen, key=lambda entry: -entry.pk)
    )


def recorded_by(person: Person) -> int | None:
    """Return the entry of the journal by which a person came into the register together with others, from a roster."""
    table = Person._meta.db_table
    deeds = Change.objects.filter(table_name=table, row_id=person.pk, verb="insert").order_by("pk").values("deed")
    return Deed.objects.filter(name__in=deeds).order_by("pk").values_list("entry_id", flat=True).first()


def may_keep(by: Actor, person: Person) -> bool:
    """Tell whether the record of this person is the actor's to keep: it can be read and registered there."""
    return all(by.may(right, person.area_path) for right in ("people.read_person", "people.register_person"))


def may_show_number(by: Actor, person: Person) -> bool:
    """Tell whether the actor may see the whole number of this person's paper: one's own, or where the post needs it."""
    return person.pk == by.person_id or by.may("people.show_number", person.area_path)


def members_of(household_id: int) -> tuple[tuple[int, str], ...]:
    """Return id and name of the persons of a household."""
    return tuple(Person.objects.filter(household_id=household_id).order_by("pk").values_list("pk", "name"))


def household_at(area_id: int, address: str) -> int | None:
    """Return the household registered at an address of an area; None when there is none."""
    found = Household.objects.filter(area_id=area_id, address=plain(address)).order_by("pk").first()
    return found.pk if found else None


def count_households(path: str) -> int:
    """Return how many households are registered at or under an area."""
    return Household.objects.filter(within("area_path", (subtree(path),))).count()


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these persons by id, in one query."""
    return dict(Person.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def phone_of(person_id: int) -> str:
    """Return the whole phone of a person, empty when none is known; show it only where it is allowed."""
    person = Person.objects.only("phone_sealed", "seal_key").get(pk=person_id)
    return _phone(person)


def masked_phone(person: Person) -> str:
    """Return the phone as `138****5678`, empty when none is known."""
    return mask_phone(_phone(person))


def _phone(person: Person) -> str:
    if person.phone_sealed is None:
        return ""
    return unseal(person.phone_sealed, column=PHONE_COLUMN, row=person.seal_key)


def number_index(paper: str, number: str) -> bytes:
    """Return what an exact search for the number of a paper compares."""
    return blind_index(number, group=f"identity {paper}")


def number_of(person: Person) -> str:
    """Return the whole number of a person's paper, empty when none is known; show it only where it is allowed."""
    if person.identity_sealed is None:
        return ""
    return unseal(person.identity_sealed, column=NUMBER_COLUMN, row=person.seal_key)


def masked_number(person: Person) -> str:
    """Return the number of a person's paper with all but its ends hidden, empty when none is known."""
    return mask_identity(number_of(person))


def relations_at(path: str, on: dt.date) -> dict[str, str]:
    """Return what somebody can be to the head of a household, by key, as the pack of a place says."""
    return {item.key: item.label() for item in pack_at(path=path, on=on).list(*RELATIONS).items}


def phones_of(ids: Iterable[int]) -> dict[int, str]:
    """Return the whole phones of these persons by id, in one query; persons without a phone are left out."""
    rows = Person.objects.filter(pk__in=set(ids), phone_sealed__isnull=False).only("phone_sealed", "seal_key")
    return {person.pk: _phone(person) for person in rows}


def persons_with_phone(digits: str) -> tuple[int, ...]:
    """Return the persons who gave exactly this phone (digits only), by id."""
    found = Person.objects.filter(phone_index=blind_index(digits, group=PHONE_GROUP))
    return tuple(found.order_by("pk").values_list("pk", flat=True))


def relatives_of(person_id: int) -> dict[int, str]:
    """Return the declared near relatives of a person by id, each with what they are to the person (`Kin`)."""
    rows = Kinship.objects.filter(Q(person_id=person_id) | Q(relative_id=person_id)).order_by("pk")
    return {
        (row.relative_id if row.person_id == person_id else row.person_id): (
            row.kind if row.person_id == person_id else Kin(row.kind).inverse.value
        )
        for row in rows
    }
