"""What the addresses of the kernel need to be tried."""

from typing import Any

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now
from gongzhi.kernel.journal import write_entry


def entry(cast: Any) -> dict[str, object]:
    """Write an entry about the village of the cast."""
    path = cast.area("village").path
    by = system_actor("sample")
    return {"entry": write_entry(code="kernel.sample", by=by, now=now(), subject=("kernel.sample", 1), area_path=path)}


SAMPLES = {
    "entry": entry,
    "problem": lambda cast: {"code": "kernel.key_reused"},
}
