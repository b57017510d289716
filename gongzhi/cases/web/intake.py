"""Write requests down at the window, by telephone or from a letter, and hand over the code."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from gongzhi.cases import actions, papers, queries, rules
from gongzhi.cases.rules import said_in_person
from gongzhi.cases.web import shown
from gongzhi.cases.web.asking import AskForm, judging_files_first, keep_files, told
from gongzhi.cases.web.following import sent
from gongzhi.cases.web.working import SEES, actor_of
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.verdicts import NotVisible, Refusal

INTAKE = frozenset({"grid_officer", "village_clerk", "clerk_elsewhere", "town_desk"})


class IntakeForm(AskForm):
    """What is written down at the window, by telephone or from a letter."""

    channel = forms.ChoiceField(
        label=gettext_lazy("怎么来的"),
        choices=(("visit", gettext_lazy("来访")), ("phone", gettext_lazy("来电")), ("paper", gettext_lazy("来信"))),
        widget=forms.RadioSelect,
        initial="visit",
    )


@access(get=INTAKE, post=INTAKE)
@judging_files_first
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Write down what somebody says; where life is in danger, first say whom to call."""
    actor, today = actor_of(request), clock.today()
    areas = queries.areas_to_file_in(actor, today)
    if not areas:
        raise NotVisible
    chosen = request.POST.get("area") or request.GET.get("area") or str(areas[0].id)
    area = next((area for area in areas if str(area.id) == chosen), areas[0])
    where = queries.locality(area.id, today)
    form = IntakeForm(request.POST or None, request.FILES or None, pack=where.pack, kept=request.POST.getlist("kept"))
    warnings: Sequence[queries.Warned] = ()
    if request.method == "POST" and form.is_valid():
        warnings = () if request.POST.get("warned") else queries.warnings_for(where.pack, form.cleaned_data["words"])
        try:
            if not warnings:
                return written_down(request, where, form)
        except Refusal as refusal:
            form.add_error(None, told(refusal))
    context = {
        "form": form,
        "held": form.held() if request.method == "POST" else [],
        "areas": areas,
        "area": area,
        "warnings": [(warned.advice.text(queries.language()), warned.number) for warned in warnings],
    }
    return render(request, "cases/new.html", context, status=422 if form.errors else 200)


def written_down(request: HttpRequest, where: queries.Locality, form: IntakeForm) -> HttpResponse:
    """File what was written down, and show the number and code to hand over."""
    given, now = form.cleaned_data, clock.now()
    result = actions.file_case(
        by=actor_of(request),
        where=where,
        item=given["item"],
        words=given["words"],
        place=given["place"],
        applicant=actions.Applicant(name=given["name"], phone=given["phone"]),
        channel=rules.Channel(given["channel"]),
        authorisation=said_in_person(to=actor_of(request).name) if given.get("authorised") else "",
        now=now,
    )
    keep_files(request, result.case, given["pictures"])
    row = shown.row_of(result.case, now=now, area="", url=reverse("cases:detail", args=[result.case.pk]))
    context = {"case": result.case, "claim": result.claim_code, "number": queries.number_of(result.case), "row": row}
    return render(request, "cases/written.html", context, status=201)


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
    return sent(content, "application/pdf", f"{papers.NAMES[papers.Kind.RECEIPT]}.pdf")
