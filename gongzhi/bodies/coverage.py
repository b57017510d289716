"""Which units of an area have what they should have, and which are missing by name."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gongzhi.bodies.fields import in_words
from gongzhi.bodies.lists import Coverage, Need, Units
from gongzhi.bodies.models import Appointment, Body, ContactRefusal, HouseholdTie
from gongzhi.bodies.register import Register
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people.models import Household
from gongzhi.policy.packs import Item
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import areas_in

MOST_MISSING = 100


@dataclass(frozen=True, slots=True)
class Found:
    """
    What was found of one need at one unit: the names, whether it is enough, whether it is more than there may be.

    `least` is how many there must be, `excuse` why the unit needs nothing; `since` tells from which day a post is held,
    or from which it is vacant, None where nothing was ever written down.
    """

    need: str
    label: str
    names: tuple[str, ...]
    is_met: bool
    is_too_many: bool = False
    least: int = 1
    excuse: str = ""
    since: dt.date | None = None
    is_post: bool = False


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit of a coverage: `kind` is `area`, `body` or `household`, `id` the row's."""

    kind: str
    id: int
    name: str
    path: str
    found: tuple[Found, ...]
    split: str = ""

    @property
    def is_covered(self) -> bool:
        """Tell whether the unit has everything it should have."""
        return all(each.is_met for each in self.found)


@dataclass(frozen=True, slots=True)
class Covered:
    """
    A coverage as it stands: `have` of `total`, the figure expected by the place, every unit with what it has.

    `source` is where the place says so, `split_by` the field its count is split by. Of households only `MOST_MISSING`
    that lack something stand in `lines`; they are too many to be listed whole.
    """

    key: str
    title: str
    row: str
    lines: tuple[UnitLine, ...]
    have: int
    total: int
    expected: int | None = None
    source: str = ""
    split_by: str = ""

    @property
    def lacking(self) -> int:
        """Return how many lack something."""
        return self.total - self.have

    @property
    def missing(self) -> tuple[UnitLine, ...]:
        """Return the units that lack something."""
        return tuple(line for line in self.lines if not line.is_covered)

    @property
    def splits(self) -> dict[str, tuple[int, int]]:
        """Return how many have it and how many there are, for each value the count is split by."""
        groups: dict[str, list[UnitLine]] = defaultdict(list)
        for line in self.lines:
            groups[line.split].append(line)
        return {key: (sum(line.is_covered for line in lines), len(lines)) for key, lines in sorted(groups.items())}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit before anything was looked for."""

    kind: str
    id: int
    name: str
    path: str
    body: Body | None = None


def coverages_for(by: Actor, path: str, on: dt.date) -> tuple[Covered, ...]:
    """
    Return every coverage the pack of an area names, as it stands there on a day.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    register = _register(by, path, on)
    return tuple(_covered(register, item) for item in register.pack.list("bodies", "coverage").items)


def coverage_for(by: Actor, key: str, path: str, on: dt.date) -> Covered:
    """
    Return one coverage of an area on a day.

    :raises NotVisible: the bodies of this area are not for this actor, or its pack names no such coverage.
    """
    register = _register(by, path, on)
    item = register.pack.list("bodies", "coverage").item(key)
    if item is None:
        raise NotVisible
    return _covered(register, item)


def body_coverages(body: Body, on: dt.date) -> tuple[tuple[str, tuple[Found, ...]], ...]:
    """
    Return, for one body, the title of each coverage it is counted in and what it has of it.

    Only what sits exactly at its area is read: no need of a body is met by what lies below.
    """
    register = Register(pack_at(path=body.path, on=on), body.path, on, is_narrow=True)
    found: list[tuple[str, tuple[Found, ...]]] = []
    for item in register.pack.list("bodies", "coverage").items:
        asked = item.read_as(Coverage)
        if not (asked.units.level or asked.units.households):
            units = (unit for unit in units_of(register, asked.units) if unit.id == body.pk)
            found.extend((item.label(), _unit_line(register, unit, asked).found) for unit in units)
    return tuple(found)


def _register(by: Actor, path: str, on: dt.date) -> Register:
    if not by.may("bodies.read_body", path):
        raise NotVisible
    return Register(pack_at(path=path, on=on), path, on)


def _covered(register: Register, item: Item) -> Covered:
    asked = item.read_as(Coverage)
    if asked.units.households:
        return _counted(register, item, asked, *_households(register, asked))
    lines = tuple(_unit_line(register, unit, asked) for unit in units_of(register, asked.units))
    return _counted(register, item, asked, lines, sum(line.is_covered for line in lines), len(lines))


def _counted(
    register: Register, item: Item, asked: Coverage, lines: tuple[UnitLine, ...], have: int, total: int
) -> Covered:
    return Covered(
        key=item.key,
        title=item.label(),
        row=asked.row,
        lines=lines,
        have=have,
        total=total,
        expected=register.number(asked.expected),
        source=asked.source or register.pack.list("bodies", "coverage").source,
        split_by=asked.split_by,
    )


def _unit_line(register: Register, unit: Unit, asked: Coverage) -> UnitLine:
    found = tuple(_found(register, unit, need) for need in asked.needs)
    split = str(unit.body.data.get(asked.split_by, "")) if unit.body else ""
    return UnitLine(unit.kind, unit.id, unit.name, unit.path, found, split)


def _households(register: Register, asked: Coverage) -> tuple[tuple[UnitLine, ...], int, int]:
    """Count households that did not refuse contact, and those among them in contact; list the first that are not."""
    refused = ContactRefusal.objects.filter(register.now()).values("household_id")
    ties = HouseholdTie.objects.filter(register.now(), kind=HouseholdTie.Kind.CONTACT).values("household_id")
    rows = Household.objects.filter(area_path__gte=register.low, area_path__lt=register.high).exclude(pk__in=refused)
    missing = rows.exclude(pk__in=ties).order_by("area_path", "pk")[:MOST_MISSING]
    units = [Unit("household", row.pk, row.address, row.area_path) for row in missing]
    lines = tuple(_unit_line(register, unit, asked) for unit in units)
    return lines, rows.filter(pk__in=ties).count(), rows.count()


def units_of(register: Register, asked: Units) -> Iterable[Unit]:
    """Return the areas or bodies that are counted."""
    if asked.level:
        return _areas(register, asked)
    fitting = (
        body
        for body in register.bodies
        if register.fits(body, kinds=asked.kinds, groups=asked.groups, where=asked.where)
    )
    return [Unit("body", body.pk, body.name, body.path, body) for body in fitting if is_linked(register, body, asked)]


def is_linked(register: Register, body: Body, asked: Units) -> bool:
    """Tell whether a body stands on the tier and in the relations that units are narrowed to."""
    if asked.tier and body.tier != asked.tier:
        return False
    if asked.links_out and not any(link.kind == asked.links_out for link in register.to_others.get(body.pk, ())):
        return False
    if not asked.linked_from:
        return True
    links = (link for link in register.from_others.get(body.pk, ()) if link.kind == asked.linked_from)
    return any(register.group(link.subject) in asked.linked_groups for link in links) is not asked.unlinked


def _areas(register: Register, asked: Units) -> Iterable[Unit]:
    for area in areas_in(register.path, register.on, asked.level):
        is_named = any(word in area.name for word in asked.named)
        is_marked = any(body.kind in asked.marked_by for body in register.at.get(area.path, ()))
        if is_named or is_marked or not (asked.named or asked.marked_by):
            yield Unit("area", area.id, area.name, area.path)


def _found(register: Register, unit: Unit, need: Need) -> Found:
    names = tuple(_names(register, unit, need))
    is_too_many = need.most is not None and len(names) > need.most
    least = register.number(need.least) or 1
    excuse = str(unit.body.data.get(need.or_field) or "") if unit.body and need.or_field else ""
    return Found(
        need=need.key,
        label=Item(need.key, need.zh, need.en, {}).label(),
        names=names,
        is_met=(len(names) >= least and not is_too_many) or bool(excuse),
        is_too_many=is_too_many,
        least=least,
        excuse=excuse,
        since=_since(register, unit, need) if need.by == "holder" else None,
        is_post=need.by == "holder",
    )


def _since(register: Register, unit: Unit, need: Need) -> dt.date | None:
    """Return since when a post is held by whoever holds it longest, else since when it is vacant."""
    held = _held(register, unit, need)
    if held:
        return min(each.from_on for each in held)
    place = unit.id if unit.body else unit.path
    left = [register.left_on[kind, place] for kind in need.posts if (kind, place) in register.left_on]
    return max(left, default=unit.body.founded_on if unit.body else None)


def _names(register: Register, unit: Unit, need: Need) -> Iterable[str]:
    """Return the names of what answers a need at a unit."""
    return LOOKS[need.by](register, unit, need)


def _fitting(register: Register, bodies: Iterable[Body], need: Need) -> list[str]:
    on_tier = [body for body in bodies if not need.tier or body.tier in ("", need.tier)]
    return [b.name for b in on_tier if register.fits(b, kinds=need.kinds, groups=need.groups, where=need.where)]


def _by_area(register: Register, unit: Unit, need: Need) -> list[str]:
    return _fitting(register, register.at.get(unit.path, ()), need)


def _by_linked_from(register: Register, unit: Unit, need: Need) -> list[str]:
    links = register.from_others.get(unit.id, ()) if unit.body else ()
    return _fitting(register, (link.subject for link in links if link.kind == need.link), need)


def _by_link_to(register: Register, unit: Unit, need: Need) -> list[str]:
    links = register.to_others.get(unit.id, ()) if unit.body else ()
    return _fitting(register, (link.other for link in links if link.kind == need.link), need)


def _by_parent(register: Register, unit: Unit, need: Need) -> list[str]:
    parent = unit.body.parent if unit.body else None
    return _fitting(register, [parent] if parent else [], need)


def _by_field(register: Register, unit: Unit, need: Need) -> list[str]:
    value = unit.body.data.get(need.field) if unit.body else None
    return [in_words(register.pack, need.field, value)] if value else []


def _by_resource(register: Register, unit: Unit, need: Need) -> list[str]:
    return [resource.name for resource in register.resources.get(unit.path, ())]


def _by_contact(register: Register, unit: Unit, need: Need) -> list[str]:
    """Return nothing: households are counted whole, and only those without contact are listed."""
    return []


def _by_member(register: Register, unit: Unit, need: Need) -> list[str]:
    members = register.members.get(unit.id, ()) if unit.body else ()
    return [f"{m.person.name}（{m.unit}）" if m.unit else m.person.name for m in members if m.kind == need.member]


def _by_holder(register: Register, unit: Unit, need: Need) -> list[str]:
    return [each.person.name for each in _held(register, unit, need)]


def _held(register: Register, unit: Unit, need: Need) -> list[Appointment]:
    held = register.held_in.get(unit.id, ()) if unit.body else register.held_at.get(unit.path, ())
    return [each for each in held if each.post.kind in need.posts]


LOOKS: Mapping[str, Callable[[Register, Unit, Need], list[str]]] = {
    "area": _by_area,
    "linked_from": _by_linked_from,
    "link_to": _by_link_to,
    "parent": _by_parent,
    "field": _by_field,
    "resource": _by_resource,
    "contact": _by_contact,
    "member": _by_member,
    "holder": _by_holder,
}
