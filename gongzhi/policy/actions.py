"""Fill an open slot for an area; let an area follow a pack."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import get_language

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import subtree
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
    pack = _pack_to_adopt(pack_id, procedure_id)
    running = Adoption.objects.select_for_update().filter(path=path, procedure_id=procedure_id).last()
    since = running.from_on if running else None
    rules.may_adopt(
        decided_by=decided_by, from_on=from_on, to_on=to_on, today=localdate(now), running_since=since
    ).or_refuse()
    _end_running(running, from_on)
    adoption = Adoption.objects.create(
        path=path,
        pack_id=pack_id,
        procedure_id=procedure_id,
        from_on=from_on,
        to_on=to_on,
        decided_by=decided_by.strip(),
    )
    _write_adopted(by, adoption, pack.ref, now)
    return adoption


def _write_adopted(by: Actor, adoption: Adoption, pack_ref: str, now: dt.datetime) -> None:
    write_entry(
        code="policy.pack_adopted",
        by=by,
        now=now,
        subject=("policy.adoption", adoption.pk),
        area_path=adoption.path,
        pack_ref=pack_ref,
        figures={
            "pack": adoption.pack_id,
            "procedure": adoption.procedure_id,
            "from": adoption.from_on.isoformat(),
            "decided_by": adoption.decided_by,
        },
    )


def _pack_to_adopt(pack_id: str, procedure_id: str) -> Pack:
    """Return a pack that has the procedure, if one is named; refuse when there is none."""
    pack = library().packs.get(pack_id)
    if pack is None or (procedure_id and procedure_id not in pack.procedures()):
        raise Refusal("policy.no_such_pack", figures={"pack": pack_id})
    return pack


def _end_running(running: Adoption | None, on: dt.date) -> None:
    """Let what an area followed until now end on a day."""
    if running and (running.to_on is None or running.to_on > on):
        running.to_on = on
        running.save(update_fields=["to_on"])


def rows_at(path: str, on: dt.date) -> dict[str, int]:
    """Return how many adoptions and filled slots of an area and those below it are in force or to come, by kind."""
    low, high = subtree(path)
    lasting = Q(to_on=None) | Q(to_on__gt=on)
    return {
        "policy.adoption": Adoption.objects.filter(lasting, path__gte=low, path__lt=high).count(),
        "policy.filledslot": FilledSlot.objects.filter(path__gte=low, path__lt=high).count(),
    }


def own_adoptions(path: str, on: dt.date) -> int:
    """Return how many packs an area itself, not one above it, has adopted and follows on a day."""
    lasting = Q(to_on=None) | Q(to_on__gt=on)
    return Adoption.objects.filter(lasting, path=path, procedure_id="", from_on__lte=on).count()


def move_to_area(*, steps: Mapping[str, Sequence[str]], on: dt.date) -> dict[str, int]:
    """
    Let new areas follow the packs and keep the filled slots of the areas they take the place of; part of an action.

    `steps` are paths by the path before; one without any ends what it followed. Where several areas become one, only
    what all of them followed goes on: the new area follows the rest from above. Return how many went on, by kind.
    """
    sources: dict[str, list[str]] = defaultdict(list)
    for old, new in steps.items():
        for path in new:
            sources[path].append(old)
    lasting = Q(to_on=None) | Q(to_on__gt=on)
    adoptions = list(Adoption.objects.filter(lasting, path__in=steps))
    slots = list(FilledSlot.objects.filter(path__in=steps))
    moved = {"policy.adoption": 0, "policy.filledslot": 0}
    for path, before in sources.items():
        moved["policy.adoption"] += len(
            _adopt_anew([each for each in adoptions if each.path in before], path, before, on)
        )
        moved["policy.filledslot"] += len(_fill_anew([each for each in slots if each.path in before], path, before, on))
    for each in adoptions:
        each.to_on = on
    Adoption.objects.bulk_update([each for each in adoptions if each.from_on < on], ["to_on"])
    return moved


def _adopt_anew(rows: Sequence[Adoption], path: str, before: Sequence[str], on: dt.date) -> list[Adoption]:
    """Let an area follow what every one of those before it followed, from the day of the change on."""
    followed: dict[tuple[str, str, dt.date], set[str]] = defaultdict(set)
    for each in rows:
        followed[(each.pack_id, each.procedure_id, max(each.from_on, on))].add(each.path)
    kept = [key for key, paths in followed.items() if len(paths) == len(before)]
    words = {(each.pack_id, each.procedure_id, max(each.from_on, on)): (each.decided_by, each.to_on) for each in rows}
    return Adoption.objects.bulk_create(
        Adoption(path=path, pack_id=pack, procedure_id=procedure, from_on=since, decided_by=by, to_on=to_on)
        for pack, procedure, since in kept
        for by, to_on in [words[(pack, procedure, since)]]
    )


def _fill_anew(rows: Sequence[FilledSlot], path: str, before: Sequence[str], on: dt.date) -> list[FilledSlot]:
    """Fill the slots of an area that were filled alike at every one of those before it."""
    newest: dict[tuple[str, str, str, dt.date], FilledSlot] = {}
    for each in sorted(rows, key=lambda row: (row.from_on, row.pk)):
        newest[(each.path, each.room, each.name, max(each.from_on, on))] = each
    alike: dict[tuple[str, str, str, dt.date], list[FilledSlot]] = defaultdict(list)
    for (_, room, name, since), each in newest.items():
        alike[(room, name, each.value, since)].append(each)
    return FilledSlot.objects.bulk_create(
        FilledSlot(
            path=path,
            room=room,
            name=name,
            value=value,
            source=found[0].source,
            from_on=since,
            decided_by=found[0].decided_by,
            filled_at=found[0].filled_at,
        )
        for (room, name, value, since), found in alike.items()
        if len(found) == len(before)
    )
