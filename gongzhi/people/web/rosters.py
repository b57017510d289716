"""Taking a roster in: handing files in, what the columns mean, putting cells right, taking in or dropping."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongzhi.kernel import clock
from gongzhi.kernel.access import access, only
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.forms import tried
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.proving import proved
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people import actions, roster_register
from gongzhi.people.roster_preview import columns_of, lines_for, preview_of, refusal_of
from gongzhi.people.roster_register import IMPORT, LEVELS
from gongzhi.people.rosters.corrections import LEFT_OUT, MOST_WORD, Corrections
from gongzhi.people.web.pieces import UNPROCESSABLE, actor_of
from gongzhi.territory.queries import AreaLine, area_line, areas_in, line_at

CLERKS = only("village_clerk", "clerk_elsewhere", "town_desk")
WHO_HANDED_IN = only("village_clerk")  # of the sample: a roster is for whoever handed it in alone
MOST_FILES = 10
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAKEN = ".xlsx,.xls,.csv"


class Files(forms.ClearableFileInput):
    """A field of the browser in which several files are chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each as a form takes one."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """Return the files."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in chosen or [None]][:MOST_FILES]


class RosterForm(forms.Form):
    """Of which area a roster is, and of which kind where there is more than one."""

    area = forms.ChoiceField(label=gettext_lazy("哪里的名册"))
    kind = forms.ChoiceField(label=gettext_lazy("哪一种名册"))

    def __init__(self, *args: object, places: Sequence[AreaLine], kinds: Mapping[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.paths = {str(place.id): place.path for place in places}
        self.fields["area"].choices = [(str(place.id), place.name) for place in places]  # type: ignore[attr-defined]  # a ChoiceField
        if len(kinds) > 1:
            self.fields["kind"].choices = list(kinds.items())  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        """Return what was filled in; the kind is one that the area knows, the only one where nobody was asked."""
        given = super().clean() or {}
        if "area" in given:
            known = [kind.key for kind in roster_register.kinds_at(self.paths[given["area"]], clock.today())]
            if given.setdefault("kind", known[0]) not in known:
                self.add_error("kind", _("选的地方没有这种名册。"))
        return given


class HandInForm(RosterForm):
    """What a roster is of, and the files."""

    sheets = FilesField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy("可以一次选几个：.xlsx、.xls 或 .csv。不用改表头，也不用删合计行。"),
        widget=Files({"accept": TAKEN}),
        allow_empty_file=True,
    )


def kinds_for(actor: Actor, right: str) -> dict[str, str]:
    """Return the kinds of rosters with which an actor may do this, by key."""
    return roster_register.kinds_within((grant.path for grant in actor.reaches(right)), clock.today())


def places_for(actor: Actor, right: str) -> list[AreaLine]:
    """Return the areas with whose rosters an actor may do this: those of the posts, and the villages below them."""
    today = clock.today()
    found: dict[int, AreaLine] = {}
    for grant in actor.reaches(right):
        top = line_at(grant.path, today)
        below = areas_in(grant.path, today, "village") if top.level == "town" else ()
        found.update({line.id: line for line in (top, *below) if line.level in LEVELS})
    return list(found.values())


@access(get=CLERKS, post=CLERKS, body={"area": "0"})
@never_cache
@idempotent
def rosters(request: HttpRequest) -> HttpResponse:
    """
    Hand in rosters, and list those handed in lately.

    :raises NotVisible: the actor takes in no rosters.
    """
    actor = actor_of(request)
    places = places_for(actor, IMPORT)
    if not places:
        raise NotVisible
    kinds = kinds_for(actor, IMPORT)
    form = HandInForm(request.POST or None, request.FILES or None, places=places, kinds=kinds)
    made: list[int] = []
    if request.method == "POST" and form.is_valid():
        tried(form, lambda given: made.extend(_handed_in(actor, given)), mended_at=dict.fromkeys(SHEETS, "sheets"))
    if made:
        text = ngettext("收到了 %(n)d 个文件，正在读。", "收到了 %(n)d 个文件，正在读。", len(made)) % {"n": len(made)}
        messages.success(request, text)
        return redirect("people:roster", pk=made[0]) if len(made) == 1 else redirect("people:rosters")
    shown = {"form": form, "rosters": lines_for(roster_register.rosters_of(actor), clock.today())}
    return render(request, "people/rosters.html", shown, status=UNPROCESSABLE if form.errors else None)


SHEETS = ("kernel.sheet_empty", "kernel.sheet_too_large")


def _handed_in(actor: Actor, given: Mapping[str, Any]) -> list[int]:
    """Hand in each file, and return the rosters by number."""
    area = area_line(int(given["area"]), clock.today())
    return [
        actions.hand_in(
            by=actor, area=area, kind=given["kind"], file_name=str(each.name), content=each.read(), now=clock.now()
        ).pk
        for each in given["sheets"]
    ]


@access(get=WHO_HANDED_IN, sample="roster")
@never_cache
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a roster is: being read, to be put right, ready to be taken in, over."""
    record = roster_register.roster_for(actor_of(request), pk)
    return render(request, "people/roster.html", {"roster": preview_of(record), "refusal": refusal_of(record)})


@access(get=WHO_HANDED_IN, post=WHO_HANDED_IN, sample="roster")
@never_cache
@idempotent
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns of a roster mean; that is remembered for the office."""
    actor = actor_of(request)
    record = roster_register.roster_for(actor, pk)
    found = columns_of(record)
    form = ColumnsForm(request.POST or None, columns=found)
    if request.method == "POST" and form.is_valid() and tried(form, form.chosen(actor, pk), mended_at={}):
        return redirect("people:roster", pk=pk)
    shown = {"form": form, "columns": form.rows(), "roster": preview_of(record)}
    return render(request, "people/roster_columns.html", shown, status=UNPROCESSABLE if form.errors else None)


class ColumnsForm(forms.Form):
    """What each heading of a roster gives."""

    def __init__(self, *args: object, columns: Any, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.columns = columns
        choices = [("", _("不收")), *columns.choices]
        for number, each in enumerate(columns.headings):
            self.fields[f"c{number}"] = forms.ChoiceField(
                label=each.heading,
                choices=choices,
                required=False,
                initial=each.field,
                widget=forms.Select({"class": "form-select"}),
            )

    def rows(self) -> list[tuple[Any, Any]]:
        """Return each heading with its field of the form."""
        return [(each, self[f"c{number}"]) for number, each in enumerate(self.columns.headings)]

    def chosen(self, actor: Actor, pk: int) -> Callable[[Mapping[str, Any]], object]:
        """Return what keeps the choices."""

        def keep(given: Mapping[str, Any]) -> object:
            fields = {each.heading: given[f"c{number}"] for number, each in enumerate(self.columns.headings)}
            return actions.choose_columns(by=actor, roster_id=pk, fields=fields, now=clock.now())

        return keep


@access(post=WHO_HANDED_IN, sample="roster")
@require_POST
@idempotent
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what stands in place of cells, and rows that are left out, and have the roster read again."""
    said = corrected(request.POST.items())
    actions.correct_cells(by=actor_of(request), roster_id=pk, corrections=said, now=clock.now())
    return redirect("people:roster", pk=pk)


CELL = re.compile(r"(cell|out):(\d{1,4}):(\d{1,7}):([a-z_]*)")
WORD = re.compile(rf"(word|word_out):(\d{{1,4}}):([a-z_]+):(.{{1,{MOST_WORD}}})")
MOST_CORRECTION = 200


def corrected(sent: Iterable[tuple[str, Any]]) -> Corrections:
    """Return what a form puts in place of cells and words; an empty field leaves what stands there."""
    cells: dict[tuple[int, int], dict[str, str]] = {}
    words: dict[tuple[int, str, str], str | None] = {}
    for name, value in sent:
        text = str(value).strip()[:MOST_CORRECTION]
        if not text:
            continue
        if place := CELL.fullmatch(name):
            field = place[4] if place[1] == "cell" else LEFT_OUT
            cells.setdefault((int(place[2]), int(place[3])), {})[field] = text
        elif place := WORD.fullmatch(name):
            words[int(place[2]), place[3], place[4]] = text if place[1] == "word" else None
    return Corrections(cells, words)


@access(post=WHO_HANDED_IN, sample="roster")
@require_POST
@idempotent
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a roster written into the register, whole or without the rows that cannot go in."""
    accepts = request.POST.get("accept_good") == "1"
    actions.take_in(by=actor_of(request), roster_id=pk, accepts_good=accepts, now=clock.now())
    return redirect("people:roster", pk=pk)


@access(post=WHO_HANDED_IN, sample="roster")
@require_POST
@idempotent
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a roster that is not to go in."""
    actions.drop_roster(by=actor_of(request), roster_id=pk)
    messages.success(request, _("已删除，没有写入任何数据。"))
    return redirect("people:rosters")


@access(post=WHO_HANDED_IN, sample="roster")
@never_cache
@require_POST
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the rows that cannot go in as a sheet, bad cells marked."""

    def handed_out() -> HttpResponse:
        content = actions.hand_out_marked(by=actor_of(request), roster_id=pk, now=clock.now())
        headers = {"Content-Disposition": f'attachment; filename="roster-{pk}.xlsx"'}
        return HttpResponse(content, content_type=XLSX, headers=headers)

    return proved(request, handed_out, back=reverse("people:roster", args=[pk]))
