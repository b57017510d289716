"""What ties a body to others: relations, households, tasks agreed together; and the resources of an area."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.bodies import actions, listing, offers
from gongzhi.bodies.web.answering import (
    KEEPERS,
    actor_of,
    answered,
    body_in,
    day_in,
    done,
    page_of_area,
    page_of_body,
    said,
)
from gongzhi.bodies.web.forms import RelationForm, ResourceForm, TaskForm, TieForm
from gongzhi.bodies.web.staffing import MOST_TYPED, about
from gongzhi.kernel import clock
from gongzhi.kernel.access import SIGNED_IN, access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import area_line


def typed(request: HttpRequest, name: str = "q") -> str:
    """Return what an address searches for."""
    return request.GET.get(name, "").strip()[:MOST_TYPED]


@access(get=KEEPERS, post=KEEPERS, sample="relation_kind", body={"from_on": "2026-01-05"})
@idempotent
def relate(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Record that a body stands in a relation to another one, and on what basis."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.describe_body")
    item = next(
        (each for each in offers.relations_for(pack_at(path=found.path, on=today), found) if each.key == kind), None
    )
    if item is None:
        raise NotVisible
    text = typed(request)
    others = [each for each in listing.linkable(actor, item, found.path, today, text) if each.pk != pk]
    form = RelationForm(request.POST or None, others=offers.named(others))

    def act(given: Mapping[str, Any]) -> object:
        return actions.relate_bodies(
            by=actor,
            kind=kind,
            subject_id=pk,
            other_id=int(given["other"]),
            instrument=given["instrument"],
            from_on=given["from_on"],
            now=clock.now(),
        )

    title = _("登记关系：%(label)s") % {"label": item.label()}
    shown = about(found, title, _("登记关系")) | {"finder": "text", "q": text, "options": others}
    return answered(request, form, act, to=page_of_body(pk), shown=shown)


@access(post=KEEPERS, sample="relation")
@require_POST
@idempotent
def end_relation(request: HttpRequest, pk: int) -> HttpResponse:
    """End a relation on a day."""
    ended = actions.end_relation(by=actor_of(request), link_id=pk, on=day_in(request), now=clock.now())
    return done(request, ended.subject_id)


@access(post=KEEPERS, sample="paired", body={"what": "义务植树"})
@require_POST
@idempotent
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what two related bodies did together."""
    actor = actor_of(request)
    link = actions.log_joint_activity(
        by=actor, link_id=pk, on=day_in(request), what=said(request, "what"), now=clock.now()
    )
    is_ours = actor.may(listing.READ, link.subject.path)
    return done(request, link.subject_id if is_ours else link.other_id)


@access(get=KEEPERS, post=KEEPERS, sample="body")
@idempotent
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a household into a group, or let a member keep in contact with it."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.describe_body")
    is_group, text = found.kind == "household_group", typed(request)
    homes = listing.households_near(found.path, text) if text else ()
    members = None if is_group else listing.contacts_of(actor, found, today)
    options = tuple((str(home.pk), home.address) for home in homes)
    form = TieForm(request.POST or None, households=options, members=members)

    def act(given: Mapping[str, Any]) -> object:
        tied: dict[str, Any] = {"by": actor, "body_id": pk, "household_id": int(given["household"]), "now": clock.now()}
        if is_group:
            return actions.group_household(**tied)
        return actions.link_household(person_id=int(given["person"]), **tied)

    title = _("编入住户") if is_group else _("登记党员联系户")
    shown = about(found, title, title) | {"finder": "address", "q": text, "options": options}
    return answered(request, form, act, to=page_of_body(pk), shown=shown)


@access(post=KEEPERS, sample="tie")
@require_POST
@idempotent
def end_tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a household out of a group or end a contact; or write down that it wishes none."""
    actor, now = actor_of(request), clock.now()
    if request.POST.get("wish") == "refuse":
        found = listing.tie_for(actor, pk)
        actions.refuse_contact(by=actor, household_id=found.household_id, now=now)
    else:
        found = actions.end_tie(by=actor, tie_id=pk, on=day_in(request), now=now)
    return done(request, found.body_id)


@access(get=KEEPERS, post=KEEPERS, sample="estate", body={"matter": "daily_service", "title": "修好东门"})
@idempotent
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the parties of an estate agreed, and who of them is responsible."""
    actor, today = actor_of(request), clock.today()
    found = body_in(request, pk, "bodies.describe_body")
    matters = offers.options_of(pack_at(path=found.path, on=today).list("bodies", "joint_matters").items)
    form = TaskForm(request.POST or None, matters=matters, parties=offers.parties_of(found, today))

    def act(given: Mapping[str, Any]) -> object:
        return actions.agree_task(
            by=actor,
            body_id=pk,
            matter=given["matter"],
            title=given["title"],
            responsible_id=int(given["responsible"]),
            vote=given["vote"],
            ballot=form.ballot(),
            agreed_on=given["agreed_on"],
            now=clock.now(),
        )

    shown = about(found, _("登记共管任务"), _("登记任务")) | {
        "note": _("维修资金、选聘物业、改变共有部分用途等事项由业主共同决定，先有业主表决，才能登记任务。"),
        "law": "civil-code:第二百七十八条",
    }
    return answered(request, form, act, to=page_of_body(pk), shown=shown)


@access(post=KEEPERS, sample="task", body={"result": "已修好"})
@require_POST
@idempotent
def finish_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came of a task."""
    finished = actions.finish_task(
        by=actor_of(request), task_id=pk, on=day_in(request), result=said(request, "result"), now=clock.now()
    )
    return done(request, finished.body_id)


@access(get=KEEPERS, post=KEEPERS, sample="area", body={"kind": "own", "name": "文化礼堂"})
@idempotent
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a resource of an area on its list."""
    actor, today = actor_of(request), clock.today()
    found = area_line(pk, today)
    if not actor.may("bodies.describe_body", found.path):
        raise NotVisible
    kinds = offers.options_of(pack_at(path=found.path, on=today).list("bodies", "resource_kinds").items)
    form = ResourceForm(request.POST or None, kinds=kinds)

    def act(given: Mapping[str, Any]) -> object:
        return actions.register_resource(by=actor, area_id=pk, now=clock.now(), **given)

    to = page_of_area(found.path)
    shown = {"title": _("登记资源"), "lead": found.name, "back": to, "button": _("登记资源")}
    return answered(request, form, act, to=to, shown=shown)


@access(post=KEEPERS, sample="resource")
@require_POST
@idempotent
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a resource off the list."""
    gone = actions.withdraw_resource(by=actor_of(request), resource_id=pk, on=day_in(request), now=clock.now())
    messages.success(request, _("已办理。"))
    return redirect(page_of_area(gone.path))


@access(get=SIGNED_IN, post=SIGNED_IN, body={"wish": "refuse"})
@idempotent
def contact(request: HttpRequest) -> HttpResponse:
    """Show a person who keeps in contact with their household, and let them say whether they wish it."""
    actor = actor_of(request)
    if request.method == "POST":
        home = listing.household_of(actor)
        wishes_none = request.POST.get("wish") == "refuse"
        act = actions.refuse_contact if wishes_none else actions.allow_contact
        act(by=actor, household_id=home, now=clock.now())
        messages.success(request, _("已记下。不会再有党员上门联系。") if wishes_none else _("已记下。"))
        return redirect("bodies:contact")
    return render(request, "bodies/contact.html", {"found": listing.contacts_with(actor, clock.today())})
