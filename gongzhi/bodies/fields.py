"""Read the fields of a body as its kind asks for them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from gongzhi.bodies import rules
from gongzhi.bodies.lists import Field, Kind
from gongzhi.kernel.identifiers import plain
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.packs import Item, Pack

COLUMNS = {"domain": "domains", "form": "forms"}
"""Fields that are columns of a body, and the lists their choices stand in."""
HOSTS = "hosts"


def labels_of(pack: Pack, name: str, keys: Iterable[str]) -> str:
    """Return the labels of these keys of a list of this room, in one line."""
    found = pack.list("bodies", name)
    return "、".join(item.label() if (item := found.item(key)) else key for key in keys)


def checked_fields(pack: Pack, item: Item, asked: Sequence[str], given: Mapping[str, object]) -> dict[str, object]:
    """
    Return the fields of a body as they are kept, without those that are columns.

    :raises Refusal: one that is asked for is missing, one is not known for this kind, or its content does not fit.
    """
    filled = {name: value for name, value in given.items() if value not in (None, "", (), [])}
    missing = rules.missing_fields(asked, filled)
    if missing:
        told = {"label": item.label(), "fields": "、".join(field_label(pack, name) for name in missing)}
        raise Refusal("bodies.field_missing", figures=told)
    rule = Kind.model_validate(dict(item.data))
    known = {*asked, *rule.may, *COLUMNS, HOSTS}
    foreign = sorted(set(filled) - known)
    if foreign:
        raise Refusal("bodies.field_unknown", figures={"label": item.label(), "fields": "、".join(foreign)})
    for name, list_name in COLUMNS.items():
        _check_choice(pack, name, list_name, filled.get(name))
    return {name: _kept(pack, name, value) for name, value in filled.items() if name not in (*COLUMNS, HOSTS)}


def field_label(pack: Pack, name: str) -> str:
    """Return what a field is called in this place."""
    if name in COLUMNS:
        return pack.list("bodies", COLUMNS[name]).title.text("")
    item = pack.list("bodies", "fields").item(name)
    return item.label() if item else name


def _kept(pack: Pack, name: str, value: object) -> object:
    item = pack.list("bodies", "fields").item(name)
    field = Field.model_validate(dict(item.data)) if item else Field(type="text")
    if field.type == "flag":
        return _of_type(pack, name, value, bool)
    if field.type == "date":
        return value.isoformat() if isinstance(value, dt.date) else _of_type(pack, name, value, dt.date)
    if field.type == "text":
        return plain(str(value))
    many = [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]
    for each in many:
        _check_choice(pack, name, field.list, each)
    return many if field.type == "choices" else many[0]


def _of_type(pack: Pack, name: str, value: object, kind: type) -> object:
    if isinstance(value, kind):
        return value
    raise Refusal(
        "bodies.field_unfit",
        figures={"field": field_label(pack, name), "value": value, "choices": kind.__name__},
    )


def _check_choice(pack: Pack, name: str, list_name: str, value: object) -> None:
    if value is None or pack.list("bodies", list_name).item(str(value)):
        return
    items = pack.list("bodies", list_name).items
    told = {
        "field": field_label(pack, name),
        "value": value,
        "choices": "、".join(item.label() for item in items),
    }
    raise Refusal("bodies.field_unfit", figures=told)
