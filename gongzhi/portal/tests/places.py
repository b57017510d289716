"""A small piece of the country for the tests of pages: two provinces down to villages, grids, and who serves them."""

import datetime as dt
import re

from gongzhi.bodies.actions import appoint, create_body, create_post
from gongzhi.bodies.factories import elect
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.actions import register_person
from gongzhi.territory.actions import create_area

NOW = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)
MOMENT = dt.datetime(2026, 11, 27, 9, tzinfo=CHINA)
TODAY = MOMENT.date()
SYSTEM = system_actor("test")
ELECTED = ("villagers_committee", "supervision_committee")
ROWS = (
    ("", "天津市", "province", "12"),
    ("天津市", "市辖区", "city", "1201"),
    ("市辖区", "南开区", "county", "120104"),
    ("", "广东省", "province", "44"),
    ("广东省", "阳江市", "city", "4417"),
    ("广东省", "广州市", "city", "4401"),
    ("阳江市", "阳春市", "county", "441781"),
    ("阳春市", "春湾镇", "town", "441781105"),
    ("阳春市", "合水镇", "town", "441781102"),
    ("春湾镇", "石林村", "village", "441781105212"),
    ("春湾镇", "自由村", "village", "441781105201"),
    ("合水镇", "石林社区", "village", "441781102005"),
)
GRIDS = ("第一网格", "第二网格")


def words(answer):
    """Return the text of a page without its marks, each run of space as one."""
    return " ".join(re.sub("<[^>]*>", " ", answer.content.decode()).split())


def draw_places():
    """Return areas by name."""
    found = {}
    for parent, name, level, code in ROWS:
        found[name] = draw(found.get(parent), level, name, codes=[("nbs", code)])
    for name in GRIDS:
        found[name] = draw(found["石林村"], "grid", name)
    return found


def draw(parent, level, name, codes=()):
    """Draw one area."""
    parent_id = parent.pk if parent else None
    return create_area(by=SYSTEM, parent_id=parent_id, level=level, name=name, codes=codes, from_on=DAY, now=NOW)


def put(area, kind, name, *posts):
    """Found a body at an area and fill its posts; a post is (kind, title, name of the holder, phone)."""
    more = {"domain": "village"} if kind == "community_party_committee" else {}
    body = create_body(by=SYSTEM, kind=kind, name=name, area_id=area.pk, now=NOW, **more)
    if kind in ELECTED:
        elect(body, DAY)
    for post_kind, title, holder, phone in posts:
        post = create_post(by=SYSTEM, body_id=body.pk, kind=post_kind, title=title, now=NOW)
        person = register_person(by=SYSTEM, name=holder, area_id=area.pk, now=NOW, phone=phone)
        appoint(by=SYSTEM, post_id=post.pk, person_id=person.pk, from_on=DAY, basis="村民会议选举", now=NOW)
    return body


def staff_village(places):
    """Fill the posts of 石林村, one of its two grids, and the law office of its town."""
    village = places["石林村"]
    put(
        village,
        "villagers_committee",
        "石林村民委员会",
        ("village_director", "村委会主任", "林国栋", "13900000001"),
        ("village_clerk", "村文书", "何晓燕", "13900000002"),
        ("village_committee_member", "村委会委员", "不上网页", "13900000009"),
    )
    put(village, "supervision_committee", "石林村务监督委员会", ("supervision_head", "主任", "陈福明", "13900000003"))
    put(village, "agency_point", "石林代办点", ("agency_agent", "代办员", "张秀兰", "13900000004"))
    put(places["第一网格"], "grid", "第一网格", ("grid_officer", "网格员", "王大兵", "13900000005"))
    put(places["春湾镇"], "law_office", "春湾镇公共法律服务站", ("legal_adviser", "法律顾问", "黄志强", "13900000006"))
