"""The figures of a journal entry in words: what a deed rested on, without what the reader may not see."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, gettext_lazy, pgettext

from gongzhi.bodies.queries import body_names, post_names
from gongzhi.cases.queries import case_for, definition_for
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import Text, cited, wordings
from gongzhi.policy.queries import pack_at
from gongzhi.portal.journal import names_for
from gongzhi.portal.subjects import about, figure_title, pack_of
from gongzhi.portal.templatetags.gz import day, full_moment
from gongzhi.procedures.queries import Definition
from gongzhi.territory.messages import LEVEL_NAMES

PHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8})(?!\d)")
HASH_SHOWN = 16  # hexadecimal digits of a fingerprint: enough to compare by eye


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what is known while the figures of one entry are put into words."""

    by: Actor
    entry: Entry
    on: dt.date
    definition: Definition | None


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one figure in words."""

    label: str
    value: str


Say = Callable[[Told, object], str]


def rows_of(by: Actor, entry: Entry, on: dt.date) -> tuple[Row, ...]:
    """Return the figures of an entry in words; one that is empty, or names what the reader may not see, is left out."""
    told = Told(by, entry, on, definition_of(by, entry))
    places = {key: place for place, key in enumerate(SAID)}
    keys = sorted(entry.figures, key=lambda key: (places.get(key, len(places)), key))
    found = ((SAID.get(key, (key, plain)), entry.figures[key]) for key in keys)
    rows = (Row(str(label), say(told, value)) for (label, say), value in found if value not in EMPTY)
    return tuple(row for row in rows if row.value)


def definition_of(by: Actor, entry: Entry) -> Definition | None:
    """Return the procedure of the request an entry is about; None for another row or one the reader may not see."""
    kind, pk = about(entry)
    try:
        return definition_for(case_for(by, pk)) if kind == "cases.case" else None
    except NotVisible:
        return None


def plain(told: Told, value: object) -> str:
    """Return a text or number; the middle of what may be a phone is hidden wherever it stands."""
    words = pgettext("list", "、").join(map(str, value)) if isinstance(value, list) else str(value)
    return PHONE.sub(lambda found: f"{found[0][:3]}****{found[0][-2:]}", words)


def hidden(told: Told, value: object) -> str:
    """Return nothing: a key that says nothing to people."""
    return ""


def moment(told: Told, value: object) -> str:
    """Return a day or a moment as people write it."""
    at = parse_datetime(str(value)) if "T" in str(value) else None
    return full_moment(at) if at else day(parse_date(str(value)[:10]))


def person(told: Told, value: object) -> str:
    """Return the name of a person the reader may see."""
    return names_for(told.by, [int(str(value))]).get(int(str(value)), "")


def body(told: Told, value: object) -> str:
    """Return the name of an organisation."""
    return body_names([int(str(value))]).get(int(str(value)), "")


def post(told: Told, value: object) -> str:
    """Return body and title of a post."""
    return "".join(post_names([int(str(value))]).get(int(str(value)), ()))


def length(told: Told, value: object) -> str:
    """Return how many there are, of a list of ids or of a number."""
    return f"{len(value) if isinstance(value, list | dict) else int(str(value)):,}"


def step(told: Told, value: object) -> str:
    """Return what a step of the procedure is called."""
    steps = told.definition.steps if told.definition else ()
    return next((each.label.text(language()) for each in steps if each.key == value), "")


def outcome(told: Told, value: object) -> str:
    """Return how the step ended, in the words of the procedure."""
    steps = told.definition.steps if told.definition else ()
    ends = (end for each in steps if each.key == told.entry.figures.get("step") for end in each.outcomes)
    return next((end.label.text(language()) for end in ends if end.key == value and end.label), "")


def level(told: Told, value: object) -> str:
    """Return the name of a level of areas."""
    return str(LEVEL_NAMES.get(str(value), ""))


def figure(told: Told, value: object) -> str:
    """Return what the pack calls a figure."""
    return figure_title(pack_of(told.entry), str(value), told.on)


def refusal(told: Told, value: object) -> str:
    """Return what a refusal said could not be done."""
    wording = wordings().get(str(value))
    return str(wording.title) if wording else ""


def sources(told: Told, value: object) -> str:
    """Return sources as people cite them."""
    refs = value if isinstance(value, list) else [value]
    return pgettext("list", "、").join(cited(str(ref)) for ref in refs)


def fingerprint(told: Told, value: object) -> str:
    """Return the beginning of a fingerprint."""
    return str(value)[:HASH_SHOWN]


def item(told: Told, value: object) -> str:
    """Return what the place calls a matter."""
    found = pack_at(path=told.entry.area_path, on=told.on).list("cases", "items").item(str(value))
    return found.label() if found else ""


def body_kind(told: Told, value: object) -> str:
    """Return what the place calls a kind of body, post or member."""
    pack = pack_at(path=told.entry.area_path, on=told.on)
    found = (pack.list("bodies", name).item(str(value)) for name in ("kinds", "posts", "member_kinds"))
    return next((each.label() for each in found if each), "")


def language() -> str:
    """Return the language of the reader."""
    return get_language() or "zh-hans"


EMPTY: tuple[object, ...] = (None, "", [], {})
# how each figure is called and said, in the order in which they are read
SAID: dict[str, tuple[Text, Say]] = {
    "figure": (gettext_lazy("哪一项"), figure),
    "value": (gettext_lazy("设定为"), plain),
    "item": (gettext_lazy("事项"), item),
    "kind": (gettext_lazy("种类"), body_kind),
    "level": (gettext_lazy("级别"), level),
    "person": (gettext_lazy("哪个人"), person),
    "relative": (gettext_lazy("近亲属"), person),
    "body": (gettext_lazy("组织"), body),
    "post": (gettext_lazy("岗位"), post),
    "to_post": (gettext_lazy("报给"), post),
    "other": (gettext_lazy("对方"), body),
    "into": (gettext_lazy("并入"), body),
    "to": (gettext_lazy("转到"), body),
    "parent": (gettext_lazy("上级组织"), body),
    "responsible": (gettext_lazy("责任方"), body),
    "step": (gettext_lazy("哪一步"), step),
    "outcome": (gettext_lazy("结果"), outcome),
    "next": (gettext_lazy("下一步"), step),
    "code": (gettext_lazy("没有办成，因为"), refusal),
    "advice": (gettext_lazy("告知"), plain),
    "reason": (gettext_lazy("理由"), plain),
    "due": (gettext_lazy("期限"), moment),
    "from": (gettext_lazy("从哪天起"), moment),
    "until": (gettext_lazy("到哪天"), moment),
    "on": (gettext_lazy("哪一天"), moment),
    "decided_by": (gettext_lazy("由谁决定"), plain),
    "source": (gettext_lazy("依据"), sources),
    "sources": (gettext_lazy("依据"), sources),
    "instrument": (gettext_lazy("依据"), plain),
    "times": (gettext_lazy("第几次"), length),
    "tries": (gettext_lazy("试了几次"), length),
    "rows": (gettext_lazy("行数"), length),
    "allotted": (gettext_lazy("名额"), length),
    "members": (gettext_lazy("成员数"), length),
    "posts": (gettext_lazy("离任的岗位"), length),
    "opened": (gettext_lazy("新设的网格"), length),
    "ended": (gettext_lazy("撤销的网格"), length),
    "days": (gettext_lazy("天数"), length),
    "years": (gettext_lazy("哪几年"), plain),
    "devices_ended": (gettext_lazy("退出的设备"), length),
    "offset_seconds": (gettext_lazy("拨动的秒数"), plain),
    "size": (gettext_lazy("字节数"), length),
    "sha256": (gettext_lazy("指纹"), fingerprint),
    "root": (gettext_lazy("指纹"), fingerprint),
    "channel": ("", hidden),
    "codes": ("", hidden),
    "deed": ("", hidden),
    "device": ("", hidden),
    "entry": ("", hidden),
    "fields": ("", hidden),
    "filter": ("", hidden),
    "from_area": ("", hidden),
    "language": ("", hidden),
    "link": ("", hidden),
    "links": ("", hidden),
    "matter": ("", hidden),
    "owner": ("", hidden),
    "pack": ("", hidden),
    "paper": ("", hidden),
    "path": ("", hidden),
    "procedure": ("", hidden),
    "record": ("", hidden),
    "role": ("", hidden),
}
