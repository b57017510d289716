"""What the addresses of the portal need to be tried."""

from typing import Any

from django.db import transaction

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.journal import write_entry
from gongzhi.territory.actions import carry_out, plan_change
from gongzhi.territory.changes.planning import Order, Wanted
from gongzhi.territory.rules import ChangeKind


def entry(cast: Any) -> dict[str, object]:
    """Write an entry about the village of the cast."""
    area, by = cast.area("village"), system_actor("sample")
    subject = ("territory.area", area.id)
    return {"pk": write_entry(code="territory.area_renamed", by=by, now=now(), subject=subject, area_path=area.path)}


@transaction.atomic
def change(cast: Any) -> dict[str, object]:
    """Give the village of the cast another name."""
    by, area, day = system_actor("sample"), cast.area("village"), today()
    order = Order(ChangeKind.RENAME, (area.id,), day, "市政府批复", parts=(Wanted(f"新{area.name}"),))
    return {"pk": carry_out(by=by, order=order, plan=plan_change(by=by, order=order, today=day), now=now()).change_id}


SAMPLES = {
    "change": change,
    "entry": entry,
    "village": lambda cast: {"pk": cast.area("village").id},
    "elder": lambda cast: {"mode": "on"},
    "language": lambda cast: {"code": "en"},
}
