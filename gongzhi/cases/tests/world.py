"""Three places with the people a request needs, each following the pack of its county."""

import datetime as dt
import textwrap
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from gongzhi.bodies.actions import appoint, create_body, create_post
from gongzhi.bodies.factories import elect
from gongzhi.bodies.queries import posts_held
from gongzhi.cases.actions import Applicant, file_case
from gongzhi.cases.queries import locality
from gongzhi.cases.rules import Channel
from gongzhi.kernel import clock
from gongzhi.kernel.actors import VISITOR, Actor, Grant, Reach, system_actor
from gongzhi.people.actions import register_person
from gongzhi.policy.actions import adopt_pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.actions import create_area

NOW = dt.datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = NOW.date()
LONG_AGO = dt.date(2020, 1, 1)
SYSTEM = system_actor("test")
WORDS = "三组路口的路灯坏了三天，晚上老人不敢走。"

# post kind: kind of its body, level of the area it sits at
POSTS = {
    "village_clerk": ("villagers_committee", "village"),
    "grid_officer": ("villagers_committee", "village"),
    "branch_secretary": ("party_branch", "village"),
    "party_member": ("party_branch", "village"),
    "village_assistant": ("villagers_committee", "village"),
    "agency_agent": ("agency_point", "village"),
    "live_in_cadre": ("town_government", "town"),
    "supervision_head": ("supervision_committee", "village"),
    "town_desk": ("town_government", "town"),
    "town_leader": ("town_government", "town"),
    "department_desk": ("county_department", "county"),
    "delegate_studio": ("delegate_studio", "town"),
    "delegate_liaison": ("county_department", "county"),
    "county_official": ("county_government", "county"),
    "team_leader": ("service_team", "village"),
    "legal_adviser": ("law_office", "village"),
}
DOMAINS = {"party_branch": "village"}


@dataclass
class Place:
    """One county with a town and two villages."""

    pack_id: str
    areas: dict[str, object] = field(default_factory=dict)
    bodies: dict[str, object] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)

    def actor(self, kind: str) -> Actor:
        """Return who holds a post, with the rights the pack gives it."""
        return actor_of(self.persons[kind])


def actor_of(person_id: int, on: dt.date = DAY) -> Actor:
    """Return a person as an actor: posts held today, and what the pack lets each of them do."""
    posts = posts_held(person_id, on)
    grants = []
    for post in posts:
        item = pack_at(path=post.path, on=on).list("accounts", "grants").item(post.kind)
        given = item.data["grants"] if item else ()
        grants += [Grant(grant["action"], post.path, Reach(grant["reach"])) for grant in given]
    return Actor(name=f"p{person_id}", account_id=person_id, person_id=person_id, posts=posts, grants=tuple(grants))


def area(level, name, parent):
    return create_area(
        by=SYSTEM, parent_id=parent.pk if parent else None, level=level, name=name, from_on=LONG_AGO, now=NOW
    )


def place(pack_id: str, *kinds: str) -> Place:
    """Make a county that follows a pack, with these posts (all by default) held by one person each."""
    made, above = Place(pack_id), None
    for level in ("province", "city", "county", "town", "village"):
        above = made.areas[level] = area(level, f"{pack_id}{level}"[-20:], above)
    made.areas["elsewhere"] = area("village", f"{pack_id}elsewhere"[-20:], made.areas["town"])
    path = made.areas["county"].path
    adopt_pack(by=SYSTEM, path=path, pack_id=pack_id, from_on=DAY, to_on=None, decided_by="区委", now=NOW)
    for kind in kinds or POSTS:
        hold(made, kind)
    return made


def hold(made: Place, kind: str, at: str = "", key: str = "") -> int:
    """Let a new person hold a post of this kind; return the post."""
    body_kind, level = POSTS[kind]
    where = made.areas[at or level]
    body = made.bodies.get((body_kind, where.pk))
    if body is None:
        body = made.bodies[body_kind, where.pk] = create_body(
            by=SYSTEM,
            kind=body_kind,
            name=f"{where.pk}{body_kind}",
            area_id=where.pk,
            now=NOW,
            domain=DOMAINS.get(body_kind, ""),
        )
    post = create_post(by=SYSTEM, body_id=body.pk, kind=kind, title="", now=NOW)
    person = register_person(by=SYSTEM, name=f"{kind}{where.pk}"[:20], area_id=where.pk, now=NOW)
    from_on = LONG_AGO
    if body_kind == "supervision_committee":
        from_on = elect(body, DAY.replace(month=1)).from_on
    appoint(by=SYSTEM, post_id=post.pk, person_id=person.pk, from_on=from_on, basis="任命文件", now=NOW)
    made.posts[key or kind], made.persons[key or kind] = post.pk, person.pk
    return post.pk


def filed(made: Place, *, area="village", **changes):
    """File a request as a visitor without an account."""
    given = {
        "by": VISITOR, "where": locality(made.areas[area].pk, changes.get("now", NOW).date()), "item": "street_light",
        "words": WORDS, "applicant": Applicant(name="王大姐", phone="13800004127"), "channel": Channel.WEB, "now": NOW,
    }  # fmt: skip
    return file_case(**given | changes)


def follow_written(files, *, pack_id, path, folder, settings):
    """Write a pack of a place nobody thought of, and let the area at a path follow it from today."""
    for name, text in files.items():
        file = folder / pack_id / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    settings.PACK_FOLDERS = [*settings.PACK_FOLDERS, folder]
    adopt_pack(
        by=SYSTEM, path=path, pack_id=pack_id, from_on=clock.today(), to_on=None, decided_by="县人大", now=clock.now()
    )
