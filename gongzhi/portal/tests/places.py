"""A small piece of the country for the tests of pages: two provinces down to villages, and two grids."""

import datetime as dt

from gongzhi.kernel.actors import system_actor
from gongzhi.territory.actions import create_area

NOW = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 1, 1)
SYSTEM = system_actor("test")
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
