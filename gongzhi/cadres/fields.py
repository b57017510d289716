"""Read the fields of a posting or a record as the pack of the place asks for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.cadres import rules
from gongzhi.cadres.lists import Field
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.packs import Pack

ROOM = "cadres"
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold one field a form asks for: its key and name, its type, what may be chosen, whether it must be given."""

    key: str
    label: str
    type: str
    options: Options
    is_required: bool


def label_of(pack: Pack, name: str, key: str) -> str:
    """Return what a place calls an item of a list of this room; the key where it no longer lists it."""
    item = pack.list(ROOM, name).item(key)
    return item.label() if item else key


def options_of(pack: Pack, name: str) -> Options:
    """Return the items of a list of this room as choices."""
    return tuple((item.key, item.label()) for item in pack.list(ROOM, name).items)


def field_of(pack: Pack, name: str) -> Field:
    """Return what a field is; a text where the place does not say."""
    item = pack.list(ROOM, "fields").item(name)
    return item.read_as(Field) if item else Field(type="text")


def asked_by(pack: Pack, asks: Sequence[str], may: Sequence[str]) -> tuple[Asked, ...]:
    """Return what a form asks for these fields."""
    return tuple(_asked(pack, name, is_required=name in asks) for name in (*asks, *may))


def _asked(pack: Pack, name: str, *, is_required: bool) -> Asked:
    field = field_of(pack, name)
    options = options_of(pack, field.list) if field.list else ()
    return Asked(name, label_of(pack, "fields", name), field.type, options, is_required)


def checked_fields(
    pack: Pack, label: str, asks: Sequence[str], may: Sequence[str], given: Mapping[str, object]
) -> dict[str, str]:
    """
    Return the fields as they are kept.

    :raises Refusal: one that is asked for is missing, one is not known here, or its content does not fit.
    """
    filled = {name: text for name, value in given.items() if (text := str(value or "").strip())}
    missing = [label_of(pack, "fields", name) for name in asks if name not in filled]
    if missing:
        raise Refusal("cadres.field_missing", figures={"label": label, "fields": missing})
    foreign = sorted(set(filled) - {*asks, *may})
    if foreign:
        raise Refusal("cadres.field_unknown", figures={"label": label, "fields": foreign})
    for name, text in filled.items():
        _check(pack, name, text)
    return filled


def _check(pack: Pack, name: str, text: str) -> None:
    """Refuse what is not in the list of a field, or a finding without words."""
    field = field_of(pack, name)
    told = {"field": label_of(pack, "fields", name), "value": text}
    if field.type == "finding" and not rules.is_written(text):
        raise Refusal("cadres.finding_unwritten", figures=told)
    if field.type == "choice" and pack.list(ROOM, field.list).item(text) is None:
        choices = [label for _, label in options_of(pack, field.list)]
        raise Refusal("cadres.field_unfit", figures={**told, "choices": choices or "—"})


def in_words(pack: Pack, data: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return fields with their contents as people read them, in the order they were asked."""
    return tuple((label_of(pack, "fields", name), text_of(pack, name, str(value))) for name, value in data.items())


def text_of(pack: Pack, name: str, value: str) -> str:
    """Return the content of a field in words."""
    field = field_of(pack, name)
    return label_of(pack, field.list, value) if field.list else value


def labels_of(pack: Pack, name: str, keys: Iterable[str]) -> list[str]:
    """Return what a place calls these items of a list of this room."""
    return [label_of(pack, name, key) for key in keys]
