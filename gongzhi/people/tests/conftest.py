"""Two villages of one town, and a clerk who registers persons in the first."""

import datetime as dt
from dataclasses import dataclass

import pytest

from gongzhi.kernel.actors import Actor, Grant, Reach, system_actor
from gongzhi.territory.actions import create_area

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Place:
    id: int
    path: str


@pytest.fixture
def town(db):
    parent, parent_id = None, None
    for level, name in (("province", "广东省"), ("city", "广州市"), ("county", "花都区"), ("town", "赤坭镇")):
        parent = create_area(
            by=system_actor("test"), parent_id=parent_id, level=level, name=name, from_on=dt.date(2020, 1, 1), now=NOW
        )
        parent_id = parent.pk
    return Place(parent.pk, parent.path)


def make_village(town, name):
    area = create_area(
        by=system_actor("test"), parent_id=town.id, level="village", name=name, from_on=dt.date(2020, 1, 1), now=NOW
    )
    return Place(area.pk, area.path)


@pytest.fixture
def village(town):
    return make_village(town, "东升村")


@pytest.fixture
def elsewhere(town):
    return make_village(town, "西边村")


@pytest.fixture
def clerk(village):
    grants = tuple(
        Grant(action, village.path, Reach.SUBTREE) for action in ("people.register_person", "people.read_person")
    )
    return Actor(name="文书", account_id=1, grants=grants, stepped_up_at=NOW)
