"""The register of bodies as pages list it, what is counted from it, and whom or what a form may choose from."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from gongzhi.bodies.fields import COLUMNS, field_label
from gongzhi.bodies.lists import Field, LinkKind
from gongzhi.bodies.models import Body, ContactRefusal, HouseholdTie, Member
from gongzhi.bodies.queries import Holder, households_per_head, kind_of, open_on
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import ancestors, subtree
from gongzhi.kernel.queries import within
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Household, Person
from gongzhi.people.queries import persons_in, persons_with_phone
from gongzhi.people.rules import normal_phone
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, ancestor_lines, areas_in, children_of, line_at, lines_of

ORDER = ("path", "kind", "id")
READ, CREATE = "bodies.read_body", "bodies.create_body"
MOST_CHOICES = 60
TOWN_DEPTH = 4  # province, city, county, town


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold what the register is narrowed to; an empty field narrows nothing."""

    path: str
    group: str = ""
    kind: str = ""
    domain: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold how many open bodies there are of each value of a kind, column or field, in words."""

    title: str
    rows: tuple[tuple[str, int], ...]


def tops_of(by: Actor, action: str, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas that an actor's posts give an action over, the widest first, none that lies in another."""
    paths = sorted({grant.path for grant in by.reaches(action)}, key=len)
    own = [path for path in paths if not any(path != top and path.startswith(top) for top in paths)]
    return tuple(line_at(path, on) for path in own)


def areas_around(by: Actor, action: str, area: AreaLine, on: dt.date) -> tuple[AreaLine, ...]:
    """Return an area with those to choose beside it: above it as far as an action reaches, and directly under it."""
    above = (line for line in ancestor_lines(area.path, on) if by.may(action, line.path))
    return (*above, *children_of(area.id, on))


def areas_under(area: AreaLine, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas directly under one, in official order."""
    return children_of(area.id, on)


def bodies_in(by: Actor, wanted: Wanted, pack: Pack, on: dt.date) -> QuerySet[Body]:
    """
    Return the open bodies at and under an area, narrowed as wanted, to be paged by `ORDER`.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may(READ, wanted.path):
        raise NotVisible
    rows = Body.objects.filter(open_on(on), within("path", (subtree(wanted.path),)))
    if wanted.group:
        rows = rows.filter(kind__in=kinds_in(pack, (wanted.group,)))
    for column, value in (("kind", wanted.kind), ("domain", wanted.domain), ("name__contains", wanted.text)):
        rows = rows.filter(**{column: value}) if value else rows
    return rows


def kinds_in(pack: Pack, groups: Iterable[str]) -> tuple[str, ...]:
    """Return the kinds of body that belong to these groups."""
    groups = tuple(groups)
    return tuple(item.key for item in pack.list("bodies", "kinds").items if item.data.get("group") in groups)


def tallies_of(by: Actor, path: str, on: dt.date) -> tuple[Tally, ...]:
    """
    Count the open bodies at and under an area by kind, and by every column and field of theirs that has choices.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may(READ, path):
        raise NotVisible
    pack = pack_at(path=path, on=on)
    rows = list(Body.objects.filter(open_on(on), within("path", (subtree(path),))).only("kind", *COLUMNS, "data"))
    found = [_tally(pack, "kinds", _title(pack), Counter(row.kind for row in rows))]
    for name, list_name in COLUMNS.items():
        values = Counter(getattr(row, name) for row in rows)
        found.append(_tally(pack, list_name, field_label(pack, name), values))
    for item in pack.list("bodies", "fields").items:
        field = item.read_as(Field)
        if field.type in ("flag", "choice", "choices"):
            found.append(_tally(pack, field.list, item.label(), Counter(_values(rows, item.key))))
    return tuple(each for each in found if each.rows)


def _title(pack: Pack) -> str:
    return pack.list("bodies", "kinds").title.text(get_language() or "")


def heads_of(by: Actor, path: str, on: dt.date) -> tuple[tuple[Holder, int], ...]:
    """
    Return the heads of household groups at and under an area, each with how many households the group has.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may(READ, path):
        raise NotVisible
    return households_per_head(path, on)


def _values(rows: Sequence[Body], name: str) -> Iterable[object]:
    for row in rows:
        value = row.data.get(name)
        yield from value if isinstance(value, list) else (value,)


def _tally(pack: Pack, list_name: str, title: str, values: Counter[object]) -> Tally:
    """Return the counts in the order of the list; a flag has one row, of those that say yes."""
    if not list_name:
        return Tally(title, ((title, values[True]),) if values[True] else ())
    items = pack.list("bodies", list_name).items
    return Tally(title, tuple((item.label(), values[item.key]) for item in items if values[item.key]))


def linkable(by: Actor, link: Item, path: str, on: dt.date, text: str = "") -> tuple[Body, ...]:
    """Return the bodies that one at an area may name by a relation: at it, under it or above it, as far as it reads."""
    pack = pack_at(path=path, on=on)
    rule = link.read_as(LinkKind)
    rows = near(by, path, on)
    if rule.other_kinds or rule.other_groups:
        rows = rows.filter(kind__in=(*rule.other_kinds, *kinds_in(pack, rule.other_groups)))
    return _first(rows.filter(name__contains=text) if text else rows)


def near(by: Actor, path: str, on: dt.date) -> QuerySet[Body]:
    """Return the open bodies at an area and above it, and those under it for who reads bodies there."""
    around = Q(path__in=ancestors(path))
    return Body.objects.filter(open_on(on), around | within("path", (subtree(path),)) if by.may(READ, path) else around)


def _first(rows: QuerySet[Body]) -> tuple[Body, ...]:
    return tuple(rows.order_by("path", "kind", "pk")[:MOST_CHOICES])


def origins_for(by: Actor, body: Body, on: dt.date) -> tuple[Body, ...]:
    """Return the bodies that somebody who takes a post may come from: at the body's area, under it or above it."""
    return tuple(each for each in _first(near(by, body.path, on)) if each.pk != body.pk)


def parents_for(by: Actor, kind: str, path: str, on: dt.date) -> tuple[Body, ...]:
    """Return the bodies that one of a kind at an area may hang under: at the area or above it."""
    pack = pack_at(path=path, on=on)
    rule = kind_of(pack, kind)
    rows = Body.objects.filter(open_on(on), path__in=ancestors(path))
    if rule.parents:
        rows = rows.filter(kind__in=rule.parents)
    elif rule.group == "party":
        rows = rows.filter(kind__in=kinds_in(pack, ("party",)))
    return _first(rows)


def mergers_for(by: Actor, body: Body, on: dt.date) -> tuple[Body, ...]:
    """Return the bodies that a body may be merged into: of its group, in its town or above."""
    pack = pack_at(path=body.path, on=on)
    town = ancestors(body.path)[:TOWN_DEPTH][-1]
    kinds = kinds_in(pack, (kind_of(pack, body.kind).group,))
    rows = near(by, town if by.may(READ, town) else body.path, on).filter(kind__in=kinds)
    return _first(rows.exclude(pk=body.pk))


def persons_named(by: Actor, *, name: str, phone: str) -> tuple[Person, ...]:
    """
    Return the persons a form means by a name: those the actor reads, else the one with exactly this name and phone.

    Whoever reads no persons of an area learns nothing about them that was not typed in.
    """
    if not name.strip():
        return ()
    seen = tuple(persons_in(by, text=name).order_by("pk")[:MOST_CHOICES])
    if seen and not phone.strip():
        return seen
    digits = normal_phone(phone)
    ids = persons_with_phone(digits) if digits else ()
    return tuple(Person.objects.filter(pk__in=ids, name=name.strip()).select_related("household").order_by("pk"))


def households_near(path: str, text: str) -> tuple[Household, ...]:
    """Return the households at and under a body's area, or at an area above it up to the village, by a text in it."""
    rows = Household.objects.filter(
        within("area_path", (subtree(path),)) | Q(area_path__in=ancestors(path)[TOWN_DEPTH:])
    )
    return tuple(rows.filter(address__contains=text.strip()).order_by("area_path", "pk")[:MOST_CHOICES])


def places_for(by: Actor, body: Body, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the areas a body may be moved to: those of its level in its village or town."""
    above = ancestors(body.path)
    top = above[-2] if len(above) > 1 else body.path
    (own,) = lines_of([body.area_id], on).values()  # the area may have ended when the grids were drawn anew
    return tuple(line for line in areas_in(top, on, own.level) if by.may("bodies.describe_body", line.path))


def contacts_of(by: Actor, body: Body, on: dt.date) -> tuple[tuple[str, str], ...]:
    """Return the members of a body who may keep in contact with a household, for whoever keeps its roster."""
    if not by.may("bodies.read_members", body.path):
        return ()
    rows = Member.objects.filter(body=body, to_on=None, from_on__lte=on).select_related("person").order_by("pk")
    return tuple((str(row.person_id), row.person.name) for row in rows)


def tie_for(by: Actor, pk: int) -> HouseholdTie:
    """
    Return a tie in force of a body whose register the actor keeps.

    :raises NotVisible: there is none, or it is not for this actor.
    """
    found = HouseholdTie.objects.filter(pk=pk, to_on=None).select_related("body").first()
    if found is None or not by.may("bodies.describe_body", found.body.path):
        raise NotVisible
    return found


def household_of(by: Actor) -> int:
    """
    Return the household of the person who acts.

    :raises Refusal: it is not registered.
    """
    person = Person.objects.filter(pk=by.person_id).first() if by.person_id else None
    if person is None or person.household_id is None:
        raise Refusal("bodies.no_household")
    return person.household_id


@dataclass(frozen=True, slots=True)
class Contacts:
    """Hold what a household sees of its contacts: who, from which body, until when; and since when it wishes none."""

    address: str
    ties: tuple[HouseholdTie, ...]
    refused: ContactRefusal | None


def contacts_with(by: Actor, on: dt.date) -> Contacts | None:
    """Return the contacts of the actor's own household, past ones too; None where it is not registered."""
    person = Person.objects.filter(pk=by.person_id).select_related("household").first() if by.person_id else None
    if person is None or person.household is None:
        return None
    rows = HouseholdTie.objects.filter(household=person.household, kind="contact").select_related("body", "person")
    refused = ContactRefusal.objects.filter(household=person.household, to_on=None).first()
    return Contacts(person.household.address, tuple(rows.order_by("-from_on", "-pk")), refused)
