"""Who is where in an area and what is late, the list of postings, coverage, and counts beside the figures stated."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from gongzhi.cadres import actions, listing, pairing, steps
from gongzhi.cadres import counts as counted
from gongzhi.cadres import coverage as covering
from gongzhi.cadres.fields import ROOM, label_of, options_of
from gongzhi.cadres.overview import overview_for
from gongzhi.cadres.queries import KEEP_POSTINGS, ORDER, READ_POSTINGS, postings_in, state_of
from gongzhi.cadres.web.answering import KEEPERS, READERS, actor_of, area_of, done, pack_of, said, shown_above, typed
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.verdicts import NotVisible


@access(get=READERS)
def home(request: HttpRequest) -> HttpResponse:
    """Show what is to be done about the postings of an area: who is late, which places have none, what has no pair."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ_POSTINGS)
    found = overview_for(actor, area.path, today)
    paths = [row.path for row in (*(late.posting for late in found.late), *(gap.before for gap in found.gaps))]
    places = listing.places_of([*paths, *(posting.path for posting in found.pairs.postings)], today)
    shown = {
        **shown_above(request, area, "home"),
        "found": found,
        "late": [
            (late, places[late.posting.path], [steps.words()[step] for step in late.steps]) for late in found.late
        ],
        "gaps": [(gap, places[gap.before.path]) for gap in found.gaps],
        "unpaired": [(posting, places[posting.path]) for posting in found.pairs.postings],
        "may_keep": actor.may(KEEP_POSTINGS, area.path),
    }
    return render(request, "cadres/home.html", shown)


@access(get=READERS)
def postings(request: HttpRequest) -> HttpResponse:
    """Show the postings of an area, narrowed to a role or to those planned, there or over."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ_POSTINGS)
    pack, role, state = pack_of(area), typed(request, "role"), typed(request, "state")
    if state not in ("", *steps.STATES):
        raise NotVisible
    rows = postings_in(actor, area.path, role=role, state=state, on=today)
    page = page_of(rows, order=ORDER, query=request.GET)
    places = listing.places_of([row.path for row in page.rows], today)
    lines = [
        (row, label_of(pack, "roles", row.role), places.get(row.path), steps.state_words()[state_of(row, today)])
        for row in page.rows
    ]
    shown = {
        **shown_above(request, area, "postings"),
        "page": page.showing(lines),
        "roles": options_of(pack, "roles"),
        "states": [(key, steps.state_words()[key].text) for key in steps.STATES],
        "role": role,
        "state": state,
        "may_keep": actor.may(KEEP_POSTINGS, area.path),
    }
    return render(request, "cadres/postings.html", shown)


@access(get=KEEPERS, sample="coverage")
def coverage(request: HttpRequest, key: str) -> HttpResponse:
    """Show one coverage of an area: first what is missing by name, then what is there."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ_POSTINGS)
    found = covering.coverage_for(actor, key, area.path, today)
    places = listing.places_of([line.unit.path for line in found.lines], today)
    shown = {
        **shown_above(request, area, ""),
        "found": found,
        "missing": [(line, places.get(line.unit.path)) for line in found.missing],
        "covered": [(line, places.get(line.unit.path)) for line in found.lines if line.is_covered],
        "may_keep": actor.may(KEEP_POSTINGS, area.path),
    }
    return render(request, "cadres/coverage.html", shown)


@access(get=READERS)
def counts(request: HttpRequest) -> HttpResponse:
    """Show every count of an area beside the figure that a document states."""
    area = area_of(request, READ_POSTINGS)
    found = counted.counts_for(actor_of(request), area.path, clock.today())
    programmes = options_of(pack_of(area), "pairs")
    shown = {**shown_above(request, area, "counts"), "counts": found, "programmes": programmes}
    return render(request, "cadres/counts.html", shown)


@access(get=READERS, sample="count")
def count(request: HttpRequest, key: str) -> HttpResponse:
    """Show one count with the list behind it."""
    area = area_of(request, READ_POSTINGS)
    found = counted.count_for(actor_of(request), key, area.path, clock.today())
    return render(request, "cadres/count.html", {**shown_above(request, area, ""), "found": found})


@access(get=READERS, sample="programme")
def pairs(request: HttpRequest, key: str) -> HttpResponse:
    """Show a programme of pairs: those somebody has to look at first."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ_POSTINGS)
    pack = pack_of(area)
    item = pack.list(ROOM, "pairs").item(key)
    if item is None:
        raise NotVisible
    lines = pairing.pairs_of(pack, item, area.path, today)
    shown = {
        **shown_above(request, area, ""),
        "title": item.label(),
        "key": key,
        "flagged": [line for line in lines if line.is_flagged],
        "others": [line for line in lines if not line.is_flagged],
        "period": pairing.period_of(pack, item, today),
        "may_keep": actor.may(KEEP_POSTINGS, area.path),
    }
    return render(request, "cadres/pairs.html", shown)


@access(post=KEEPERS, sample="overlap", body={"reason": "两级都帮"})
@require_POST
@idempotent
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a place is in two programmes of pairs."""
    actions.mark_overlap(by=actor_of(request), link_id=pk, reason=said(request), now=clock.now())
    return done(request, "cadres:counts")
