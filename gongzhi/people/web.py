"""Pages of persons: the list of one's own area, one person with the phone masked, and registering one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from gongzhi.kernel import clock
from gongzhi.kernel.access import access, only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.people import actions, queries
from gongzhi.people.rules import Kin, Residence
from gongzhi.territory.queries import AreaLine, areas_in, full_name, line_at, lines_of

READERS = only("village_clerk", "clerk_elsewhere", "town_desk")
READERS_OF_ONE = only("resident", "village_clerk", "town_desk")  # a person of the village, and the person themselves
REGISTRARS = READERS | only("system_admin")
MOST_TYPED = 60
UNPROCESSABLE = 422
RESIDENCES = {
    Residence.LOCAL: gettext_lazy("本地户籍"),
    Residence.INCOMER: gettext_lazy("外来"),
    Residence.OVERSEAS: gettext_lazy("境外"),
}
SEXES = {"": gettext_lazy("不填"), "female": gettext_lazy("女"), "male": gettext_lazy("男")}
KINDS = {
    Kin.SPOUSE: gettext_lazy("配偶"),
    Kin.PARENT: gettext_lazy("父母"),
    Kin.CHILD: gettext_lazy("子女"),
    Kin.SIBLING: gettext_lazy("兄弟姐妹"),
    Kin.GRANDPARENT: gettext_lazy("祖父母、外祖父母"),
    Kin.GRANDCHILD: gettext_lazy("孙子女、外孙子女"),
}
FIELDS = {
    "people.name_missing": "name",
    "people.phone_unfit": "phone",
    "people.address_missing": "address",
}
"""Refusals that a field of the form can mend; others are shown as a page of their own."""


def actor_of(request: HttpRequest) -> Actor:
    """Return who asks, as the actor middleware found."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the actor middleware
    return actor


def comma() -> str:
    """Return what stands between the items of a list."""
    return pgettext("list", "、")


@access(get=READERS)
def list_persons(request: HttpRequest) -> HttpResponse:
    """
    List the persons of the areas one serves, phones masked; a name or a whole phone narrows the list.

    :raises NotVisible: the actor reads no persons.
    """
    actor = actor_of(request)
    if not actor.reaches("people.read_person"):
        raise NotVisible
    text = request.GET.get("q", "").strip()[:MOST_TYPED]
    page = page_of(queries.persons_in(actor, text=text), order=queries.ORDER, query=request.GET)
    lines = [queries.line_of(person) for person in page.rows]
    areas = lines_of({line.area_id for line in lines}, clock.today())
    shown = {
        "page": page.showing(
            [(line, areas.get(line.area_id), RESIDENCES[Residence(line.residence)]) for line in lines]
        ),
        "text": text,
        "may_register": bool(actor.reaches(actions.REGISTER)),
        "places": comma().join(_names(actor)),
    }
    return render(request, "people/list.html", shown)


def _names(actor: Actor) -> list[str]:
    """Return the names of the areas whose persons an actor reads, each once."""
    paths = dict.fromkeys(grant.path for grant in actor.reaches("people.read_person"))
    return [line_at(path, clock.today()).name for path in paths]


@access(get=READERS_OF_ONE, sample="person")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person to whoever serves their area, or to themselves; the phone is masked."""
    return _shown(request, pk, "")


@access(post=READERS_OF_ONE, sample="person", body={"reason": "通知领取证件"})
@require_POST
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the whole phone once; who looked and why is kept, and the person can see it."""
    reason = request.POST.get("reason", "")[:MOST_TYPED]
    return _shown(request, pk, actions.show_phone(by=actor_of(request), person_id=pk, reason=reason, now=clock.now()))


def _shown(request: HttpRequest, pk: int, whole_phone: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.person_for(actor, pk)
    relatives = queries.relatives_of(pk)
    names = queries.names_of(relatives)
    shown = {
        "person": found,
        "sep": comma(),
        "is_oneself": actor.person_id == pk,
        "may_list": bool(actor.reaches("people.read_person")),
        "area": full_name(found.area_path, clock.today()),
        "residence": RESIDENCES[Residence(found.residence)],
        "sex": SEXES[found.sex] if found.sex else "",
        "phone": queries.masked_phone(found),
        "whole_phone": whole_phone,
        "looks": queries.looks_at(found),
        "relatives": [(names[each], KINDS[Kin(kind)]) for each, kind in relatives.items()],
        "household": [each for each in queries.members_of(found.household_id) if each[0] != pk]
        if found.household_id
        else [],
    }
    return render(request, "people/person.html", shown)


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
        ).pk
    except Refusal as refusal:
        field = FIELDS.get(refusal.code)
        if field is None:
            raise
        form.add_error(field, in_words(refusal).sentence)
        return None
