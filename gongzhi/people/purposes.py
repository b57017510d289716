"""What personal data is used for in a place, as its pack says, and how long it stays."""

import datetime as dt
from dataclasses import dataclass

from gongzhi.people import lists
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at

PURPOSES = ("people", "purposes")


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose with its key and label, read from the pack of a place; `kept_months` is None while nobody set it."""

    key: str
    label: str
    fields: tuple[str, ...]
    is_consent: bool
    law: str
    separate: bool
    on_request: bool
    version: str
    wording: str
    wording_shown: str
    kept_months: int | None


def purposes_at(path: str, on: dt.date) -> tuple[Purpose, ...]:
    """Return the purposes of a place on a day, in the order of the list."""
    pack = pack_at(path=path, on=on)
    return tuple(_purpose(pack, item, on) for item in pack.list(*PURPOSES).items)


def _purpose(pack: Pack, item: Item, on: dt.date) -> Purpose:
    read = item.read_as(lists.Purpose)
    words = read.wording
    kept = pack.figure("people", read.keep, on).as_run if read.keep else None
    is_zh = item.label() == item.zh
    return Purpose(
        key=item.key,
        label=item.label(),
        fields=read.fields,
        is_consent=read.basis == "consent",
        law=read.law,
        separate=read.separate,
        on_request=read.on_request,
        version=read.version,
        wording=words.zh if words else "",
        wording_shown=(words.zh if is_zh else words.en) if words else "",
        kept_months=kept if isinstance(kept, int) else None,
    )
