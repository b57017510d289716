"""Register and close bodies."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.fields import checked_fields, labels_of
from gongzhi.bodies.lists import Domain, Form, Kind
from gongzhi.bodies.models import Appointment, Body, BodyLink
from gongzhi.bodies.queries import body_for, in_force, open_on
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import plain
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import NOTHING, NotVisible, Refusal, Verdict
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, area_line

Fields = Mapping[str, object]


@transaction.atomic
def create_body(
    *,
    by: Actor,
    kind: str,
    name: str,
    area_id: int,
    now: dt.datetime,
    parent_id: int | None = None,
    domain: str = "",
    form: str = "",
    host_ids: Sequence[int] = (),
    founded_on: dt.date | None = None,
    fields: Fields = NOTHING,
) -> Body:
    """
    Register a body at an area, with the fields that its kind asks for; without a day it is founded today.

    :raises NotVisible: the actor registers no bodies there, or the parent or a host is not for this actor.
    :raises Refusal: the pack of the place does not know such a body there, or something it asks for is missing.
    """
    on = founded_on or localdate(now)
    area = area_line(area_id, localdate(now))
    if not by.may("bodies.create_body", area.path):
        raise NotVisible
    pack = pack_at(path=area.path, on=localdate(now))
    item, rule = _kind(pack, kind)
    parent = _related(by, area.path, parent_id, on) if parent_id is not None else None
    hosts = [_related(by, area.path, host_id, on) for host_id in dict.fromkeys(host_ids)]
    _check_place(pack, item, rule, area, parent, on)
    given = {**fields, "domain": domain, "form": form, "hosts": len(hosts)}
    body = Body(
        kind=kind,
        name=_name(name),
        area_id=area.id,
        path=area.path,
        parent=parent,
        domain=domain,
        form=form,
        founded_on=on,
        data=checked_fields(pack, item, _asked(pack, rule, domain), given),
    )
    _check_form(pack, form, len(hosts))
    _save(body, hosts, on)
    write_entry(
        code="bodies.body_created",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"kind": kind, "parent": parent_id, "hosts": [host.pk for host in hosts]},
    )
    return body


@transaction.atomic
def close_body(*, by: Actor, body_id: int, on: dt.date, reason: str, now: dt.datetime) -> Body:
    """
    Close a body on a day, from which it is no longer open.

    :raises NotVisible: the body is not for this actor.
    :raises Refusal: it is closed, still staffed, a body hangs under it, the day is too early, or no reason is given.
    """
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None or not by.may("bodies.close_body", body.path):
        raise NotVisible
    _check_open(body)
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    if on < body.founded_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": body.founded_on, "to_on": on})
    _check_empty(body, on)
    body.closed_on, body.close_reason = on, reason.strip()
    body.save(update_fields=["closed_on", "close_reason"])
    BodyLink.objects.filter(subject=body, to_on=None).update(to_on=on)
    write_entry(
        code="bodies.body_closed",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        figures={"on": on.isoformat(), "reason": body.close_reason},
    )
    return body


def _kind(pack: Pack, kind: str) -> tuple[Item, Kind]:
    item = pack.list("bodies", "kinds").item(kind)
    if item is None:
        raise Refusal("bodies.kind_unknown", figures={"kind": kind})
    return item, Kind.model_validate(dict(item.data))


def _name(text: str) -> str:
    name = plain(text)
    if not name:
        raise Refusal("bodies.name_missing")
    return name


def _related(by: Actor, path: str, body_id: int, on: dt.date) -> Body:
    """Return an open body that a new one at `path` refers to: one above it, or one the actor may read."""
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None or not is_within(path, body.path):
        body = body_for(by, body_id)
    _check_open(body)
    return body


def _check_open(body: Body) -> None:
    if body.closed_on is not None:
        raise Refusal("bodies.body_closed", figures={"name": body.name, "on": body.closed_on})


def _check_place(pack: Pack, item: Item, rule: Kind, area: AreaLine, parent: Body | None, on: dt.date) -> None:
    others = Body.objects.select_for_update().filter(open_on(on), path=area.path, kind=item.key)
    above = rules.Parent(parent.kind, parent.path, parent.tier) if parent else None
    verdict = rules.may_sit_at(rule, level=area.level, path=area.path, parent=above, others=len(others))
    _refuse(verdict, label=item.label(), levels=_levels(pack, rule), parents=labels_of(pack, "kinds", rule.parents))


def _levels(pack: Pack, rule: Kind) -> str:
    tiers = pack.list("territory", "tiers").items
    return "、".join(tier.label() for tier in tiers if tier.data.get("level") in rule.levels)


def _refuse(verdict: Verdict, **told: object) -> None:
    if not verdict.ok:
        raise Refusal(verdict.code, figures={**verdict.figures, **told}, sources=verdict.sources)


def _asked(pack: Pack, rule: Kind, domain: str) -> tuple[str, ...]:
    """Return the fields that the kind and, for a Party organisation, its domain ask for."""
    item = pack.list("bodies", "domains").item(domain)
    return (*rule.asks, *(Domain.model_validate(dict(item.data)).asks if item else ()))


def _check_form(pack: Pack, form: str, hosts: int) -> None:
    item = pack.list("bodies", "forms").item(form)
    if item is not None:
        rules.may_have_hosts(Form.model_validate(dict(item.data)), hosts=hosts).or_refuse()


def _save(body: Body, hosts: Sequence[Body], on: dt.date) -> None:
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as error:
        raise Refusal("bodies.name_taken", figures={"name": body.name}) from error
    BodyLink.objects.bulk_create(BodyLink(kind="host", subject=body, other=host, from_on=on) for host in hosts)


def _check_empty(body: Body, on: dt.date) -> None:
    persons = Appointment.objects.filter(in_force(on), post__body=body).values("person").distinct().count()
    if persons:
        raise Refusal("bodies.still_staffed", figures={"name": body.name, "persons": persons})
    children = body.children.filter(open_on(on)).count()
    if children:
        raise Refusal("bodies.still_parent", figures={"name": body.name, "bodies": children})
