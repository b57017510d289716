"""Where households lay on a day, through all changes of the tree since; and how their addresses group them."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from gongzhi.people.models import Household
from gongzhi.people.rules import address_group
from gongzhi.territory.queries import lay_within
from gongzhi.territory.rules import order_key


def count_households_on(path: str, on: dt.date) -> int:
    """Return how many of the households registered now lay at or under an area on a day."""
    there = lay_within(path, kind="people.household", column="area_path", on=on)
    return sum(Household.objects.filter(part).count() for part in there)


@dataclass(frozen=True, slots=True)
class HomeGroup:
    """Hold the households directly at an area whose addresses are of one group, and how many persons live in them."""

    group: str
    addresses: tuple[str, ...]
    persons: int


def home_groups(path: str) -> tuple[HomeGroup, ...]:
    """Return the households directly at an area by the groups of their addresses, as people would list them."""
    homes = Household.objects.filter(area_path=path).order_by("address", "pk")
    open_persons = Count("members", filter=Q(members__closed_on=None))
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for address, persons in homes.annotate(persons=open_persons).values_list("address", "persons"):
        found[address_group(address)].append((address, persons))
    groups = sorted(found, key=lambda group: order_key((), group))
    return tuple(
        HomeGroup(group, tuple(address for address, _ in found[group]), sum(count for _, count in found[group]))
        for group in groups
    )
