"""A county with a town, two villages and a grid, and actors over them, as one object."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from gongzhi.bodies.actions import appoint, create_body, create_post
from gongzhi.bodies.factories import elect
from gongzhi.kernel.actors import Actor, Grant, Reach, system_actor
from gongzhi.people.actions import register_person
from gongzhi.policy.actions import adopt_pack
from gongzhi.territory.actions import create_area

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 24)
LONG_AGO = dt.date(2020, 1, 1)
SYSTEM = system_actor("test")
CHAIN = (("province", "广东省"), ("city", "广州市"), ("county", "花都区"), ("town", "赤坭镇"))
DEEDS = ("read_body", "create_body", "create_post", "appoint", "end_appointment", "close_body", "describe_body")


@dataclass(frozen=True)
class Place:
    id: int
    path: str
    name: str


@dataclass
class World:
    """Makes areas, bodies, posts and persons by the actions a person would call."""

    places: dict[str, Place] = field(default_factory=dict)

    def area(self, name, level="village", under="赤坭镇"):
        parent = self.places[under].id if under else None
        made = create_area(by=SYSTEM, parent_id=parent, level=level, name=name, from_on=dt.date(2020, 1, 1), now=NOW)
        self.places[name] = Place(made.pk, made.path, name)
        return self.places[name]

    def body(self, kind, at, name="", by=SYSTEM, **more):
        return create_body(by=by, kind=kind, name=name or f"{at}{kind}", area_id=self.places[at].id, now=NOW, **more)

    def branch(self, at, name="党支部", by=SYSTEM, **more):
        more.setdefault("domain", "village")
        return self.body("party_branch", at, name, by=by, **more)

    def elected(self, kind, at, from_on=dt.date(2026, 1, 1), **more):
        body = self.body(kind, at, **more)
        elect(body, from_on)
        return body

    def post(self, body, kind, title="", by=SYSTEM):
        return create_post(by=by, body_id=body.pk, kind=kind, title=title, now=NOW)

    def person(self, name="邱小兰", at="东升村", **more):
        return register_person(by=SYSTEM, name=name, area_id=self.places[at].id, now=NOW, **more)

    def appoint(self, post, person, from_on=dt.date(2026, 1, 1), by=SYSTEM, basis="村民会议选举", **more):
        return appoint(by=by, post_id=post.pk, person_id=person.pk, from_on=from_on, basis=basis, now=NOW, **more)

    def official(self, at, *deeds):
        path = self.places[at].path
        grants = tuple(Grant(f"bodies.{deed}", path, Reach.SUBTREE) for deed in deeds or DEEDS)
        return Actor(name="干部", account_id=7, grants=grants)

    def adopt(self, pack_id, at="花都区"):
        path = self.places[at].path
        adopt_pack(by=SYSTEM, path=path, pack_id=pack_id, from_on=LONG_AGO, to_on=None, decided_by="区委", now=NOW)


@pytest.fixture
def world(db):
    made, under = World(), None
    for level, name in CHAIN:
        made.area(name, level, under)
        under = name
    made.area("东升村")
    made.area("西边村")
    made.area("第一网格", "grid", "东升村")
    return made
