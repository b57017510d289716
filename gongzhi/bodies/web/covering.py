"""What is covered in an area and what is missing, by name, with the arithmetic and where the place says so."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongzhi.bodies import coverage as counted
from gongzhi.bodies.listing import READ, areas_around
from gongzhi.bodies.offers import split_labels
from gongzhi.bodies.placing import unattached_bodies
from gongzhi.bodies.queries import stranded_bodies
from gongzhi.bodies.web.answering import LISTERS, actor_of, area_of, comma
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.territory.queries import full_name, lines_of


@dataclass(frozen=True, slots=True)
class Stranded:
    """Hold a body whose area ended, with the areas that took its place, in words."""

    id: int
    name: str
    area: str
    after: tuple[str, ...]


@access(get=LISTERS)
def coverages(request: HttpRequest) -> HttpResponse:
    """Show every coverage the pack of an area asks for: how many have it, how many should, what is missing."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ)
    lost = stranded_bodies(actor, area.path, today)
    names = lines_of([each for line, after in lost for each in (line.area_id, *after)], today)
    shown = {
        "area": area,
        "sep": comma(),
        "areas": areas_around(actor, READ, area, today),
        "coverages": counted.coverages_for(actor, area.path, today),
        "stranded": [
            Stranded(line.id, line.name, names[line.area_id].name, tuple(names[each].name for each in after))
            for line, after in lost
        ],
        "loose": unattached_bodies(actor, area.path, today),
    }
    return render(request, "bodies/coverages.html", shown)


@access(get=LISTERS, sample="coverage")
def coverage(request: HttpRequest, key: str) -> HttpResponse:
    """Show one coverage of an area: first what is missing by name, then what is there."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ)
    found = counted.coverage_for(actor, key, area.path, today)
    areas = lines_of({line.path for line in found.lines}, today)
    places = {line.path: line for line in areas.values()}
    shown = {
        "area": area,
        "sep": comma(),
        "full": full_name(area.path, today),
        "areas": areas_around(actor, READ, area, today),
        "found": found,
        "percent": percent(found.have, found.total),
        "missing": [(line, places.get(line.path)) for line in found.missing],
        "covered": [(line, places.get(line.path)) for line in found.lines if line.is_covered],
        "splits": split_labels(found, area.path, today),
    }
    return render(request, "bodies/coverage.html", shown)


def percent(have: int, total: int) -> str:
    """Return a share in percent with one decimal, cut off and never rounded up to a whole; nothing out of nothing."""
    return f"{have * 1000 // total / 10:.1f}%" if total else ""
