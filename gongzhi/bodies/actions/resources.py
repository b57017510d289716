"""Resources of an area that can be put to use: whose they are and what for."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.bodies.models import Resource
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import area_line


@transaction.atomic
def register_resource(
    *, by: Actor, area_id: int, kind: str, name: str, owner: str, use: str, now: dt.datetime
) -> Resource:
    """
    Record a resource of an area with its owner and its use.

    :raises NotVisible: the actor keeps no register there.
    :raises Refusal: the kind is not one of the place's, or name, owner or use is missing.
    """
    today = localdate(now)
    area = area_line(area_id, today)
    if not by.may("bodies.describe_body", area.path):
        raise NotVisible
    pack = pack_at(path=area.path, on=today)
    kinds = pack.list("bodies", "resource_kinds")
    if kinds.item(kind) is None:
        choices = "、".join(item.label() for item in kinds.items)
        raise Refusal("bodies.resource_kind_unknown", figures={"kind": kind, "choices": choices})
    if not (name.strip() and owner.strip() and use.strip()):
        raise Refusal("bodies.resource_incomplete")
    resource = Resource.objects.create(
        kind=kind,
        name=name.strip(),
        area_id=area.id,
        path=area.path,
        owner=owner.strip(),
        use=use.strip(),
        from_on=today,
    )
    _write(by, "bodies.resource_registered", resource, now)
    return resource


@transaction.atomic
def withdraw_resource(*, by: Actor, resource_id: int, on: dt.date, now: dt.datetime) -> Resource:
    """
    Take a resource off the list from a day on.

    :raises NotVisible: there is no such resource on the list for this actor.
    :raises Refusal: the day lies before its registration.
    """
    resource = Resource.objects.select_for_update().filter(pk=resource_id, to_on=None).first()
    if resource is None or not by.may("bodies.describe_body", resource.path):
        raise NotVisible
    if on < resource.from_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": resource.from_on, "to_on": on})
    resource.to_on = on
    resource.save(update_fields=["to_on"])
    _write(by, "bodies.resource_withdrawn", resource, now)
    return resource


def _write(by: Actor, code: str, resource: Resource, now: dt.datetime) -> None:
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("bodies.resource", resource.pk),
        area_path=resource.path,
        figures={"kind": resource.kind},
    )
