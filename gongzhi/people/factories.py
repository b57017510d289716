"""What the addresses of persons need to be tried."""

from typing import Any

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now
from gongzhi.people import actions
from gongzhi.people.actions.rosters import read_waiting

BY = system_actor("samples")


def agreed(cast: Any) -> dict[str, object]:
    """Let the resident of the cast have agreed to public praise."""
    pk = cast.person_id("resident")
    actions.give_consent(by=BY, person_id=pk, purpose="praise", version="1", way="window", now=now())
    return {"pk": pk, "key": "praise"}


def roster(cast: Any) -> dict[str, object]:
    """Let the village clerk have handed in a roster with one row that can go in and one that cannot."""
    content = "姓名,现居住地址\n邱小兰,三组5号\n邱1明,三组6号\n".encode()
    record = actions.hand_in(
        by=cast.actor("village_clerk"),
        area=cast.area("village"),
        kind="residents",
        file_name="石塘村名册.csv",
        content=content,
        now=now(),
    )
    read_waiting(roster_id=record.pk, round_number=record.round, now=now())
    return {"pk": record.pk}


def asked(cast: Any) -> dict[str, object]:
    """Let the resident of the cast have asked for a copy at the window."""
    pk = cast.person_id("resident")
    return {"pk": actions.ask_about_data(by=BY, person_id=pk, kind="copy", way="window", now=now()).pk}


SAMPLES = {
    "asked": asked,
    "agreed": agreed,
    "roster": roster,
    "person": lambda cast: {"pk": cast.person_id("resident")},
    "purpose": lambda cast: {"pk": cast.person_id("resident"), "key": "praise"},
}
