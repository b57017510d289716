"""One body with what can be done about it: what is written about it, where it hangs, how it ends."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.bodies import actions, listing, offers
from gongzhi.bodies.queries import kind_of
from gongzhi.bodies.sheet import sheet_of
from gongzhi.bodies.web.answering import (
    CLOSERS,
    KEEPERS,
    READERS,
    actor_of,
    answered,
    body_in,
    comma,
    crumbs_of,
    page_of_body,
)
from gongzhi.bodies.web.forms import ClosingForm, FieldsForm, MoveForm, number
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.policy.queries import pack_at

RIGHTS = {
    "may_describe": "bodies.describe_body",
    "may_appoint": "bodies.appoint",
    "may_end": "bodies.end_appointment",
    "may_post": "bodies.create_post",
    "may_close": "bodies.close_body",
}
STATES = {"open": ("ok", "circle-check"), "forming": ("warn", "clock"), "closed": ("flat", "lock")}


@access(get=READERS, sample="body")
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one body to whoever reads the bodies of its area, or holds a post in it."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk)
    sheet = sheet_of(actor, found, today)
    words = {"open": _("已成立"), "forming": _("筹备中"), "closed": _("已撤销")}
    tone, icon = STATES[sheet.state]
    pack = pack_at(path=found.path, on=today)
    rights = {name: found.closed_on is None and actor.may(action, found.path) for name, action in RIGHTS.items()}
    shown = {
        "sheet": sheet,
        "sep": comma(),
        "body": found,
        "crumbs": crumbs_of(found.path, today, actor),
        "state": {"tone": tone, "icon": icon, "text": words[sheet.state]},
        "has_fields": bool(offers.fields_of(pack, kind_of(pack, found.kind), columns=False)),
        "has_terms": offers.has_terms(pack, found),
        "takes_members": bool(offers.members_for(pack, found)),
        "relation_kinds": offers.relations_for(pack, found),
        "takes_households": found.kind == "household_group",
        "takes_contacts": kind_of(pack, found.kind).contacts,
        **rights,
    }
    return render(request, "bodies/body.html", shown)


@access(get=KEEPERS, post=KEEPERS, sample="body", body={"host_type": "cooperative"})
@idempotent
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down or change the fields of a body."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.describe_body")
    pack = pack_at(path=found.path, on=today)
    asked = offers.fields_of(pack, kind_of(pack, found.kind), columns=False)
    form = FieldsForm(request.POST or None, asked=asked, initial=found.data)

    def act(given: Mapping[str, Any]) -> object:
        return actions.describe_body(by=actor, body_id=pk, fields=form.contents(asked), now=clock.now())

    shown = _shown(found, _("修改登记内容"), _("保存"))
    return answered(request, form, act, to=page_of_body(pk), shown=shown)


@access(get=KEEPERS, post=KEEPERS, sample="body", body={"reason": "网格调整"})
@idempotent
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a body to another area or under another parent; what it was stays in its record."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.describe_body")
    places = listing.places_for(actor, found, today)
    around = {parent for place in places for parent in listing.parents_for(actor, found.kind, place.path, today)}
    parents = sorted((each for each in around if each.pk != pk), key=lambda each: (each.path, each.pk))
    form = MoveForm(
        request.POST or None,
        places=tuple((str(place.id), place.name) for place in places),
        parents=offers.named(parents),
        initial={"area": str(found.area_id), "parent": str(found.parent_id or "")},
    )

    def act(given: Mapping[str, Any]) -> object:
        return actions.move_body(
            by=actor,
            body_id=pk,
            area_id=int(given["area"]),
            parent_id=number(given["parent"]),
            on=given["on"],
            reason=given["reason"],
            now=clock.now(),
        )

    return answered(request, form, act, to=page_of_body(pk), shown=_shown(found, _("调整隶属关系"), _("调整")))


@access(get=CLOSERS, post=CLOSERS, sample="body", body={"reason": "空壳党组织撤并"})
@idempotent
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a body, or merge it into another one that takes its members."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.close_body")
    form = ClosingForm(request.POST or None, others=offers.named(listing.mergers_for(actor, found, today)))

    def act(given: Mapping[str, Any]) -> object:
        ending: dict[str, Any] = {"by": actor, "body_id": pk, "on": given["on"], "reason": given["reason"]}
        into = number(given["into"])
        if into is None:
            return actions.close_body(now=clock.now(), **ending)
        return actions.merge_body(now=clock.now(), into_id=into, **ending)

    shown = _shown(found, _("撤销或者并入其他组织"), _("撤销")) | {
        "is_danger": True,
        "note": _("并入的，成员全部转到所选组织，各岗位同日离任；每一名成员的去向都留在记录里。撤销以后不能恢复。"),
    }
    return answered(request, form, act, to=page_of_body(pk), shown=shown)


def _shown(found: Any, title: str, button: str) -> dict[str, object]:
    """Return what a form about a body shows around its fields."""
    return {"title": title, "lead": found.name, "back": reverse("bodies:body", args=[found.pk]), "button": button}
