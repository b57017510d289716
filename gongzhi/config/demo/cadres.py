"""Cadres of the demo: who was sent to which village by which unit, what is on file, and what is left to do."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongzhi.bodies.queries import BodyLine, bodies_at
from gongzhi.cadres.actions import add_record, allot_posts, end_posting, open_file, plan_posting, take_step
from gongzhi.config.demo.county import BY, County, Village
from gongzhi.config.demo.names import Register
from gongzhi.kernel.paths import ancestors
from gongzhi.people.actions import register_person
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, line_at

SEED = 20260102
COUNTY_DEPTH = 3  # province, city, county
SENDERS = ("county_department", "county_government")
LONG_AGO, LAST_YEAR, LAST_WEEK = (dt.timedelta(days=days) for days in (700, 340, 7))
TOWN_POSTS = 12
# the roles of a demonstration that fill every village, and the fields they ask for
PAIRS_OF_ROLES = ("resident_cadre", "liaison_cadre")
SINGLE = "first_secretary"


@dataclass(frozen=True, slots=True)
class Corps:
    """Hold a county with the units that send cadres, its pack, and the names handed out."""

    county: County
    area: AreaLine
    pack: Pack
    units: Sequence[BodyLine]
    register: Register


def send_cadres(county: County) -> None:
    """Send cadres to the villages of every county, with files, a few of them late, and posts for the towns."""
    register = Register(SEED)
    for path in dict.fromkeys(ancestors(village.line.path)[:COUNTY_DEPTH][-1] for village in county.villages):
        villages = [village for village in county.villages if village.line.path.startswith(path)]
        on = county.now.date()
        units = bodies_at(path, on, kinds=SENDERS)
        corps = Corps(county, line_at(path, on), pack_at(path=path, on=on), units, register)
        send_to(corps, villages)
        allot_to_towns(corps, villages)


def send_to(corps: Corps, villages: Sequence[Village]) -> None:
    """Send somebody to every village but the last; of the others every third has not arrived yet."""
    for number, village in enumerate(villages[:-1] or villages):
        for role in roles_of(corps.pack):
            sent = send(corps, village.line, role, number)
            if number % 3 != 2:
                take_step(by=BY, posting_id=sent, step="arrived", on=day_of(corps, LAST_YEAR), now=corps.county.tick())


def roles_of(pack: Pack) -> tuple[str, ...]:
    """Return the roles a place fills in every village."""
    known = {item.key for item in pack.list("cadres", "roles").items}
    return PAIRS_OF_ROLES if known >= set(PAIRS_OF_ROLES) else (SINGLE,)


def day_of(corps: Corps, back: dt.timedelta) -> dt.date:
    """Return a day before the story begins."""
    return corps.county.now.date() - back


def send(corps: Corps, place: AreaLine, role: str, number: int) -> int:
    """Plan to send an invented cadre of a unit to a village, after somebody who served a term there before."""
    unit = corps.units[number % len(corps.units)]
    asked = next(item for item in corps.pack.list("cadres", "roles").items if item.key == role).data
    fields = {"origin": "county"} if "origin" in asked.get("asks", ()) else {}
    reason = "村里换届，任务集中" if asked.get("kind_field") else ""
    first, second = (person(corps, unit) for _ in range(2))
    before = plan_posting(
        by=BY, role=role, person_id=first, area_id=place.id, planned_on=day_of(corps, LONG_AGO), sender_id=unit.id,
        fields=fields, reason=reason, now=corps.county.tick(),
    ).pk  # fmt: skip
    for step in ("arrived", "appointed", "handed_over"):
        take_step(by=BY, posting_id=before, step=step, on=day_of(corps, LONG_AGO), now=corps.county.tick())
    last_on = day_of(corps, LAST_YEAR) - dt.timedelta(days=1)
    end_posting(by=BY, posting_id=before, last_on=last_on, reason="期满", now=corps.county.tick())
    return plan_posting(
        by=BY, role=role, person_id=second, area_id=place.id, planned_on=day_of(corps, LAST_YEAR), sender_id=unit.id,
        fields=fields, reason=reason, now=corps.county.tick(),
    ).pk  # fmt: skip


def person(corps: Corps, unit: BodyLine) -> int:
    """Register an invented cadre, open the file and put a training on it."""
    name = corps.register.name(corps.register.random.choice(("female", "male")))
    made = register_person(by=BY, name=name, area_id=corps.area.id, now=corps.county.tick())
    file = open_file(
        by=BY, person_id=made.pk, area_id=corps.area.id, unit_id=unit.id, categories=("section_level",),
        now=corps.county.tick(),
    )  # fmt: skip
    add_record(
        by=BY, file_id=file.pk, kind="training", on=day_of(corps, LAST_WEEK), fields={"topic": "驻村工作培训"},
        now=corps.county.tick(),
    )  # fmt: skip
    return made.pk


def allot_to_towns(corps: Corps, villages: Sequence[Village]) -> None:
    """Let every town have posts of each establishment that the place names."""
    for scheme in corps.pack.list("cadres", "schemes").items:
        for town in towns_of(corps, villages):
            allot_posts(
                by=BY,
                scheme=scheme.key,
                area_id=town.id,
                posts=TOWN_POSTS,
                basis="编委会议纪要",
                now=corps.county.tick(),
            )


def towns_of(corps: Corps, villages: Sequence[Village]) -> Iterator[AreaLine]:
    """Yield the towns that these villages lie in."""
    for path in dict.fromkeys(ancestors(village.line.path)[:-1][-1] for village in villages):
        yield line_at(path, corps.county.now.date())
