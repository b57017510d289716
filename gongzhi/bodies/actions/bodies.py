"""Register bodies, write down more about them, close them."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.actions.members import hand_over
from gongzhi.bodies.actions.relations import add_links, check_open, related_body
from gongzhi.bodies.fields import checked_fields, labels_of
from gongzhi.bodies.lists import Domain, Form, Kind
from gongzhi.bodies.models import Appointment, Body, BodyLink, HouseholdTie, Member
from gongzhi.bodies.placing import check_place
from gongzhi.bodies.queries import in_force, kind_of, open_on
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NOTHING, NotVisible, Refusal
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, area_line

NO_LINKS: Mapping[str, Sequence[int]] = {}


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
    founded_on: dt.date | None = None,
    fields: Mapping[str, object] = NOTHING,
    links: Mapping[str, Sequence[int]] = NO_LINKS,
) -> Body:
    """
    Register a body at an area, with the fields and relations its kind asks for; without a day it is founded today.

    `fields` are those of the pack list `bodies/fields`; `links` names other bodies by kind of relation (`host`, …).

    :raises NotVisible: the actor registers no bodies there, or the parent or another body is not for this actor.
    :raises Refusal: the pack of the place does not know such a body there, or something it asks for is missing.
    """
    area = _area(by, area_id, localdate(now))
    pack, parent = pack_at(path=area.path, on=localdate(now)), _parent(by, area, parent_id)
    body = Body(kind=kind, name=_name(name), area_id=area.id, path=area.path, parent=parent, domain=domain, form=form)
    body.founded_on = founded_on or localdate(now)
    rule = _fill(pack, body, fields, links)
    body.tier = check_place(pack, body, area, parent, body.founded_on)
    _save(by, pack, body, links)
    told = {"kind": kind, "parent": parent_id, "links": {k: list(v) for k, v in links.items()}}
    write_entry(
        code="bodies.body_created",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures=told | _replace(body, rule, body.founded_on),
    )
    return body


@transaction.atomic
def describe_body(*, by: Actor, body_id: int, fields: Mapping[str, object], now: dt.datetime) -> Body:
    """
    Write down or change fields of a body; the others stay as they are.

    :raises NotVisible: the body is not for this actor.
    :raises Refusal: the body is closed, or a field is not known for its kind or does not fit.
    """
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None or not by.may("bodies.describe_body", body.path):
        raise NotVisible
    check_open(body)
    pack = pack_at(path=body.path, on=localdate(now))
    _describe(pack, body, *_kind(pack, body.kind), fields)
    body.save(update_fields=["data"])
    write_entry(
        code="bodies.body_described",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"fields": sorted(fields)},
    )
    return body


@transaction.atomic
def close_body(*, by: Actor, body_id: int, on: dt.date, reason: str, now: dt.datetime) -> Body:
    """
    Close a body on a day, from which it is no longer open.

    :raises NotVisible: the body is not for this actor.
    :raises Refusal: it is closed, still has holders, members or bodies under it, the day is too early, or no reason.
    """
    body = _closing(by, body_id, on, reason)
    _check_empty(body, on)
    _close(body, on, reason.strip())
    write_entry(
        code="bodies.body_closed",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        figures={"on": on.isoformat(), "reason": body.close_reason},
    )
    return body


@transaction.atomic
def merge_body(*, by: Actor, body_id: int, into_id: int, on: dt.date, reason: str, now: dt.datetime) -> Body:
    """
    Close a body on a day and let its members belong to another one of its kind of organisation; its posts end.

    :raises NotVisible: one of the two bodies is not for this actor.
    :raises Refusal: it is closed, bodies hang under it, the other one takes no such members, or no reason is given.
    """
    body = _closing(by, body_id, on, reason)
    into = related_body(by, body.path, into_id)
    pack = pack_at(path=body.path, on=localdate(now))
    rules.may_merge(
        is_itself=into.pk == body.pk, group=kind_of(pack, body.kind).group, into_group=kind_of(pack, into.kind).group
    ).or_refuse()
    moved = hand_over(body, into, on, reason.strip())
    ended = Appointment.objects.filter(in_force(on), post__body=body).update(to_on=on, end_reason=reason.strip())
    _check_empty(body, on)
    _close(body, on, reason.strip())
    write_entry(
        code="bodies.body_merged",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        pack_ref=pack.ref,
        figures={"into": into.pk, "members": moved, "posts": ended, "on": on.isoformat(), "reason": reason.strip()},
    )
    return body


def _closing(by: Actor, body_id: int, on: dt.date, reason: str) -> Body:
    """Return the open body that is to be closed, its row locked."""
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None or not by.may("bodies.close_body", body.path):
        raise NotVisible
    check_open(body)
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    if on < body.founded_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": body.founded_on, "to_on": on})
    return body


def _area(by: Actor, area_id: int, on: dt.date) -> AreaLine:
    """Return the area at which the actor may register a body."""
    area = area_line(area_id, on)
    if not by.may("bodies.create_body", area.path):
        raise NotVisible
    return area


def _parent(by: Actor, area: AreaLine, parent_id: int | None) -> Body | None:
    return related_body(by, area.path, parent_id) if parent_id is not None else None


def _fill(pack: Pack, body: Body, fields: Mapping[str, object], links: Mapping[str, Sequence[int]]) -> Kind:
    """Describe a new body as the place knows its kind, once the relations that kind asks for are named; return it."""
    item, rule = _kind(pack, body.kind)
    _check_links(pack, item, rule, body.form, links)
    _describe(pack, body, item, rule, fields)
    return rule


def _describe(pack: Pack, body: Body, item: Item, rule: Kind, fields: Mapping[str, object]) -> None:
    """Write fields onto a body over those it has, with everything that its kind and its domain ask for."""
    given = {**body.data, **fields, "domain": body.domain, "form": body.form}
    body.data = checked_fields(pack, item, _asked(pack, rule, body.domain), given)


def _kind(pack: Pack, kind: str) -> tuple[Item, Kind]:
    item = pack.list("bodies", "kinds").item(kind)
    if item is None:
        raise Refusal("bodies.kind_unknown", figures={"kind": kind})
    return item, kind_of(pack, kind)


def _name(text: str) -> str:
    name = text.strip()
    if not name:
        raise Refusal("bodies.name_missing")
    return name


def _check_links(pack: Pack, item: Item, rule: Kind, form: str, links: Mapping[str, Sequence[int]]) -> None:
    """Refuse a body without a relation that its kind asks for, or with another number of hosts than its form has."""
    missing = rules.missing_links(rule.links, links)
    if missing:
        told = {"label": item.label(), "links": labels_of(pack, "links", missing)}
        raise Refusal("bodies.link_missing", figures=told)
    chosen = pack.list("bodies", "forms").item(form)
    if chosen is not None:
        hosts = len(set(links.get("host", ())))
        rules.may_have_hosts(chosen.read_as(Form), hosts=hosts).or_refuse()


def _asked(pack: Pack, rule: Kind, domain: str) -> tuple[str, ...]:
    """Return the fields that the kind and, for a Party organisation, its domain ask for."""
    item = pack.list("bodies", "domains").item(domain)
    return (*rule.asks, *(item.read_as(Domain).asks if item else ()))


def _save(by: Actor, pack: Pack, body: Body, links: Mapping[str, Sequence[int]]) -> None:
    """Save a new body with its relations; refuse one whose name another has at the same area."""
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as error:
        raise Refusal("bodies.name_taken", figures={"name": body.name}) from error
    add_links(by, pack, body, links, body.founded_on)


def _replace(body: Body, rule: Kind, on: dt.date) -> dict[str, object]:
    """Close the bodies at the same area that this one takes the place of, on the day it starts; return which."""
    old = list(Body.objects.select_for_update().filter(open_on(on), path=body.path, kind__in=rule.replaces))
    for each in old:
        reason = f"并入{body.name}"
        members = Member.objects.filter(body=each, to_on=None)
        members.update(to_on=on, end_reason=reason, moved_to=body)
        Appointment.objects.filter(in_force(on), post__body=each).update(to_on=on, end_reason=reason)
        _close(each, on, reason)
    return {"replaced": [each.pk for each in old]} if old else {}


def _close(body: Body, on: dt.date, reason: str) -> None:
    body.closed_on, body.close_reason = on, reason
    body.save(update_fields=["closed_on", "close_reason"])
    BodyLink.objects.filter(subject=body, to_on=None).update(to_on=on)
    HouseholdTie.objects.filter(body=body, to_on=None).update(to_on=on)


def _check_empty(body: Body, on: dt.date) -> None:
    persons = Appointment.objects.filter(in_force(on), post__body=body).values("person").distinct().count()
    if persons:
        raise Refusal("bodies.still_staffed", figures={"name": body.name, "persons": persons})
    members = Member.objects.filter(body=body, to_on=None).count()
    if members:
        raise Refusal("bodies.still_members", figures={"name": body.name, "members": members})
    children = body.children.filter(open_on(on)).count()
    if children:
        raise Refusal("bodies.still_parent", figures={"name": body.name, "bodies": children})
