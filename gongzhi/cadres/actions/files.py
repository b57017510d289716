"""Keep files of cadres: open and sort them, put records on them, let a leader keep in contact with a talent."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies.queries import body_line
from gongzhi.cadres import rules
from gongzhi.cadres.fields import ROOM, checked_fields, options_of
from gongzhi.cadres.lists import RecordKind
from gongzhi.cadres.models import File, Lead, Mark, Record
from gongzhi.cadres.queries import KEEP_FILES, READ_PRIVATE, kinds_on
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import area_line


@transaction.atomic
def open_file(
    *,
    by: Actor,
    person_id: int,
    area_id: int,
    now: dt.datetime,
    unit_id: int | None = None,
    categories: Collection[str] = (),
) -> File:
    """
    Open the file of a person, to be kept by the organisation department of an area.

    :raises NotVisible: the actor keeps no files there, or there is no such person or unit.
    :raises Refusal: the person has a file, or a category is none of the place's.
    """
    area = area_line(area_id, localdate(now))
    if not by.may(KEEP_FILES, area.path) or not Person.objects.filter(pk=person_id).exists():
        raise NotVisible
    unit = None if unit_id is None else body_line(unit_id).id
    file = File(person_id=person_id, area_id=area.id, path=area.path, unit_id=unit, opened_on=localdate(now))
    try:
        with transaction.atomic():
            file.save()
    except IntegrityError as error:
        raise Refusal("cadres.file_known") from error
    pack = pack_at(path=file.path, on=localdate(now))
    _mark(pack, file, categories, localdate(now))
    _write(by, "cadres.file_opened", file, now, {"person": person_id}, pack)
    return file


@transaction.atomic
def sort_file(
    *, by: Actor, file_id: int, categories: Collection[str], now: dt.datetime, unit_id: int | None = None
) -> File:
    """
    Write down in which unit the person of a file works and to which categories of cadres they belong from today.

    :raises NotVisible: the file is not for this actor, or there is no such unit.
    :raises Refusal: a category is none of the place's.
    """
    file = _kept(by, file_id)
    file.unit_id = None if unit_id is None else body_line(unit_id).id
    file.save(update_fields=["unit"])
    pack = pack_at(path=file.path, on=localdate(now))
    _mark(pack, file, categories, localdate(now))
    _write(by, "cadres.file_sorted", file, now, {}, pack)
    return file


@transaction.atomic
def add_record(
    *, by: Actor, file_id: int, kind: str, on: dt.date, fields: Mapping[str, object], now: dt.datetime
) -> Record:
    """
    Put a record on a file.

    :raises NotVisible: the file, or this kind of record, is not for this actor.
    :raises Refusal: the place knows no such record, a field is missing or unfit, a record must stand before it, or its
        day has not come.
    """
    file = _kept(by, file_id)
    pack = pack_at(path=file.path, on=localdate(now))
    item = pack.list(ROOM, "records").item(kind)
    if item is None:
        raise Refusal("cadres.kind_unknown", figures={"kind": kind})
    rule = item.read_as(RecordKind)
    if rule.private and not by.may(READ_PRIVATE, file.path):
        raise NotVisible
    if on > localdate(now):
        raise Refusal("cadres.day_to_come", figures={"on": on})
    data = checked_fields(pack, item.label(), rule.asks, rule.may, fields)
    labels = dict(options_of(pack, "records"))
    verdict = rules.may_be_recorded(rule, label_of=labels, on_file=kinds_on(file, pack, on=on), data=data)
    if not verdict.ok:
        told = {**verdict.figures, "label": item.label()}
        raise Refusal(verdict.code, figures=told, sources=(rule.source,) if rule.source else ())
    record = Record.objects.create(file=file, kind=kind, on=on, data=data)
    _write(by, "cadres.record_added", file, now, {"record": record.pk}, pack)
    return record


@transaction.atomic
def void_record(*, by: Actor, record_id: int, reason: str, now: dt.datetime) -> Record:
    """
    Take back a record that is wrong; it stays, with the reason, and counts nowhere.

    :raises NotVisible: the record is not for this actor.
    :raises Refusal: it is taken back already, or the reason is missing.
    """
    record = Record.objects.select_for_update(of=("self",)).select_related("file").filter(pk=record_id).first()
    if record is None:
        raise NotVisible
    file = _kept(by, record.file_id)
    pack = pack_at(path=file.path, on=localdate(now))
    item = pack.list(ROOM, "records").item(record.kind)
    if (item is None or item.read_as(RecordKind).private) and not by.may(READ_PRIVATE, file.path):
        raise NotVisible
    if record.voided_on is not None:
        raise Refusal("cadres.voided", figures={"on": record.voided_on})
    if not reason.strip():
        raise Refusal("cadres.reason_missing")
    record.voided_on, record.void_reason = localdate(now), reason.strip()
    record.save(update_fields=["voided_on", "void_reason"])
    _write(by, "cadres.record_voided", file, now, {"record": record.pk}, pack)
    return record


@transaction.atomic
def lead_talent(*, by: Actor, file_id: int, leader_id: int, from_on: dt.date, now: dt.datetime) -> Lead:
    """
    Let a leader keep in contact with the person of a file; each has one leader at a time.

    :raises NotVisible: the file is not for this actor, or there is no such person.
    :raises Refusal: there is a leader already, or both are the same person.
    """
    file = _kept(by, file_id)
    if not Person.objects.filter(pk=leader_id).exists():
        raise NotVisible
    if leader_id == file.person_id:
        raise Refusal("cadres.leads_oneself")
    try:
        with transaction.atomic():
            lead = Lead.objects.create(file=file, leader_id=leader_id, from_on=from_on)
    except IntegrityError as error:
        raise Refusal("cadres.led_already") from error
    _write(by, "cadres.talent_led", file, now, {"person": leader_id, "from": from_on.isoformat()})
    return lead


@transaction.atomic
def end_lead(*, by: Actor, lead_id: int, on: dt.date, now: dt.datetime) -> Lead:
    """
    End the contact of a leader with a talent; from the day `on` it no longer holds.

    :raises NotVisible: there is no such contact for this actor.
    :raises Refusal: the day lies before its beginning.
    """
    lead = Lead.objects.select_for_update(of=("self",)).filter(pk=lead_id, to_on=None).first()
    if lead is None:
        raise NotVisible
    file = _kept(by, lead.file_id)
    if on < lead.from_on:
        raise Refusal("cadres.ends_before", figures={"from_on": lead.from_on, "last_on": on})
    lead.to_on = on
    lead.save(update_fields=["to_on"])
    _write(by, "cadres.talent_left", file, now, {"person": lead.leader_id, "on": on.isoformat()})
    return lead


def _kept(by: Actor, file_id: int) -> File:
    """Return a file that the actor keeps, its row locked."""
    file = File.objects.select_for_update(of=("self",)).filter(pk=file_id).first()
    if file is None or not by.may(KEEP_FILES, file.path):
        raise NotVisible
    return file


def _mark(pack: Pack, file: File, categories: Collection[str], on: dt.date) -> None:
    """Let the open marks of a file be these."""
    known = dict(options_of(pack, "categories"))
    for category in categories:
        if category not in known:
            raise Refusal("cadres.category_unknown", figures={"category": category, "choices": list(known.values())})
    file.marks.filter(to_on=None).exclude(category__in=categories).update(to_on=on)
    held = set(file.marks.filter(to_on=None).values_list("category", flat=True))
    Mark.objects.bulk_create(Mark(file=file, category=c, from_on=on) for c in sorted(set(categories) - held))


def _write(
    by: Actor, code: str, file: File, now: dt.datetime, figures: Mapping[str, object], pack: Pack | None = None
) -> None:
    """Write what was done to a file, without what stands on it."""
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("cadres.file", file.pk),
        area_path=file.path,
        pack_ref=pack.ref if pack else "",
        figures=figures,
    )
