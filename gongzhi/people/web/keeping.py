"""Keeping a record right: correcting it, recording a paper, closing who moved away or died."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.proving import proved, take_kept
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.people import actions, queries
from gongzhi.people.leaving import Leaving, foreseen
from gongzhi.people.rules import Closing, Facts
from gongzhi.people.web.pieces import (
    CLOSINGS,
    FIELDS,
    KEEPERS_OF_ONE,
    MOST_TYPED,
    PAPERS,
    RESIDENCES,
    SEXES,
    UNPROCESSABLE,
    actor_of,
    answered,
    done,
    page_of,
)


def day_input() -> forms.DateInput:
    """Return the field of the browser in which a day is chosen."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class FactsForm(forms.Form):
    """What is recorded of a person in the clear."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=MOST_TYPED)
    sex = forms.ChoiceField(label=gettext_lazy("性别"), choices=list(SEXES.items()), required=False)
    born_on = forms.DateField(label=gettext_lazy("出生日期"), required=False, widget=day_input())
    residence = forms.ChoiceField(
        label=gettext_lazy("户籍"),
        choices=[(key.value, label) for key, label in RESIDENCES.items()],
        widget=forms.RadioSelect,
    )
    address = forms.CharField(label=gettext_lazy("住址"), max_length=200, required=False)
    registered_address = forms.CharField(
        label=gettext_lazy("户籍地址"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("和住址一样的不用填。"),
    )
    relation = forms.ChoiceField(label=gettext_lazy("与户主关系"), required=False)

    def __init__(self, *args: object, relations: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["relation"].choices = [("", _("不填")), *relations.items()]  # type: ignore[attr-defined]  # a ChoiceField


class PaperForm(forms.Form):
    """With what a person proves themselves."""

    paper = forms.ChoiceField(label=gettext_lazy("证件"), choices=list(PAPERS.items()), required=False)
    number = forms.CharField(
        label=gettext_lazy("证件号码"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("加密保存，只显示头尾。填新的号码会替换原来的。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ClosingForm(forms.Form):
    """Why and when a person is taken off the roster."""

    reason = forms.ChoiceField(
        label=gettext_lazy("原因"),
        choices=[(key.value, label) for key, label in CLOSINGS.items()],
        widget=forms.RadioSelect,
    )
    closed_on = forms.DateField(label=gettext_lazy("哪一天"), initial=clock.today, widget=day_input())


def kept(request: HttpRequest, pk: int) -> Any:
    """
    Return a person whose record the actor keeps.

    :raises NotVisible: there is none, or the record is not the actor's to keep.
    """
    actor = actor_of(request)
    found = queries.person_for(actor, pk)
    if not queries.may_keep(actor, found):
        raise NotVisible
    return found


@access(get=KEEPERS_OF_ONE, post=KEEPERS_OF_ONE, sample="person", body={"name": "刘小芳", "residence": "local"})
@idempotent
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is recorded of a person in the clear."""
    found = kept(request, pk)
    relations = queries.relations_at(found.area_path, clock.today())
    initial = {name: getattr(found, name) for name in FactsForm.base_fields if name != "address"}
    initial["address"] = found.household.address if found.household else ""
    form = FactsForm(request.POST or None, relations=relations, initial=initial)

    def act(given: Mapping[str, Any]) -> object:
        facts = Facts(**{name: value for name, value in given.items() if name != "address"})
        return actions.correct_person(
            by=actor_of(request), person_id=pk, facts=facts, address=given["address"], now=clock.now()
        )

    shown = {"title": _("更正登记内容"), "lead": found.name, "button": _("更正")}
    return answered(request, form, act, to=page_of(pk), shown=shown)


@access(get=KEEPERS_OF_ONE, post=KEEPERS_OF_ONE, sample="person", body={"paper": "passport", "number": "E12345678"})
@idempotent
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Record with what a person proves themselves; the number that is there is not shown."""
    found = kept(request, pk)
    form = PaperForm(request.POST or None, initial={"paper": found.paper})

    def act(given: Mapping[str, Any]) -> object:
        return actions.record_paper(by=actor_of(request), person_id=pk, now=clock.now(), **given)

    shown = {"title": _("登记证件"), "lead": found.name, "button": _("登记")}
    return answered(request, form, act, to=page_of(pk), shown=shown)


@access(get=KEEPERS_OF_ONE, post=KEEPERS_OF_ONE, sample="person", body={"reason": "moved", "closed_on": "2026-01-05"})
@never_cache
@idempotent
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a person off the roster who moved away, died or was recorded twice; say first what follows."""
    found, here = kept(request, pk), reverse("people:close", args=[pk])
    typed = take_kept(request, back=here) if request.method == "GET" else {}
    form = ClosingForm(request.POST or None, initial=dict(typed))

    def closed(given: Mapping[str, Any]) -> HttpResponse:
        actions.close_person(by=actor_of(request), person_id=pk, now=clock.now(), **given)
        return done(request, pk)

    shown = {"person": found, "back": page_of(pk), "form": form, "follows": _follows(request, pk)}
    if request.method == "POST" and form.is_valid():
        try:
            return proved(request, lambda: closed(form.cleaned_data), back=here)
        except Refusal as refusal:
            said = in_words(refusal)
            field = FIELDS.get(refusal.code)
            form.add_error(field if field in form.fields else None, said.sentence + "".join(said.ways))
    return render(request, "people/close.html", shown, status=UNPROCESSABLE if form.errors else None)


def _follows(request: HttpRequest, pk: int) -> list[tuple[object, tuple[str, ...]]]:
    """Return what would follow today, by the reason that would be chosen; nothing where nothing does."""
    today = clock.today()
    reasons = [Closing.MOVED, Closing.DIED]
    found = [(CLOSINGS[each], foreseen(actor_of(request), Leaving(pk, each, today))) for each in reasons]
    return [(label, lines) for label, lines in found if lines]


@access(post=KEEPERS_OF_ONE, sample="person")
@idempotent
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a person back on the roster."""
    actions.reopen_person(by=actor_of(request), person_id=pk, now=clock.now())
    return done(request, pk)
