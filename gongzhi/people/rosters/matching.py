"""Compare the rows of a roster with what is registered: who is new, who has changed and how, who is the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from gongzhi.people.rosters.problems import Problem, Problems
from gongzhi.people.rosters.rows import Resident

PLAIN = ("name", "sex", "born_on", "residence", "relation", "registered_address")
HouseholdKey = tuple[int, str, str]


class Keyed(NamedTuple):
    """A row with the blind index of its number; None where it has none."""

    resident: Resident
    number_index: bytes | None


class KnownPerson(NamedTuple):
    """A person as registered, with the village of the area; `born_on` is in ISO form or empty."""

    id: int
    name: str
    sex: str
    born_on: str
    residence: str
    relation: str
    registered_address: str
    paper: str
    number_index: bytes | None
    phone_index: bytes | None
    household_id: int | None
    village_id: int
    seal_key: str
    is_closed: bool


class KnownHousehold(NamedTuple):
    """A household as registered, with the village of its area."""

    id: int
    village_id: int
    area_id: int
    register_number: str
    address: str


class NewHousehold(NamedTuple):
    """A household that a roster names and nobody has registered."""

    area_id: int
    village_id: int
    register_number: str
    address: str


class Change(NamedTuple):
    """What a row changes about a person: the fields that differ, of `PLAIN` or phone, number, household."""

    person: KnownPerson
    keyed: Keyed
    fields: tuple[str, ...]


@dataclass(slots=True)
class Plan:
    """
    What taking in a roster would do.

    `households` are new by their key, `homes` the known ones by key; `numbered` are known households that are given the
    number of their register, `moved` those whose address has changed.
    """

    fresh: list[Keyed] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: int = 0
    households: dict[HouseholdKey, NewHousehold] = field(default_factory=dict)
    homes: dict[HouseholdKey, KnownHousehold] = field(default_factory=dict)
    numbered: dict[int, str] = field(default_factory=dict)
    moved: dict[int, str] = field(default_factory=dict)

    @property
    def changes_nothing(self) -> bool:
        """Tell whether everything in the roster is registered already, as it stands there."""
        return not (self.fresh or self.changed or self.households or self.numbered or self.moved)


def household_key(resident: Resident) -> HouseholdKey | None:
    """Return what names the household of a row: its register number, else its address; None where it names none."""
    if resident.register_number:
        return (resident.village_id, resident.register_number, "")
    return (resident.village_id, "", resident.address) if resident.address else None


class Matcher:
    """
    Match rows against the register of their villages; what cannot be decided is added to `problems`.

    `phone_index` returns the blind index of a phone.
    """

    def __init__(
        self,
        *,
        persons: Iterable[KnownPerson],
        households: Iterable[KnownHousehold],
        problems: Problems,
        phone_index: Callable[[str], bytes],
    ) -> None:
        self.problems = problems
        self.phone_index = phone_index
        self.plan = Plan()
        self.rows: dict[int, int] = {}
        self.by_number: dict[tuple[int, bytes], list[KnownPerson]] = defaultdict(list)
        self.by_name: dict[tuple[int, str], list[KnownPerson]] = defaultdict(list)
        for person in persons:
            if person.number_index is not None:
                self.by_number[person.village_id, person.number_index].append(person)
            self.by_name[person.village_id, person.name].append(person)
        self.by_register: dict[tuple[int, str], KnownHousehold] = {}
        self.by_address: dict[tuple[int, str], list[KnownHousehold]] = defaultdict(list)
        for home in households:
            if home.register_number:
                self.by_register[home.village_id, home.register_number] = home
            self.by_address[home.village_id, home.address].append(home)

    def match(self, rows: Sequence[Keyed]) -> Plan:
        """Return what the rows would change; rows that cannot be decided are left out and told."""
        registers = registers_at(each.resident for each in rows) if self.by_address else {}
        for keyed in rows:
            person, problem = self._person(keyed)
            if person and not problem and self.rows.setdefault(person.id, keyed.resident.row) != keyed.resident.row:
                problem = ("twice_in_file", str(self.rows[person.id]))
            if problem:
                self._tell(keyed.resident, *problem)
                continue
            home = self._home(keyed.resident, registers)
            if person is None:
                self.plan.fresh.append(keyed)
            elif fields := differing(keyed, person, home, self.phone_index):
                self.plan.changed.append(Change(person, keyed, fields))
            else:
                self.plan.same += 1
        return self.plan

    def _tell(self, resident: Resident, kind: str, detail: str) -> None:
        self.problems.add(Problem(resident.sheet, resident.row, None, "name", kind, resident.name, detail))

    def _person(self, keyed: Keyed) -> tuple[KnownPerson | None, tuple[str, str] | None]:
        """Return the registered person of a row, if any, or why that cannot be decided."""
        resident = keyed.resident
        if keyed.number_index is not None:
            found = self.by_number.get((resident.village_id, keyed.number_index), [])
            standing = [each for each in found if not each.is_closed]
            if standing:
                same = standing[0].name == resident.name
                return standing[0], None if same else ("name_otherwise", standing[0].name)
            if found:
                return None, ("closed_here", "")
        namesakes = self.by_name.get((resident.village_id, resident.name), ())
        fitting = [each for each in namesakes if not each.is_closed and self._may_be(keyed, each)]
        if len(fitting) > 1:
            return None, ("several_here", str(len(fitting)))
        if not fitting and any(is_namesake(resident, each) for each in namesakes):
            self._tell(resident, "same_name_here", "")
        return (fitting[0] if fitting else None), None

    def _may_be(self, keyed: Keyed, person: KnownPerson) -> bool:
        """
        Tell whether a namesake without the number is the person of the row.

        The day of birth must not differ; with a number in the row the same day is enough, without one it takes the
        same household as well.
        """
        resident = keyed.resident
        if keyed.number_index is not None and person.number_index is not None:
            return False
        if resident.born_on and person.born_on and resident.born_on != person.born_on:
            return False
        is_same_day = bool(resident.born_on) and resident.born_on == person.born_on
        return (keyed.number_index is not None and is_same_day) or self._is_at_home(resident, person)

    def _is_at_home(self, resident: Resident, person: KnownPerson) -> bool:
        """Tell whether a person is registered in the household that the row names; naming none is no other one."""
        if household_key(resident) is None:
            return person.household_id is None
        home = self.by_register.get((resident.village_id, resident.register_number))
        ids = (
            {home.id}
            if home
            else {each.id for each in self.by_address.get((resident.village_id, resident.address), ())}
        )
        return person.household_id in ids

    def _home(self, resident: Resident, registers: Mapping[tuple[int, str], set[str]]) -> KnownHousehold | None:
        """Return the registered household of a row; one that is not yet is planned."""
        key = household_key(resident)
        if key is None:
            return None
        if key not in self.plan.homes and key not in self.plan.households:
            home = self._known_home(resident, registers)
            if home is None:
                self.plan.households[key] = NewHousehold(
                    resident.area_id, resident.village_id, resident.register_number, resident.address
                )
            else:
                self.plan.homes[key] = home
        return self.plan.homes.get(key)

    def _known_home(self, resident: Resident, registers: Mapping[tuple[int, str], set[str]]) -> KnownHousehold | None:
        """Return a registered household by its number; by its address where no other register stands there."""
        number, at = resident.register_number, (resident.village_id, resident.address)
        if number and (home := self.by_register.get((resident.village_id, number))):
            if resident.address and resident.address != home.address:
                self.plan.moved[home.id] = resident.address
            return home
        here = self.by_address.get(at, [])
        if not number:
            return here[0] if len(here) == 1 else next((each for each in here if not each.register_number), None)
        unnumbered = [each for each in here if not each.register_number]
        if len(unnumbered) == 1 and len(registers.get(at, ())) == 1:
            self.plan.numbered[unnumbered[0].id] = number
            return unnumbered[0]
        return None


def registers_at(residents: Iterable[Resident]) -> Mapping[tuple[int, str], set[str]]:
    """Return the register numbers that a roster names at each address."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for each in residents:
        if each.register_number:
            found[each.village_id, each.address].add(each.register_number)
    return found


def is_namesake(resident: Resident, person: KnownPerson) -> bool:
    """Tell whether a registered person has the same name and day of birth, so that somebody should look."""
    return bool(resident.born_on) and not person.is_closed and resident.born_on == person.born_on


def differing(
    keyed: Keyed, person: KnownPerson, home: KnownHousehold | None, phone_index: Callable[[str], bytes]
) -> tuple[str, ...]:
    """Return the fields a row gives that are registered otherwise; what a row leaves empty stays as it is."""
    resident = keyed.resident
    found = [name for name in PLAIN if (value := getattr(resident, name)) and value != getattr(person, name)]
    if resident.phone and phone_index(resident.phone) != person.phone_index:
        found.append("phone")
    if keyed.number_index is not None and keyed.number_index != person.number_index:
        found.append("number")
    if household_key(resident) is not None and (home is None or home.id != person.household_id):
        found.append("household")
    return tuple(found)
