"""The list of requests, one request with what can be done now, and intake at the window."""

import datetime as dt
from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongzhi.cases import actions, papers, queries, rules
from gongzhi.cases.queries import Case, Filter
from gongzhi.cases.web import shown
from gongzhi.cases.web.asking import AskForm, files_of, keep_files, sent
from gongzhi.documents.queries import attachment_of, content_of
from gongzhi.kernel import clock
from gongzhi.kernel.access import STAFF, access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.identifiers import mask_name, mask_phone
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import pack_at
from gongzhi.procedures.definitions import Step
from gongzhi.procedures.rules import may_act
from gongzhi.territory.queries import area_line, full_name, lines_of

PAGE = 20
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HANDLERS = STAFF - {"system_admin"}
OFFICE = HANDLERS - {"party_member", "department_desk"}
SEES = frozenset({"village_clerk", "town_desk", "supervisor", "county_official"})  # a request of their own village
INTAKE = frozenset({"grid_officer", "village_clerk", "clerk_elsewhere", "town_desk"})


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, as the actor middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor


def require_staff(request: HttpRequest) -> Actor:
    """
    Return the actor of somebody who reads requests by post.

    :raises NotVisible: the actor reads none.
    """
    actor = actor_of(request)
    if not actor.reaches("cases.read_cases"):
        raise NotVisible
    return actor


def wanted_of(request: HttpRequest) -> Filter:
    """Return what the list is narrowed to, from the address."""
    given = request.GET
    area = given.get("area", "")
    path = area_line(int(area), clock.today()).path if area.isdigit() else ""
    state = given.get("state", "open")
    return Filter(
        path=path,
        item=given.get("item", ""),
        deed=given.get("deed", ""),
        is_open={"open": True, "closed": False}.get(state),
        is_late=state == "late",
        text=given.get("q", "").strip(),
    )


def address_with(request: HttpRequest, **changes: object) -> str:
    """Return the address of this list with some parts changed; None takes a part away."""
    given = request.GET.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value is not None:
            given[name] = str(value)
    return f"{request.path}?{given.urlencode()}" if given else request.path


@access(get=HANDLERS)
def list_cases(request: HttpRequest) -> HttpResponse:
    """Show requests, newest first, narrowed as wanted."""
    actor, now = require_staff(request), clock.now()
    before = request.GET.get("before", "")
    wanted = wanted_of(request)
    found = queries.cases_in(actor, wanted, before=int(before) if before.isdigit() else None, limit=PAGE + 1, now=now)
    page = found[:PAGE]
    states = (("open", _("未办结")), ("late", _("已超期")), ("closed", _("已办结")), ("all", _("全部")))
    chosen, totals = request.GET.get("state", "open"), queries.totals_for(actor)
    pills = [(label, address_with(request, state=key, before=None), key == chosen) for key, label in states]
    told = {
        "rows": rows_of(page, now=now),
        "pills": pills,
        "next_url": address_with(request, before=page[-1].pk) if len(found) > PAGE else "",
        "first_url": address_with(request, before=None) if before else "",
        "open_total": totals["cases.open"],
        "filed_total": totals["cases.filed"],
        "query": f"?{request.GET.urlencode()}",
        "wanted": wanted,
        "items": pack_at(path=actor.posts[0].path if actor.posts else "", on=now.date()).list("cases", "items").items,
        "may_file": bool(actor.reaches("cases.file_case")),
        "state": chosen,
    }
    return render(request, "cases/list.html", told)


def rows_of(cases: Sequence[Case], *, now: dt.datetime) -> list[shown.Row]:
    """Return requests as lines of a list, with the names of their areas read at once."""
    names = lines_of([case.area_id for case in cases], now.date())
    return [
        shown.row_of(
            case,
            now=now,
            area=names[case.area_id].name if case.area_id in names else "",
            url=reverse("cases:detail", args=[case.pk]),
        )
        for case in cases
    ]


@access(post=HANDLERS)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Give the list as xlsx; it is journalled."""
    actor = require_staff(request)
    content = actions.export_cases(by=actor, wanted=wanted_of(request), now=clock.now())
    response = HttpResponse(content, content_type=SHEET)
    response["Content-Disposition"] = f'attachment; filename="cases-{clock.today():%Y%m%d}.xlsx"'
    return response


def possible(actor: Actor, case: Case, step: Step | None) -> bool:
    """Tell whether the actor may do what is due now."""
    if step is None:
        return False
    ties = queries.ties_of(case)
    relations = rules.relations(by=actor, ties=ties, is_applicant=False) - {"applicant"}
    right = rules.has_right(by=actor, deed=step.deed, ties=ties)
    return right and may_act(step=step, relations=relations, posts=rules.posts_over(by=actor, path=case.area_path)).ok


@access(get=SEES, sample="case")
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request: what is due now, what was said, the way, and who asked."""
    actor, now = actor_of(request), clock.now()
    case = queries.case_for(actor, pk)
    definition = queries.definition_for(case)
    step = definition.step(case.step) if case.step else None
    may = possible(actor, case, step)
    item = queries.item_in(queries.pack_for(case, now.date()), case.item)
    phone = queries.phone_of(case)
    told = {
        "case": case,
        "number": queries.number_of(case),
        "row": shown.row_of(case, now=now, area="", url=""),
        "step": step,
        "step_label": step.label.text(shown.language()) if step else "",
        "outcomes": [(o.key, o.label.text(shown.language()) if o.label else o.key) for o in step.outcomes]
        if step
        else [],
        "may": may,
        "steps": shown.way_of(case, now=now),
        "area": full_name(case.area_path, now.date()),
        "item": item[0].label() if item else case.item,
        "receivers": queries.receivers_for(case, now.date()) if may and step and step.deed == "assign" else (),
        "files": files_of(case, "cases:file"),
        "applicant": mask_name(case.applicant_name) if case.applicant_name else _("没有留称呼"),
        "phone": mask_phone(phone) if phone else "",
        "can_see_phone": bool(phone) and rules.has_in_hand(by=actor, ties=queries.ties_of(case)),
        "channel": shown_channel(case.channel),
    }
    return render(request, "cases/detail.html", told)


def shown_channel(channel: str) -> str:
    """Return how a request came in, in words."""
    words = {"web": _("网上"), "phone": _("来电"), "visit": _("来访"), "paper": _("来信"), "api": _("接口")}
    return words[channel]


def back_to(pk: int) -> HttpResponse:
    """Return to the request."""
    return redirect("cases:detail", pk=pk)


def said(request: HttpRequest, name: str = "words") -> str:
    """Return a text of the form, cut to what a page holds."""
    return request.POST.get(name, "")[: rules.MOST_CHARACTERS]


@access(post=SEES, sample="case")
@require_POST
@idempotent
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request in."""
    actions.accept_case(by=actor_of(request), case_id=pk, now=clock.now())
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
@idempotent
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it is not ours, and where it goes."""
    actions.decline_case(by=actor_of(request), case_id=pk, reason=said(request, "reason"), now=clock.now())
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
@idempotent
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to somebody."""
    post = request.POST.get("post", "")
    actions.assign_case(
        by=actor_of(request),
        case_id=pk,
        post_id=int(post) if post.isdigit() else None,
        words=said(request),
        now=clock.now(),
    )
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
@idempotent
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done."""
    actions.report_result(by=actor_of(request), case_id=pk, words=said(request), now=clock.now())
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
@idempotent
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return it with the reason."""
    actions.return_case(by=actor_of(request), case_id=pk, reason=said(request, "reason"), now=clock.now())
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
@idempotent
def ruling(request: HttpRequest, pk: int) -> HttpResponse:
    """Rule on a return."""
    actions.rule_on_return(
        by=actor_of(request),
        case_id=pk,
        is_upheld=request.POST.get("outcome") == "upheld",
        reason=said(request, "reason"),
        now=clock.now(),
    )
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
@idempotent
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the resident."""
    actions.reply_to_resident(
        by=actor_of(request),
        case_id=pk,
        finding=request.POST.get("outcome", ""),
        words=said(request),
        basis=said(request, "basis")[:300],
        explanation=said(request, "explanation"),
        now=clock.now(),
    )
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
@idempotent
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down the call-back."""
    actions.call_back(
        by=actor_of(request),
        case_id=pk,
        is_again=request.POST.get("outcome") == "again",
        words=said(request),
        now=clock.now(),
    )
    return back_to(pk)


@access(post=SEES, sample="case")
@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole number to somebody who says why."""
    number = actions.show_phone(by=actor_of(request), case_id=pk, reason=said(request, "reason"), now=clock.now())
    return render(request, "cases/phone.html", {"pk": pk, "number": number})


@access(post=SEES, sample="paper")
@require_POST
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Print a paper."""
    address = request.build_absolute_uri(reverse("cases:follow"))
    content = actions.print_paper(
        by=actor_of(request), case_id=pk, kind=papers.Kind(kind), address=address, now=clock.now()
    )
    return sent(content, "application/pdf", f"{kind}.pdf")


@access(get=SEES, sample="file")
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Give a file of a request."""
    case = queries.case_for(actor_of(request), pk)
    found = attachment_of(owner_kind="cases.case", owner_id=case.pk, attachment_id=file)
    return sent(content_of(found), found.media_type, found.name)


class IntakeForm(AskForm):
    """What is written down at the window, by telephone or from a letter."""

    channel = forms.ChoiceField(
        label=gettext_lazy("怎么来的"),
        choices=(("visit", gettext_lazy("来访")), ("phone", gettext_lazy("来电")), ("paper", gettext_lazy("来信"))),
        widget=forms.RadioSelect,
        initial="visit",
    )


@access(get=INTAKE, post=INTAKE)
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Write down what somebody says."""
    actor, now = actor_of(request), clock.now()
    areas = queries.areas_to_file_in(actor, now.date())
    if not areas:
        raise NotVisible
    chosen = request.POST.get("area") or request.GET.get("area") or str(areas[0].id)
    area = next((area for area in areas if str(area.id) == chosen), areas[0])
    form = IntakeForm(request.POST or None, request.FILES or None, pack=pack_at(path=area.path, on=now.date()))
    if request.method == "POST" and form.is_valid():
        return written_down(request, area.id, form)
    told = {"form": form, "areas": areas, "area": area}
    return render(request, "cases/new.html", told, status=422 if form.errors else 200)


def written_down(request: HttpRequest, area_id: int, form: IntakeForm) -> HttpResponse:
    """File what was written down, and show the number and code to hand over."""
    given, now = form.cleaned_data, clock.now()
    result = actions.file_case(
        by=actor_of(request),
        area_id=area_id,
        item=given["item"],
        words=given["words"],
        place=given["place"],
        applicant=actions.Applicant(name=given["name"], phone=given["phone"]),
        channel=rules.Channel(given["channel"]),
        authorisation=_("本人当面委托，%(by)s记录") % {"by": actor_of(request).name} if given.get("authorised") else "",
        now=now,
    )
    keep_files(request, result.case, given["pictures"])
    row = shown.row_of(result.case, now=now, area="", url=reverse("cases:detail", args=[result.case.pk]))
    told = {"case": result.case, "claim": result.claim_code, "number": queries.number_of(result.case), "row": row}
    return render(request, "cases/written.html", told, status=201)


@access(post=SEES, sample="case")
@require_POST
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the receipt with the claim code that was just given."""
    content = actions.print_paper(
        by=actor_of(request),
        case_id=pk,
        kind=papers.Kind.RECEIPT,
        claim_code=request.POST.get("claim", ""),
        address=request.build_absolute_uri(reverse("cases:follow")),
        now=clock.now(),
    )
    return sent(content, "application/pdf", "receipt.pdf")


@access(get=OFFICE)
def times(request: HttpRequest) -> HttpResponse:
    """Show how long requests take, per month of raising, for the actor's own area."""
    actor, today = require_staff(request), clock.today()
    ranges = [grant.path for grant in actor.reaches("cases.read_cases") if grant.reach != "own"]
    if not ranges:
        raise NotVisible
    given = request.GET.get("area", "")
    path = area_line(int(given), today).path if given.isdigit() else ranges[0]
    first = today.replace(year=today.year - 1, day=1)
    found = queries.settlement_times(actor, path=path, first=first, last=today)
    rows = [(row, shown.length_words(row.median)) for row in found]
    return render(request, "cases/times.html", {"rows": rows, "area": full_name(path, today)})
