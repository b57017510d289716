"""Files of cadres: the list, one file with what stands on it, one's own, records, and who keeps in contact."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongzhi.bodies.web.forms import number
from gongzhi.cadres import actions, listing, steps
from gongzhi.cadres.fields import asked_by, label_of, labels_of, options_of
from gongzhi.cadres.queries import (
    FILE_ORDER,
    KEEP_FILES,
    READ_FILES,
    categories_of,
    file_for,
    files_in,
    kind_of,
    own_file,
    service_by,
)
from gongzhi.cadres.sheet import FileSheet, kinds_for, sheet_of
from gongzhi.cadres.web.answering import (
    KEEPERS,
    UNIT,
    actor_of,
    answered,
    area_of,
    comma,
    day_in,
    done,
    narrowing,
    pack_of,
    said,
    searched,
    shown_above,
    typed,
)
from gongzhi.cadres.web.forms import FileForm, LeaderForm, RecordForm, SortForm
from gongzhi.kernel import clock
from gongzhi.kernel.access import SIGNED_IN, access
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.looking import finding
from gongzhi.kernel.paging import page_of
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.queries import pack_at


@access(get=KEEPERS)
def files(request: HttpRequest) -> HttpResponse:
    """List the files kept in an area, narrowed to a category or a name, each with the grassroots service computed."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, READ_FILES)
    pack, category, text = pack_of(area), typed(request, "category"), typed(request, "q")
    rows = files_in(actor, area.path, category=category, text=text, on=today)
    page = page_of(rows, order=FILE_ORDER, query=request.GET)
    served = service_by(pack, [row.person_id for row in page.rows], today)
    shown = {
        **shown_above(request, area, "files"),
        "page": page.showing([(row, served.get(row.person_id)) for row in page.rows]),
        "categories": options_of(pack, "categories"),
        "category": category,
        "text": text,
        "is_narrowed": bool(category or text),
        "may_keep": actor.may(KEEP_FILES, area.path),
    }
    return render(request, "cadres/files.html", shown)


@access(get=KEEPERS, post=KEEPERS)
@finding
@idempotent
def new(request: HttpRequest) -> HttpResponse:
    """Open the file of somebody found by name."""
    actor, today = actor_of(request), clock.today()
    area = area_of(request, KEEP_FILES)
    pack, who = pack_of(area), searched(request, actor)
    units = listing.units_for(actor, area.path, today, typed(request, UNIT))
    form = FileForm(
        request.POST or None, persons=who["options"], units=units, categories=options_of(pack, "categories")
    )

    def act(given: Mapping[str, Any]) -> object:
        return actions.open_file(
            by=actor,
            person_id=int(given["person"]),
            area_id=area.id,
            unit_id=number(given["unit"]),
            categories=given["categories"],
            now=clock.now(),
        )

    back = f"{reverse('cadres:files')}?area={area.id}"
    shown = {"title": _("建立干部档案"), "lead": area.name, "back": back, "button": _("建立"), **who} | {
        **narrowing(request, units),
        "note": _("档案只给管理它的组织部门和本人看。没有登记过的人，先在“人员”里登记。"),
    }
    return answered(request, form, act, to=back, shown=shown, template="cadres/form.html")


@access(get=KEEPERS, sample="file")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one file to who keeps it, or to the person."""
    return _shown(request, sheet_of(actor_of(request), file_for(actor_of(request), pk), clock.today()))


@access(get=SIGNED_IN)
def own(request: HttpRequest) -> HttpResponse:
    """Show people what is kept about them: their own file, if one is kept."""
    found = own_file(actor_of(request))
    if found is None:
        return render(request, "cadres/no_file.html")
    return _shown(request, sheet_of(actor_of(request), found, clock.today()))


def _shown(request: HttpRequest, sheet: FileSheet) -> HttpResponse:
    may_keep = actor_of(request).may(KEEP_FILES, sheet.file.path)
    kinds = kinds_for(actor_of(request), sheet.file, clock.today()) if may_keep else ()
    shown = {
        "sheet": sheet,
        "file": sheet.file,
        "postings": [(line, steps.state_words()[line.state]) for line in sheet.postings],
        "may_keep": may_keep,
        "kinds": kinds,
        "sep": comma(),
        "is_own": sheet.file.person_id == actor_of(request).person_id,
    }
    return render(request, "cadres/file.html", shown)


def _kept(request: HttpRequest, pk: int) -> Any:
    """
    Return a file that the actor keeps.

    :raises NotVisible: there is none, or not for this actor.
    """
    found = file_for(actor_of(request), pk)
    if not actor_of(request).may(KEEP_FILES, found.path):
        raise NotVisible
    return found


def _about(found: Any, title: str, button: str) -> dict[str, Any]:
    """Return what a form about a file shows around its fields."""
    back = reverse("cadres:file", args=[found.pk])
    return {"title": title, "lead": found.person.name, "back": back, "button": button}


@access(get=KEEPERS, post=KEEPERS, sample="file")
@idempotent
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct in which unit somebody works and in which categories of cadres they are."""
    actor, today = actor_of(request), clock.today()
    found = _kept(request, pk)
    pack = pack_at(path=found.path, on=today)
    initial = {"unit": str(found.unit_id or ""), "categories": categories_of(found.person_id, today)}
    units = listing.units_for(actor, found.path, today, typed(request, UNIT), kept=found.unit_id)
    categories = options_of(pack, "categories")
    form = SortForm(request.POST or None, units=units, categories=categories, initial=initial)

    def act(given: Mapping[str, Any]) -> object:
        unit, chosen = number(given["unit"]), given["categories"]
        return actions.sort_file(by=actor, file_id=pk, unit_id=unit, categories=chosen, now=clock.now())

    shown = _about(found, _("更正单位和类别"), _("保存")) | narrowing(
        request, [each for each in units if each[0] != initial["unit"]]
    )
    return answered(request, form, act, to=shown["back"], shown=shown, template="cadres/form.html")


@access(get=KEEPERS, post=KEEPERS, sample="file_kind", body={"on": "2026-01-05"})
@idempotent
def record(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Put a record of a kind on a file."""
    actor, today = actor_of(request), clock.today()
    found = _kept(request, pk)
    pack = pack_at(path=found.path, on=today)
    if kind not in dict(kinds_for(actor, found, today)):
        raise NotVisible
    rule = kind_of(pack, kind)
    asked = asked_by(pack, rule.asks, rule.may)
    form = RecordForm(request.POST or None, asked=asked)

    def act(given: Mapping[str, Any]) -> object:
        return actions.add_record(
            by=actor, file_id=pk, kind=kind, on=given["on"], fields=form.contents(asked), now=clock.now()
        )

    title = _("加一条记录：%(label)s") % {"label": label_of(pack, "records", kind)}
    shown = _about(found, title, _("登记"))
    before = labels_of(pack, "records", rule.after)
    note = _("登记以前，档案里要先有：%(kinds)s。") % {"kinds": comma().join(before)} if before else ""
    return answered(request, form, act, to=shown["back"], shown=shown | {"note": note, "law": rule.source})


@access(post=KEEPERS, sample="record", body={"reason": "录错"})
@require_POST
@idempotent
def void_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a record that is wrong."""
    voided = actions.void_record(by=actor_of(request), record_id=pk, reason=said(request), now=clock.now())
    return done(request, "cadres:file", voided.file_id)


@access(get=KEEPERS, post=KEEPERS, sample="file")
@finding
@idempotent
def leader(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a leader keep in contact with the person of a file."""
    actor = actor_of(request)
    found = _kept(request, pk)
    who = searched(request, actor)
    form = LeaderForm(request.POST or None, persons=who["options"])

    def act(given: Mapping[str, Any]) -> object:
        person, from_on = int(given["person"]), given["from_on"]
        return actions.lead_talent(by=actor, file_id=pk, leader_id=person, from_on=from_on, now=clock.now())

    shown = _about(found, _("确定联系领导"), _("确定")) | who
    return answered(request, form, act, to=shown["back"], shown=shown, template="cadres/form.html")


@access(post=KEEPERS, sample="lead")
@require_POST
@idempotent
def end_lead(request: HttpRequest, pk: int) -> HttpResponse:
    """End the contact of a leader with a talent."""
    ended = actions.end_lead(by=actor_of(request), lead_id=pk, on=day_in(request), now=clock.now())
    return done(request, "cadres:file", ended.file_id)
