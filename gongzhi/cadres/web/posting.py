"""One posting: planning it, its steps, its end, another place, taking it back, the pair that follows it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.bodies.web.forms import number
from gongzhi.cadres import actions, listing, steps
from gongzhi.cadres.fields import asked_by, in_words, label_of
from gongzhi.cadres.queries import (
    KEEP_POSTINGS,
    STEPS,
    due_day,
    is_long_enough,
    late_of,
    posting_for,
    role_of,
    state_of,
    step_dates,
    steps_of,
)
from gongzhi.cadres.web.answering import (
    KEEPERS,
    READERS,
    UNIT,
    actor_of,
    answered,
    area_of,
    day_in,
    done,
    narrowing,
    pack_of,
    searched,
    typed,
)
from gongzhi.cadres.web.forms import EndForm, PlaceForm, PlanForm, VoidForm
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.looking import finding
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.wording import wordings
from gongzhi.policy.packs import Item
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, full_name, line_at


@access(get=KEEPERS, post=KEEPERS, body={"role": "first_secretary"})
@finding
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Plan to send somebody to a place: choose the role, find the person, fill in what the role asks."""
    actor, today = actor_of(request), clock.today()
    area, role = area_of(request, KEEP_POSTINGS), request.GET.get("role", "")
    pack = pack_of(area)
    roles = {item.key: item for item in listing.roles_at(pack, area.level)}
    if role not in roles:
        return _choice(request, area, tuple(roles.values()))
    rule = role_of(pack, role)
    asked, who = asked_by(pack, rule.asks, rule.may), searched(request, actor)
    units = listing.units_for(actor, area.path, today, typed(request, UNIT))
    form = PlanForm(
        request.POST or None,
        asked=asked,
        persons=who["options"],
        units=units,
        needs_sender=rule.sender,
        has_bands=bool(rule.bands),
    )

    def act(given: Mapping[str, Any]) -> object:
        return actions.plan_posting(
            by=actor,
            role=role,
            person_id=int(given["person"]),
            area_id=area.id,
            planned_on=given["planned_on"],
            sender_id=number(given["sender"]),
            host_id=number(given["host"]),
            born=given.get("born"),
            fields=form.contents(asked),
            reason=given["reason"],
            now=clock.now(),
        )

    shown = _planning(area, role, roles[role].label()) | who | narrowing(request, units)
    to = f"{reverse('cadres:postings')}?area={area.id}"
    return answered(request, form, act, to=to, shown=shown, template="cadres/form.html")


def _choice(request: HttpRequest, area: AreaLine, roles: tuple[Item, ...]) -> HttpResponse:
    """Show in which roles somebody may be sent to an area, and the areas below it."""
    actor, today = actor_of(request), clock.today()
    places = listing.places_for(actor, KEEP_POSTINGS, area, today)
    shown = {"area": area, "areas": places, "full": full_name(area.path, today), "roles": roles}
    return render(request, "cadres/roles.html", shown)


def _planning(area: AreaLine, role: str, label: str) -> dict[str, Any]:
    """Return what the form of a plan shows around its fields."""
    return {
        "title": _("安排%(label)s") % {"label": label},
        "lead": area.name,
        "back": f"{reverse('cadres:home')}?area={area.id}",
        "button": _("列入计划"),
        "note": _("列入计划以后，到岗、任职、交接逐步登记。派出单位还没有登记的，先在“组织”里登记。"),
    }


@access(get=READERS, sample="posting")
def posting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one posting: who, from where, to where, its steps with what is late, and how it ended."""
    actor, today = actor_of(request), clock.today()
    found = posting_for(actor, pk)
    pack = pack_at(path=found.path, on=today)
    rule = role_of(pack, found.role)
    late, due = late_of(pack, found, today), due_day(pack, rule, found)
    wanted = steps_of(rule, found) or ("arrived",)
    dates = step_dates(found, [step for step in STEPS if step in wanted or getattr(found, f"{step}_on")])
    state = state_of(found, today)
    shown = {
        "posting": found,
        "role": label_of(pack, "roles", found.role),
        "state": steps.state_words()[state],
        "place": line_at(found.path, today),
        "full": full_name(found.path, today),
        "dates": [(step, steps.words()[step], day, step in late) for step, day in dates.items()],
        "due": due,
        "facts": in_words(pack, found.data),
        "excused": [str(wordings()[code].title) for code in found.excused.split()],
        "is_long_enough": is_long_enough(pack, found, today),
        "is_open": state in ("planned", "there") and found.last_on is None,
        "may_keep": actor.may(KEEP_POSTINGS, found.path),
        "makes_pair": bool(rule.pairs and found.sender_id),
        "today": today,
        "source": rule.source,
        "may_read": actor.may("cadres.read_postings", found.path),
    }
    return render(request, "cadres/posting.html", shown)


def _kept(request: HttpRequest, pk: int) -> Any:
    """
    Return a posting that the actor keeps and that can still be changed.

    :raises NotVisible: there is none, or not for this actor.
    """
    found = posting_for(actor_of(request), pk)
    if found.voided_on is not None or not actor_of(request).may(KEEP_POSTINGS, found.path):
        raise NotVisible
    return found


@access(post=KEEPERS, sample="posting", body={"step": "arrived"})
@require_POST
@idempotent
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the day of a step, today where none is named."""
    name = request.POST.get("step", "")
    actions.take_step(by=actor_of(request), posting_id=pk, step=name, on=day_in(request), now=clock.now())
    return done(request, "cadres:posting", pk)


@access(get=KEEPERS, post=KEEPERS, sample="arrived", body={"reason": "期满", "last_on": "2099-01-05"})
@idempotent
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a posting with its last day, the reason and what is said about the work."""
    found = _kept(request, pk)
    form = EndForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> object:
        return actions.end_posting(by=actor_of(request), posting_id=pk, now=clock.now(), **given)

    shown = _about(found, _("办理结束"), _("结束"))
    return answered(request, form, act, to=shown["back"], shown=shown)


@access(get=KEEPERS, post=KEEPERS, sample="posting", body={"reason": "调整"})
@idempotent
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a cadre to another place of the same town; the pair then follows."""
    actor, today = actor_of(request), clock.today()
    found = _kept(request, pk)
    places = [line for line in listing.beside(actor, found.path, today) if line.id != found.area_id]
    form = PlaceForm(request.POST or None, places=tuple((str(line.id), line.name) for line in places))

    def act(given: Mapping[str, Any]) -> object:
        area, reason = int(given["area"]), given["reason"]
        return actions.move_posting(by=actor, posting_id=pk, area_id=area, reason=reason, now=clock.now())

    shown = _about(found, _("调整去处"), _("调整")) | {
        "note": _("调整以后，派出单位和原来的村（社区）结成的对子要跟着调整，在这次选派的页面上办理。"),
    }
    return answered(request, form, act, to=shown["back"], shown=shown)


@access(get=KEEPERS, post=KEEPERS, sample="posting", body={"reason": "录错"})
@idempotent
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a posting that was entered by mistake."""
    found = _kept(request, pk)
    form = VoidForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> object:
        return actions.void_posting(by=actor_of(request), posting_id=pk, reason=given["reason"], now=clock.now())

    shown = _about(found, _("作废这条记录"), _("作废")) | {
        "is_danger": True,
        "note": _("只用于录错的记录：作废以后不再计入任何数字，记录和理由保留。期满离开的，请办理结束。"),
    }
    return answered(request, form, act, to=shown["back"], shown=shown)


@access(post=KEEPERS, sample="posting")
@require_POST
@idempotent
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Pair the sending unit with the place its cadre is at."""
    actions.pair_posting(by=actor_of(request), posting_id=pk, now=clock.now())
    return done(request, "cadres:posting", pk)


def _about(found: Any, title: str, button: str) -> dict[str, Any]:
    """Return what a form about a posting shows around its fields."""
    back = reverse("cadres:posting", args=[found.pk])
    return {"title": title, "lead": found.person.name, "back": back, "button": button}
