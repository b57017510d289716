"""Pages of packs: which there are, what one says, and the form that fills an open slot."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, access, only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.policy.actions import fill_slot
from gongzhi.policy.overview import FigureRow, Overview, figure_row, overview_of
from gongzhi.policy.places import area_names
from gongzhi.policy.queries import (
    Adopted,
    Pack,
    UnknownFigure,
    adoptions_on,
    all_packs,
    library,
    open_slots,
    pack_at,
)
from gongzhi.policy.values import IN_FORCE
from gongzhi.policy.words import UNITS

PATH = re.compile(r"([0-9]+/)+")
PARTS = ("document", "open", "lists")
UNPROCESSABLE = 422
FILLERS = only("county_official")
FIELDS = {
    "policy.value_unfit": "value",
    "policy.below_floor": "value",
    "policy.source_missing": "source",
    "policy.slot_backdated": "from_on",
    "policy.slot_filled_today": "from_on",
}
"""Refusals that a field of the form can mend; others are shown as a page of their own."""


def _comma() -> str:
    """Return what stands between the items of a list."""
    return pgettext("list", "、")


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in the list: whom it is for, how much it says, what is open, who follows it."""

    id: str
    title: str
    extends: str
    stated: int
    slots: int
    areas: tuple[str, ...]
    pilots: tuple[str, ...]
    is_demo: bool


def _followers(found: Sequence[Adopted], on: dt.date) -> dict[str, tuple[list[str], list[str]]]:
    """Return, per pack, the areas that follow the whole of it and those that follow one procedure."""
    names = area_names([each.path for each in found], on)
    packs: dict[str, tuple[list[str], list[str]]] = {}
    for each in found:
        areas, pilots = packs.setdefault(each.pack_id, ([], []))
        (pilots if each.procedure_id else areas).append(names.get(each.path, each.decided_by))
    return packs


def _line(pack: Pack, followers: tuple[list[str], list[str]], on: dt.date) -> PackLine:
    own, above = pack.chain[0], pack.chain[1].manifest if len(pack.chain) > 1 else None
    stated = sum(figure.values[-1].status in IN_FORCE for figure in own.figures.values())
    return PackLine(
        id=pack.id,
        title=pack.title,
        extends=above.title.text(get_language() or "") if above else "",
        stated=stated + sum(fact.value is not None for fact in pack.manifest.facts),
        slots=len(open_slots(pack, on)),
        areas=tuple(followers[0]),
        pilots=tuple(followers[1]),
        is_demo=any(source.kind == "demo" for source in own.sources.values()),
    )


@access(get=EVERYONE)
def packs(request: HttpRequest) -> HttpResponse:
    """List every pack: those that areas follow first, then those of places and those of the demonstration."""
    today = clock.today()
    followers = _followers(adoptions_on(today), today)
    lines = [_line(pack, followers.get(pack.id, ([], [])), today) for pack in all_packs()]
    used = [line for line in lines if line.areas or line.pilots]
    idle = [line for line in lines if line not in used]
    groups = [
        (_("在用"), used),
        (_("写好的，还没有地方采用"), [line for line in idle if not line.is_demo]),
        (_("演示用"), [line for line in idle if line.is_demo]),
    ]
    shown = {"used": used, "groups": [each for each in groups if each[1]], "broken": sorted(library().problems)}
    return render(request, "policy/packs.html", {**shown, "sep": _comma()})


def _asked_area(request: HttpRequest) -> str:
    """Return the area a page is asked for: named in the address, else the first one whose slots the actor fills."""
    asked = request.GET.get("area", "")
    if PATH.fullmatch(asked):
        return asked
    return next((path for path, _name in fillable_areas(request.actor)), "")  # type: ignore[attr-defined]  # set by the middleware


def fillable_areas(actor: Actor, fill_by: Sequence[str] | None = None) -> tuple[tuple[str, str], ...]:
    """Return path and body of each post through which somebody may fill slots, or one slot that `fill_by` names."""
    found = {
        post.path: post.body_name
        for post in actor.posts
        if actor.may("policy.fill_slot", post.path) and (fill_by is None or post.kind in fill_by)
    }
    return tuple(found.items())


@access(get=EVERYONE, sample="pack")
def pack(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Show one part of what a pack says: for an area that follows it, with the slots filled there."""
    today = clock.today()
    area = _asked_area(request)
    found = _pack_for(pack_id, area, today)
    overview, known = overview_of(found, today), library().packs
    part = request.GET.get("part", "")
    shown = {
        "pack": found,
        "part": part if part in PARTS else "",
        "pills": _pills(request, overview),
        "note": found.manifest.note.text(get_language() or "") if found.manifest.note else "",
        "line": _line(found, _followers(_of(found.id, today), today).get(found.id, ([], [])), today),
        "overview": overview,
        "sep": _comma(),
        "area_name": area_names([area], today).get(area, "") if found.fills else "",
        "mine": _mine(request.actor, overview),  # type: ignore[attr-defined]  # set by the middleware
        "above": [known[folder.id] for folder in found.chain[1:] if folder.id in known],
        "parts": [each for each in all_packs() if each.id.startswith(f"{found.id}/")],
    }
    return render(request, "policy/pack.html", shown)


def _mine(actor: Actor, overview: Overview) -> frozenset[str]:
    """Return the open slots that somebody may fill."""
    kinds = {post.kind for post in actor.posts if actor.may("policy.fill_slot", post.path)}
    return frozenset(row.anchor for row in overview.slots if kinds & set(row.fill_by))


@dataclass(frozen=True, slots=True)
class Pill:
    """A part of a pack's page as a link."""

    url: str
    label: str
    count: int
    is_current: bool


def _pills(request: HttpRequest, overview: Overview) -> tuple[Pill, ...]:
    """Return the parts of a pack's page that hold anything; the first is always there."""
    counts = {
        "": (_("办事规则"), len(overview.slots) + overview.figure_count + len(overview.procedures)),
        "document": (_("文件写明的"), overview.fact_count),
        "open": (_("文件没写明的"), len(overview.missing) + len(overview.points)),
        "lists": (_("名单"), len(overview.lists)),
    }
    found = []
    for part, (label, count) in counts.items():
        query = request.GET.copy()
        query["part"] = part
        if not part:
            del query["part"]
        is_current = request.GET.get("part", "") == part
        if count or not part:
            found.append(Pill(f"?{query.urlencode()}", label, count, is_current))
    return tuple(found)


def _of(pack_id: str, on: dt.date) -> tuple[Adopted, ...]:
    return tuple(each for each in adoptions_on(on) if each.pack_id == pack_id)


def _pack_for(pack_id: str, area: str, on: dt.date) -> Pack:
    """Return a pack as an area follows it, else as its files say."""
    known = library().packs.get(pack_id)
    if known is None:
        raise Http404
    followed = pack_at(path=area, on=on) if area else known
    return followed if followed.id == pack_id else known


class SlotForm(forms.Form):
    """What a person says when setting a figure: for which area, what, since when, on what basis."""

    area = forms.ChoiceField(label=gettext_lazy("为哪里设定"))
    value = forms.CharField(label=gettext_lazy("设定为"), max_length=200)
    from_on = forms.DateField(
        label=gettext_lazy("从哪天起"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    source = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=300,
        help_text=gettext_lazy("文件名称、文号和条款，例如：花府办〔2026〕3号第五条"),
    )

    def __init__(self, *args: object, areas: Sequence[tuple[str, str]], unit: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["value"].help_text = unit
        if len(areas) == 1:
            self.fields["area"].widget = forms.HiddenInput()
            self.fields["area"].initial = areas[0][0]


@access(
    get=FILLERS,
    post=FILLERS,
    sample="slot",
    body={"area": "", "value": "5", "from_on": "2099-01-01", "source": "〔2026〕1号"},
)
@idempotent
def slot(request: HttpRequest, room: str, name: str) -> HttpResponse:
    """Let a person who may fill this slot fill it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by the middleware
    today = clock.today()
    areas = fillable_areas(actor)
    if not areas:
        raise NotVisible
    area = request.POST.get("area") or request.GET.get("area", "")
    area = area if area in dict(areas) else areas[0][0]
    row, unit = _slot_row(room, name, area, today)
    own = fillable_areas(actor, row.fill_by)
    form = SlotForm(request.POST or None, areas=own or areas, unit=unit, initial={"from_on": today, "area": area})
    if request.method == "POST" and form.is_valid() and _filled(actor, room, name, form):
        messages.success(request, _("已设定，从所填日期起按此执行。"))
        followed = pack_at(path=form.cleaned_data["area"], on=today).id
        return redirect(f"{reverse('policy:pack', args=[followed])}?area={form.cleaned_data['area']}#{row.anchor}")
    shown = {"row": row, "form": form, "is_filler": bool(own), "pack": pack_at(path=area, on=today), "sep": _comma()}
    return render(request, "policy/slot.html", shown, status=UNPROCESSABLE if form.errors else None)


def _slot_row(room: str, name: str, area: str, on: dt.date) -> tuple[FigureRow, str]:
    found = pack_at(path=area, on=on)
    try:
        figure = found.figure(room, name, on)
    except UnknownFigure as error:
        raise NotVisible from error
    return figure_row(found, figure), str(UNITS[figure.unit])


def _filled(actor: Actor, room: str, name: str, form: SlotForm) -> bool:
    """Fill the slot, or say at the field what stands in the way."""
    given = form.cleaned_data
    try:
        fill_slot(
            by=actor,
            path=given["area"],
            room=room,
            name=name,
            value=given["value"],
            source=given["source"],
            from_on=given["from_on"],
            now=clock.now(),
        )
    except Refusal as refusal:
        field = FIELDS.get(refusal.code)
        if field is None:
            raise
        form.add_error(field, in_words(refusal).sentence)
        return False
    return True
