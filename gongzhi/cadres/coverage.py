"""Which places and persons of an area have what they should have, and which do not, by name."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from gongzhi.bodies.models import Appointment, BodyLink
from gongzhi.bodies.queries import in_force
from gongzhi.cadres.fields import ROOM
from gongzhi.cadres.lists import Coverage, Need, Units
from gongzhi.cadres.models import File, Lead, Mark, Posting, Record
from gongzhi.cadres.queries import LIVING, READ_FILES, READ_POSTINGS, lasting, service_by
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paths import subtree
from gongzhi.kernel.queries import within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import areas_in


@dataclass(frozen=True, slots=True)
class Unit:
    """A place or a person that a coverage counts; `id` is the area's or the person's."""

    id: int
    name: str
    path: str
    is_place: bool
    file_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of one need at one unit; more than there may be without a reason is not met."""

    key: str
    label: str
    names: tuple[str, ...]
    is_met: bool
    is_too_many: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A unit with what it has of each need."""

    unit: Unit
    found: tuple[Found, ...]

    @property
    def is_covered(self) -> bool:
        """Tell whether the unit has everything it should have."""
        return all(each.is_met for each in self.found)


@dataclass(frozen=True, slots=True)
class Covered:
    """A coverage as it stands: every unit with what it has, and how many units the documents name."""

    key: str
    title: str
    row: str
    source: str
    is_of_places: bool
    lines: tuple[Line, ...]
    expected: int | None

    @property
    def have(self) -> int:
        """Return how many have everything."""
        return sum(line.is_covered for line in self.lines)

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.lines)

    @property
    def lacking(self) -> int:
        """Return how many lack something."""
        return self.total - self.have

    @property
    def missing(self) -> tuple[Line, ...]:
        """Return the units that lack something."""
        return tuple(line for line in self.lines if not line.is_covered)


@dataclass
class Register:
    """Read once what all coverages of an area look into, on one day."""

    pack: Pack
    path: str
    on: dt.date

    @cached_property
    def here(self) -> tuple[str, str]:
        """Return the range of the area."""
        return subtree(self.path)

    @cached_property
    def postings(self) -> tuple[Posting, ...]:
        """Return the postings at and under the area that are planned or there."""
        rows = Posting.objects.filter(LIVING, within("path", (self.here,))).filter(
            Q(last_on=None) | Q(last_on__gte=self.on)
        )
        return tuple(rows.select_related("person", "sender").order_by("path", "pk"))

    @cached_property
    def there(self) -> Mapping[str, list[Posting]]:
        """Return who is there, by path of the place."""
        found: dict[str, list[Posting]] = defaultdict(list)
        for posting in self.postings:
            if posting.arrived_on is not None and posting.arrived_on <= self.on:
                found[posting.path].append(posting)
        return found

    @cached_property
    def pairs(self) -> Mapping[tuple[str, str], list[str]]:
        """Return the units paired with a place, by kind of relation and path of the place."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        rows = BodyLink.objects.filter(lasting(self.on), within("other__path", (self.here,)))
        for kind, path, name in rows.order_by("pk").values_list("kind", "other__path", "subject__name"):
            found[kind, path].append(name)
        return found

    @cached_property
    def records(self) -> Mapping[int, set[str]]:
        """Return the kinds of record on each file, by person."""
        found: dict[int, set[str]] = defaultdict(set)
        rows = Record.objects.filter(LIVING, on__lte=self.on).filter(
            Q(file__person__in=self._holders_here) | within("file__path", (self.here,))
        )
        for person, kind in rows.order_by().values_list("file__person_id", "kind").distinct():
            found[person].add(kind)
        return found

    @cached_property
    def _holders_here(self) -> list[int]:
        rows = Appointment.objects.filter(in_force(self.on), within("post__body__path", (self.here,)))
        return list(rows.values_list("person_id", flat=True).distinct())

    @cached_property
    def sent(self) -> Mapping[int, list[Posting]]:
        """Return the postings of each person, wherever, planned, begun or over."""
        found: dict[int, list[Posting]] = defaultdict(list)
        people = File.objects.filter(within("path", (self.here,))).values("person_id")
        for posting in Posting.objects.filter(LIVING, person_id__in=people).order_by("pk"):
            found[posting.person_id].append(posting)
        return found

    @cached_property
    def leaders(self) -> Mapping[int, list[str]]:
        """Return the leaders who keep in contact, by person of the file."""
        found: dict[int, list[str]] = defaultdict(list)
        rows = Lead.objects.filter(lasting(self.on), within("file__path", (self.here,)))
        for person, name in rows.order_by("pk").values_list("file__person_id", "leader__name"):
            found[person].append(name)
        return found

    def number(self, names: Iterable[str]) -> int | None:
        """Return the sum of these figures; None where one is not set or none is named."""
        values = [self.pack.figure(ROOM, name, self.on).as_run for name in names]
        return sum(v for v in values if isinstance(v, int)) if values and None not in values else None


def coverages_for(by: Actor, path: str, on: dt.date) -> tuple[Covered, ...]:
    """
    Return every coverage the pack of an area names that is for this actor, as it stands on a day.

    :raises NotVisible: the postings of this area are not for this actor.
    """
    if not by.may(READ_POSTINGS, path):
        raise NotVisible
    register = Register(pack_at(path=path, on=on), path, on)
    items = register.pack.list(ROOM, "coverage").items
    return tuple(_covered(register, item) for item in items if _is_for(by, item, path))


def coverage_for(by: Actor, key: str, path: str, on: dt.date) -> Covered:
    """
    Return one coverage of an area on a day.

    :raises NotVisible: it is not for this actor, or the pack of the area names no such coverage.
    """
    register = Register(pack_at(path=path, on=on), path, on)
    item = register.pack.list(ROOM, "coverage").item(key)
    if item is None or not _is_for(by, item, path):
        raise NotVisible
    return _covered(register, item)


def _is_for(by: Actor, item: Item, path: str) -> bool:
    """Tell whether a coverage is for an actor: of places for who reads postings, of persons for who reads files."""
    return by.may(READ_POSTINGS if item.read_as(Coverage).units.level else READ_FILES, path)


def _covered(register: Register, item: Item) -> Covered:
    asked = item.read_as(Coverage)
    units = _places(register, asked.units) if asked.units.level else _persons(register, asked.units)
    return Covered(
        key=item.key,
        title=item.label(),
        row=asked.row,
        source=asked.source or register.pack.list(ROOM, "coverage").source,
        is_of_places=bool(asked.units.level),
        lines=tuple(Line(unit, tuple(_found(register, unit, need) for need in asked.needs)) for unit in units),
        expected=register.number(asked.expected),
    )


def _places(register: Register, asked: Units) -> Iterable[Unit]:
    for area in areas_in(register.path, register.on, asked.level):
        is_named = any(word in area.name for word in asked.named) or not asked.named
        if is_named and not any(word in area.name for word in asked.unnamed):
            yield Unit(area.id, area.name, area.path, is_place=True)


def _persons(register: Register, asked: Units) -> Iterable[Unit]:
    """Return the persons of files in these categories, or who hold these posts, by place."""
    if asked.posts:
        return _holders(register, asked.posts)
    marks = Mark.objects.filter(lasting(register.on), category__in=asked.categories)
    files = File.objects.filter(within("path", (register.here,)), pk__in=marks.values("file_id"))
    units = [
        Unit(file.person_id, file.person.name, file.path, is_place=False, file_id=file.pk)
        for file in files.select_related("person").order_by("path", "pk")
    ]
    if not asked.lacking:
        return units
    served = service_by(register.pack, (unit.id for unit in units), register.on)
    return [unit for unit in units if not (unit.id in served and served[unit.id].is_any)]


def _holders(register: Register, posts: Iterable[str]) -> list[Unit]:
    rows = Appointment.objects.filter(
        in_force(register.on), within("post__body__path", (register.here,)), post__kind__in=posts
    )
    found: dict[int, Unit] = {}
    for row in rows.select_related("person", "post__body").order_by("post__body__path", "pk"):
        found.setdefault(row.person_id, Unit(row.person_id, row.person.name, row.post.body.path, is_place=False))
    files = dict(File.objects.filter(person__in=found).values_list("person_id", "pk"))
    return [Unit(unit.id, unit.name, unit.path, is_place=False, file_id=files.get(unit.id)) for unit in found.values()]


def _found(register: Register, unit: Unit, need: Need) -> Found:
    label = Item(need.key, need.zh, need.en, {}).label()
    if need.by == "role":
        return _in_role(register, unit, need, label)
    names = tuple(LOOKS[need.by](register, unit, need))
    return Found(need.key, label, names, bool(names))


def _in_role(register: Register, unit: Unit, need: Need, label: str) -> Found:
    """Find who is there in a role: exactly one, and of more than one all but one with a reason."""
    here = [posting for posting in register.there.get(unit.path, ()) if posting.role in need.roles]
    unexcused = sum("cadres.one_too_many" not in posting.excused.split() for posting in here)
    is_too_many = unexcused > 1
    names = tuple(_named(posting) for posting in here)
    return Found(need.key, label, names, is_met=bool(here) and not is_too_many, is_too_many=is_too_many)


def _named(posting: Posting) -> str:
    return f"{posting.person.name}（{posting.sender.name}）" if posting.sender else posting.person.name


def _by_pair(register: Register, unit: Unit, need: Need) -> list[str]:
    return register.pairs.get((need.link, unit.path), [])


def _by_record(register: Register, unit: Unit, need: Need) -> list[str]:
    return [kind for kind in need.kinds if kind in register.records.get(unit.id, ())]


def _by_posting(register: Register, unit: Unit, need: Need) -> list[str]:
    return [str(each.planned_on) for each in register.sent.get(unit.id, ()) if each.role in need.roles]


def _by_leader(register: Register, unit: Unit, need: Need) -> list[str]:
    return register.leaders.get(unit.id, [])


LOOKS: Mapping[str, Callable[[Register, Unit, Need], list[str]]] = {
    "pair": _by_pair,
    "record": _by_record,
    "posting": _by_posting,
    "leader": _by_leader,
}
