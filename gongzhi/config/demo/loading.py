"""Load the demo into an empty database, whole or not at all."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from gongzhi.config.demo.cadres import send_cadres
from gongzhi.config.demo.county import BY, Say, make_county
from gongzhi.config.demo.names import Register
from gongzhi.config.demo.story import tell_story
from gongzhi.kernel.actions import mark_demo

SEED = 20260101


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made: villages of each county at most, days of requests, and requests of a village in the middle."""

    villages: int = 9
    days: int = 182
    requests: int = 24


WHOLE = Size()


@transaction.atomic
def load_demo(*, now: dt.datetime, size: Size, say: Say) -> None:
    """
    Make the demo as it stands at `now`.

    :raises Refusal: the database holds work already.
    """
    start = (now - dt.timedelta(days=size.days)).replace(hour=8, minute=0, second=0, microsecond=0)
    mark_demo(by=BY, now=start)
    register = Register(SEED)
    county = make_county(now=start, register=register, most_villages=size.villages, say=say)
    send_cadres(county)
    tell_story(county=county, now=now, requests=size.requests, say=say)
