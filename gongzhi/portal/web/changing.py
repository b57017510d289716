"""
The page 变更区划: choose what becomes of an area, fill it in, see what follows, confirm.

Everything up to the confirmation is read by GET, so that the address holds the whole order and looking writes nothing;
the confirmation posts to the same address.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kernel import clock
from gongzhi.kernel.access import Request, access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.forms import tried
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paths import ancestors, is_within, last_id
from gongzhi.kernel.proving import NEEDED, lead_through_proof
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.portal.actions import change_areas
from gongzhi.portal.area import area_for, rights
from gongzhi.portal.changing import KIND_NAMES, Preview, preview_of
from gongzhi.portal.web.area import DRAWING, day
from gongzhi.territory.actions import RIGHTS
from gongzhi.territory.changes.planning import Order, Wanted
from gongzhi.territory.queries import AreaLine, areas_in, children_of, lines_of
from gongzhi.territory.rules import DRAWN, MOST_NAME_CHARACTERS, ChangeKind, CodeSystem, Level

UNPROCESSABLE = 422
MOST_PARTS = 4  # a split into more is rare and done in two steps
BASIS_CHARACTERS = 200
CODE_CHARACTERS = 40
WORDS_CHARACTERS = 60
CODE_SYSTEMS = {Level.GRID: CodeSystem.GRID, Level.BUILDING: CodeSystem.LOCAL}
HINTS = {
    ChangeKind.RENAME: gettext_lazy("名称改变，其他都不变。"),
    ChangeKind.MOVE: gettext_lazy("整个划到另一个上级下面，名称可以不变。"),
    ChangeKind.MERGE: gettext_lazy("几个合成一个，或者并入现有的一个。"),
    ChangeKind.SPLIT: gettext_lazy("分成两个以上，逐个指定下级和住户归哪里。"),
    ChangeKind.ABOLISH: gettext_lazy("没有人、组织和未办结的事的，直接撤销。"),
}
MENDED_AT = {
    "territory.name_unfit": "name",
    "territory.name_taken": "name",
    "territory.code_unfit": "code",
    "territory.code_taken": "code",
    "territory.code_of_another_level": "code",
    "territory.basis_missing": "basis",
    "territory.change_ahead": "on",
    "territory.renamed_that_day": "on",
    "territory.not_open": "on",
    "territory.parent_not_open": "on",
    "territory.move_below_itself": "parent",
    "territory.merge_needs_two": "others",
    "territory.merge_into_itself": "into",
}


class ChangeForm(forms.Form):
    """What every change has: the day from which it holds, and the document it rests on."""

    kind = forms.CharField(widget=forms.HiddenInput())
    on = day(gettext_lazy("从哪一天起生效"))
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=BASIS_CHARACTERS,
        help_text=gettext_lazy("批准或者决定的机关、文件名称和文号。"),
    )

    def __init__(self, data: QueryDict | None, *, by: Actor, area: AreaLine, today: dt.date) -> None:
        super().__init__(data, initial={"kind": self.kind_key})
        self.area, self.by, self.today = area, by, today
        self.offer()

    kind_key = ""

    def offer(self) -> None:
        """Fill the choices that depend on the area."""

    def order(self) -> Order:
        """Return what is asked for, of a form that is valid."""
        raise NotImplementedError

    def codes(self, code: str) -> tuple[tuple[str, str], ...]:
        """Return a code with the register that areas of this level have it from."""
        system = CODE_SYSTEMS.get(Level(self.area.level), CodeSystem.NBS)
        return ((system.value, code.strip()),) if code.strip() else ()

    def made(self, kind: ChangeKind, **given: Any) -> Order:
        """Return an order about this area and others with it."""
        data = self.cleaned_data
        others = tuple(int(pk) for pk in data.get("others", ()))
        return Order(kind=kind, areas=(self.area.id, *others), on=data["on"], basis=data["basis"], **given)


def name_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Return a field for the name of an area."""
    return forms.CharField(label=label, max_length=MOST_NAME_CHARACTERS, required=required)


def code_field(label: Any, hint: Any = "") -> forms.CharField:
    """Return a field for a code that may stay empty."""
    return forms.CharField(label=label, max_length=CODE_CHARACTERS, required=False, help_text=hint)


class RenameForm(ChangeForm):
    """Another name."""

    kind_key = ChangeKind.RENAME
    name = name_field(gettext_lazy("新名称"))
    field_order = ("kind", "name", "on", "basis")

    def order(self) -> Order:
        return self.made(ChangeKind.RENAME, parts=(Wanted(self.cleaned_data["name"].strip()),))


class MoveForm(ChangeForm):
    """Another area above, and where wanted another name and code."""

    kind_key = ChangeKind.MOVE
    parent = forms.ChoiceField(label=gettext_lazy("划归哪里"))
    name = name_field(gettext_lazy("新名称"), required=False)
    code = code_field(gettext_lazy("新编码"), gettext_lazy("不填就沿用现在的编码。"))
    field_order = ("kind", "parent", "name", "code", "on", "basis")

    def offer(self) -> None:
        self.fields["parent"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (str(pk), name) for pk, name in parents_for(self.by, self.area, self.today)
        ]

    def order(self) -> Order:
        data = self.cleaned_data
        wanted = Wanted(data["name"].strip(), self.codes(data["code"]))
        return self.made(ChangeKind.MOVE, parent_id=int(data["parent"]), parts=(wanted,))


class MergeForm(ChangeForm):
    """Which others come together with this one, and into what."""

    kind_key = ChangeKind.MERGE
    others = forms.MultipleChoiceField(
        label=gettext_lazy("还有哪些一起合并"), required=False, widget=forms.CheckboxSelectMultiple
    )
    into = forms.ChoiceField(label=gettext_lazy("并入哪里"), required=False)
    name = name_field(gettext_lazy("新区域的名称"), required=False)
    code = code_field(gettext_lazy("新区域的编码"), gettext_lazy("设立新区域时填；可以沿用其中一个的编码。"))
    field_order = ("kind", "others", "into", "name", "code", "on", "basis")

    def offer(self) -> None:
        siblings = [(str(line.id), line.name) for line in siblings_of(self.area, self.today)]
        self.fields["others"].choices = siblings  # type: ignore[attr-defined]  # a field of choices
        new = [("", _("设立一个新的区域"))]
        self.fields["into"].choices = new + siblings  # type: ignore[attr-defined]  # a field of choices

    def order(self) -> Order:
        data = self.cleaned_data
        if data["into"]:
            return self.made(ChangeKind.MERGE, into=int(data["into"]))
        return self.made(ChangeKind.MERGE, parts=(Wanted(data["name"].strip(), self.codes(data["code"])),))


class SplitForm(ChangeForm):
    """The parts by name, code and the addresses of their households, and which part each area below goes to."""

    kind_key = ChangeKind.SPLIT

    def offer(self) -> None:
        for part in range(MOST_PARTS):
            number = {"number": part + 1}
            label = _("第 %(number)d 个：名称") % number
            self.fields[f"name_{part}"] = name_field(label, required=part < len(("first", "second")))
            self.fields[f"code_{part}"] = code_field(_("第 %(number)d 个：编码") % number)
            if part:
                self.fields[f"homes_{part}"] = forms.CharField(
                    label=_("第 %(number)d 个：住户地址含有") % number,
                    max_length=WORDS_CHARACTERS,
                    required=False,
                    help_text=_("比如“三组”。地址里有这几个字的住户划到这里，其余住户归第 1 个。"),
                )
        choices = [(str(part), _("归第 %(number)d 个") % {"number": part + 1}) for part in range(MOST_PARTS)]
        for line in children_of(self.area.id, self.today):
            self.fields[f"child_{line.id}"] = forms.ChoiceField(label=line.name, choices=choices)
        parts = [f"{key}_{part}" for part in range(MOST_PARTS) for key in ("name", "code", "homes")]
        below = [name for name in self.fields if name.startswith("child_")]
        self.order_fields(["kind", *parts, *below, "on", "basis"])

    def order(self) -> Order:
        data = self.cleaned_data
        children = {int(key.partition("_")[2]): int(to) for key, to in data.items() if key.startswith("child_")}
        parts = tuple(
            Wanted(
                data[f"name_{part}"].strip(),
                self.codes(data[f"code_{part}"]),
                tuple(pk for pk, to in children.items() if to == part),
            )
            for part in range(self.parts())
        )
        return self.made(ChangeKind.SPLIT, parts=parts)

    def parts(self) -> int:
        """Return how many parts have a name, up to the first that has none."""
        names = [self.cleaned_data[f"name_{part}"].strip() for part in range(MOST_PARTS)]
        return next((at for at, name in enumerate(names) if not name), MOST_PARTS)

    def clean(self) -> dict[str, Any]:
        """Say at its field when an area below goes to a part that has no name."""
        data: dict[str, Any] = self.cleaned_data
        if not self.errors:
            for key, to in data.items():
                if key.startswith("child_") and int(to) >= self.parts():
                    self.add_error(key, _("第 %(number)d 个还没有名称。") % {"number": int(to) + 1})
        return data

    def homes(self) -> tuple[tuple[str, int], ...]:
        """Return words of addresses with the part their households go to."""
        given = ((self.cleaned_data[f"homes_{part}"].strip(), part) for part in range(1, self.parts()))
        return tuple((words, part) for words, part in given if words)


class AbolishForm(ChangeForm):
    """Nothing but the day and the document."""

    kind_key = ChangeKind.ABOLISH

    def order(self) -> Order:
        return self.made(ChangeKind.ABOLISH)


FORMS: Mapping[str, type[ChangeForm]] = {
    form.kind_key: form for form in (RenameForm, MoveForm, MergeForm, SplitForm, AbolishForm)
}


def siblings_of(area: AreaLine, on: dt.date) -> tuple[AreaLine, ...]:
    """Return the other areas of the same level under the same area."""
    above = ancestors(area.path)[:-1]
    lines = children_of(last_id(above[-1]) if above else None, on)
    return tuple(line for line in lines if line.id != area.id and line.level == area.level)


def parents_for(by: Actor, area: AreaLine, on: dt.date) -> list[tuple[int, str]]:
    """Return the areas to which this one can be moved, by their names from the town down: as high as where it is."""
    above = ancestors(area.path)[:-1]
    if not above:
        return []
    level = lines_of([above[-1]], on)[last_id(above[-1])].level
    tops = {post.path for post in by.posts if all(by.may(right, post.path) for right in RIGHTS)}
    found = [line for top in sorted(tops) for line in areas_in(top, on, level) if line.path != above[-1]]
    towns = lines_of({ancestors(line.path)[-2] for line in found if len(ancestors(line.path)) > 1}, on)
    named = {line.id: line.name for line in found}
    if Level(level) in DRAWN or level == Level.VILLAGE:
        named = {line.id: f"{towns[last_id(ancestors(line.path)[-2])].name} {line.name}" for line in found}
    return list(named.items())


def changed_area(request: Request, pk: int) -> AreaLine:
    """
    Return an area that the actor may change.

    :raises NotVisible: no post reaches it, or the actor does not draw, rename and end areas there.
    """
    found = area_for(request.actor, pk, clock.today())
    if "change_areas" not in rights(request.actor, found.path):
        raise NotVisible
    return found


@access(get=DRAWING, post=DRAWING, sample="village")
@idempotent
def change(request: Request, pk: int) -> HttpResponse:
    """
    Show the kinds of change, the form of one, what would follow it; and carry it out.

    :raises NotVisible: the actor may not change this area.
    """
    area = changed_area(request, pk)
    kind = request.GET.get("kind", "")
    if kind not in FORMS:
        return choices(request, area)
    is_filled = "on" in request.GET
    form = FORMS[kind](request.GET if is_filled else None, by=request.actor, area=area, today=clock.today())
    preview = previewed(request, form) if is_filled and form.is_valid() else None
    if request.method == "POST" and preview is not None:
        answer = carried_out(request, form, area)
        if answer is not None:
            return answer
        preview = None
    return shown(request, area, form, preview)


def choices(request: Request, area: AreaLine) -> HttpResponse:
    """Show the kinds of change."""
    ways = [(kind.value, KIND_NAMES[kind], HINTS[kind]) for kind in KIND_NAMES]
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "portal/area_change.html", {"area": area, "ways": ways}, status=status)


def previewed(request: Request, form: ChangeForm) -> Preview | None:
    """Return what the order of a form would do; None when it is refused, which then stands at its field."""
    found: list[Preview] = []

    def look(given: Mapping[str, Any]) -> object:
        found.append(preview_of(request.actor, form.order(), clock.today()))
        return found

    return found[0] if tried(form, look, mended_at=MENDED_AT) else None


def carried_out(request: Request, form: ChangeForm, area: AreaLine) -> HttpResponse | None:
    """Carry the order out and lead to what became of the area; through the proof first where that is old."""
    homes = form.homes() if isinstance(form, SplitForm) else ()
    try:
        outcome = change_areas(by=request.actor, order=form.order(), now=clock.now(), homes=homes)
    except Refusal as refusal:
        if refusal.code == NEEDED:
            return lead_through_proof(request, back=request.get_full_path())
        refused = refusal

        def say(given: Mapping[str, Any]) -> object:
            raise refused

        tried(form, say, mended_at=MENDED_AT)
        return None
    messages.success(request, _("区划变更已经办好。"))
    return redirect(page_after(request.actor, area, [step.to_id for step in outcome.steps[:1]]))


def page_after(by: Actor, area: AreaLine, successors: list[int]) -> str:
    """Return the page of what took the area's place, of itself where it stayed, or of the area above."""
    for pk in (*successors, area.id):
        try:
            return reverse("portal:area", args=[area_for(by, pk, clock.today()).id])
        except NotVisible:
            continue
    above = [path for path in ancestors(area.path)[:-1] if any(is_within(path, post.path) for post in by.posts)]
    return reverse("portal:area", args=[last_id(above[-1])]) if above else reverse("portal:areas")


def shown(request: Request, area: AreaLine, form: ChangeForm, preview: Preview | None) -> HttpResponse:
    """Show a form, or what its order would do."""
    kind = ChangeKind(form.kind_key)
    known = {
        "area": area,
        "form": form,
        "title": KIND_NAMES[kind],
        "hint": HINTS[kind],
        "preview": preview,
        "is_danger": kind is ChangeKind.ABOLISH,
        "on": form.cleaned_data.get("on") if form.is_bound else None,
        "basis": form.cleaned_data.get("basis", "") if form.is_bound else "",
        "change_url": reverse("portal:area_change", args=[area.id]),
    }
    return render(request, "portal/area_change.html", known, status=UNPROCESSABLE if form.errors else None)
