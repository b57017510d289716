"""Posts of an area as whoever keeps them needs it: what is vacant, what ends soon, what is missing or out of order."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongzhi.bodies.listing import READ, areas_around
from gongzhi.bodies.pairs import pair_for, pairs_for
from gongzhi.bodies.staffing import JUST_LEFT, SOON, staffing_for
from gongzhi.bodies.tallies import tallied_for
from gongzhi.bodies.web.answering import LISTERS, actor_of, area_of, comma
from gongzhi.bodies.web.covering import percent
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.territory.queries import full_name


@access(get=LISTERS)
def posts(request: HttpRequest) -> HttpResponse:
    """Show what is to be looked after among the posts of an area, and how the rules between posts stand there."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ)
    shown = {
        "area": area,
        "areas": areas_around(actor, READ, area, today),
        "found": staffing_for(actor, area.path, today),
        "pairs": [(pair, percent(pair.have, pair.total)) for pair in pairs_for(actor, area.path, today)],
        "tallies": tallied_for(actor, area.path, today),
        "soon": SOON,
        "just_left": JUST_LEFT,
    }
    return render(request, "bodies/posts.html", shown)


@access(get=LISTERS, sample="pair")
def pair(request: HttpRequest, key: str) -> HttpResponse:
    """Show one rule between posts in an area: first the units that are not as wanted, then the others."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ)
    found = pair_for(actor, key, area.path, today)
    shown = {
        "area": area,
        "sep": comma(),
        "full": full_name(area.path, today),
        "areas": areas_around(actor, READ, area, today),
        "found": found,
        "percent": percent(found.have, found.total),
        "kept": [line for line in found.lines if line.is_as_wanted and line.total],
    }
    return render(request, "bodies/pair.html", shown)
