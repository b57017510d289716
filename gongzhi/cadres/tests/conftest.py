"""A city with a county, a town, two villages and a community, actors over them, and what tests do again and again."""

import datetime as dt
from dataclasses import dataclass, field

import pytest

from gongzhi.bodies.actions import appoint_as, create_body
from gongzhi.bodies.queries import bodies_at
from gongzhi.cadres import actions
from gongzhi.cadres.counts import count_for
from gongzhi.cadres.coverage import coverage_for
from gongzhi.kernel.actors import Actor, Grant, Reach, system_actor
from gongzhi.people.actions import register_person
from gongzhi.policy.actions import adopt_pack
from gongzhi.territory.actions import create_area
from gongzhi.territory.queries import AreaLine

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 24)
START = dt.date(2010, 1, 1)
SYSTEM = system_actor("test")
CHAIN = (("province", "某省"), ("city", "某市"), ("county", "某区"), ("town", "某镇"))


@dataclass
class World:
    """Makes areas, bodies, persons, postings and files by the actions a person would call."""

    places: dict[str, AreaLine] = field(default_factory=dict)

    def area(self, name, level="village", under="某镇"):
        parent = self.places[under].id if under else None
        made = create_area(by=SYSTEM, parent_id=parent, level=level, name=name, from_on=START, now=NOW)
        self.places[name] = AreaLine(made.pk, made.path, level, name)
        return self.places[name]

    def follow(self, pack_id, at="某省"):
        path = self.places[at].path
        adopt_pack(by=SYSTEM, path=path, pack_id=pack_id, from_on=START, to_on=None, decided_by="会议纪要", now=NOW)

    def body(self, name, kind="county_department", at="某区", **more):
        return create_body(
            by=SYSTEM, kind=kind, name=name, area_id=self.places[at].id, founded_on=START, now=NOW, **more
        )

    def party(self, at):
        domain = "community" if "社区" in at else "village"
        return self.body(f"{at}党支部", "community_party_committee", at, domain=domain)

    def person(self, name="邱小兰", at="某区"):
        return register_person(by=SYSTEM, name=name, area_id=self.places[at].id, now=NOW)

    def post(self, person, kind, at="东升村", body="villagers_committee"):
        place = self.places[at]
        found = next(iter(bodies_at(place.path, DAY, kinds=(body,))), None) or self.body(f"{at}{body}", body, at)
        return appoint_as(
            by=SYSTEM, body_id=found.id, kind=kind, person_id=person.pk, from_on=START, basis="任职文件", now=NOW
        )

    def file(self, person=None, *categories, at="某区"):
        who = person or self.person()
        return actions.open_file(
            by=SYSTEM, person_id=who.pk, area_id=self.places[at].id, categories=categories, now=NOW
        )

    def record(self, file, kind, on=dt.date(2026, 1, 5), by=SYSTEM, **fields):
        return actions.add_record(by=by, file_id=file.pk, kind=kind, on=on, fields=fields, now=NOW)

    def plan(self, role, person=None, at="东升村", planned_on=dt.date(2026, 6, 1), by=SYSTEM, sender=None, **more):
        fields = {key: more.pop(key) for key in list(more) if key not in ("reason", "born", "host_id")}
        return actions.plan_posting(
            by=by,
            role=role,
            person_id=(person or self.person()).pk,
            area_id=self.places[at].id,
            planned_on=planned_on,
            sender_id=sender.pk if sender else None,
            fields=fields,
            now=NOW,
            **more,
        )

    def step(self, posting, on, *steps):
        for step in steps or ("arrived",):
            actions.take_step(by=SYSTEM, posting_id=posting.pk, step=step, on=on, now=NOW)
        return posting

    def sent(self, role, person=None, at="东升村", arrived_on=dt.date(2026, 6, 1), **more):
        return self.step(self.plan(role, person, at, **more), arrived_on)

    def end(self, posting, last_on, reason="期满"):
        return actions.end_posting(by=SYSTEM, posting_id=posting.pk, last_on=last_on, reason=reason, now=NOW)

    def official(self, at="某区", *deeds):
        path = self.places[at].path
        named = deeds or ("read_postings", "keep_postings", "read_files", "keep_files")
        grants = tuple(Grant(f"cadres.{deed}", path, Reach.SUBTREE) for deed in named)
        return Actor(name="组织部干部", account_id=7, grants=grants)

    def covered(self, key, at="某区", on=DAY):
        return coverage_for(SYSTEM, key, self.places[at].path, on)

    def counted(self, key, at="某省", on=DAY):
        return count_for(SYSTEM, key, self.places[at].path, on)


@pytest.fixture
def world(db):
    made, under = World(), None
    for level, name in CHAIN:
        made.area(name, level, under)
        under = name
    for name in ("东升村", "西边村", "云山社区"):
        made.area(name)
    return made


def missing(covered):
    """Return the units that lack something, each with what it lacks."""
    return {line.unit.name: [each.key for each in line.found if not each.is_met] for line in covered.missing}
