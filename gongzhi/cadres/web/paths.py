"""Paths into posts: which there are, who entered by which, and with how much grassroots service."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.cadres import actions, listing
from gongzhi.cadres.fields import ROOM
from gongzhi.cadres.queries import KEEP_FILES, READ_FILES, entries_of, files_in, grassroots_share
from gongzhi.cadres.web.answering import (
    KEEPERS,
    UNIT,
    actor_of,
    answered,
    area_of,
    narrowing,
    pack_of,
    shown_above,
    typed,
)
from gongzhi.cadres.web.forms import EntryForm
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.looking import finding, sought
from gongzhi.kernel.verdicts import NotVisible


@access(get=KEEPERS)
def paths(request: HttpRequest) -> HttpResponse:
    """Show the paths into posts that the pack of an area names, each with what it asks for and how many entered."""
    area = area_of(request, READ_FILES)
    lines = listing.paths_for(pack_of(area), area.path, clock.today())
    return render(request, "cadres/paths.html", {**shown_above(request, area, "paths"), "lines": lines})


@access(get=KEEPERS, sample="way")
def path(request: HttpRequest, key: str) -> HttpResponse:
    """Show who entered posts by one path, each with the grassroots service, and the share of those who have any."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ_FILES)
    pack = pack_of(area)
    line = listing.path_line(pack, key, area.path, today)
    if line is None:
        raise NotVisible
    entries = tuple(entries_of(area.path, (key,)))
    share, served = grassroots_share(pack, entries, today)
    shown = {
        **shown_above(request, area, ""),
        "line": line,
        "entries": [(entry, served.get(entry.file.person_id)) for entry in entries],
        "share": share,
        "may_keep": actor.may(KEEP_FILES, area.path),
    }
    return render(request, "cadres/path.html", shown)


@access(get=KEEPERS, post=KEEPERS, sample="way", body={"basis": "任命文件"})
@finding
@idempotent
def new(request: HttpRequest, key: str) -> HttpResponse:
    """Appoint somebody to the post that a path leads to."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, KEEP_FILES)
    item = pack_of(area).list(ROOM, "paths").item(key)
    if item is None:
        raise NotVisible
    name = sought(request, "name")
    files = files_in(actor, area.path, on=today, text=name).order_by("person__name", "pk")[: listing.MOST_CHOICES]
    options = tuple((str(file.pk), file.person.name) for file in files)
    bodies = listing.bodies_for_post(actor, area, today, typed(request, UNIT))
    form = EntryForm(request.POST or None, files=options, bodies=bodies)

    def act(given: Mapping[str, Any]) -> object:
        return actions.enter_path(
            by=actor,
            key=key,
            file_id=int(given["person"]),
            body_id=int(given["body"]),
            from_on=given["from_on"],
            basis=given["basis"],
            now=clock.now(),
        )

    back = f"{reverse('cadres:path', args=[key])}?area={area.id}"
    shown: dict[str, object] = {
        "title": _("办理：%(label)s") % {"label": item.label()},
        "lead": area.name,
        "back": back,
    }
    shown |= {"button": _("办理任职"), "finder": "file", "name": name, "options": options}
    shown |= narrowing(request, bodies)
    return answered(request, form, act, to=back, shown=shown, template="cadres/form.html")
