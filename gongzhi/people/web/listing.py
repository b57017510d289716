"""The list of the persons of one's own area, and registering one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.looking import finding, sought
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.people import actions, queries
from gongzhi.people.asked import ANSWER
from gongzhi.people.roster_register import IMPORT
from gongzhi.people.rules import Residence
from gongzhi.people.web.pieces import (
    FIELDS,
    MOST_TYPED,
    PAPERS,
    READERS,
    REGISTRARS,
    RESIDENCES,
    SEXES,
    UNPROCESSABLE,
    actor_of,
    comma,
)
from gongzhi.territory.queries import AreaLine, areas_in, line_at, lines_of


@access(get=READERS, post=READERS)
@finding
def list_persons(request: HttpRequest) -> HttpResponse:
    """
    List the persons of the areas one serves, phones masked; a name or a whole phone narrows the list.

    :raises NotVisible: the actor reads no persons.
    """
    actor = actor_of(request)
    if not actor.reaches("people.read_person"):
        raise NotVisible
    text = sought(request, "q")
    is_closed = request.GET.get("closed") == "1"
    rows = queries.closed_in(actor, text=text) if is_closed else queries.persons_in(actor, text=text)
    page = page_of(rows, order=queries.ORDER, query=request.GET)
    lines = [queries.line_of(person) for person in page.rows]
    areas = lines_of({line.area_id for line in lines}, clock.today())
    shown = {
        "page": page.showing(
            [(line, areas.get(line.area_id), RESIDENCES[Residence(line.residence)]) for line in lines]
        ),
        "text": text,
        "is_closed": is_closed,
        "may_answer": bool(actor.reaches(ANSWER)),
        "may_register": bool(actor.reaches(actions.REGISTER)),
        "may_import": bool(actor.reaches(IMPORT)),
        "may_export": bool(actor.reaches(actions.EXPORT)),
        "places": comma().join(_names(actor)),
    }
    return render(request, "people/list.html", shown)


def _names(actor: Actor) -> list[str]:
    """Return the names of the areas whose persons an actor reads, each once."""
    paths = dict.fromkeys(grant.path for grant in actor.reaches("people.read_person"))
    return [line_at(path, clock.today()).name for path in paths]


class PersonForm(forms.Form):
    """What is asked about a person: a name, and what the person wants to add."""

    area = forms.ChoiceField(label=gettext_lazy("住在哪里"))
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=MOST_TYPED)
    phone = forms.CharField(
        label=gettext_lazy("电话"), max_length=20, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )
    address = forms.CharField(
        label=gettext_lazy("住址"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("同一住址的人归为一户，例如：三组5号"),
    )
    residence = forms.ChoiceField(
        label=gettext_lazy("户籍"),
        choices=[(key.value, label) for key, label in RESIDENCES.items()],
        widget=forms.RadioSelect,
    )
    paper = forms.ChoiceField(label=gettext_lazy("证件"), choices=list(PAPERS.items()), required=False)
    number = forms.CharField(
        label=gettext_lazy("证件号码"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("加密保存，只显示头尾。没有要用到的事，可以不填。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    sex = forms.ChoiceField(label=gettext_lazy("性别"), choices=list(SEXES.items()), required=False)
    born_on = forms.DateField(
        label=gettext_lazy("出生日期"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: object, places: list[AreaLine], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["area"].choices = [(str(place.id), place.name) for place in places]  # type: ignore[attr-defined]  # a ChoiceField


def _places(actor: Actor) -> list[AreaLine]:
    """Return the areas in which an actor registers persons: those of the posts and the villages below them."""
    today = clock.today()
    found = {}
    for grant in actor.reaches(actions.REGISTER):
        top = line_at(grant.path, today)
        below = areas_in(grant.path, today, "village") if top.level in ("town", "village") else ()
        found.update({line.id: line for line in (top, *below)})
    return list(found.values())


@access(
    get=REGISTRARS,
    post=REGISTRARS,
    body={"name": "邱小兰", "area": "", "residence": "local"},
)
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """
    Register a person of an area one serves; only the name has to be given.

    :raises NotVisible: the actor registers nobody.
    """
    actor = actor_of(request)
    places = _places(actor)
    if not places:
        raise NotVisible
    form = PersonForm(request.POST or None, places=places, initial={"residence": "local"})
    if request.method == "POST" and form.is_valid() and (pk := _registered(actor, form)):
        messages.success(request, _("已登记。"))
        is_reader = bool(actor.reaches("people.read_person"))
        return redirect("people:person", pk=pk) if is_reader else redirect("people:new")
    shown = {"form": form, "may_list": bool(actor.reaches("people.read_person"))}
    return render(request, "people/new.html", shown, status=UNPROCESSABLE if form.errors else None)


def _registered(actor: Actor, form: PersonForm) -> int | None:
    """Register the person, with the household at the address; or say at the field what stands in the way."""
    given = form.cleaned_data
    try:
        return actions.register_at_home(
            by=actor,
            name=given["name"],
            area_id=int(given["area"]),
            now=clock.now(),
            phone=given["phone"],
            residence=given["residence"],
            address=given["address"],
            sex=given["sex"],
            born_on=given["born_on"],
            paper=given["paper"],
            number=given["number"],
        ).pk
    except Refusal as refusal:
        field = FIELDS.get(refusal.code)
        if field is None:
            raise
        form.add_error(field, in_words(refusal).sentence)
        return None
