"""What the addresses of bodies need to be tried, and how the tests of any room elect a body."""

import datetime as dt
from typing import Any

from gongzhi.bodies import actions
from gongzhi.bodies.models import Body, BodyTerm, HandOver
from gongzhi.bodies.queries import kind_of
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now, today
from gongzhi.people.actions import register_household, register_person
from gongzhi.policy.queries import pack_at

BY = system_actor("samples")


def body(cast: Any, kind: str = "party_branch", name: str = "石塘村第二党支部", **more: Any) -> Body:
    """Register a body in the village of the cast."""
    if kind == "party_branch":
        more.setdefault("domain", "village")
    return actions.create_body(by=BY, kind=kind, name=name, area_id=cast.area("village").id, now=now(), **more)


def elect(found: Body, from_on: dt.date, **more: Any) -> BodyTerm:
    """Begin a term of a body on an election record, after that of the committee whose term it shares, if it does."""
    pack = pack_at(path=found.path, on=from_on)
    for kind in kind_of(pack, found.kind).term_with[:1]:
        committee = Body.objects.filter(path=found.path, kind=kind).first() or actions.create_body(
            by=BY, kind=kind, name=f"{found.name}的村民委员会", area_id=found.area_id, now=now()
        )
        if not committee.terms.filter(from_on__lte=from_on, to_on__gt=from_on).exists():
            elect(committee, from_on)
    given = {"elected_on": from_on, "record": "选举结果报告单第1号", **more}
    return actions.open_term(by=BY, body_id=found.pk, from_on=from_on, now=now(), **given)


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


def absence(cast: Any) -> dict[str, object]:
    """Let a colleague deputise for the holder of a post."""
    made = held(cast)
    given = {"appointment_id": made["pk"], "deputy_id": cast.person_id("party_member"), "reason": "培训学习"}
    span = {"from_on": today(), "to_on": today() + dt.timedelta(days=3)}
    return {"pk": actions.record_absence(by=BY, now=now(), **given, **span).pk}


def logged(cast: Any) -> dict[str, object]:
    """Let a villager hold a post in which it is written down what is done."""
    office = body(cast, "law_office", "法律顾问工作室")
    given = {"body_id": office.pk, "kind": "legal_adviser", "person_id": villager(cast), "basis": "服务协议"}
    return {"pk": actions.appoint_as(by=BY, from_on=today(), now=now(), **given).pk}


def hand_over(cast: Any) -> dict[str, object]:
    """Let the clerk of the village have taken over what a villager had in hand."""
    made = HandOver.objects.create(
        appointment_id=held(cast)["pk"], to_person_id=cast.person_id("village_clerk"), on=today()
    )
    return {"pk": made.pk}


def term(cast: Any) -> dict[str, object]:
    """Let a branch of the village be in its second term."""
    branch = body(cast)
    elect(branch, today() - dt.timedelta(days=400))
    return {"pk": elect(branch, today()).pk}


def paired(cast: Any) -> dict[str, object]:
    """Pair a firm with an estate."""
    given = {"subject_id": body(cast, "nonpublic_firm", "皮具厂").pk, "other_id": body(cast, "estate", "石塘花园").pk}
    return {"pk": actions.relate_bodies(by=BY, kind="paired_with", from_on=today(), now=now(), **given).pk}


SAMPLES = {
    "absence": absence,
    "area": lambda cast: {"pk": cast.area("village").id},
    "body": lambda cast: {"pk": body(cast).pk},
    "coverage": lambda cast: {"key": "supervision_committees"},
    "estate": lambda cast: {"pk": body(cast, "estate", "石塘花园").pk},
    "hand_over": hand_over,
    "held": held,
    "logged": logged,
    "member": member,
    "pair": lambda cast: {"key": "dual_post"},
    "paired": paired,
    "relation": relation,
    "relation_kind": lambda cast: {"pk": body(cast).pk, "kind": "leads_estate"},
    "resource": resource,
    "task": task,
    "term": term,
    "tie": tie,
}
