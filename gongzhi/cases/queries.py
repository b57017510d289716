"""Reads of requests: one row for whom it concerns, lists by key, what is due, and how long things take."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gongzhi.bodies.queries import Holder, body_line, nearest_holders, serving
from gongzhi.cases import rules
from gongzhi.cases.lists import Item, Warned
from gongzhi.cases.models import Case
from gongzhi.kernel.actors import Actor, Grant, Reach
from gongzhi.kernel.counters import totals
from gongzhi.kernel.due import in_words
from gongzhi.kernel.models import Entry
from gongzhi.kernel.paths import ancestors, last_id, subtree
from gongzhi.kernel.sealing import blind_index, unseal
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.workdays import CHINA, Unit
from gongzhi.policy.packs import Item as PackItem
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.procedures import rules as steps
from gongzhi.procedures.definitions import END, RELATIONS, Step
from gongzhi.procedures.queries import Definition, StepRecord, definition_of, steps_of
from gongzhi.territory.queries import AreaLine, areas_in, full_name, line_at

__all__ = (
    "Case",
    "Warned",
    "case_by_claim",
    "case_for",
    "cases_in",
    "my_cases",
    "number_of",
    "receivers_for",
)

CLAIM_GROUP = "cases.claim"
PHONE_GROUP = "phone"
PHONE_COLUMN = "cases.phone"
CLAIM = re.compile(r"[2-9A-HJKMNP-Z]{8}")
MOST_FOLLOWED = 50
INTAKE_POSTS = ("village_clerk", "town_desk")  # who takes requests in, nearest first
NUMBER = re.compile(r"\d{8}-?(\d{5,12})")


def number_of(case: Case) -> str:
    """Return the number people quote: the day it was filed and its place in the register."""
    return f"{case.filed_at.astimezone(CHINA):%Y%m%d}-{case.pk:06}"


def pk_in(number: str) -> int | None:
    """Return the row that a quoted number means, None when it is no number."""
    found = NUMBER.fullmatch(number.strip())
    return int(found[1]) if found else None


def normal_claim(text: str) -> str:
    """Return a claim code as typed, without dashes and blanks, in capitals."""
    return re.sub(r"[\s\-—–]+", "", text).upper()


def ties_of(case: Case) -> rules.Ties:
    """Return who a request belongs to."""
    return rules.Ties(
        area_path=case.area_path,
        holder_body=case.holder_body,
        holder_person=case.holder_person,
        handler_body=case.handler_body,
        handler_person=case.handler_person,
        applicant_person=case.applicant_person,
    )


def case_for(by: Actor, pk: int) -> Case:
    """
    Return a request the actor may see.

    :raises NotVisible: there is none, or it is nothing to this actor.
    """
    case = Case.objects.select_related("run").filter(pk=pk).first()
    if case is None or not rules.may_read(by=by, ties=ties_of(case)):
        raise NotVisible
    return case


def case_by_claim(code: str) -> Case | None:
    """Return the request of a claim code as somebody typed it."""
    plain = normal_claim(code)
    if not CLAIM.fullmatch(plain):
        return None
    return Case.objects.select_related("run").filter(claim_index=blind_index(plain, group=CLAIM_GROUP)).first()


def phone_of(case: Case) -> str:
    """Return the phone the applicant left, "" for none; callers show it only to whom it is shown."""
    return unseal(case.phone_sealed, column=PHONE_COLUMN, row=case.seal_key) if case.phone_sealed else ""


def definition_for(case: Case) -> Definition:
    """Return the procedure a request was opened under."""
    return definition_of(case.run)


def pack_for(case: Case, on: dt.date) -> Pack:
    """Return the pack in force where a request is, on a day."""
    return pack_at(path=case.area_path, on=on)


def item_in(pack: Pack, key: str) -> tuple[PackItem, Item] | None:
    """Return a matter of the place's list with what the list says of it."""
    found = pack.list("cases", "items").item(key)
    return (found, Item.model_validate(dict(found.data))) if found else None


def warnings_for(pack: Pack, text: str) -> tuple[Warned, ...]:
    """Return what must be said first about a text: who to call when life is in danger, where a court decides."""
    found = []
    for name in ("urgent_words", "elsewhere"):
        for item in pack.list("cases", name).items:
            warned = Warned.model_validate(dict(item.data))
            if rules.words_found(text, warned.words):
                found.append(warned)
    return tuple(found)


def receivers_for(case: Case, on: dt.date) -> tuple[Holder, ...]:
    """
    Return whom a request may be given to, by area: its own first, then those nearest to it.

    Per kind of post that may do the step which follows, those in the area of the request, else the nearest above.
    """
    holders = serving(kinds=receiving_kinds(case, on), path=case.area_path, on=on)
    own = len(ancestors(case.area_path))
    return tuple(sorted(holders, key=lambda holder: (abs(len(ancestors(holder.path)) - own), holder.path)))


def receiving_kinds(case: Case, on: dt.date) -> tuple[str, ...]:
    """Return the kinds of post a request may be given to: its item's and the next step's, if they may do that step."""
    pack, definition = pack_for(case, on), definition_of(case.run)
    found = item_in(pack, case.item)
    kinds = found[1].receivers if found else ()
    if not case.step or definition.step(case.step).deed != "assign":
        return kinds
    following = definition.step(definition.step(case.step).outcomes[0].to)
    named = (kind for kind in following.by if kind not in RELATIONS)
    return tuple(kind for kind in dict.fromkeys((*kinds, *named)) if may_ever(pack, kind, rules.RIGHTS[following.deed]))


def may_ever(pack: Pack, kind: str, right: str) -> bool:
    """Tell whether a place gives a kind of post this right, wherever it reaches."""
    item = pack.list("accounts", "grants").item(kind)
    return item is not None and any(grant["action"] == right for grant in item.data["grants"])


def language() -> str:
    """Return the language of the reader."""
    return get_language() or "zh-hans"


def intake_body(case: Case, on: dt.date) -> str:
    """Return the full name of the body that takes requests in where this one is, `狮岭镇石塘村村民委员会`."""
    found = nearest_holders(kinds=INTAKE_POSTS, path=case.area_path, on=on)
    if not found:
        return full_name(case.area_path, on)
    above = ancestors(found[0].path)[-2:-1]
    return f"{full_name(above[0], on) if above else ''}{found[0].body_name}"


def handling_body(case: Case) -> str:
    """Return the name of the body that handles or holds a request, "" while none does."""
    body_id = case.handler_body or case.holder_body
    return body_line(body_id).name if body_id else ""


def last_given(case: Case) -> StepRecord | None:
    """Return the step by which a request was given to whoever handles it, None before that."""
    given = [record for record in steps_of(case.run_id) if record.closed_at and record.evidence.get("receiver")]
    return given[-1] if given else None


def limits_of(pack: Pack, definition: Definition, on: dt.date) -> tuple[tuple[str, str], ...]:
    """Return label and limit of each step with a clock on the straight way; a limit nobody has set is said to be."""
    steps_with_clocks = (step for step in straight_way(definition) if step.clock)
    return tuple((step.label.text(language()), limit_in(pack, definition, step, on)) for step in steps_with_clocks)


def limit_in(pack: Pack, definition: Definition, step: Step, on: dt.date) -> str:
    """Return the limit of a step with a clock as a place sets it on a day, `2 个工作日`."""
    figure = pack.figure(definition.room, str(step.clock), on)
    if isinstance(figure.value, int):
        return in_words(figure.value, Unit(figure.unit))
    return _("办理期限未设定")


def straight_way(definition: Definition, after: str = "") -> tuple[Step, ...]:
    """Return the steps from the first, or after one, to the end, if nothing is returned and nobody is dissatisfied."""
    step = definition.step(after) if after else definition.steps[0]
    found = [] if after else [step]
    while step.outcomes[0].to != END:
        step = definition.step(step.outcomes[0].to)
        if step in found:
            break
        found.append(step)
    return tuple(found)


def within(path: str) -> Q:
    """Return the condition for requests at or under an area, by the column of its level where there is one."""
    depth = len(ancestors(path))
    if depth in rules.SCOPE_DEPTHS:
        column = ("in_county", "in_town", "in_village")[rules.SCOPE_DEPTHS.index(depth)]
        return Q(**{column: last_id(path)})
    start, end = subtree(path)
    return Q(area_path__gte=start, area_path__lt=end) if path else Q()


def in_hand(by: Actor) -> Q:
    """Return the condition for requests the actor, or a body of the actor's posts, holds or handles."""
    bodies = [post.body_id for post in by.posts]
    hand = Q(holder_body__in=bodies) | Q(handler_body__in=bodies)
    return hand | Q(holder_person=by.person_id) | Q(handler_person=by.person_id) if by.person_id else hand


def visible(by: Actor) -> Q:
    """Return the condition for all requests the actor may see as staff."""
    if by.is_system:
        return Q()
    grants = set(by.reaches("cases.read_cases"))
    found = in_hand(by) if any(is_narrow(grant) for grant in grants) else Q(pk__in=())
    for grant in grants:
        if grant.reach is not Reach.OWN:
            found |= Q(area_path=grant.path) if grant.reach is Reach.AREA else within(grant.path)
    return found


def is_narrow(grant: Grant) -> bool:
    """Tell whether requests of a wider area can be in the hands of somebody with this grant."""
    return grant.reach is Reach.OWN or len(ancestors(grant.path)) >= rules.SCOPE_DEPTHS[-1]


def saying(text: str) -> Q:
    """Return the condition for requests whose words or place hold every run of a text; two characters at least."""
    wanted = [run for run in rules.runs(text) if len(run) > 1]
    if not wanted:
        return Q(pk__in=())
    found = Q(pk__in=RawSQL(*text_lookup([pair for run in wanted for pair in rules.pairs(run)])))  # noqa: S611  # letters and digits only
    for run in wanted:
        found &= Q(words__icontains=run) | Q(place__icontains=run)
    return found


def text_lookup(pairs: Sequence[str]) -> tuple[str, tuple[str]]:
    """Return the query of the text index of this database for rows that hold all pairs."""
    if connection.vendor == "postgresql":
        asked = " & ".join(f"'{pair}'" for pair in pairs)
        return "SELECT case_id FROM cases_pairs WHERE pairs @@ %s::tsquery", (asked,)
    asked = " ".join(f'"{pair}"' for pair in pairs)
    return "SELECT rowid FROM cases_pairs WHERE cases_pairs MATCH %s", (asked,)


@dataclass(frozen=True, slots=True)
class Filter:
    """Hold what a list of requests is narrowed to; an empty field narrows nothing."""

    path: str = ""
    item: str = ""
    deed: str = ""
    is_open: bool | None = None
    is_late: bool = False
    text: str = ""


def filtered(by: Actor, wanted: Filter, now: dt.datetime) -> QuerySet[Case]:
    """Return the requests the actor may see and wants to see, in no order yet."""
    found = Case.objects.filter(visible(by))
    if wanted.path:
        found = found.filter(within(wanted.path))
    if wanted.item:
        found = found.filter(item=wanted.item)
    if wanted.deed:
        found = found.filter(deed=wanted.deed)
    if wanted.text:
        found = found.filter(saying(wanted.text))
    if wanted.is_open is not None:
        found = found.filter(closed_at__isnull=wanted.is_open)
    return found.filter(closed_at=None, due_at__lt=now) if wanted.is_late else found


def cases_in(by: Actor, wanted: Filter, *, before: int | None, limit: int, now: dt.datetime) -> Sequence[Case]:
    """Return a page of requests, newest first, below the row `before`."""
    found = filtered(by, wanted, now)
    return list((found.filter(pk__lt=before) if before else found).select_related("run").order_by("-pk")[:limit])


def my_cases(by: Actor, *, limit: int) -> Sequence[Case]:
    """Return the open requests that wait for this actor's next press, by deadline; those without a limit come last."""
    if not by.posts:
        return []
    mine = Q(holder_body__in=[post.body_id for post in by.posts], holder_person=None)
    mine = mine | Q(holder_person=by.person_id) if by.person_id else mine
    waiting = Case.objects.select_related("run").filter(mine, waits_for=rules.Waits.STAFF, closed_at=None)
    with_limit = list(waiting.filter(due_at__isnull=False).order_by("due_at", "pk")[:limit])
    return with_limit + list(waiting.filter(due_at=None).order_by("pk")[: limit - len(with_limit)])


def risen(by: Actor) -> QuerySet[Case]:
    """Return the overdue requests that rose to a post of this actor, in no order yet."""
    return Case.objects.filter(risen_post__in=[post.post_id for post in by.posts], closed_at=None)


def risen_cases(by: Actor, *, limit: int) -> Sequence[Case]:
    """Return the overdue requests that rose to a post of this actor, the longest overdue first."""
    return list(risen(by).select_related("run").order_by("due_at", "pk")[:limit])


def cases_of(by: Actor, *, limit: int) -> Sequence[Case]:
    """Return the requests this person has filed, newest first."""
    if by.person_id is None:
        return []
    return list(Case.objects.filter(applicant_person=by.person_id).order_by("-pk")[:limit])


def open_count(path: str) -> int:
    """Return how many requests are open at or under an area."""
    return Case.objects.filter(within(path), closed_at=None).count()


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold how many requests there are at or under an area, as everybody may know it."""

    filed: int
    open: int
    late: int

    @property
    def settled(self) -> int:
        """Return how many are closed."""
        return self.filed - self.open


def tally_of(path: str, now: dt.datetime) -> Tally:
    """Return the numbers of requests at or under an area: statistics are public, a request never is."""
    found = totals(names=("cases.filed", "cases.open"), ranges=(subtree(path),))
    late = Case.objects.filter(within(path), closed_at=None, due_at__lt=now).count()
    return Tally(found["cases.filed"], found["cases.open"], late)


def settlement_times(by: Actor, *, path: str, first: dt.date, last: dt.date) -> tuple[rules.Settlement, ...]:
    """
    Return per month of raising how long requests at or under an area took, for `first` to `last`.

    :raises NotVisible: the actor reads no requests there.
    """
    if not by.may("cases.read_cases", path):
        raise NotVisible
    start = dt.datetime.combine(first, dt.time(), CHINA)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), CHINA)
    rows = Case.objects.filter(within(path), filed_at__gte=start, filed_at__lt=end).values_list("filed_at", "closed_at")
    months: dict[str, list[dt.timedelta | None]] = {}
    for filed_at, closed_at in rows.order_by("filed_at", "pk"):
        span = closed_at - filed_at if closed_at else None
        months.setdefault(f"{filed_at.astimezone(CHINA):%Y-%m}", []).append(span)
    return tuple(rules.settlement(month, spans) for month, spans in months.items())


def case_row(pk: int) -> Case:
    """Return a request whose reader has been checked already: by the claim code, or as who asked."""
    return Case.objects.select_related("run").get(pk=pk)


def is_applicant(by: Actor, pk: int) -> bool:
    """Tell whether the actor is the person who filed a request."""
    return by.person_id is not None and Case.objects.filter(pk=pk, applicant_person=by.person_id).exists()


def followed_cases(by: Actor, known: Sequence[int]) -> Sequence[Case]:
    """Return the requests a browser knows the codes of and those of the signed-in person, newest first."""
    mine = Q(pk__in=known) | Q(applicant_person=by.person_id) if by.person_id else Q(pk__in=known)
    return list(Case.objects.filter(mine).select_related("run").order_by("-pk")[:MOST_FOLLOWED])


def same_case(known: Sequence[int], *, area_id: int, words: str, since: dt.datetime) -> Case | None:
    """Return the request among these rows that says the same of the same place and was filed after a moment."""
    if not known:
        return None
    found = Case.objects.filter(pk__in=known, area_id=area_id, words=words.strip(), filed_at__gt=since)
    return found.order_by("-pk").first()


def may_reopen(case: Case) -> bool:
    """Tell whether who asked may have a closed request done again."""
    definition = definition_of(case.run)
    return case.closed_at is not None and steps.may_reopen(definition=definition, times=case.run.reopened).ok


def looks_at(pk: int) -> Sequence[Entry]:
    """Return who looked at the phone of a request, newest first."""
    entries = Entry.objects.filter(subject_kind="cases.case", subject_id=pk, code="cases.phone_shown")
    return list(entries.order_by("-pk")[:MOST_FOLLOWED])


def areas_to_file_in(by: Actor, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the villages and communities for which the actor may write requests down, in official order."""
    found: dict[int, AreaLine] = {}
    for grant in by.reaches("cases.file_case"):
        for area in areas_in(grant.path, on, "village") or (line_at(grant.path, on),):
            found.setdefault(area.id, area)
    return tuple(found.values())


def totals_for(by: Actor) -> dict[str, int]:
    """Return how many requests the actor sees as staff, filed and open, from the counters."""
    return totals(names=("cases.filed", "cases.open"), ranges=by.ranges("cases.read_cases"))
