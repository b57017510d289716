"""Lists of requests: by key, by deadline, by words, and for whom."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from gongzhi.cases import rules
from gongzhi.cases.models import Case
from gongzhi.cases.queries.one import pk_in
from gongzhi.kernel.actors import Actor, Grant, Reach
from gongzhi.kernel.paths import ancestors, last_id, subtree
from gongzhi.procedures.models import KeptDefinition
from gongzhi.procedures.queries import kept_definition
from gongzhi.territory.queries import AreaLine, areas_in, line_at

MOST_FOLLOWED = 50


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
    return grant.reach is not Reach.SUBTREE or len(ancestors(grant.path)) >= rules.SCOPE_DEPTHS[-1]


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
    """
    Return the requests the actor may see and wants to see, in no order yet.

    A text that is a number means that one request, whatever else the list is narrowed to.
    """
    found, numbered = Case.objects.filter(visible(by)), pk_in(wanted.text)
    if numbered is not None:
        return found.filter(pk=numbered)
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


def unrated_pks(outcome: str, *, now: dt.datetime, limit: int) -> Sequence[int]:
    """
    Return the requests past their limit for a rating whose step may end so by itself, the longest overdue first.

    Which steps may is asked of the procedures, which are few, so that no request is read that waits on for ever.
    """
    ending = Q(pk__in=())
    for step, shas in steps_ending(outcome, deed="rate").items():
        ending |= Q(step=step, run__definition__in=shas)
    late = Case.objects.filter(ending, waits_for=rules.Waits.APPLICANT, closed_at=None, deed="rate", due_at__lt=now)
    return list(late.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def steps_ending(outcome: str, *, deed: str) -> Mapping[str, Sequence[str]]:
    """Return the keys of steps with this deed that can end so, each with the kept definitions it stands in."""
    found: dict[str, list[str]] = {}
    for sha in KeptDefinition.objects.order_by("pk").values_list("pk", flat=True):
        for step in kept_definition(sha).steps:
            if step.deed == deed and step.outcome(outcome) is not None:
                found.setdefault(step.key, []).append(sha)
    return found


def own(by: Actor) -> QuerySet[Case]:
    """Return the requests this person has filed, in no order yet."""
    return Case.objects.filter(applicant_person=by.person_id) if by.person_id else Case.objects.none()


def own_cases(by: Actor) -> Sequence[Case]:
    """Return the requests this person has filed, newest first."""
    return list(own(by).select_related("run").order_by("-pk")[:MOST_FOLLOWED])


def known_cases(known: Collection[int]) -> Sequence[Case]:
    """Return the requests of these rows, newest first."""
    return list(Case.objects.filter(pk__in=known).select_related("run").order_by("-pk")[:MOST_FOLLOWED])


def same_case(known: Sequence[int], *, area_id: int, words: str, since: dt.datetime) -> Case | None:
    """Return the request among these rows that says the same of the same place and was filed after a moment."""
    if not known:
        return None
    found = Case.objects.filter(pk__in=known, area_id=area_id, words=words.strip(), filed_at__gt=since)
    return found.order_by("-pk").first()


def areas_to_file_in(by: Actor, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the villages and communities for which the actor may write requests down, in official order."""
    found: dict[int, AreaLine] = {}
    for grant in by.reaches("cases.file_case"):
        for area in areas_in(grant.path, on, "village") or (line_at(grant.path, on),):
            found.setdefault(area.id, area)
    return tuple(found.values())
