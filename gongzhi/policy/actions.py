"""Fill an open slot for an area; let an area follow a pack."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import get_language

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy import rules
from gongzhi.policy.models import Adoption, FilledSlot
from gongzhi.policy.packs import Figure, Pack
from gongzhi.policy.queries import UnknownFigure, library, pack_at, post_titles
from gongzhi.policy.values import Unit, Value, text_of, value_from_text

EXAMPLES = {Unit.SHARE: "2/3", Unit.DATE: "2027-01-05", Unit.FLAG: "true", Unit.TEXT: "……", Unit.CHOICE: "……"}


@transaction.atomic
def fill_slot(
    *, by: Actor, path: str, room: str, name: str, value: str, source: str, from_on: dt.date, now: dt.datetime
) -> FilledSlot:
    """
    Give an open figure a value for the area `path` and all below it, from a day on.

    `value` is text in the unit of the figure (`15`, `2/3`, `true`); a slot filled before may be filled anew.

    :raises NotVisible: the actor fills no slots over this area, or no pack has the figure.
    :raises Refusal: the slot is not open, belongs to another post, lacks a source, reaches back, or breaks a floor.
    """
    if not by.may("policy.fill_slot", path):
        raise NotVisible
    pack = pack_at(path=path, on=from_on)
    figure = _figure(pack, room, name, from_on)
    _check(by, path, pack, figure, source, from_on, now)
    typed = _typed(figure, value)
    _check_floor(pack, figure, typed, from_on)
    slot = _save(by, path, figure, typed, source, from_on, now)
    write_entry(
        code="policy.slot_filled",
        by=by,
        now=now,
        subject=("policy.filledslot", slot.pk),
        area_path=path,
        pack_ref=pack.ref,
        figures={"figure": f"{room}.{name}", "value": slot.value, "source": slot.source, "from": from_on.isoformat()},
    )
    return slot


def _figure(pack: Pack, room: str, name: str, on: dt.date) -> Figure:
    try:
        return pack.figure(room, name, on)
    except UnknownFigure as error:
        raise NotVisible from error


def _check(by: Actor, path: str, pack: Pack, figure: Figure, source: str, from_on: dt.date, now: dt.datetime) -> None:
    verdict = rules.may_fill_slot(
        is_open=figure.is_slot,
        is_filler=by.is_system
        or rules.is_among_fillers(posts=[(p.kind, p.path) for p in by.posts], fill_by=figure.fill_by, path=path),
        source=source,
        from_on=from_on,
        today=localdate(now),
    )
    if not verdict.ok:
        told = {
            "title": _title(figure),
            "value": "" if figure.value is None else text_of(figure.value),
            "source": pack.source_text(figure.source),
            "posts": "、".join(post_titles(pack, figure.fill_by)),
            **verdict.figures,
        }
        raise Refusal(verdict.code, figures=told, sources=(figure.source,))


def _title(figure: Figure) -> str:
    return figure.title.text(get_language() or "")


def _typed(figure: Figure, value: str) -> Value:
    try:
        return value_from_text(value, figure.unit)
    except (ValueError, ArithmeticError) as error:
        told = {"title": _title(figure), "value": value, "example": EXAMPLES.get(figure.unit, "15")}
        raise Refusal("policy.value_unfit", figures=told) from error


def _check_floor(pack: Pack, figure: Figure, value: Value, on: dt.date) -> None:
    broken = pack.broken_limit(figure.room, figure.name, value, on)
    if broken is not None:
        limit, source = broken
        told = {
            "title": _title(figure),
            "value": text_of(value),
            "limit": text_of(limit),
            "source": pack.source_text(source),
        }
        raise Refusal("policy.below_floor", figures=told, sources=(source,))


def _save(
    by: Actor, path: str, figure: Figure, value: Value, source: str, from_on: dt.date, now: dt.datetime
) -> FilledSlot:
    posts = "、".join(f"{p.body_name}{p.title}" for p in by.posts if p.kind in figure.fill_by)
    try:
        with transaction.atomic():
            return FilledSlot.objects.create(
                path=path,
                room=figure.room,
                name=figure.name,
                value=text_of(value),
                source=source.strip(),
                from_on=from_on,
                decided_by=posts or by.name,
                filled_at=now,
            )
    except IntegrityError as error:
        told = {"title": _title(figure), "from_on": from_on}
        raise Refusal("policy.slot_filled_today", figures=told) from error


@transaction.atomic
def adopt_pack(
    *,
    by: Actor,
    path: str,
    pack_id: str,
    from_on: dt.date,
    to_on: dt.date | None,
    decided_by: str,
    now: dt.datetime,
    procedure_id: str = "",
) -> Adoption:
    """
    Let an area and all below it follow a pack, or one procedure of it, from a day on until the day before `to_on`.

    What the area followed until then ends on that day. `decided_by` names the body and its document.

    :raises NotVisible: the actor decides nothing over this area.
    :raises Refusal: there is no such pack, nobody decided, or the day reaches back behind what the area follows.
    """
    if not by.may("policy.adopt_pack", path):
        raise NotVisible
    pack = library().packs.get(pack_id)
    if pack is None or (procedure_id and procedure_id not in pack.procedures()):
        raise Refusal("policy.no_such_pack", figures={"pack": pack_id})
    running = Adoption.objects.select_for_update().filter(path=path, procedure_id=procedure_id).last()
    since = running.from_on if running else None
    rules.may_adopt(
        decided_by=decided_by, from_on=from_on, to_on=to_on, today=localdate(now), running_since=since
    ).or_refuse()
    if running and (running.to_on is None or running.to_on > from_on):
        running.to_on = from_on
        running.save(update_fields=["to_on"])
    adoption = Adoption.objects.create(
        path=path,
        pack_id=pack_id,
        procedure_id=procedure_id,
        from_on=from_on,
        to_on=to_on,
        decided_by=decided_by.strip(),
    )
    write_entry(
        code="policy.pack_adopted",
        by=by,
        now=now,
        subject=("policy.adoption", adoption.pk),
        area_path=path,
        pack_ref=pack.ref,
        figures={"pack": pack_id, "procedure": procedure_id, "from": from_on.isoformat(), "decided_by": decided_by},
    )
    return adoption
