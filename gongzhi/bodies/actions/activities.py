"""What is done in a post, and what two related bodies do together."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.lists import LinkKind
from gongzhi.bodies.models import Activity, Appointment, BodyLink
from gongzhi.bodies.queries import post_kind
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at


@transaction.atomic
def log_service(*, by: Actor, appointment_id: int, on: dt.date, what: str, now: dt.datetime) -> Activity:
    """
    Write down what somebody did in a post on a day; who holds it may, and who keeps the register.

    :raises NotVisible: the appointment is not for this actor.
    :raises Refusal: nothing is said, such a post keeps no log, or the day is to come or lies outside the appointment.
    """
    held = Appointment.objects.select_related("post__body").filter(pk=appointment_id).first()
    if held is None or not (by.person_id == held.person_id or by.may("bodies.describe_body", held.post.body.path)):
        raise NotVisible
    path = held.post.body.path
    if not post_kind(pack_at(path=path, on=on), held.post.kind).logged:
        raise Refusal("bodies.keeps_no_log", figures={"title": held.post.title})
    _check_said(what, on, now)
    if not rules.is_during(on, rules.Term(held.from_on, held.to_on)):
        told = {"title": held.post.title, "from_on": held.from_on, "to_on": held.to_on or "—"}
        raise Refusal("bodies.not_held_then", figures=told)
    made = Activity.objects.create(appointment=held, on=on, what=what.strip())
    write_entry(
        code="bodies.service_logged",
        by=by,
        now=now,
        subject=("bodies.appointment", held.pk),
        area_path=path,
        figures={"activity": made.pk, "on": on.isoformat()},
    )
    return made


@transaction.atomic
def log_joint_activity(*, by: Actor, link_id: int, on: dt.date, what: str, now: dt.datetime) -> BodyLink:
    """
    Write down what two related bodies did together on a day; return their relation.

    :raises NotVisible: the relation is not for this actor.
    :raises Refusal: nothing is said, such a relation has no activities, or the day is to come or outside the relation.
    """
    link = BodyLink.objects.select_related("subject", "other").filter(pk=link_id).first()
    if link is None or not any(by.may("bodies.describe_body", body.path) for body in (link.subject, link.other)):
        raise NotVisible
    item = pack_at(path=link.subject.path, on=on).list("bodies", "links").item(link.kind)
    if item is None or not item.read_as(LinkKind).activities:
        raise Refusal("bodies.keeps_no_log", figures={"title": item.label() if item else link.kind})
    _check_said(what, on, now)
    if not rules.is_during(on, rules.Term(link.from_on, link.to_on)):
        told = {"title": item.label(), "from_on": link.from_on, "to_on": link.to_on or "—"}
        raise Refusal("bodies.not_held_then", figures=told)
    made = Activity.objects.create(link=link, on=on, what=what.strip())
    write_entry(
        code="bodies.joint_activity_logged",
        by=by,
        now=now,
        subject=("bodies.body", link.subject_id),
        area_path=link.subject.path,
        figures={"activity": made.pk, "link": link.pk, "on": on.isoformat()},
    )
    return link


def _check_said(what: str, on: dt.date, now: dt.datetime) -> None:
    if not what.strip():
        raise Refusal("bodies.activity_missing")
    if on > localdate(now):
        raise Refusal("bodies.day_to_come", figures={"on": on})
