"""The staff page of an area, and the forms by which areas are drawn below it, renamed and ended."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from gongzhi.kernel import clock
from gongzhi.kernel.access import STAFF, Request, access, only
from gongzhi.kernel.forms import tried
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paths import last_id
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import pack_at
from gongzhi.portal.actions import end_empty_area
from gongzhi.portal.area import Drawing, area_for, drawings, rights, sheet_of
from gongzhi.portal.context import address
from gongzhi.territory.actions import create_area, rename_area
from gongzhi.territory.queries import AreaLine, ancestor_lines, full_name
from gongzhi.territory.rules import MOST_NAME_CHARACTERS, CodeSystem, Level

UNPROCESSABLE = 422
CODE_CHARACTERS = 40
# roles of the rights matrix whose post reaches the village, and those among them who draw areas
REACHING = only(
    "party_member",
    "village_clerk",
    "town_desk",
    "department_desk",
    "supervisor",
    "county_official",
    "organiser",
    "system_admin",
    "security_admin",
    "audit_admin",
)
DRAWING = only("county_official", "system_admin")
CODE_SYSTEMS = {Level.GRID: CodeSystem.GRID, Level.BUILDING: CodeSystem.LOCAL}
# refusals that a field of a form can mend; what no field can mend is said above the form
MENDED_AT = {
    "territory.name_unfit": "name",
    "territory.name_taken": "name",
    "territory.code_unfit": "code",
    "territory.code_taken": "code",
    "territory.code_of_another_level": "code",
    "territory.grid_code_of_another_village": "code",
    "territory.parent_not_open": "on",
    "territory.renamed_that_day": "on",
    "territory.not_open": "on",
}


def day(label: Any) -> forms.DateField:
    """Return a field for a day, today unless another one is chosen."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, initial=clock.today, widget=widget)


class DrawForm(forms.Form):
    """An area to draw below another one."""

    level = forms.ChoiceField(label=gettext_lazy("设哪一级"), widget=forms.RadioSelect)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=MOST_NAME_CHARACTERS)
    code = forms.CharField(
        label=gettext_lazy("编码"),
        max_length=CODE_CHARACTERS,
        required=False,
        help_text=gettext_lazy("网格 15 位：村（社区）的 12 位代码加 3 位顺序号。没有编码的先空着。"),
    )
    on = day(gettext_lazy("从哪一天起"))

    def __init__(self, *args: Any, offered: tuple[Drawing, ...], **given: Any) -> None:
        super().__init__(*args, **given)
        choices = [(each.level.value, each.name) for each in offered]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        self.fields["level"].initial = choices[0][0]


class RenameForm(forms.Form):
    """Another name from a day on."""

    name = forms.CharField(label=gettext_lazy("新名称"), max_length=MOST_NAME_CHARACTERS)
    on = day(gettext_lazy("从哪一天起"))


class EndForm(forms.Form):
    """The first day on which the area no longer exists."""

    on = day(gettext_lazy("从哪一天起撤销"))


@access(get=STAFF)
def home(request: Request) -> HttpResponse:
    """
    Lead to the area of the person's first post.

    :raises NotVisible: the person holds no post.
    """
    if not request.actor.posts:
        raise NotVisible
    return redirect("portal:area", request.actor.posts[0].area_id)


def asked_day(request: HttpRequest) -> dt.date:
    """Return the day the address asks about, today where it names none."""
    try:
        return dt.date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock.today()


@access(get=REACHING, sample="village")
def area(request: Request, pk: int) -> HttpResponse:
    """
    Show an area to whoever has a post reaching it, as it is today or was on another day.

    :raises NotVisible: no post of theirs reaches it, or there is no such area on that day.
    """
    on, today = asked_day(request), clock.today()
    sheet = sheet_of(request.actor, pk, on=on, now=clock.now())
    reads_cases = request.actor.may("cases.read_cases", sheet.area.path)
    shown = {
        "sheet": sheet,
        "area": sheet.area,
        "crumbs": crumbs(request, sheet.area.path, on),
        "full": full_name(sheet.area.path, on),
        "on": on,
        "is_today": on == today,
        "sep": pgettext("list", "、"),
        "cases_url": address("cases:list", query=f"?area={pk}") if reads_cases else "",
        "bodies_url": address("bodies:area", pk) if sheet.staffed is not None else "",
        "coverage_url": address("bodies:coverages", query=f"?area={pk}"),
        "public_url": address("portal:village", pk, query="" if on == today else f"?on={on.isoformat()}"),
        "pack_url": address("policy:pack", sheet.followed.pack.id),
    }
    return render(request, "portal/area_sheet.html", shown)


def crumbs(request: Request, path: str, on: dt.date) -> tuple[tuple[str, str], ...]:
    """Return name and address of the areas above, as far as a post reaches them; above that names only."""
    tops = [post.path for post in request.actor.posts]
    lines = (line for line in ancestor_lines(path, on) if line.path != path)
    return tuple(
        (line.name, address("portal:area", line.id) if any(line.path.startswith(top) for top in tops) else "")
        for line in lines
    )


@access(get=DRAWING, post=DRAWING, sample="village", body={"level": "grid", "name": "第九网格", "on": "2026-01-05"})
@idempotent
def draw(request: Request, pk: int) -> HttpResponse:
    """
    Draw an area below this one.

    :raises NotVisible: the actor draws nothing here, or the place has no level below this one.
    """
    above = area_for(request.actor, pk, clock.today())
    offered = drawings(request.actor, above, pack_at(path=above.path, on=clock.today()))
    if not offered:
        raise NotVisible
    form = DrawForm(request.POST or None, offered=offered)

    def act(given: Mapping[str, Any]) -> object:
        level = Level(given["level"])
        codes = [(CODE_SYSTEMS.get(level, CodeSystem.NBS), given["code"])] if given["code"] else []
        return create_area(
            by=request.actor,
            parent_id=pk,
            level=level,
            name=given["name"],
            codes=codes,
            from_on=given["on"],
            now=clock.now(),
        )

    return answered(request, form, act, above, title=_("在这里新设"), button=_("新设"))


@access(get=DRAWING, post=DRAWING, sample="village", body={"name": "新名村", "on": "2099-01-01"})
@idempotent
def rename(request: Request, pk: int) -> HttpResponse:
    """
    Give the area another name from a day on; the old one stays in old records.

    :raises NotVisible: the actor renames nothing here.
    """
    named = allowed(request, pk, "rename_area")
    form = RenameForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> object:
        return rename_area(by=request.actor, area_id=pk, name=given["name"], from_on=given["on"], now=clock.now())

    return answered(request, form, act, named, title=_("更名"), button=_("更名"))


@access(get=DRAWING, post=DRAWING, sample="village", body={"on": "2099-01-01"})
@idempotent
def end(request: Request, pk: int) -> HttpResponse:
    """
    End the area; old records keep its name.

    :raises NotVisible: the actor ends nothing here.
    """
    ended = allowed(request, pk, "end_area")
    form = EndForm(request.POST or None)

    def act(given: Mapping[str, Any]) -> object:
        return end_empty_area(by=request.actor, area_id=pk, on=given["on"], now=clock.now())

    return answered(request, form, act, ended, title=_("撤销"), button=_("撤销"), is_danger=True)


def allowed(request: Request, pk: int, right: str) -> AreaLine:
    """
    Return an area that a post of the actor reaches and with which they may do something.

    :raises NotVisible: it is not reached, or they may not.
    """
    found = area_for(request.actor, pk, clock.today())
    if right not in rights(request.actor, found.path):
        raise NotVisible
    return found


def answered(
    request: Request,
    form: forms.Form,
    act: Callable[[Mapping[str, Any]], object],
    about: AreaLine,
    *,
    title: str,
    button: str,
    is_danger: bool = False,
) -> HttpResponse:
    """Do what a form asks for and go back to the area; or show it, with what stands in the way when it was sent."""
    if request.method == "POST" and form.is_valid() and tried(form, act, mended_at=MENDED_AT):
        messages.success(request, _("已登记。"))
        return redirect(page_after(request, about))
    shown = {"form": form, "area": about, "title": title, "button": button, "is_danger": is_danger}
    return render(request, "portal/area_form.html", shown, status=UNPROCESSABLE if form.errors else None)


def page_after(request: Request, about: AreaLine) -> str:
    """Return the page of the area, or that of the area above when it no longer exists."""
    try:
        return reverse("portal:area", args=[area_for(request.actor, about.id, clock.today()).id])
    except NotVisible:
        above = about.path[: about.path[:-1].rfind("/") + 1]
        return reverse("portal:area", args=[last_id(above)]) if above else reverse("portal:areas")
