"""What the addresses of bodies need to be tried."""

from typing import Any

from gongzhi.bodies import actions
from gongzhi.bodies.models import Body
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now, today
from gongzhi.people.actions import register_household, register_person

BY = system_actor("samples")


def body(cast: Any, kind: str = "party_branch", name: str = "石塘村第二党支部", **more: Any) -> Body:
    """Register a body in the village of the cast."""
    if kind == "party_branch":
        more.setdefault("domain", "village")
    return actions.create_body(by=BY, kind=kind, name=name, area_id=cast.area("village").id, now=now(), **more)


def villager(cast: Any) -> int:
    """Register somebody of the village who has no account."""
    return register_person(by=BY, name="马德福", area_id=cast.area("village").id, now=now()).pk


def held(cast: Any) -> dict[str, object]:
    """Let a villager hold a post."""
    given = {"body_id": body(cast).pk, "kind": "branch_secretary", "person_id": villager(cast)}
    made = actions.appoint_as(by=BY, from_on=today(), basis="党员大会选举结果", now=now(), **given)
    return {"pk": made.pk}


def member(cast: Any) -> dict[str, object]:
    """Let a villager be a Party member."""
    given = {"body_id": body(cast).pk, "kind": "party_member", "person_id": villager(cast)}
    return {"pk": actions.add_member(by=BY, now=now(), **given).pk}


def relation(cast: Any) -> dict[str, object]:
    """Let a Party branch lead an estate."""
    estate = body(cast, "estate", "石塘花园")
    branch = body(cast)
    given = {"kind": "leads_estate", "subject_id": branch.pk, "other_id": estate.pk, "from_on": today()}
    return {"pk": actions.relate_bodies(by=BY, now=now(), **given).pk}


def tie(cast: Any) -> dict[str, object]:
    """Put a household into a group."""
    home = register_household(by=BY, area_id=cast.area("village").id, address="三组5号", now=now())
    group = body(cast, "household_group", "第一联户组")
    return {"pk": actions.group_household(by=BY, body_id=group.pk, household_id=home.pk, now=now()).pk}


def task(cast: Any) -> dict[str, object]:
    """Let the property firm of an estate agree to a task."""
    estate = body(cast, "estate", "石塘花园")
    firm = body(cast, "property_company", "物业公司", links={"serves_estate": [estate.pk]})
    given = {"body_id": estate.pk, "matter": "daily_service", "title": "修好东门", "responsible_id": firm.pk}
    return {"pk": actions.agree_task(by=BY, agreed_on=today(), now=now(), **given).pk}


def resource(cast: Any) -> dict[str, object]:
    """Put a hall on the list of resources."""
    given = {"kind": "own", "name": "文化礼堂", "owner": "村集体", "use": "开会"}
    return {"pk": actions.register_resource(by=BY, area_id=cast.area("village").id, now=now(), **given).pk}


SAMPLES = {
    "area": lambda cast: {"pk": cast.area("village").id},
    "body": lambda cast: {"pk": body(cast).pk},
    "coverage": lambda cast: {"key": "supervision_committees"},
    "estate": lambda cast: {"pk": body(cast, "estate", "石塘花园").pk},
    "held": held,
    "member": member,
    "relation": relation,
    "relation_kind": lambda cast: {"pk": body(cast).pk, "kind": "leads_estate"},
    "resource": resource,
    "task": task,
    "tie": tie,
}
