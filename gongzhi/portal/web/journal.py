"""The journal: who did what, newest first, and one entry with what it rests on and what it belongs to."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from gongzhi.kernel import clock
from gongzhi.kernel.access import access, only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.queries import chain_for, entries_in, entry_for
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import library
from gongzhi.portal import journal
from gongzhi.portal.actions import export_journal
from gongzhi.portal.figures import rows_of
from gongzhi.portal.journal import NEWEST_FIRST, Wanted
from gongzhi.portal.subjects import about
from gongzhi.territory.queries import area_line

READERS = only("supervisor", "county_official", "audit_admin")
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_RELATED = 20  # entries about the same row that stand beside one; the list shows them all


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, as the actor middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor


def wanted_in(by: Actor, query: QueryDict) -> Wanted:
    """
    Return what the address narrows the journal to; a date or person that is none narrows nothing.

    :raises NotVisible: the area is none whose journal the actor reads.
    """
    person = query.get("person", "")
    return Wanted(
        path=path_in(by, query.get("area", "")),
        deed=query.get("deed", ""),
        since=day_in(query.get("since", "")),
        until=day_in(query.get("until", "")),
        person=int(person) if person.isascii() and person.isdigit() and len(person) < MOST_RELATED else None,
    )


def path_in(by: Actor, area: str) -> str:
    """
    Return the path of the area the address names, "" for all that the actor reads.

    :raises NotVisible: the actor does not read its journal.
    """
    if not area:
        return ""
    if not (area.isascii() and area.isdigit()):
        raise NotVisible
    path = area_line(int(area), clock.today()).path
    if not any(is_within(path, grant.path) for grant in by.reaches("kernel.read_journal")):
        raise NotVisible
    return path


def day_in(text: str) -> dt.date | None:
    """Return the day a field of the address holds, None when it holds none."""
    try:
        return parse_date(text)
    except ValueError:
        return None


@access(get=READERS)
def entries(request: HttpRequest) -> HttpResponse:
    """Show the entries of the areas whose journal one may read, newest first."""
    by, today = actor_of(request), clock.today()
    wanted = wanted_in(by, request.GET)
    page = page_of(journal.entries_for(by, wanted), order=NEWEST_FIRST, query=request.GET)
    person = journal.names_for(by, [wanted.person]).get(wanted.person, "") if wanted.person else ""
    shown = {
        "page": page,
        "days": journal.by_day(journal.lines_for(by, page.rows, today)),
        "wanted": wanted,
        "area": request.GET.get("area", ""),
        "areas": journal.area_choices(by, wanted.path, today),
        "groups": journal.deed_choices(),
        "person": person,
        "query": request.GET.urlencode(),
        "all_of_them": without_person(request.GET),
    }
    return render(request, "portal/journal.html", shown)


def without_person(query: QueryDict) -> str:
    """Return the address of the same list for everybody."""
    kept = query.copy()
    for name in ("person", "after", "before", "from"):
        kept.pop(name, None)
    return "?" + kept.urlencode()


@access(get=READERS, sample="entry")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry: what it rests on, what led to it and what followed, what else was done to the same row."""
    by, today = actor_of(request), clock.today()
    found = entry_for(by, pk)
    chain = chain_for(by, pk)
    kind, row = about(found)
    related = entries_in(by=by, subject=(kind, row)).exclude(pk__in=[each.pk for each in chain])
    beside = list(related.order_by(*NEWEST_FIRST)[:MOST_RELATED]) if row else []
    lines = {line.pk: line for line in journal.lines_for(by, [*chain, *beside], today)}
    shown = {
        "line": lines[pk],
        "figures": rows_of(by, found, today),
        "pack_ref": found.pack_ref,
        "pack": library().packs.get(found.pack_ref.partition("@")[0]),
        "before": [lines[each.pk] for each in chain if each.pk < pk],
        "after": [lines[each.pk] for each in chain if each.pk > pk],
        "beside": [lines[each.pk] for each in beside],
    }
    return render(request, "portal/entry.html", shown)


@access(post=READERS)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Give the entries as xlsx, as the page narrows them; it is journalled."""
    by = actor_of(request)
    content = export_journal(by=by, wanted=wanted_in(by, request.GET), now=clock.now())
    response = HttpResponse(content, content_type=SHEET)
    response["Content-Disposition"] = f'attachment; filename="journal-{clock.today():%Y%m%d}.xlsx"'
    return response
