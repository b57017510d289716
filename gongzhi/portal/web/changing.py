"""
The page 变更区划: choose what becomes of an area, fill it in, see what follows, confirm.

Everything up to the confirmation is read by GET, so that the address holds the whole order and looking writes nothing;
the confirmation posts to the same address.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.kernel import clock
from gongzhi.kernel.access import Request, access
from gongzhi.kernel.forms import tried
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.proving import NEEDED, lead_through_proof
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.portal.actions import change_areas
from gongzhi.portal.area import area_for, rights
from gongzhi.portal.changing import KIND_NAMES, Preview, preview_of
from gongzhi.portal.web.area import DRAWING
from gongzhi.portal.web.change_forms import FORMS, ChangeForm, kinds_for
from gongzhi.territory.queries import AreaLine
from gongzhi.territory.rules import ChangeKind

UNPROCESSABLE = 422
HINTS = {
    ChangeKind.RENAME: gettext_lazy("名称改变，其他都不变。"),
    ChangeKind.MOVE: gettext_lazy("整个划到另一个上级下面，名称可以不变。"),
    ChangeKind.MERGE: gettext_lazy("几个合成一个，或者并入现有的一个。"),
    ChangeKind.SPLIT: gettext_lazy("分成两个以上，逐个指定下级和住户归哪里。"),
    ChangeKind.REDRAW: gettext_lazy("村（社区）的网格重新划，说明原来的每个网格、每片住户归到哪里。"),
    ChangeKind.ABOLISH: gettext_lazy("没有人、组织和未办结的事的，直接撤销。"),
}


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
    if kind not in kinds_for(area, clock.today()):
        return choices(request, area)
    is_filled = "on" in request.GET
    form = FORMS[kind](request.GET if is_filled else None, by=request.actor, area=area, today=clock.today())
    preview = previewed(request, form) if is_filled and form.is_valid() and form.is_complete else None
    if request.method == "POST" and preview is not None:
        answer = carried_out(request, form, area)
        if answer is not None:
            return answer
        preview = None
    return shown(request, area, form, preview)


def choices(request: Request, area: AreaLine) -> HttpResponse:
    """Show the kinds of change."""
    ways = [(kind.value, KIND_NAMES[kind], HINTS[kind]) for kind in kinds_for(area, clock.today())]
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "portal/area_change.html", {"area": area, "ways": ways}, status=status)


def previewed(request: Request, form: ChangeForm) -> Preview | None:
    """Return what the order of a form would do; None when it is refused, which then stands at its field."""
    found: list[Preview] = []

    def look(given: Mapping[str, Any]) -> object:
        found.append(preview_of(request.actor, form.order(), clock.today()))
        return found

    return found[0] if tried(form, look, mended_at=form.mended_at) else None


def carried_out(request: Request, form: ChangeForm, area: AreaLine) -> HttpResponse | None:
    """Carry the order out and lead to what came of it; through the proof first where that is old."""
    try:
        outcome = change_areas(by=request.actor, order=form.order(), now=clock.now())
    except Refusal as refusal:
        if refusal.code == NEEDED:
            return lead_through_proof(request, back=request.get_full_path())
        refused = refusal

        def say(given: Mapping[str, Any]) -> object:
            raise refused

        tried(form, say, mended_at=form.mended_at)
        return None
    messages.success(request, _("区划变更已经办好。"))
    return redirect("portal:area_changed", outcome.change_id)


def shown(request: Request, area: AreaLine, form: ChangeForm, preview: Preview | None) -> HttpResponse:
    """Show a form, or what its order would do."""
    kind = ChangeKind(form.kind_key)
    known = {
        "area": area,
        "form": form,
        "title": KIND_NAMES[kind],
        "hint": HINTS[kind],
        "preview": preview,
        "is_complete": form.is_complete,
        "is_danger": kind is ChangeKind.ABOLISH,
        "on": form.cleaned_data.get("on") if form.is_bound else None,
        "basis": form.cleaned_data.get("basis", "") if form.is_bound else "",
        "change_url": reverse("portal:area_change", args=[area.id]),
    }
    return render(request, "portal/area_change.html", known, status=UNPROCESSABLE if form.errors else None)
