"""Let households and persons follow a change of the tree; part of an action of the rooms above."""

from collections.abc import Mapping, Sequence

from gongzhi.kernel.paths import subtree
from gongzhi.kernel.queries import within
from gongzhi.people.models import DataRequest, Household, Person
from gongzhi.people.rules import address_group
from gongzhi.territory.actions import Apart
from gongzhi.territory.changes.planning import Step
from gongzhi.territory.queries import rows_along

AT_ONCE = 500
Followed = list[tuple[int, str, str]]


def rows_at(path: str) -> dict[str, int]:
    """Return how many households and persons are registered at or under an area, by kind of row."""
    here = within("area_path", (subtree(path),))
    return {
        "people.household": Household.objects.filter(here).count(),
        "people.person": Person.objects.filter(here, closed_on=None).count(),
    }


def double_addresses(path: str, other: str) -> tuple[str, ...]:
    """Return the addresses that households directly at two areas share, in their order."""
    there = Household.objects.filter(area_path=other).values("address")
    shared = Household.objects.filter(area_path=path, address__in=there)
    return tuple(shared.order_by("address").values_list("address", flat=True))


def paths_in_use() -> set[str]:
    """Return the paths of the areas in which households or persons are registered."""
    homes = Household.objects.order_by().values_list("area_path", flat=True).distinct()
    persons = Person.objects.filter(closed_on=None).order_by().values_list("area_path", flat=True).distinct()
    return {*homes, *persons}


def move_to_area(
    *, steps: Sequence[Step], names: Mapping[int, str], apart: Sequence[Apart] = ()
) -> dict[str, Followed]:
    """
    Move households, and persons with them, along the steps; return who went from where to where, by kind of row.

    `apart` takes households directly at an area out of their step: those whose address is of a group go along another.
    Where an address is taken already, the name of the old area (`names` by id) is put before it.
    """
    homes: Followed = []
    for step, ids in rows_along(Household.objects.all(), column="area_path", steps=steps).items():
        ways = _ways(ids, step, apart)
        for way in dict.fromkeys(ways.values()):
            homes += _move_homes([pk for pk in ids if ways[pk] is way], way, names)
    persons = _move_persons(steps, homes)
    return {"people.household": homes, "people.person": persons, "people.datarequest": _move_requests(persons)}


def _ways(ids: Sequence[int], step: Step, apart: Sequence[Apart]) -> dict[int, Step]:
    """Return the way of each household: that of the group of its address, else that of its area."""
    other = {each.group: each.step for each in apart if each.step.from_id == step.from_id}
    ways = dict.fromkeys(ids, step)
    if other:
        for pk, address in Household.objects.filter(area_path=step.from_path).values_list("pk", "address"):
            ways[pk] = other.get(address_group(address), step)
    return ways


def _move_homes(ids: Sequence[int], step: Step, names: Mapping[int, str]) -> Followed:
    moved: Followed = []
    for some in (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE)):
        rows = Household.objects.filter(pk__in=some)
        taken = Household.objects.filter(area_id=step.to_id, address__in=rows.values("address")).values_list("address")
        for home in rows.filter(address__in=[address for (address,) in taken]):
            home.address = f"{names[step.from_id]}{home.address}"
            home.save(update_fields=["address"])
        moved += [(pk, path, step.to_path) for pk, path in rows.order_by("pk").values_list("pk", "area_path")]
        rows.update(area_id=step.to_id, area_path=step.to_path)
    return moved


def _move_persons(steps: Sequence[Step], homes: Followed) -> Followed:
    """Move persons along the steps, each with the household, one of none with the area; who is closed stays."""
    went = {pk: to_path for pk, _, to_path in homes}
    ids = {step.to_path: step.to_id for step in steps}
    ids |= {path: int(path.split("/")[-2]) for path in went.values()}
    moved: Followed = []
    for step, found in rows_along(Person.objects.filter(closed_on=None), column="area_path", steps=steps).items():
        for some in (found[at : at + AT_ONCE] for at in range(0, len(found), AT_ONCE)):
            rows = Person.objects.filter(pk__in=some).order_by("pk").values_list("pk", "area_path", "household_id")
            ways = [(pk, path, went.get(home, step.to_path) if home else step.to_path) for pk, path, home in rows]
            for to_path in dict.fromkeys(to for *_, to in ways):
                going = [pk for pk, _, to in ways if to == to_path]
                Person.objects.filter(pk__in=going).update(area_id=ids[to_path], area_path=to_path)
            moved += ways
    return moved


def _move_requests(persons: Followed) -> Followed:
    """Let what persons ask about their own data, and nobody has answered yet, go where the persons went."""
    moved: Followed = []
    went = {pk: to_path for pk, _, to_path in persons}
    waiting = DataRequest.objects.filter(answered_at=None).order_by("pk")
    for pk, person, path in waiting.values_list("pk", "person_id", "area_path"):
        if went.get(person, path) != path:
            DataRequest.objects.filter(pk=pk).update(area_path=went[person])
            moved.append((pk, path, went[person]))
    return moved
