"""What entries of the journal are about, in words, as far as the reader may see it."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from gongzhi.bodies.queries import appointed_posts, body_names, post_names
from gongzhi.cases.queries import Filter, filtered, number_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.wording import Text
from gongzhi.people.queries import persons_in
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import UnknownFigure, library
from gongzhi.portal.context import address
from gongzhi.territory.queries import lines_of

About = tuple[str, int]  # kind and id, as the journal keeps them


@dataclass(frozen=True, slots=True)
class Subject:
    """Hold what an entry is about; `url` is "" where it has no page, or none for this reader."""

    words: str
    url: str = ""


Namer = Callable[[Actor, Sequence[Entry], dt.date], Mapping[About, Subject]]

# what is said of a row that the reader may not see, or that has no name
KINDS: dict[str, Text] = {
    "accounts.phone_code": gettext_lazy("一个验证码"),
    "accounts.user": gettext_lazy("一个账号"),
    "bodies.appointment": gettext_lazy("一个岗位"),
    "bodies.body": gettext_lazy("一个组织"),
    "bodies.jointtask": gettext_lazy("一项共管任务"),
    "bodies.post": gettext_lazy("一个岗位"),
    "bodies.resource": gettext_lazy("一项资源"),
    "cadres.allotment": gettext_lazy("一个乡镇（街道）的编制"),
    "cadres.file": gettext_lazy("一份干部档案"),
    "cadres.posting": gettext_lazy("一次选派"),
    "cases.case": gettext_lazy("一件诉求"),
    "people.household": gettext_lazy("一户"),
    "people.person": gettext_lazy("一个人"),
    "policy.adoption": gettext_lazy("一个政策包"),
    "policy.filledslot": gettext_lazy("一个数"),
    "territory.area": gettext_lazy("一个区域"),
}


def about(entry: Entry) -> About:
    """Return what an entry is about; a file is about the row it belongs to."""
    owner = entry.figures.get("owner")
    if isinstance(owner, list):
        return str(owner[0]), int(owner[1])
    return entry.subject_kind, entry.subject_id or 0


def subjects_of(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[int, Subject]:
    """Return what each entry is about, by entry; each kind of row is looked up once."""
    found: dict[About, Subject] = {}
    for kind in dict.fromkeys(about(entry)[0] for entry in entries):
        if kind in NAMERS:
            found.update(NAMERS[kind](by, [entry for entry in entries if about(entry)[0] == kind], on))
    return {entry.pk: found.get(about(entry)) or unnamed(entry) for entry in entries}


def unnamed(entry: Entry) -> Subject:
    """Return what is said of a row without saying which."""
    return Subject(str(KINDS.get(about(entry)[0], _("一件事"))))


def ids_of(entries: Iterable[Entry]) -> set[int]:
    """Return the rows that entries are about."""
    return {about(entry)[1] for entry in entries}


def requests(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name requests by their numbers, those that the reader may see."""
    midnight = dt.datetime.combine(on, dt.time.min, tzinfo=dt.UTC)
    rows = filtered(by, Filter(), midnight).filter(pk__in=ids_of(entries)).only("pk", "filed_at")
    return {
        ("cases.case", row.pk): Subject(
            _("诉求 %(number)s") % {"number": number_of(row)}, address("cases:detail", row.pk)
        )
        for row in rows
    }


def areas(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name areas."""
    return {
        ("territory.area", pk): Subject(line.name, address("portal:village", pk))
        for pk, line in lines_of(ids_of(entries), on).items()
    }


def persons(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name persons that the reader may see."""
    rows = persons_in(by).filter(pk__in=ids_of(entries)).values_list("pk", "name")
    return {("people.person", pk): Subject(name, address("people:person", pk)) for pk, name in rows}


def bodies(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name organisations."""
    names = body_names(ids_of(entries))
    return {("bodies.body", pk): Subject(name, address("bodies:body", pk)) for pk, name in names.items()}


def posts(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name posts by their bodies and titles."""
    return {("bodies.post", pk): Subject(f"{body}{title}") for pk, (body, title) in post_names(ids_of(entries)).items()}


def appointments(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name appointments by the posts they fill."""
    return {
        ("bodies.appointment", pk): Subject(f"{body}{title}")
        for pk, (body, title) in appointed_posts(ids_of(entries)).items()
    }


def accounts(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name accounts by their numbers."""
    return {("accounts.user", pk): Subject(_("账号 %(number)s") % {"number": pk}) for pk in ids_of(entries) if pk}


def adoptions(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name adoptions by their packs."""
    found = {about(entry): library().packs.get(str(entry.figures.get("pack"))) for entry in entries}
    return {key: Subject(f"“{pack.title}”", address("policy:pack", pack.id)) for key, pack in found.items() if pack}


def slots(by: Actor, entries: Sequence[Entry], on: dt.date) -> dict[About, Subject]:
    """Name slots by the figures they fill."""
    found = {about(entry): figure_title(pack_of(entry), str(entry.figures.get("figure")), on) for entry in entries}
    return {key: Subject(f"“{title}”") for key, title in found.items() if title}


def pack_of(entry: Entry) -> Pack | None:
    """Return the pack an entry rests on as it is read now; None when it rests on none or the pack is gone."""
    return library().packs.get(entry.pack_ref.partition("@")[0])


def figure_title(pack: Pack | None, name: str, on: dt.date) -> str:
    """Return what a pack calls a figure (`cases.accept_time`), "" when it has none of that name."""
    room, _dot, figure = name.partition(".")
    try:
        return pack.figure(room, figure, on).title.text(get_language() or "") if pack else ""
    except UnknownFigure:
        return ""


NAMERS: dict[str, Namer] = {
    "accounts.user": accounts,
    "bodies.appointment": appointments,
    "bodies.body": bodies,
    "bodies.post": posts,
    "cases.case": requests,
    "people.person": persons,
    "policy.adoption": adoptions,
    "policy.filledslot": slots,
    "territory.area": areas,
}
