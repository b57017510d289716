"""Bring a body under another parent or to another area."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.bodies.actions.members import described_body
from gongzhi.bodies.actions.relations import related_body
from gongzhi.bodies.models import Body, BodyMove
from gongzhi.bodies.placing import check_place
from gongzhi.bodies.queries import open_on
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, area_line


@transaction.atomic
def move_body(
    *,
    by: Actor,
    body_id: int,
    area_id: int,
    parent_id: int | None,
    on: dt.date,
    reason: str,
    now: dt.datetime,
) -> Body:
    """
    Bring a body to an area and under a parent from a day on; what it was before stays in the record of its moves.

    :raises NotVisible: the body is not for this actor there or here, or the parent is not.
    :raises Refusal: it does not fit there, is there already, others hang under it on its tier, or no reason is given.
    """
    body = described_body(by, body_id)
    area = area_line(area_id, localdate(now))
    if not by.may("bodies.describe_body", area.path):
        raise NotVisible
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    parent = related_body(by, area.path, parent_id) if parent_id is not None else None
    if (area.path, parent_id) == (body.path, body.parent_id):
        raise Refusal("bodies.there_already", figures={"name": body.name})
    pack = pack_at(path=area.path, on=localdate(now))
    tier = _tier(pack, body, area, parent, on)
    _keep_move(body, area.path, parent, on, reason.strip())
    body.area_id, body.path, body.parent, body.tier = area.id, area.path, parent, tier
    body.save(update_fields=["area_id", "path", "parent", "tier"])
    write_entry(
        code="bodies.body_moved",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"parent": parent_id, "on": on.isoformat(), "reason": reason.strip()},
    )
    return body


def _tier(pack: Pack, body: Body, area: AreaLine, parent: Body | None, on: dt.date) -> str:
    """Return the tier a body comes to stand on; refuse another one while bodies under it hang on theirs."""
    tier = check_place(pack, body, area, parent, on)
    if tier != body.tier and body.children.filter(open_on(on)).exists():
        raise Refusal("bodies.still_parent", figures={"name": body.name, "bodies": body.children.count()})
    return tier


def _keep_move(body: Body, path: str, parent: Body | None, on: dt.date, reason: str) -> None:
    BodyMove.objects.create(
        body=body,
        on=on,
        from_parent_id=body.parent_id,
        to_parent=parent,
        from_path=body.path,
        to_path=path,
        reason=reason,
    )
