"""Areas, bodies, posts, persons and accounts of the demo, made by the actions people use."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.test.utils import override_settings
from pypinyin import lazy_pinyin

from gongzhi.accounts.actions import create_account
from gongzhi.accounts.passwords import Argon2Hasher
from gongzhi.accounts.queries import actor_for
from gongzhi.bodies.actions import appoint, create_body, create_post, open_term
from gongzhi.config.demo.names import Register
from gongzhi.config.demo.passwords import password_for
from gongzhi.config.demo.sheets import BodySheet, Place, PostSheet, read_sheet
from gongzhi.kernel.actors import Actor, system_actor
from gongzhi.people.actions import register_household, register_person
from gongzhi.policy.actions import adopt_pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.actions import create_area
from gongzhi.territory.queries import AreaLine, tiers_of
from gongzhi.territory.rules import DRAWN, Level

BY = system_actor("load_demo")
DRAWN_ON = dt.date(2021, 10, 31)  # the day of the statistical edition that the codes are from
ELECTED_ON = dt.date(2025, 2, 22)
APPOINTED_ON = dt.date(2025, 3, 1)
DECIDED_BY = "演示县筹备会议纪要"
PAUSE = dt.timedelta(seconds=2)
BORN_FROM, BORN_DAYS = dt.date(1946, 1, 1), 58 * 365
HOUSEHOLDS, IN_HOUSEHOLD = 1, 2  # of each building, and the persons of each

INCOMERS = 0.2  # of all residents

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody registered in a village; `actor` is there for who has an account."""

    person_id: int
    name: str
    phone: str
    actor: Actor | None


@dataclass(frozen=True, slots=True)
class Village:
    """A village or community with its grids and those registered in it."""

    line: AreaLine
    grids: tuple[AreaLine, ...]
    residents: tuple[Resident, ...]


@dataclass(slots=True)
class County:
    """
    Hold what has been made so far, and the moment of the next action.

    `actors` are those who hold posts, by person; `departments` the matters that a post is for.
    """

    now: dt.datetime
    register: Register
    staff: tuple[BodySheet, ...]
    tiers: Mapping[str, tuple[str, ...]]
    villages: list[Village] = field(default_factory=list)
    actors: dict[int, Actor] = field(default_factory=dict)
    departments: dict[int, tuple[str, ...]] = field(default_factory=dict)
    usernames: Counter[str] = field(default_factory=Counter)

    def tick(self) -> dt.datetime:
        """Return the next moment."""
        self.now += PAUSE
        return self.now


class OpenPasswordHasher(Argon2Hasher):
    """Hash at the least cost: the passwords of the demo are printed for everybody, and there are hundreds."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1


@contextmanager
def open_passwords() -> Iterator[None]:
    """Hash passwords cheaply; Django hashes each at full cost when it is first used to sign in."""
    with override_settings(PASSWORD_HASHERS=[f"{__name__}.OpenPasswordHasher"]):
        yield


def make_county(*, now: dt.datetime, register: Register, most_villages: int, say: Say) -> County:
    """Make the areas with everybody who lives and works there, with so many villages at most under each county."""
    staff, tiers = read_sheet("staff.yaml", tuple[BodySheet, ...]), read_sheet("tiers.yaml", dict[str, tuple[str, ...]])
    county = County(now, register, staff, tiers)
    above: list[AreaLine] = []
    room: Counter[str] = Counter()
    with open_passwords():
        for place in read_sheet("places.yaml", tuple[Place, ...]):
            above = [*(line for line in above if is_above(line, place)), draw_place(county, place, above)]
            if place.level == Level.COUNTY:
                say(f"{above[-2].name}{place.name}")
            for name in place.villages:
                room[above[-2].path] += 1
                if room[above[-2].path] <= most_villages:
                    county.villages.append(draw_village(county, above[-1], name))
    return county


def is_above(line: AreaLine, place: Place) -> bool:
    """Tell whether an area is of a higher level than a place."""
    levels = list(Level)
    return levels.index(Level(line.level)) < levels.index(Level(place.level))


def draw_place(county: County, place: Place, before: Sequence[AreaLine]) -> AreaLine:
    """Draw an area down to the town under the last one of a higher level, let it follow its pack, and staff it."""
    parent = next((line for line in reversed(before) if is_above(line, place)), None)
    line = draw(county, parent, place.level, place.name, [("nbs", place.code)])
    if place.pack:
        adopt_pack(
            by=BY, path=line.path, pack_id=place.pack, from_on=county.now.date(), to_on=None, decided_by=DECIDED_BY,
            now=county.tick(),
        )  # fmt: skip
    staff_area(county, line, "street" if place.name.endswith("街道") else place.level, name=place.name)
    return line


def draw(
    county: County, parent: AreaLine | None, level: str, name: str, codes: Sequence[tuple[str, str]] = ()
) -> AreaLine:
    """Draw one area."""
    area = create_area(
        by=BY, parent_id=parent.id if parent else None, level=level, name=name, codes=codes, from_on=DRAWN_ON,
        now=county.tick(),
    )  # fmt: skip
    return AreaLine(area.pk, area.path, level, name)


def draw_village(county: County, town: AreaLine, name: str) -> Village:
    """Draw a village with grids and buildings by the tiers of the place, staff it, and register who lives there."""
    line = draw(county, town, Level.VILLAGE, name)
    clerk = staff_area(county, line, "community" if name.endswith("社区") else "village", name=name)
    levels = [tier for tier in tiers_of(pack_at(path=line.path, on=county.now.date())) if tier.level in DRAWN]
    grids = tuple(draw(county, line, Level.GRID, each) for each in county.tiers[levels[0].key])
    residents: list[Resident] = []
    for grid in grids:
        staff_area(county, grid, Level.GRID, name=f"{name}{grid.name}")
        for each in county.tiers[levels[1].key]:
            building = draw(county, grid, Level.BUILDING, each)
            residents.extend(settle(county, building, clerk, account="" if residents else f"{called(name)}.resident"))
    return Village(line, grids, tuple(residents))


def staff_area(county: County, line: AreaLine, place: str, *, name: str) -> Actor:
    """Set up the bodies of an area with their posts and holders; return who registers people, the system for none."""
    pack_id = pack_at(path=line.path, on=county.now.date()).id
    registrar = BY
    for sheet in county.staff:
        if place in sheet.at and (not sheet.packs or pack_id in sheet.packs):
            body = create_body(
                by=BY, kind=sheet.kind, name=sheet.name.format(area=name), area_id=line.id, domain=sheet.domain,
                founded_on=DRAWN_ON, now=county.tick(),
            )  # fmt: skip
            if sheet.record:
                open_term(
                    by=BY, body_id=body.pk, from_on=APPOINTED_ON, elected_on=ELECTED_ON, record=sheet.record,
                    now=county.tick(),
                )  # fmt: skip
            for post in sheet.posts:
                holders = list(fill_posts(county, line, body.pk, post, sheet.items, name=name))
                registrar = next(
                    (actor for actor in holders if actor.may("people.register_person", line.path)), registrar
                )
    return registrar


def fill_posts(
    county: County, line: AreaLine, body_id: int, sheet: PostSheet, items: tuple[str, ...], *, name: str
) -> Iterator[Actor]:
    """Set up a post, or one for each person where its title counts them, and appoint somebody with an account."""
    post_id = 0
    for number in range(1, sheet.persons + 1):
        if number == 1 or "{n}" in sheet.title:
            title = sheet.title.format(n="一二三四五"[number - 1])
            post_id = create_post(by=BY, body_id=body_id, kind=sheet.kind, title=title, now=county.tick()).pk
            county.departments[post_id] = items
        person_id, person, _ = register(county, BY, line, household_id=None)
        appoint(by=BY, post_id=post_id, person_id=person_id, from_on=APPOINTED_ON, basis=sheet.basis, now=county.tick())
        county.actors[person_id] = open_account(county, person_id, person, f"{called(name)}.{sheet.kind}")
        yield county.actors[person_id]


def called(name: str) -> str:
    """Return what a place is called in user names: its pinyin without its kind, that of the village for a grid."""
    return "".join(lazy_pinyin(name)[: len(re.split("街道|社区|镇|村|区|县|市", name)[0])])


def register(county: County, by: Actor, line: AreaLine, *, household_id: int | None) -> tuple[int, str, str]:
    """Register an invented person; return id, name and phone."""
    draw = county.register.random
    sex = draw.choice(("female", "male"))
    name, phone = county.register.name(sex), county.register.phone()
    person = register_person(
        by=by, name=name, area_id=line.id, phone=phone, sex=sex, household_id=household_id,
        residence="incomer" if draw.random() < INCOMERS else "local",
        born_on=BORN_FROM + dt.timedelta(days=draw.randrange(BORN_DAYS)), now=county.tick(),
    )  # fmt: skip
    return person.pk, name, phone


def settle(county: County, building: AreaLine, clerk: Actor, *, account: str) -> Iterator[Resident]:
    """Register the households of a building; the first person gets an account when one is named."""
    for number in range(1, HOUSEHOLDS + 1):
        household = register_household(by=clerk, area_id=building.id, address=f"{number}0{number}室", now=county.tick())
        for _ in range(IN_HOUSEHOLD):
            person_id, name, phone = register(county, clerk, building, household_id=household.pk)
            actor = open_account(county, person_id, name, account) if account else None
            account = ""
            yield Resident(person_id, name, phone, actor)


def open_account(county: County, person_id: int, name: str, wanted: str) -> Actor:
    """Open an account under a user name in pinyin; return the person as somebody who has signed in."""
    county.usernames[wanted] += 1
    number = county.usernames[wanted]
    username = f"{wanted}{number if number > 1 else ''}"
    user = create_account(
        by=BY, username=username, name=name, password=password_for(username), person_id=person_id,
        now=county.tick(),
    )  # fmt: skip
    return actor_for(user=user, now=county.now)
