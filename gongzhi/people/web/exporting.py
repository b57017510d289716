"""Taking a roster away: for a reason, after a fresh proof, masked unless the post needs whole numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.proving import NEEDED, lead_through_proof, take_kept
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.kernel.wording import in_words
from gongzhi.people import actions
from gongzhi.people.web.pieces import FIELDS, MOST_TYPED, UNPROCESSABLE, actor_of
from gongzhi.people.web.rosters import CLERKS, XLSX, RosterForm, kinds_for, places_for
from gongzhi.territory.queries import AreaLine, area_line

TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}


class ExportForm(RosterForm):
    """Of what, as what, how much of the numbers, and why."""

    form = forms.ChoiceField(
        label=gettext_lazy("文件格式"),
        choices=[("xlsx", gettext_lazy("Excel（.xlsx）")), ("csv", gettext_lazy("文本（.csv）"))],
        widget=forms.RadioSelect,
    )
    numbers = forms.ChoiceField(
        label=gettext_lazy("身份证号和电话"),
        choices=[("masked", gettext_lazy("只显示头尾")), ("whole", gettext_lazy("完整"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("为什么要导出"),
        max_length=MOST_TYPED,
        help_text=gettext_lazy("写明哪件事。名册上的每个人都能看到谁在什么时候、为什么导出过。"),
    )

    def __init__(
        self,
        *args: object,
        places: Sequence[AreaLine],
        kinds: Mapping[str, str],
        shows_whole: bool,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, places=places, kinds=kinds, **kwargs)
        if not shows_whole:
            del self.fields["numbers"]


@access(get=CLERKS, post=CLERKS, body={"area": "0"})
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """
    Ask of which area and why, and give the roster as a file.

    :raises NotVisible: the actor exports no rosters.
    """
    actor = actor_of(request)
    places = places_for(actor, actions.EXPORT)
    if not places:
        raise NotVisible
    back = reverse("people:roster_export")
    initial = {"form": "xlsx", "numbers": "masked", **take_kept(request, back=back)} if request.method == "GET" else {}
    shows_whole = bool(actor.reaches(actions.SHOW_NUMBER))
    kinds = kinds_for(actor, actions.EXPORT)
    form = ExportForm(request.POST or None, places=places, kinds=kinds, shows_whole=shows_whole, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _file(actor, form.cleaned_data)
        except Refusal as refusal:
            if refusal.code == NEEDED:
                return lead_through_proof(request, back=back)
            field = FIELDS.get(refusal.code)
            form.add_error(field if field in form.fields else None, in_words(refusal).sentence)
    return render(request, "people/roster_export.html", {"form": form}, status=UNPROCESSABLE if form.errors else None)


def _file(actor: Actor, given: dict[str, Any]) -> HttpResponse:
    area = area_line(int(given["area"]), clock.today())
    content = actions.export_roster(
        by=actor,
        area=area,
        kind=given["kind"],
        form=given["form"],
        is_whole=given.get("numbers") == "whole",
        reason=given["reason"],
        now=clock.now(),
    )
    name = f"roster-{area.id}-{clock.today():%Y%m%d}.{given['form']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[given["form"]], headers=headers)
