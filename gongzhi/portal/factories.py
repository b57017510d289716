"""What the addresses of the portal need to be tried."""

from typing import Any

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now
from gongzhi.kernel.journal import write_entry


def entry(cast: Any) -> dict[str, object]:
    """Write an entry about the village of the cast."""
    area, by = cast.area("village"), system_actor("sample")
    subject = ("territory.area", area.id)
    return {"pk": write_entry(code="territory.area_renamed", by=by, now=now(), subject=subject, area_path=area.path)}


SAMPLES = {
    "entry": entry,
    "village": lambda cast: {"pk": cast.area("village").id},
    "elder": lambda cast: {"mode": "on"},
    "language": lambda cast: {"code": "en"},
}
