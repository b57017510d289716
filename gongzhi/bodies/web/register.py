"""The register of bodies: the list, one area, what it counts up to, and registering a new body."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gongzhi.bodies import actions, listing, offers
from gongzhi.bodies.fields import labels_of
from gongzhi.bodies.sheet import area_sheet
from gongzhi.bodies.web.answering import (
    FOUNDERS,
    LISTERS,
    READERS,
    actor_of,
    answered,
    area_of,
    crumbs_of,
    page_of_area,
    page_of_body,
)
from gongzhi.bodies.web.forms import BodyForm
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paging import page_of
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, area_line, full_name, lines_of

MOST_TYPED = 40
MAY = {
    "may_create": listing.CREATE,
    "may_keep": "bodies.describe_body",
}


def wanted_of(request: HttpRequest, area: AreaLine) -> listing.Wanted:
    """Return what the register is narrowed to, from the address."""
    given = request.GET
    return listing.Wanted(
        path=area.path,
        group=given.get("group", ""),
        kind=given.get("kind", ""),
        domain=given.get("domain", ""),
        text=given.get("q", "").strip()[:MOST_TYPED],
    )


@access(get=LISTERS)
def home(request: HttpRequest) -> HttpResponse:
    """
    List the bodies at and under an area one serves, by area, narrowed by group, kind, domain or name.

    :raises NotVisible: the actor reads no bodies, or none there.
    """
    actor, today = actor_of(request), clock.today()
    area = area_of(request, listing.READ)
    pack = pack_at(path=area.path, on=today)
    wanted = wanted_of(request, area)
    page = page_of(listing.bodies_in(actor, wanted, pack, today), order=listing.ORDER, query=request.GET)
    areas = lines_of({row.area_id for row in page.rows}, today)
    shown = {
        "area": area,
        "areas": listing.areas_around(actor, listing.READ, area, today),
        "wanted": wanted,
        "groups": pack.list("bodies", "groups").items,
        "kinds": offers.kinds_of_group(pack, wanted.group),
        "domains": pack.list("bodies", "domains").items,
        "page": page.showing([(row, areas.get(row.area_id), labels(pack, row.kind, row.domain)) for row in page.rows]),
        "is_narrowed": bool(wanted.group or wanted.kind or wanted.domain or wanted.text),
        "may_create": actor.may(listing.CREATE, area.path),
    }
    return render(request, "bodies/list.html", shown)


def labels(pack: Pack, kind: str, domain: str) -> tuple[str, str]:
    """Return the kind and the domain of a body in words."""
    return labels_of(pack, "kinds", (kind,)), labels_of(pack, "domains", (domain,) if domain else ())


@access(get=READERS, sample="area")
def area(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the bodies of one area by group, how they are related and on what basis, and its resources."""
    actor, today = actor_of(request), clock.today()
    found = area_line(pk, today)
    sheet = area_sheet(actor, found.path, today)
    shown = {
        "area": found,
        "full": full_name(found.path, today),
        "crumbs": crumbs_of(found.path, today, actor)[:-1],
        "sheet": sheet,
        "below": listing.areas_under(found, today),
        **{name: actor.may(action, found.path) for name, action in MAY.items()},
    }
    return render(request, "bodies/area.html", shown)


@access(get=LISTERS)
def counts(request: HttpRequest) -> HttpResponse:
    """
    Count the bodies at and under an area by kind, domain, form, host and whatever else they are told apart by.

    :raises NotVisible: the actor reads no bodies, or none there.
    """
    actor, today = actor_of(request), clock.today()
    found = area_of(request, listing.READ)
    shown = {
        "area": found,
        "areas": listing.areas_around(actor, listing.READ, found, today),
        "tallies": listing.tallies_of(actor, found.path, today),
        "heads": listing.heads_of(actor, found.path, today),
    }
    return render(request, "bodies/counts.html", shown)


@access(get=FOUNDERS, post=FOUNDERS, body={"name": "柑橘协会", "founded_on": "2026-01-05"})
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """
    Register a body: choose its area and kind, then fill in what that kind asks for.

    :raises NotVisible: the actor registers no bodies, or none there, or there is no such kind at this level.
    """
    actor, today = actor_of(request), clock.today()
    found = area_of(request, listing.CREATE)
    kind = request.GET.get("kind", "")
    if not kind:
        return choose_kind(request, found)
    offer = offers.offer_for(actor, kind, found, today)
    form = BodyForm(request.POST or None, offer=offer)
    made: list[int] = []

    def act(given: object) -> None:
        body = actions.create_body(
            by=actor,
            kind=kind,
            name=form.cleaned_data["name"],
            area_id=found.id,
            now=clock.now(),
            parent_id=form.parent_id(),
            founded_on=form.cleaned_data["founded_on"],
            links=form.links(offer),
            **form.split(offer),
        )
        made.append(body.pk)

    shown = {
        "title": _("登记%(kind)s") % {"kind": offer.label},
        "lead": full_name(found.path, today),
        "back": page_of_area(found.path),
        "button": _("登记"),
        "offer": offer,
    }
    return answered(request, form, act, to=lambda: page_of_body(made[0]), shown=shown)


def choose_kind(request: HttpRequest, found: AreaLine) -> HttpResponse:
    """Show the kinds of body that stand at an area; sent without one, ask for it."""
    actor, today = actor_of(request), clock.today()
    pack = pack_at(path=found.path, on=today)
    shown = {
        "area": found,
        "full": full_name(found.path, today),
        "areas": listing.areas_around(actor, listing.CREATE, found, today),
        "groups": offers.kinds_at(pack, found.level),
    }
    return render(request, "bodies/new.html", shown, status=422 if request.method == "POST" else None)
