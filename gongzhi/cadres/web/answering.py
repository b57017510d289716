"""How every page of this room finds what an address means, and how its forms are answered."""

from collections.abc import Sized
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.bodies.listing import areas_around
from gongzhi.bodies.web.answering import actor_of, area_of, comma, day_in, said
from gongzhi.cadres import listing
from gongzhi.cadres.queries import READ_FILES, READ_POSTINGS
from gongzhi.kernel import clock
from gongzhi.kernel.access import only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.forms import answered as answered_by
from gongzhi.kernel.looking import sought
from gongzhi.kernel.wording import in_brackets
from gongzhi.people.queries import line_of
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine

__all__ = ("actor_of", "answered", "area_of", "comma", "day_in", "done", "narrowing", "pack_of",
           "said", "searched", "shown_above", "typed")  # fmt: skip

MOST_TYPED = 40
UNIT = "unit"  # what an address narrows the units to be chosen from by
# roles of the rights matrix that see where cadres are, and those who send them and keep their files
READERS = only("county_official", "organiser")
KEEPERS = only("organiser")
# refusals that a field of a form can mend; what no field can mend is said above the form
MENDED_AT = {
    "cadres.sender_missing": "sender",
    "cadres.born_unfit": "born",
    "cadres.served_already": "reason",
    "cadres.one_too_many": "reason",
    "cadres.place_of_no_kind": "reason",
    "cadres.sent_already": "person",
    "cadres.category_unfit": "person",
    "cadres.reason_missing": "reason",
    "cadres.basis_missing": "basis",
    "cadres.day_to_come": "on",
    "cadres.ends_before": "last_on",
    "cadres.file_known": "person",
    "cadres.leads_oneself": "person",
    "cadres.fills_already": "person",
    "cadres.total_reached": "posts",
    "cadres.more_filled": "posts",
    "cadres.post_not_held": "person",
    "cadres.record_missing": "person",
}
answered = partial(answered_by, template="bodies/form.html", mended_at=MENDED_AT)


def pack_of(area: AreaLine) -> Pack:
    """Return the pack that an area follows today."""
    return pack_at(path=area.path, on=clock.today())


def shown_above(request: HttpRequest, area: AreaLine, here: str) -> dict[str, object]:
    """Return what the head of every page about an area shows: the area, those around it, and which pages there are."""
    actor, today = actor_of(request), clock.today()
    return {
        "area": area,
        "areas": areas_around(actor, READ_POSTINGS, area, today),
        "here": here,
        "may_read_files": actor.may(READ_FILES, area.path),
        "may_read_posts": actor.may(listing.READ_ESTABLISHMENT, area.path),
        "sep": comma(),
    }


def searched(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Return whom the address asks for, and the persons found, as a form for choosing shows them."""
    name, phone = sought(request, "name"), sought(request, "phone")
    found = [line_of(p) for p in listing.persons_found(actor, name=name, phone=phone)]
    options = tuple((str(line.id), in_brackets(line.name, line.phone) if line.phone else line.name) for line in found)
    return {"finder": "person", "name": name, "phone": phone, "options": options}


def narrowing(request: HttpRequest, choices: Sized) -> dict[str, object]:
    """Return what a form shows to narrow its units by their names: nothing while all of them can be listed."""
    text = typed(request, UNIT)
    if not text and len(choices) < listing.MOST_CHOICES:
        return {}
    kept = [(key, value) for key, value in request.GET.items() if key != UNIT]
    return {"narrows": UNIT, "q": text, "kept": kept, "has_units": bool(choices)}


def done(request: HttpRequest, view: str, *arguments: object) -> HttpResponse:
    """Say that it was done and go on."""
    messages.success(request, _("已办理。"))
    return redirect(reverse(view, args=arguments))


def typed(request: HttpRequest, name: str) -> str:
    """Return what an address narrows to, cut to what people type."""
    return request.GET.get(name, "").strip()[:MOST_TYPED]
