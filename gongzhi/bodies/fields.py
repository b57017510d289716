"""Read the fields of a body as its kind asks for them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.bodies import rules
from gongzhi.bodies.lists import Choice, Field, Kind
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.packs import Item, Pack

COLUMNS = {"domain": "domains", "form": "forms"}
"""Fields that are columns of a body, and the lists their choices stand in."""


def labels_of(pack: Pack, name: str, keys: Iterable[str]) -> str:
    """Return the labels of these keys of a list of this room, in one line."""
    found = pack.list("bodies", name)
    return "、".join(item.label() if (item := found.item(key)) else key for key in keys)


def checked_fields(pack: Pack, item: Item, asked: Sequence[str], given: Mapping[str, object]) -> dict[str, object]:
    """
    Return the fields of a body as they are kept, without those that are columns.

    :raises Refusal: one that is asked for is missing, one is not known for this kind, or its content does not fit.
    """
    rule = item.read_as(Kind)
    filled = {name: value for name, value in given.items() if not _is_blank(value)} | rule.presets
    then = _then(pack, filled)
    missing = rules.missing_fields((*asked, *then), filled)
    if missing:
        told = {"label": item.label(), "fields": "、".join(field_label(pack, name) for name in missing)}
        raise Refusal("bodies.field_missing", figures=told)
    foreign = sorted(set(filled) - {*asked, *then, *rule.may, *rule.presets, *COLUMNS})
    if foreign:
        raise Refusal("bodies.field_unknown", figures={"label": item.label(), "fields": "、".join(foreign)})
    for name, list_name in COLUMNS.items():
        _check_choice(pack, name, list_name, filled.get(name))
    return {name: _kept(pack, name, value) for name, value in filled.items() if name not in COLUMNS}


def _is_blank(value: object) -> bool:
    return value in (None, "", (), []) or (isinstance(value, str) and not value.strip())


def _then(pack: Pack, filled: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields asked for because another one says yes."""
    said_yes = (_field(pack, name) for name, value in filled.items() if value is True)
    return tuple(name for field in said_yes for name in field.then)


def field_label(pack: Pack, name: str) -> str:
    """Return what a field is called in this place."""
    if name in COLUMNS:
        return pack.list("bodies", COLUMNS[name]).title.text(get_language() or "")
    item = pack.list("bodies", "fields").item(name)
    return item.label() if item else name


def _field(pack: Pack, name: str) -> Field:
    item = pack.list("bodies", "fields").item(name)
    return item.read_as(Field) if item else Field(type="text")


def in_words(pack: Pack, name: str, value: object) -> str:
    """Return the content of a field as people read it."""
    field = _field(pack, name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if field.type in ("choice", "choices"):
        return labels_of(pack, field.list, value if isinstance(value, list) else (str(value),))
    return str(value)


def _kept(pack: Pack, name: str, value: object) -> object:
    field = _field(pack, name)
    if field.type == "flag":
        return value if isinstance(value, bool) else _unfit(pack, name, value, "true、false")
    if field.type == "date":
        return value.isoformat() if isinstance(value, dt.date) else _unfit(pack, name, value, "2026-01-05")
    if field.type == "text":
        return str(value).strip()
    many = [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
    for each in many:
        _check_choice(pack, name, field.list, each)
    _check_apart(pack, name, field.list, many)
    return many if field.type == "choices" else many[0]


def _check_apart(pack: Pack, name: str, list_name: str, chosen: Sequence[str]) -> None:
    items = pack.list("bodies", list_name).items
    alone = {item.key: item.label() for item in items if item.read_as(Choice).alone}
    if not rules.stands_apart(chosen, alone=alone):
        told = {"field": field_label(pack, name), "alone": "、".join(alone[key] for key in chosen if key in alone)}
        raise Refusal("bodies.not_alone", figures=told)


def _check_choice(pack: Pack, name: str, list_name: str, value: object) -> None:
    choices = pack.list("bodies", list_name)
    if value is not None and choices.item(str(value)) is None:
        _unfit(pack, name, value, "、".join(item.label() for item in choices.items))


def _unfit(pack: Pack, name: str, value: object, choices: str) -> NoReturn:
    told = {"field": field_label(pack, name), "value": value, "choices": choices}
    raise Refusal("bodies.field_unfit", figures=told)
