"""What the addresses of cadres need to be tried."""

import datetime as dt
from typing import Any

from gongzhi.bodies.actions import create_body, relate_bodies
from gongzhi.cadres import actions
from gongzhi.kernel.access import Made
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.actions import register_person
from gongzhi.policy.actions import adopt_pack

BY = system_actor("samples")
ADOPTED = dt.datetime(2021, 1, 4, 9, 0, tzinfo=CHINA)


def person(cast: Any, name: str = "马德福") -> int:
    """Register somebody of the county who has no account."""
    return register_person(by=BY, name=name, area_id=cast.area("county").id, now=now()).pk


def unit(cast: Any, name: str = "花都区水务局") -> int:
    """Register a department of the county."""
    return create_body(by=BY, kind="county_department", name=name, area_id=cast.area("county").id, now=now()).pk


def posting(cast: Any, **more: Any) -> Any:
    """Plan to send a first secretary to the village."""
    given = {"role": "first_secretary", "area_id": cast.area("village").id, "planned_on": today()} | more
    return actions.plan_posting(by=BY, person_id=person(cast), sender_id=unit(cast), now=now(), **given)


def arrived(cast: Any) -> dict[str, object]:
    """Let a first secretary arrive in the village."""
    made = posting(cast)
    actions.take_step(by=BY, posting_id=made.pk, step="arrived", on=today(), now=now())
    return {"pk": made.pk}


def file(cast: Any, *categories: str, name: str = "马德福") -> Any:
    """Open the file of somebody, kept by the county."""
    given = {"person_id": person(cast, name), "area_id": cast.area("county").id}
    return actions.open_file(by=BY, categories=categories, now=now(), **given)


def record(cast: Any) -> dict[str, object]:
    """Put a training on a file."""
    given = {"file_id": file(cast).pk, "kind": "training", "on": today(), "fields": {"topic": "农村工作"}}
    return {"pk": actions.add_record(by=BY, now=now(), **given).pk}


def lead(cast: Any) -> dict[str, object]:
    """Let a leader keep in contact with a talent."""
    made = actions.lead_talent(
        by=BY, file_id=file(cast, "talent_member").pk, leader_id=person(cast, "区领导"), from_on=today(), now=now()
    )
    return {"pk": made.pk}


def follow(cast: Any, pack_id: str) -> None:
    """Let the county follow another place's pack."""
    adopt_pack(
        by=BY,
        path=cast.area("county").path,
        pack_id=pack_id,
        from_on=ADOPTED.date(),
        to_on=None,
        decided_by="区委会议纪要",
        now=ADOPTED,
    )


def programme(cast: Any) -> dict[str, object]:
    """Let the county follow a pack with programmes of pairs."""
    follow(cast, "tianjin")
    return {"key": "district_help"}


def overlap(cast: Any) -> dict[str, object]:
    """Pair a village with two units in two programmes."""
    follow(cast, "tianjin")
    given = {"kind": "community_party_committee", "area_id": cast.area("village").id, "domain": "village"}
    party = create_body(by=BY, name="石塘村党支部委员会", now=now(), **given)
    links = [
        relate_bodies(
            by=BY,
            kind=kind,
            subject_id=unit(cast, name),
            other_id=party.pk,
            from_on=dt.date(2013, 1, 1),
            instrument="帮扶方案",
            now=now(),
        )
        for kind, name in (("city_help", "市属单位"), ("district_help", "区属部门"))
    ]
    return {"pk": links[-1].pk}


def allotment(cast: Any) -> int:
    """Let the town have two posts of an establishment."""
    follow(cast, "dalian")
    given = {"scheme": "extra_posts", "area_id": cast.area("town").id, "posts": 2, "basis": "编委文件"}
    return actions.allot_posts(by=BY, now=now(), **given).pk


def filling(cast: Any) -> dict[str, object]:
    """Let somebody take up a post of the town."""
    given = {"allotment_id": allotment(cast), "person_id": person(cast)}
    return {"pk": actions.fill_allotment(by=BY, from_on=today(), now=now(), **given).pk}


def scheme_town(cast: Any) -> Made:
    """Let the county follow a pack with an establishment."""
    follow(cast, "dalian")
    return Made({"key": "extra_posts"}, query={"area": str(cast.area("town").id)})


SAMPLES = {
    "allotment": lambda cast: {"pk": allotment(cast)},
    "arrived": arrived,
    "count": lambda cast: {"key": "first_secretaries"},
    "coverage": lambda cast: {"key": "two_duties"},
    "file": lambda cast: {"pk": file(cast).pk},
    "file_kind": lambda cast: {"pk": file(cast).pk, "kind": "training"},
    "filling": filling,
    "lead": lead,
    "overlap": overlap,
    "posting": lambda cast: {"pk": posting(cast).pk},
    "programme": programme,
    "record": record,
    "scheme_town": scheme_town,
    "way": lambda cast: {"key": "agency_leader"},
}
