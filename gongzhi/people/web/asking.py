"""Asking about the data kept of oneself, on the web or at the window; and answering within the time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.due import due_badge
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.proving import proved, take_kept
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.people import actions, queries
from gongzhi.people.asked import ANSWER, before_and_after, open_requests, request_shown_to
from gongzhi.people.fates import Fate, fates_of
from gongzhi.people.holdings import holdings_of
from gongzhi.people.rules import Asked, Way
from gongzhi.people.web.pieces import (
    ASKED,
    KEEPERS_OF_ONE,
    MOST_TYPED,
    READERS,
    READERS_OF_ONE,
    RESIDENCES,
    SEXES,
    actor_of,
    answered,
    page_of,
)
from gongzhi.people.web.uses import FIELD_NAMES, WAYS
from gongzhi.territory.queries import full_name

LONGEST = 500
ANSWERS = {
    "done": gettext_lazy("照办"),
    "part": gettext_lazy("办一部分"),
    "no": gettext_lazy("不办"),
}


class AskForm(forms.Form):
    """What somebody asks about their data; fields left empty stay as they are."""

    kind = forms.ChoiceField(
        label=gettext_lazy("要什么"),
        choices=[(key.value, label) for key, label in ASKED.items()],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=gettext_lazy("正确的姓名"), max_length=MOST_TYPED, required=False)
    sex = forms.ChoiceField(
        label=gettext_lazy("正确的性别"), choices=[("", gettext_lazy("不改")), *list(SEXES.items())[1:]], required=False
    )
    born_on = forms.DateField(
        label=gettext_lazy("正确的出生日期"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    phone = forms.CharField(
        label=gettext_lazy("正确的电话"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    registered_address = forms.CharField(label=gettext_lazy("正确的户籍地址"), max_length=200, required=False)
    words = forms.CharField(
        label=gettext_lazy("补充说明"), max_length=LONGEST, required=False, widget=forms.Textarea({"rows": 3})
    )
    way = forms.ChoiceField(
        label=gettext_lazy("怎么提的"),
        choices=[(key, word) for key, word in WAYS.items() if key != Way.WEB],
        widget=forms.RadioSelect,
        initial="window",
    )

    def __init__(self, *args: object, is_oneself: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        if is_oneself:
            del self.fields["way"]


class AnswerForm(forms.Form):
    """What came of a request, and what the person is told."""

    answer = forms.ChoiceField(label=gettext_lazy("怎么办"), choices=list(ANSWERS.items()), widget=forms.RadioSelect)
    told = forms.CharField(
        label=gettext_lazy("告诉本人"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("没有照办或者只办一部分的，写明理由。"),
        widget=forms.Textarea({"rows": 3}),
    )


@access(get=READERS_OF_ONE, post=READERS_OF_ONE, sample="person", body={"kind": "copy", "way": "window"})
@idempotent
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request of a person about their own data."""
    actor = actor_of(request)
    found = queries.person_for(actor, pk)
    is_oneself = actor.person_id == pk
    if not (is_oneself or queries.may_keep(actor, found)):
        raise NotVisible
    form = AskForm(request.POST or None, is_oneself=is_oneself, initial={"kind": "correct", "way": "window"})

    def act(given: Mapping[str, Any]) -> object:
        wanted = {name: _as_text(given[name]) for name in ("name", "sex", "born_on", "phone", "registered_address")}
        return actions.ask_about_data(
            by=actor, person_id=pk, kind=given["kind"], words=given["words"], way=given.get("way", Way.WEB),
            wanted={name: text for name, text in wanted.items() if text and given["kind"] == Asked.CORRECT},
            now=clock.now(),
        )  # fmt: skip

    shown = {
        "title": _("查阅、更正、删除个人信息"),
        "lead": found.name,
        "button": _("提交"),
        "note": _("到期以前答复。更正的，答复里写明改前改后；删除的，写明什么删了、什么依法留着。"),
        "law": "pipl:第四十五条",
    }
    return answered(request, form, act, to=page_of(pk), shown=shown)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value or "").strip()


@access(get=READERS)
@never_cache
def asked(request: HttpRequest) -> HttpResponse:
    """
    List what people asked about their data and what is due, where the actor answers.

    :raises NotVisible: the actor answers nowhere.
    """
    actor, now, calendar = actor_of(request), clock.now(), load_calendar()
    if not actor.reaches(ANSWER):
        raise NotVisible
    rows = [
        (each, ASKED[Asked(each.kind)], due_badge(at=each.due_at, now=now, calendar=calendar))
        for each in open_requests(actor)
    ]
    return render(request, "people/asked.html", {"rows": rows})


@access(get=KEEPERS_OF_ONE, post=KEEPERS_OF_ONE, sample="asked", body={"answer": "no", "told": "另案办理"})
@never_cache
@idempotent
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a person asks, what it would change or leave, and answer it."""
    actor, here = actor_of(request), reverse("people:answer", args=[pk])
    found = request_shown_to(actor, pk)
    kept = take_kept(request, back=here) if request.method == "GET" else {}
    form = AnswerForm(request.POST or None, initial=dict(kept) or {"answer": "done"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> HttpResponse:
            actions.answer_about_data(by=actor, request_id=pk, now=clock.now(), **given)
            messages.success(request, _("已答复，本人看得到。"))
            return redirect("people:asked")

        try:
            return proved(request, act, back=here)
        except Refusal as refusal:
            form.add_error(
                "told" if refusal.code == "people.answer_reason_missing" else None, in_words(refusal).sentence
            )
    today = clock.today()
    shown = {
        "form": form,
        "found": found,
        "kind": ASKED[Asked(found.kind)],
        "way": WAYS[found.way],
        "due": due_badge(at=found.due_at, now=clock.now(), closed_at=found.answered_at, calendar=load_calendar()),
        "changes": [(FIELD_NAMES[field], before, after) for field, before, after in before_and_after(found)],
        "fates": [_told(fate) for fate in fates_of(found.person, on=today, is_asked=True)]
        if found.kind == Asked.DELETE
        else [],
    }
    return render(request, "people/answer.html", shown, status=422 if form.errors else None)


def _told(fate: Fate) -> tuple[str, bool, str, str]:
    """Return field, whether it goes, the reason why not, and the law behind it."""
    verdict = fate.verdict
    if verdict.ok:
        return str(FIELD_NAMES[fate.field]), True, "", ""
    said = in_words(Refusal(verdict.code, figures=verdict.figures))
    return str(FIELD_NAMES[fate.field]), False, said.sentence, verdict.sources[0] if verdict.sources else ""


@access(post=READERS_OF_ONE, sample="person", body={"reason": "本人到窗口查阅"})
@never_cache
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything held about a person, to be read or printed; it is journalled, and the person sees it."""

    def look() -> HttpResponse:
        actor, today = actor_of(request), clock.today()
        reason = request.POST.get("reason", "")[:MOST_TYPED]
        whole = actions.make_copy(by=actor, person_id=pk, reason=reason, now=clock.now())
        found = queries.person_for(actor, pk)
        shown = {
            "person": found,
            "facts": _facts(found, whole),
            "area": full_name(found.area_path, today),
            "holdings": holdings_of(pk, today),
            "looks": queries.looks_at(found),
            "now": clock.now(),
        }
        return render(request, "people/copy.html", shown)

    return proved(request, look, back=page_of(pk))


def _facts(found: Any, whole: Mapping[str, str]) -> list[tuple[str, object]]:
    """Return what the record holds, with whole values, as the person reads it; what is empty is left out."""
    relations = queries.relations_at(found.area_path, clock.today())
    facts: list[tuple[str, object]] = [
        ("name", found.name),
        ("sex", SEXES[found.sex] if found.sex else ""),
        ("born_on", found.born_on),
        ("number", whole["number"]),
        ("phone", whole["phone"]),
        ("residence", RESIDENCES[found.residence]),
        ("registered_address", found.registered_address),
        ("household", found.household.address if found.household else ""),
        ("relation", relations.get(found.relation, "")),
    ]
    return [(str(FIELD_NAMES[name]), value) for name, value in facts if value]
