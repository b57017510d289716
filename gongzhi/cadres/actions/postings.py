"""Plan who is sent where, write down the steps, move and end postings."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies.queries import body_line
from gongzhi.cadres import rules
from gongzhi.cadres.fields import checked_fields, label_of, labels_of
from gongzhi.cadres.lists import Role
from gongzhi.cadres.models import Posting
from gongzhi.cadres.queries import (
    KEEP_POSTINGS,
    LIVING,
    STEPS,
    bands_of,
    categories_of,
    role_item,
    role_of,
    service_of,
)
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NOTHING, NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.models import Area
from gongzhi.territory.queries import AreaLine, area_line


@transaction.atomic
def plan_posting(
    *,
    by: Actor,
    role: str,
    person_id: int,
    area_id: int,
    planned_on: dt.date,
    now: dt.datetime,
    sender_id: int | None = None,
    host_id: int | None = None,
    born: int | None = None,
    fields: Mapping[str, object] = NOTHING,
    reason: str = "",
) -> Posting:
    """
    Plan to send a person to a place in a role from a day on.

    `born` is a birth year, of which only the band is kept; `reason` answers what speaks against it.

    :raises NotVisible: the actor keeps no postings there, or there is no such person or unit.
    :raises Refusal: the role does not fit place or person, something it asks for is missing, or a reason is needed.
    """
    area = _locked_area(by, area_id, localdate(now))
    pack = pack_at(path=area.path, on=localdate(now))
    item = role_item(pack, role)
    rule = item.read_as(Role)
    _check_person(person_id)
    posting = Posting(role=role, person_id=person_id, area_id=area.id, path=area.path, planned_on=planned_on)
    posting.sender_id, posting.host_id = _unit(sender_id), _unit(host_id)
    band = rules.band_of(bands_of(pack, rule.bands), born=born) if born is not None else ""
    _check_fit(pack, posting, area.level, band, localdate(now))
    posting.data = checked_fields(pack, item.label(), rule.asks, rule.may, fields) | ({"band": band} if band else {})
    _excuse(pack, posting, reason, localdate(now))
    _save(posting, item.label())
    figures = {"role": role, "person": person_id, "on": planned_on.isoformat(), "reason": posting.reason}
    _write(by, "cadres.posting_planned", posting, now, figures, pack)
    return posting


@transaction.atomic
def take_step(*, by: Actor, posting_id: int, step: str, on: dt.date, now: dt.datetime) -> Posting:
    """
    Write down the day of a step: `received`, `arrived`, `appointed` or `handed_over`; a later entry corrects it.

    :raises NotVisible: the posting is not for this actor.
    :raises Refusal: it is over or voided, the day has not come, or the step is none.
    """
    posting = _locked(by, posting_id)
    if step not in STEPS:
        raise Refusal("cadres.step_unknown", figures={"step": step})
    if on > localdate(now):
        raise Refusal("cadres.day_to_come", figures={"on": on})
    setattr(posting, f"{step}_on", on)
    posting.save(update_fields=[f"{step}_on"])
    _write(
        by,
        {
            "received": "cadres.posting_received",
            "arrived": "cadres.posting_arrived",
            "appointed": "cadres.posting_appointed",
            "handed_over": "cadres.posting_handed_over",
        }[step],
        posting,
        now,
        {"on": on.isoformat()},
    )
    return posting


@transaction.atomic
def end_posting(
    *, by: Actor, posting_id: int, last_on: dt.date, reason: str, now: dt.datetime, evaluation: str = ""
) -> Posting:
    """
    End a posting with its last day, the reason, and what is said about the person's work.

    :raises NotVisible: the posting is not for this actor.
    :raises Refusal: it has not begun or is over, the day lies before its beginning, or the reason is missing.
    """
    posting = _locked(by, posting_id)
    if posting.arrived_on is None:
        raise Refusal("cadres.not_begun")
    if not reason.strip():
        raise Refusal("cadres.reason_missing")
    if last_on < posting.arrived_on:
        raise Refusal("cadres.ends_before", figures={"from_on": posting.arrived_on, "last_on": last_on})
    posting.last_on, posting.end_reason, posting.evaluation = last_on, reason.strip(), evaluation.strip()
    posting.save(update_fields=["last_on", "end_reason", "evaluation"])
    figures = {"on": last_on.isoformat(), "reason": posting.end_reason}
    _write(by, "cadres.posting_ended", posting, now, figures)
    return posting


@transaction.atomic
def move_posting(*, by: Actor, posting_id: int, area_id: int, reason: str, now: dt.datetime) -> Posting:
    """
    Send a person to another place than the one planned or taken up; the pair of the old place is then in question.

    :raises NotVisible: the posting is not for this actor, or it keeps none at the new place.
    :raises Refusal: the posting is over, the role does not fit the new place, or the reason is missing.
    """
    area = _locked_area(by, area_id, localdate(now))
    posting = _locked(by, posting_id)
    if not reason.strip():
        raise Refusal("cadres.reason_missing")
    pack, was = pack_at(path=area.path, on=localdate(now)), posting.area_id
    posting.area_id, posting.path = area.id, area.path
    _check_fit(pack, posting, area.level, str(posting.data.get("band", "")), localdate(now))
    _excuse(pack, posting, reason, localdate(now))
    _save(posting, label_of(pack, "roles", posting.role))
    figures = {"from_area": was, "reason": reason.strip()}
    _write(by, "cadres.posting_moved", posting, now, figures, pack)
    return posting


@transaction.atomic
def void_posting(*, by: Actor, posting_id: int, reason: str, now: dt.datetime) -> Posting:
    """
    Take back a posting that was entered by mistake; it counts nowhere any more and stays on record.

    :raises NotVisible: the posting is not for this actor.
    :raises Refusal: it is taken back already, or the reason is missing.
    """
    posting = Posting.objects.select_for_update(of=("self",)).filter(pk=posting_id).first()
    if posting is None or not by.may(KEEP_POSTINGS, posting.path):
        raise NotVisible
    if posting.voided_on is not None:
        raise Refusal("cadres.voided", figures={"on": posting.voided_on})
    if not reason.strip():
        raise Refusal("cadres.reason_missing")
    posting.voided_on, posting.void_reason = localdate(now), reason.strip()
    posting.save(update_fields=["voided_on", "void_reason"])
    _write(by, "cadres.posting_voided", posting, now, {"reason": posting.void_reason})
    return posting


def _locked_area(by: Actor, area_id: int, on: dt.date) -> AreaLine:
    """Return an area, its row locked: who else is there decides, so two plans for one place wait for each other."""
    area = area_line(area_id, on)
    if not by.may(KEEP_POSTINGS, area.path):
        raise NotVisible
    Area.objects.select_for_update(of=("self",)).get(pk=area.id)
    return area


def _locked(by: Actor, posting_id: int) -> Posting:
    """Return a posting that is neither over nor taken back, its row locked."""
    posting = Posting.objects.select_for_update(of=("self",)).filter(pk=posting_id).first()
    if posting is None or not by.may(KEEP_POSTINGS, posting.path):
        raise NotVisible
    if posting.voided_on is not None:
        raise Refusal("cadres.voided", figures={"on": posting.voided_on})
    if posting.last_on is not None:
        raise Refusal("cadres.over", figures={"on": posting.last_on})
    return posting


def _check_person(person_id: int) -> None:
    if not Person.objects.filter(pk=person_id).exists():
        raise NotVisible


def _unit(body_id: int | None) -> int | None:
    """Return a unit that exists; that an organisation exists is public."""
    return None if body_id is None else body_line(body_id).id


def _check_fit(pack: Pack, posting: Posting, level: str, band: str, on: dt.date) -> None:
    """Refuse what no reason mends: the level, no sending unit, another category of cadre, another band of years."""
    item = role_item(pack, posting.role)
    rule = item.read_as(Role)
    marks = categories_of(posting.person_id, on) if rule.categories else ()
    verdict = rules.may_be_sent(
        rule, level=level, categories=marks, band=band, has_sender=posting.sender_id is not None
    )
    if not verdict.ok:
        told = {
            "label": item.label(),
            "categories": labels_of(pack, "categories", rule.categories),
            "bands": labels_of(pack, "bands", rule.bands),
        }
        raise Refusal(verdict.code, figures=told, sources=(rule.source,) if rule.source else ())


def _excuse(pack: Pack, posting: Posting, reason: str, on: dt.date) -> None:
    """Keep the reason with what it answers; refuse a posting that needs one and has none."""
    rule = role_of(pack, posting.role)
    against = rules.objections_to(
        rule,
        has_served=rule.lacking and service_of(pack, posting.person_id, on).is_any,
        others=_others(posting),
        data=posting.data,
    )
    if against and not reason.strip():
        told = {"label": label_of(pack, "roles", posting.role)}
        raise Refusal(against[0], figures=told, sources=(rule.source,) if rule.source else ())
    posting.excused, posting.reason = " ".join(against), reason.strip()


def _others(posting: Posting) -> int:
    """Return how many others are at the place, or planned for it, in the same role, and have no last day yet."""
    rows = Posting.objects.filter(LIVING, role=posting.role, area_id=posting.area_id, last_on=None)
    return rows.exclude(pk=posting.pk).count()


def _save(posting: Posting, label: str) -> None:
    try:
        with transaction.atomic():
            posting.save()
    except IntegrityError as error:
        raise Refusal("cadres.sent_already", figures={"label": label}) from error


def _write(
    by: Actor, code: str, posting: Posting, now: dt.datetime, figures: Mapping[str, object], pack: Pack | None = None
) -> None:
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("cadres.posting", posting.pk),
        area_path=posting.path,
        pack_ref=pack.ref if pack else "",
        figures=figures,
    )
