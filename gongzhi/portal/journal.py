"""The journal as people read it: who did what, each entry a sentence, as far as the reader may see."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from gongzhi.bodies.queries import officials_for
from gongzhi.kernel.actors import VISITOR, Actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.paths import ancestors, is_within, last_id, subtree
from gongzhi.kernel.queries import NEWEST_FIRST, READ_JOURNAL, entries_in
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import Text, deeds
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.queries import persons_in
from gongzhi.policy.words import room_words
from gongzhi.portal.context import address
from gongzhi.portal.subjects import KINDS, Subject, subjects_of
from gongzhi.territory.queries import AreaLine, children_of, lines_of

__all__ = ("NEWEST_FIRST", "Line", "Wanted", "entries_for", "lines_for")

ROOMS: dict[str, Text] = {"kernel": gettext_lazy("平台"), "transparency": gettext_lazy("公开日志")}
# the kind of row that a code is about, by a part of it, for the list to choose from; the first that fits
SUBJECTS = (
    ("household", "people.household"),
    ("contact_", "people.household"),
    ("tie_", "people.household"),
    ("resource", "bodies.resource"),
    ("task", "bodies.jointtask"),
    ("post", "bodies.post"),
    ("appoint", "bodies.appointment"),
    ("pack", "policy.adoption"),
    ("slot", "policy.filledslot"),
    ("bodies.", "bodies.body"),
    ("cases.", "cases.case"),
    ("documents.", "cases.case"),
    ("procedures.", "cases.case"),
    ("people.", "people.person"),
    ("accounts.", "accounts.user"),
    ("territory.", "territory.area"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold what the journal is narrowed to; `deed` is a code, or a room with its dot (`cases.`). Empty is all."""

    path: str = ""
    deed: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    person: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """
    Hold an entry in words: the whole `sentence` with links, and its parts as plain text.

    `who` is a name, or what stands for one that the reader may not see; `post` through which post a named person acted.
    """

    pk: int
    at: dt.datetime
    sentence: SafeString
    who: str
    post: str
    deed: str
    area: str


@dataclass(frozen=True, slots=True)
class Day:
    """Hold the entries of one day."""

    on: dt.date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold one entry of a list to choose from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """Hold what a room writes into the journal: the room as a whole, then deed by deed."""

    label: str
    choices: tuple[Choice, ...]


def require_reader(by: Actor) -> None:
    """
    Go on only when the actor reads the journal of some area.

    :raises NotVisible: of none.
    """
    if not by.ranges(READ_JOURNAL):
        raise NotVisible


def entries_for(by: Actor, wanted: Wanted) -> QuerySet[Entry]:
    """
    Return the entries that an actor may read and wants to, in no order yet.

    :raises NotVisible: the actor reads no journal.
    """
    require_reader(by)
    is_whole = wanted.deed.endswith(".")
    found = entries_in(by=by, ranges=[subtree(wanted.path)], code="" if is_whole else wanted.deed)
    if is_whole:
        found = found.filter(code__startswith=wanted.deed)
    if wanted.since:
        found = found.filter(at__gte=midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=midnight(wanted.until + dt.timedelta(days=1)))
    return found.filter(by_person=wanted.person) if wanted.person else found


def midnight(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=CHINA)


def names_for(by: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those of these persons whom the actor may see: of office, of the own areas, oneself."""
    wanted = set(ids)
    found = officials_for(by, wanted) | dict(persons_in(by).filter(pk__in=wanted).values_list("pk", "name"))
    return found | ({by.person_id: by.name} if by.person_id in wanted and by.person_id else {})


def lines_for(by: Actor, entries: Sequence[Entry], on: dt.date) -> tuple[Line, ...]:
    """Return entries in words, in the order they came in and in a number of queries that their number leaves alone."""
    subjects = subjects_of(by, entries, on)
    names = names_for(by, (entry.by_person for entry in entries if entry.by_person))
    paths = {entry.area_path for entry in entries if entry.area_path}
    areas = lines_of({last_id(path) for path in paths}, on)
    return tuple(line_of(entry, subjects[entry.pk], names, areas) for entry in entries)


def line_of(entry: Entry, subject: Subject, names: dict[int, str], areas: dict[int, AreaLine]) -> Line:
    """Return one entry in words."""
    name = names.get(entry.by_person or 0, "")
    who, post = name or stand_in(entry), entry.by_post if name else ""
    area = areas.get(last_id(entry.area_path)) if entry.area_path else None
    doer = format_html('<a href="{}">{}</a>', address("portal:journal", query=f"?person={entry.by_person}"), who)
    words = str(deeds().get(entry.code, _("办了{subject}")))
    return Line(
        pk=entry.pk,
        at=entry.at,
        sentence=sentence(doer if name else who, post, format_html(words, subject=linked(subject))),
        who=who,
        post=post,
        deed=words.format(subject=subject.words),
        area=area.name if area else "",
    )


def linked(subject: Subject) -> str:
    """Return a subject as a link where it has a page."""
    return format_html('<a href="{}">{}</a>', subject.url, subject.words) if subject.url else subject.words


def sentence(who: str, post: str, deed: SafeString) -> SafeString:
    """Return who did what as one sentence."""
    if post:
        return format_html(pgettext("journal", "{who}（{post}）{deed}"), who=who, post=post, deed=deed)
    return format_html(pgettext("journal", "{who}{deed}"), who=who, deed=deed)


def stand_in(entry: Entry) -> str:
    """Return who acted without a name: through which post, else a resident, somebody not signed in, the platform."""
    if entry.by_post:
        return entry.by_post
    if entry.by_account or entry.by_person:
        return _("一位居民")
    return _("没有登录的人") if entry.by_name == VISITOR.name else _("平台")


def by_day(lines: Sequence[Line]) -> tuple[Day, ...]:
    """Return lines in their days, in the order they came in."""
    found: dict[dt.date, list[Line]] = {}
    for line in lines:
        found.setdefault(line.at.astimezone(CHINA).date(), []).append(line)
    return tuple(Day(on, tuple(lines)) for on, lines in found.items())


def deed_choices() -> tuple[Group, ...]:
    """Return everything the journal can say, room by room."""
    found: dict[str, list[Choice]] = {}
    for code, words in deeds().items():
        room = code.partition(".")[0]
        said = str(words).format(subject=KINDS.get(kind_of(code), _("一件事")))
        found.setdefault(room, [Choice(f"{room}.", _("全部"))]).append(Choice(code, said))
    return tuple(Group(str(ROOMS.get(room) or room_words(room)), tuple(found[room])) for room in found)


def kind_of(code: str) -> str:
    """Return what kind of row an entry of this code is about."""
    return next((kind for part, kind in SUBJECTS if part in code), "")


def area_choices(by: Actor, path: str, on: dt.date) -> tuple[Choice, ...]:
    """Return the areas to choose from: the chosen one, those above it that the actor reads, and those right below."""
    tops = sorted({grant.path for grant in by.reaches(READ_JOURNAL) if grant.path})
    above = [each for each in ancestors(path) if any(is_within(each, top) for top in tops)]
    known = lines_of([last_id(each) for each in (*tops, *above)], on)
    parent = last_id(path) if path else last_id(tops[0]) if len(tops) == 1 else None
    lines = known | {line.id: line for line in children_of(parent, on) if parent}
    ordered = sorted(lines.values(), key=lambda line: len(ancestors(line.path)))
    return tuple(Choice(str(line.id), line.name) for line in ordered)
