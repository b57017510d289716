"""Relate bodies to each other."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.lists import LinkKind
from gongzhi.bodies.models import Body, BodyLink
from gongzhi.bodies.queries import body_for, kind_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at


@transaction.atomic
def relate_bodies(
    *, by: Actor, kind: str, subject_id: int, other_id: int, from_on: dt.date, now: dt.datetime, instrument: str = ""
) -> BodyLink:
    """
    Record that a body stands in a relation to another one, on the instrument that this relation rests on.

    :raises NotVisible: one of the two is not for this actor.
    :raises Refusal: the relation does not fit these two, is recorded already, or its instrument is not named.
    """
    subject = Body.objects.select_for_update().filter(pk=subject_id).first()
    if subject is None or not by.may("bodies.describe_body", subject.path):
        raise NotVisible
    check_open(subject)
    other = related_body(by, subject.path, other_id)
    pack = pack_at(path=subject.path, on=localdate(now))
    link = _link(pack, kind, subject, other, instrument.strip(), from_on)
    write_entry(
        code="bodies.bodies_related",
        by=by,
        now=now,
        subject=("bodies.body", subject.pk),
        area_path=subject.path,
        pack_ref=pack.ref,
        figures={"link": kind, "other": other.pk, "instrument": link.instrument},
    )
    return link


@transaction.atomic
def end_relation(*, by: Actor, link_id: int, on: dt.date, now: dt.datetime) -> BodyLink:
    """
    End a relation on a day.

    :raises NotVisible: there is no such relation in force for this actor.
    :raises Refusal: the day lies before its beginning.
    """
    link = BodyLink.objects.select_for_update(of=("self",)).select_related("subject").filter(pk=link_id).first()
    if link is None or link.to_on is not None or not by.may("bodies.describe_body", link.subject.path):
        raise NotVisible
    if on < link.from_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": link.from_on, "to_on": on})
    link.to_on = on
    link.save(update_fields=["to_on"])
    write_entry(
        code="bodies.relation_ended",
        by=by,
        now=now,
        subject=("bodies.body", link.subject_id),
        area_path=link.subject.path,
        figures={"link": link.kind, "other": link.other_id, "on": on.isoformat()},
    )
    return link


def add_links(by: Actor, pack: Pack, body: Body, links: Mapping[str, Sequence[int]], on: dt.date) -> None:
    """
    Relate a body that is being registered to those its registration names.

    :raises NotVisible: one of them is not for this actor.
    :raises Refusal: a relation does not fit, or must be recorded on its own because it rests on an instrument.
    """
    for kind, others in links.items():
        for other_id in dict.fromkeys(others):
            _link(pack, kind, body, related_body(by, body.path, other_id), "", on)


def related_body(by: Actor, path: str, body_id: int) -> Body:
    """
    Return an open body that one at `path` refers to, its row locked: one above it, or one the actor may read.

    :raises NotVisible: it is not for this actor.
    :raises Refusal: it is closed.
    """
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None or not is_within(path, body.path):
        body = body_for(by, body_id)
    check_open(body)
    return body


def check_open(body: Body) -> None:
    """
    Do nothing when the body is open.

    :raises Refusal: it is closed.
    """
    if body.closed_on is not None:
        raise Refusal("bodies.body_closed", figures={"name": body.name, "on": body.closed_on})


def _link(pack: Pack, kind: str, subject: Body, other: Body, instrument: str, on: dt.date) -> BodyLink:
    item = pack.list("bodies", "links").item(kind)
    if item is None:
        raise Refusal("bodies.link_unknown", figures={"kind": kind})
    told = {"label": item.label(), "subject": subject.name, "other": other.name}
    verdict = rules.may_relate(
        item.read_as(LinkKind),
        subject_group=kind_of(pack, subject.kind).group,
        other_kind=other.kind,
        other_group=kind_of(pack, other.kind).group,
        instrument=instrument,
    )
    if not verdict.ok:
        raise Refusal(verdict.code, figures=told)
    try:
        with transaction.atomic():
            return BodyLink.objects.create(kind=kind, subject=subject, other=other, instrument=instrument, from_on=on)
    except IntegrityError as error:
        raise Refusal("bodies.link_known", figures=told) from error
