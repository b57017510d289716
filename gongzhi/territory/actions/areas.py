"""Draw, rename and end areas."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import child_path
from gongzhi.kernel.verdicts import NotVisible, Refusal, Verdict
from gongzhi.policy.queries import pack_at
from gongzhi.territory import rules
from gongzhi.territory.bulk import take_ids
from gongzhi.territory.messages import LEVEL_NAMES, SYSTEM_NAMES
from gongzhi.territory.models import Area, AreaCode, AreaName
from gongzhi.territory.queries import area_by_code, in_force, in_subtree, tiers_of
from gongzhi.territory.rules import DRAWN, RANK, CodeSystem, Level
from gongzhi.territory.spelling import spelled

Codes = Sequence[tuple[str, str]]


@transaction.atomic
def create_area(
    *,
    by: Actor,
    parent_id: int | None,
    level: str,
    name: str,
    codes: Codes = (),
    from_on: dt.date,
    now: dt.datetime,
) -> Area:
    """
    Draw an area under another, or at the root for None, from a day on. `codes` are (system, code).

    :raises NotVisible: the actor draws no such areas under this parent.
    :raises Refusal: level, name or code do not fit there, or the name or a code is taken.
    """
    parent = locked(parent_id) if parent_id is not None else None
    path = parent.path if parent else ""
    if not _may_create(by, level, path):
        raise NotVisible
    pack_ref = check_place(parent, Level(level), from_on)
    area = draw(parent, Level(level), name.strip(), codes, from_on)
    write_entry(
        code="territory.area_created",
        by=by,
        now=now,
        subject=("territory.area", area.pk),
        area_path=area.path,
        pack_ref=pack_ref,
        figures={"level": level, "codes": [list(code) for code in codes], "from": from_on.isoformat()},
    )
    return area


def _may_create(by: Actor, level: str, path: str) -> bool:
    """Tell whether the actor may; whoever draws dwellings draws buildings only."""
    if level == Level.BUILDING and by.may("territory.create_dwelling", path):
        return True
    return by.may("territory.create_area", path)


def locked(area_id: int) -> Area:
    """
    Return the area's row, locked until the transaction ends.

    :raises NotVisible: there is no such area.
    """
    area = Area.objects.select_for_update().filter(pk=area_id).first()
    if area is None:
        raise NotVisible
    return area


def refuse_in_words(verdict: Verdict) -> None:
    """Refuse in words when the answer is no: levels and registers under their names."""
    if verdict.ok:
        return
    told = dict(verdict.figures)
    if "level" in told:
        told["level_name"] = LEVEL_NAMES[str(told["level"])]
        told["parent_name"] = LEVEL_NAMES.get(str(told.get("parent")), "根")
    if "system" in told:
        told["system"] = SYSTEM_NAMES.get(str(told["system"]), told["system"])
    raise Refusal(verdict.code, figures=told, sources=verdict.sources)


def check_place(parent: Area | None, level: Level, from_on: dt.date) -> str:
    """Refuse a level that cannot stand there, by the law or by the place's tiers; return the pack that was asked."""
    if parent and not (parent.from_on <= from_on and (parent.to_on is None or parent.to_on > from_on)):
        raise Refusal("territory.parent_not_open", figures={"from_on": parent.from_on, "on": from_on})
    above = Level(parent.level) if parent else None
    pack_ref = _check_tier(parent, above, level, from_on) if level in DRAWN else ""
    refuse_in_words(rules.may_stand_under(level, above))
    return pack_ref


def _check_tier(parent: Area | None, above: Level | None, level: Level, from_on: dt.date) -> str:
    pack = pack_at(path=parent.path if parent else "", on=from_on)
    source = pack.list("territory", "tiers").source
    verdict = rules.may_draw_tier(level, above, tiers_of(pack))
    figures = {**verdict.figures, "place": pack.title, "source": pack.source_text(source)}
    refuse_in_words(replace(verdict, figures=figures, sources=(source,)))
    return pack.ref


def draw(parent: Area | None, level: Level, name: str, codes: Codes, from_on: dt.date) -> Area:
    """
    Put an area with its name and codes where its level has been found to fit; part of an action.

    :raises Refusal: name or code do not fit, or are taken.
    """
    rules.is_name(name).or_refuse()
    refuse_in_words(rules.may_bear(level, codes))
    _check_codes(parent, codes, from_on)
    check_name(parent.pk if parent else None, name, from_on)
    return _insert(parent, level, name, codes, from_on)


def _check_codes(parent: Area | None, codes: Codes, from_on: dt.date) -> None:
    """Refuse a code that another area has, or that belongs to another village."""
    for system, code in codes:
        taken = AreaCode.objects.filter(system=system, code=code).exclude(to_on__lte=from_on).first()
        if taken:
            figures = {"code": code, "system": SYSTEM_NAMES[system], "since": taken.from_on}
            raise Refusal("territory.code_taken", figures={**figures, "name": last_name(taken.area_id)})
    check_grid_codes(parent, codes, from_on)


def check_grid_codes(parent: Area | None, codes: Codes, on: dt.date) -> None:
    """Refuse a grid code that begins with the code of another village."""
    for code in (code for system, code in codes if system == CodeSystem.GRID):
        village = area_by_code(code=code[: rules.VILLAGE_DIGITS], on=on)
        if village and parent and village.id != parent.pk:
            raise Refusal("territory.grid_code_of_another_village", figures={"code": code, "name": village.name})


def last_name(area_id: int) -> str:
    """Return the newest name of an area, open or not."""
    return AreaName.objects.filter(area_id=area_id).order_by("-from_on").values_list("name", flat=True)[0]


def check_name(parent_id: int | None, name: str, on: dt.date) -> None:
    """Refuse a name that does not fit, or that another area under the same one has on a day."""
    rules.is_name(name).or_refuse()
    siblings = Area.objects.filter(in_force(on), parent_id=parent_id)
    if AreaName.objects.filter(in_force(on), area__in=siblings, name=name).exists():
        raise Refusal("territory.name_taken", figures={"name": name})


def _insert(parent: Area | None, level: Level, name: str, codes: Codes, from_on: dt.date) -> Area:
    (area_id,) = take_ids(Area, 1)
    area = Area.objects.create(
        pk=area_id,
        parent=parent,
        level=level,
        path=child_path(parent.path if parent else "", area_id),
        order_key=rules.order_key(codes, name),
        from_on=from_on,
    )
    _name(area, name, from_on)
    for system, code in codes:
        AreaCode.objects.create(area=area, system=system, code=code, from_on=from_on)
    return area


def _name(area: Area, name: str, from_on: dt.date) -> None:
    pinyin, initials = spelled(name)
    rank = RANK[Level(area.level)]
    AreaName.objects.create(area=area, name=name, rank=rank, pinyin=pinyin, initials=initials, from_on=from_on)


@transaction.atomic
def rename_area(*, by: Actor, area_id: int, name: str, from_on: dt.date, now: dt.datetime) -> Area:
    """
    Give an area another name from a day on; the old one stays readable for the days before.

    :raises NotVisible: the actor renames nothing there.
    :raises Refusal: the name does not fit, a sibling has it, or the day is not after the last naming.
    """
    area = locked(area_id)
    if not by.may("territory.rename_area", area.path):
        raise NotVisible
    if rename(area, name.strip(), from_on):
        _write(by, area, "territory.area_renamed", from_on, now)
    return area


def rename(area: Area, name: str, from_on: dt.date) -> bool:
    """Give an area another name; part of an action. Tell whether it had another one before."""
    rules.is_name(name).or_refuse()
    if area.to_on is not None:
        raise Refusal("territory.not_open", figures={"from_on": area.from_on, "on": from_on})
    current = AreaName.objects.get(area=area, to_on=None)
    if current.name == name:
        return False
    if from_on <= current.from_on:
        raise Refusal("territory.renamed_that_day", figures={"since": current.from_on, "name": current.name})
    check_name(area.parent_id, name, from_on)
    current.to_on = from_on
    current.save(update_fields=["to_on"])
    _name(area, name, from_on)
    if not AreaCode.objects.filter(area=area).exclude(system=CodeSystem.LOCAL).exists():
        area.order_key = rules.order_key((), name)
        area.save(update_fields=["order_key"])
    return True


@transaction.atomic
def end_area(*, by: Actor, area_id: int, on: dt.date, now: dt.datetime) -> Area:
    """
    End an area and its codes: it no longer exists on the day `on`. Its last name stays, for old records.

    :raises NotVisible: the actor ends nothing there.
    :raises Refusal: it is not open on that day, or areas below it are.
    """
    area = locked(area_id)
    if not by.may("territory.end_area", area.path):
        raise NotVisible
    below = Area.objects.filter(in_subtree(area.path)).exclude(pk=area.pk).exclude(to_on__lte=on).count()
    rules.may_end(from_on=area.from_on, to_on=area.to_on, on=on, open_below=below).or_refuse()
    end(area, on)
    _write(by, area, "territory.area_ended", on, now)
    return area


def end(area: Area, on: dt.date) -> None:
    """End an area and its codes on a day; part of an action, which has asked `rules.may_end`."""
    area.to_on = on
    area.save(update_fields=["to_on"])
    AreaCode.objects.filter(area=area, to_on=None).update(to_on=on)


def _write(by: Actor, area: Area, code: str, on: dt.date, now: dt.datetime) -> None:
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("territory.area", area.pk),
        area_path=area.path,
        figures={"from": on.isoformat()},
    )
