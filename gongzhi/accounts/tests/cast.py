"""
The fixed cast: one small world in which every role of `kernel.access.ROLES` has a person, a post and an account.

Two counties follow their own packs: 花都区 (`huadu`) with 狮岭镇, its villages 石塘村 and 禾坪村, and a grid in 石塘村;
西区 (`panzhihua-west`) with 格里坪镇 and 庄上村. Everybody works in or for 石塘村, but for the clerk of 禾坪村
(`clerk_elsewhere`) and a resident of 庄上村 (`resident_elsewhere`). User names are the names of the roles.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from gongzhi.accounts.actions import SECRET_COLUMN
from gongzhi.accounts.models import User
from gongzhi.accounts.queries import actor_for
from gongzhi.accounts.sessions import BACKEND, STEP_UP_KEY
from gongzhi.bodies.actions import appoint, create_body, create_post
from gongzhi.bodies.factories import elect
from gongzhi.kernel.access import EVERYONE
from gongzhi.kernel.actors import VISITOR, Actor, system_actor
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.sealing import new_seal_key, seal
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.actions import register_person
from gongzhi.policy.actions import adopt_pack
from gongzhi.territory.actions import create_area
from gongzhi.territory.queries import AreaLine

FOUNDED = dt.datetime(2020, 1, 6, 9, 0, tzinfo=CHINA)
ELECTED_ON = dt.date(2025, 3, 1)  # of the bodies whose members are elected
SYSTEM = system_actor("cast")
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # of everybody's second factor

# key: what it hangs under, level, name, statistical code (2021 edition; none where the name is invented)
AREAS = {
    "province": ("", "province", "广东省", "44"),
    "city": ("province", "city", "广州市", "4401"),
    "county": ("city", "county", "花都区", "440114"),
    "town": ("county", "town", "狮岭镇", "440114109"),
    "village": ("town", "village", "石塘村", ""),
    "village_elsewhere": ("town", "village", "禾坪村", ""),
    "grid": ("village", "grid", "第一网格", ""),
    "province_elsewhere": ("", "province", "四川省", "51"),
    "city_elsewhere": ("province_elsewhere", "city", "攀枝花市", "5104"),
    "county_elsewhere": ("city_elsewhere", "county", "西区", "510403"),
    "town_elsewhere": ("county_elsewhere", "town", "格里坪镇", "510403100"),
    "village_far": ("town_elsewhere", "village", "庄上村", ""),
}
PACKS = {"county": "huadu", "county_elsewhere": "panzhihua-west"}

# role: name, where the person lives, phone
PERSONS = {
    "resident": ("刘小芳", "village", "19900000001"),
    "resident_elsewhere": ("欧阳娜娜", "village_far", "19900000002"),
    "grid_officer": ("王大兵", "village", "19900000003"),
    "party_member": ("张建国", "village", "19900000004"),
    "village_clerk": ("何晓燕", "village", "19900000005"),
    "clerk_elsewhere": ("谭秀珍", "village_elsewhere", "19900000006"),
    "town_desk": ("陆文博", "town", "19900000007"),
    "department_desk": ("方志远", "town", "19900000008"),
    "supervisor": ("陈福明", "village", "19900000009"),
    "county_official": ("邓丽萍", "county", "19900000010"),
    "system_admin": ("高翔", "county", "19900000011"),
    "security_admin": ("苏敏", "county", "19900000013"),
    "audit_admin": ("程立", "county", "19900000014"),
    "organiser": ("沈国平", "county", "19900000012"),
}

# role: kind and name of the body, where it sits, kind of post
POSTS = {
    "grid_officer": ("grid", "石塘村第一网格", "grid", "grid_officer"),
    "party_member": ("party_branch", "石塘村党支部", "village", "party_member"),
    "village_clerk": ("villagers_committee", "石塘村村民委员会", "village", "village_clerk"),
    "clerk_elsewhere": ("villagers_committee", "禾坪村村民委员会", "village_elsewhere", "village_clerk"),
    "town_desk": ("town_government", "狮岭镇人民政府", "town", "town_desk"),
    "department_desk": ("town_department", "狮岭镇综合服务中心", "town", "department_desk"),
    "supervisor": ("supervision_committee", "石塘村村务监督委员会", "village", "supervision_head"),
    "county_official": ("county_government", "花都区人民政府", "county", "county_official"),
    "system_admin": ("county_department", "花都区政务服务数据管理局", "county", "system_admin"),
    "security_admin": ("county_department", "花都区网络安全办公室", "county", "security_admin"),
    "audit_admin": ("county_department", "花都区审计局", "county", "audit_admin"),
    "organiser": ("county_party_department", "花都区委组织部", "county", "organisation_department"),
}


@dataclass(frozen=True)
class Cast:
    """Hold the world as built; `client` and `actor` are made anew at each call."""

    areas: Mapping[str, AreaLine]
    users: Mapping[str, User]

    def area(self, name: str) -> AreaLine:
        """Return the area of this key of `AREAS`."""
        return self.areas[name]

    def user(self, role: str) -> User:
        """Return the account of a role."""
        return self.users[role]

    def person_id(self, role: str) -> int:
        """Return the person of a role."""
        return self.users[role].person_id

    def actor(self, role: str) -> Actor:
        """Return the actor a role is now, as a request would have it just after proving who it is."""
        moment = now()
        return VISITOR if role == "visitor" else actor_for(user=self.users[role], now=moment, stepped_up_at=moment)

    def client(self, role: str) -> Client:
        """Return a browser in which a role is signed in, its second factor passed; a visitor's has no session."""
        if role not in EVERYONE:
            raise KeyError(role)
        client = Client()
        if role != "visitor":
            client.cookies[settings.SESSION_COOKIE_NAME] = session_of(self.users[role])
        return client

    def proved(self, role: str) -> Client:
        """Return a browser in which a role has proved just now who it is, as what shows whole values asks for."""
        client = self.client(role)
        session = client.session
        session[STEP_UP_KEY] = machine_now().timestamp()
        session.save()
        return client


def session_of(user: User) -> str:
    """Return the key of a new session of an account, without hashing a password."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


@cache
def no_password() -> str:
    """Return a password that nobody can type."""
    return make_password(None)


def make_areas() -> dict[str, AreaLine]:
    """Draw the areas and let the counties follow their packs."""
    found: dict[str, AreaLine] = {}
    for key, (parent, level, name, code) in AREAS.items():
        area = create_area(
            by=SYSTEM,
            parent_id=found[parent].id if parent else None,
            level=level,
            name=name,
            codes=[("nbs", code)] if code else [],
            from_on=FOUNDED.date(),
            now=FOUNDED,
        )
        found[key] = AreaLine(area.pk, area.path, level, name)
        if key in PACKS:
            adopt_pack(
                by=SYSTEM,
                path=area.path,
                pack_id=PACKS[key],
                from_on=FOUNDED.date(),
                to_on=None,
                decided_by="区委会议纪要",
                now=FOUNDED,
            )
    return found


def make_person(role: str, areas: Mapping[str, AreaLine]) -> User:
    """Register the person of a role and open the account; staff have their second factor."""
    name, home, phone = PERSONS[role]
    person = register_person(by=SYSTEM, name=name, area_id=areas[home].id, phone=phone, now=FOUNDED)
    user = User(
        username=role, name=name, person=person, password=no_password(), seal_key=new_seal_key(), created_at=FOUNDED
    )
    if role in POSTS:
        user.totp_sealed = seal(SECRET, column=SECRET_COLUMN, row=user.seal_key)
        user.totp_confirmed_at = FOUNDED
    return user


def give_post(role: str, user: User, areas: Mapping[str, AreaLine]) -> None:
    """Set up the body and the post of a role, and appoint its person."""
    kind, name, area, post_kind = POSTS[role]
    domain = {"domain": "village"} if kind == "party_branch" else {}
    body = create_body(by=SYSTEM, kind=kind, name=name, area_id=areas[area].id, now=FOUNDED, **domain)
    post = create_post(by=SYSTEM, body_id=body.pk, kind=post_kind, title="", now=FOUNDED)
    from_on = FOUNDED.date()
    if kind == "supervision_committee":
        from_on = elect(body, ELECTED_ON).from_on
    appoint(by=SYSTEM, post_id=post.pk, person_id=user.person_id, from_on=from_on, basis="任职通知", now=FOUNDED)


def make_cast() -> Cast:
    """Build the world by the actions people use."""
    areas = make_areas()
    users = {user.username: user for user in User.objects.bulk_create(make_person(role, areas) for role in PERSONS)}
    for role in POSTS:
        give_post(role, users[role], areas)
    return Cast(areas, users)
