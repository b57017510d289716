"""What the addresses of persons need to be tried."""

from typing import Any

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now
from gongzhi.people import actions

BY = system_actor("samples")


def agreed(cast: Any) -> dict[str, object]:
    """Let the resident of the cast have agreed to public praise."""
    pk = cast.person_id("resident")
    actions.give_consent(by=BY, person_id=pk, purpose="praise", version="1", way="window", now=now())
    return {"pk": pk, "key": "praise"}


SAMPLES = {
    "agreed": agreed,
    "person": lambda cast: {"pk": cast.person_id("resident")},
    "purpose": lambda cast: {"pk": cast.person_id("resident"), "key": "praise"},
}
