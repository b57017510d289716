"""One request with what can be done now, and each deed of it."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.cases import actions, papers, queries, rules
from gongzhi.cases.queries import Case
from gongzhi.cases.web import shown
from gongzhi.cases.web.following import files_of, sent, sent_file
from gongzhi.documents.queries import attachment_of
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.identifiers import mask_name, mask_phone
from gongzhi.kernel.paths import last_id
from gongzhi.kernel.proving import proved, take_kept
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.procedures.definitions import Step
from gongzhi.territory.queries import full_name, lines_of

SEES = frozenset({"village_clerk", "town_desk", "supervisor", "county_official"})  # a request of their own village


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, as the actor middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor


@access(get=SEES, sample="case")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request: what is due now, what was said, the way, and who asked."""
    return show_case(request, pk)


def show_case(request: HttpRequest, pk: int, refusal: Refusal | None = None) -> HttpResponse:
    """Show a request; after a refusal with its sentence and with everything that was typed."""
    actor, now = actor_of(request), clock.now()
    case = queries.case_for(actor, pk)
    definition = queries.definition_for(case)
    step = definition.step(case.step) if case.step else None
    may = queries.may_press(actor, case, step)
    context = {
        "case": case,
        "number": queries.number_of(case),
        "row": shown.row_of(case, now=now, area="", url=""),
        "steps": shown.way_of(case, now=now),
        "ends": shown.ends_words(case.due_at, now) if case.due_at else "",
        "limit": shown.open_words(case, definition, now.date()),
        "files": files_of(case, "cases:file"),
        "refusal": in_words(refusal) if refusal else None,
        "given": request.POST.dict(),
        "kept": take_kept(request, back=request.path) if request.method == "GET" else {},
    }
    context |= facts_of(case, now.date()) | who_asked(actor, case) | due_now(actor, case, step, may=may, on=now.date())
    return render(request, "cases/detail.html", context, status=422 if refusal else 200)


def facts_of(case: Case, on: dt.date) -> dict[str, object]:
    """Return where a request is, what it is about and how it came in, in words."""
    item = queries.item_in(queries.pack_for(case, on), case.item)
    return {
        "area": full_name(case.area_path, on),
        "item": item[0].label() if item else case.item,
        "channel": shown_channel(case.channel),
    }


def who_asked(actor: Actor, case: Case) -> dict[str, object]:
    """Return who asked: how they wish to be called for whoever has the request in hand, masked for everybody else."""
    phone, has_in_hand = queries.phone_of(case), rules.has_in_hand(by=actor, ties=queries.ties_of(case))
    name = queries.name_of(case) if has_in_hand else mask_name(queries.name_of(case))
    return {
        "applicant": name or _("没有留称呼"),
        "phone": mask_phone(phone) if phone else "",
        "can_see_phone": bool(phone) and has_in_hand,
    }


def due_now(actor: Actor, case: Case, step: Step | None, *, may: bool, on: dt.date) -> dict[str, object]:
    """Return the step that is open, its outcomes, and whom the request may be given to, by area."""
    if step is None:
        return {"step": None, "may": False}
    language = queries.language()
    receivers = queries.receivers_for(case, on) if may and step.deed == "assign" else ()
    others = (holder.post_id for holder in receivers if holder.person_id != actor.person_id)
    names = lines_of({last_id(holder.path) for holder in receivers}, on)
    grouped = groupby(receivers, key=lambda holder: holder.path)
    return {
        "step": step,
        "step_label": step.label.text(language),
        "outcomes": [(o.key, o.label.text(language) if o.label else o.key) for o in step.outcomes],
        "may": may,
        "reported": shown.last_said(case, "handle") if may and step.deed in ("reply", "rule") else "",
        "proposed": str(next(others, "")),
        "receivers": [(names[last_id(path)].name, tuple(holders)) for path, holders in grouped],
    }


def shown_channel(channel: str) -> str:
    """Return how a request came in, in words."""
    words = {"web": _("网上"), "phone": _("来电"), "visit": _("来访"), "paper": _("来信"), "api": _("接口")}
    return words[channel]


Deed = Callable[[HttpRequest, int], Case]


def deed(act: Deed) -> Callable[..., HttpResponseBase]:
    """Turn what staff do with a request into a page: on to what comes next, or back to what was typed."""

    @access(post=SEES, sample="case")
    @require_POST
    @idempotent
    @wraps(act)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            case = act(request, pk)
        except Refusal as refusal:
            return show_case(request, pk, refusal)
        messages.success(request, shown.what_comes_next(case))
        return onward(request, case)

    return view


def onward(request: HttpRequest, case: Case) -> HttpResponse:
    """Return to the request, or to one's own work when the request has left one's hands."""
    if rules.may_read(by=actor_of(request), ties=queries.ties_of(case)):
        return redirect("cases:detail", pk=case.pk)
    return redirect(settings.STAFF_HOME)


def said(request: HttpRequest, name: str = "words") -> str:
    """Return a text of the form, cut to what a page holds."""
    return request.POST.get(name, "")[: rules.MOST_CHARACTERS]


@deed
def accept(request: HttpRequest, pk: int) -> Case:
    """Take a request in."""
    return actions.accept_case(by=actor_of(request), case_id=pk, now=clock.now())


@deed
def decline(request: HttpRequest, pk: int) -> Case:
    """Say that it is not ours, and where it goes."""
    return actions.decline_case(by=actor_of(request), case_id=pk, reason=said(request, "reason"), now=clock.now())


@deed
def assign(request: HttpRequest, pk: int) -> Case:
    """Give it to somebody."""
    post = request.POST.get("post", "")
    return actions.assign_case(
        by=actor_of(request),
        case_id=pk,
        post_id=int(post) if post.isdigit() else None,
        words=said(request),
        now=clock.now(),
    )


@deed
def report(request: HttpRequest, pk: int) -> Case:
    """Say what was done."""
    return actions.report_result(by=actor_of(request), case_id=pk, words=said(request), now=clock.now())


@deed
def give_back(request: HttpRequest, pk: int) -> Case:
    """Return it with the reason."""
    return actions.return_case(by=actor_of(request), case_id=pk, reason=said(request, "reason"), now=clock.now())


@deed
def ruling(request: HttpRequest, pk: int) -> Case:
    """Rule on a return."""
    return actions.rule_on_return(
        by=actor_of(request),
        case_id=pk,
        is_upheld=request.POST.get("outcome") == "upheld",
        reason=said(request, "reason"),
        now=clock.now(),
    )


@deed
def reply(request: HttpRequest, pk: int) -> Case:
    """Answer the resident."""
    return actions.reply_to_resident(
        by=actor_of(request),
        case_id=pk,
        finding=request.POST.get("outcome", ""),
        words=said(request),
        basis=said(request, "basis")[:300],
        explanation=said(request, "explanation"),
        now=clock.now(),
    )


@deed
def call_back(request: HttpRequest, pk: int) -> Case:
    """Write down the call-back."""
    return actions.call_back(
        by=actor_of(request),
        case_id=pk,
        is_again=request.POST.get("outcome") == "again",
        words=said(request),
        now=clock.now(),
    )


@access(post=SEES, sample="case")
@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole number to somebody who says why."""

    def look() -> HttpResponse:
        number = actions.show_phone(by=actor_of(request), case_id=pk, reason=said(request, "reason"), now=clock.now())
        return render(request, "cases/phone.html", {"pk": pk, "number": number})

    return proved(request, look, back=reverse("cases:detail", args=[pk]))


@access(post=SEES, sample="paper")
@require_POST
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Print a paper."""

    def printed() -> HttpResponse:
        address = request.build_absolute_uri(reverse("cases:follow"))
        content = actions.print_paper(
            by=actor_of(request), case_id=pk, kind=papers.Kind(kind), address=address, now=clock.now()
        )
        return sent(content, "application/pdf", f"{papers.NAMES[papers.Kind(kind)]}.pdf")

    return proved(request, printed, back=reverse("cases:detail", args=[pk]))


@access(get=SEES, sample="file")
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Give a file of a request."""
    case = queries.case_for(actor_of(request), pk)
    found = attachment_of(owner_kind="cases.case", owner_id=case.pk, attachment_id=file)
    return sent_file(found)
