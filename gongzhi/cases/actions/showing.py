"""What leaves the platform or is uncovered: papers, a sheet of requests, a phone. Each is written into the journal."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.cases import papers, rules
from gongzhi.cases.actions.moving import KIND, check_applicant
from gongzhi.cases.models import Case
from gongzhi.cases.queries import (
    Filter,
    case_for,
    filtered,
    handling_body,
    intake_body,
    item_in,
    language,
    last_given,
    limits_of,
    name_of,
    normal_claim,
    number_of,
    pack_for,
    phone_of,
    ties_of,
)
from gongzhi.documents.actions import print_paper as print_sheet
from gongzhi.documents.queries import attachments_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import mask_name
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.proving import require_step_up
from gongzhi.kernel.sheets.writing import write_sheet
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.workdays import CHINA
from gongzhi.policy.queries import pack_at
from gongzhi.procedures.queries import definition_of
from gongzhi.territory.queries import full_name, lines_of

MOST_ROWS = 50_000
HEADINGS = (
    _("编号"),
    _("提出日期"),
    _("所在区域"),
    _("事项"),
    _("诉求标题"),
    _("状态"),
    _("现由谁办"),
    _("办理期限"),
    _("办结日期"),
    _("评价"),
)
RATED = {"solved": _("解决了"), "partly": _("部分解决"), "unsolved": _("没有解决"), "silent": _("没有回答")}


@transaction.atomic
def print_paper(
    *, by: Actor, case_id: int, kind: papers.Kind, address: str, now: dt.datetime, claim_code: str = ""
) -> bytes:
    """
    Print a receipt, a transfer slip or a written reply as PDF. `address` is where the request can be followed.

    :raises NotVisible: the request is nothing to this actor and the claim code is not its own.
    :raises Refusal: there is nothing to print yet, or the paper bears the name of who asked in full and the actor has
        not proved themselves of late.
    """
    case = _case_shown(by, case_id, kind, claim_code)
    name = _name_on(kind, case, by=by, claim_code=claim_code, now=now)
    with translation.override("zh-hans"):
        told = _told(case, claim_code, address, name, now.date())
        paper = papers.paper_of(kind=kind, case=case, told=told, on=now.date())
    return print_sheet(
        by=by,
        paper=paper,
        subject=(KIND, case.pk),
        area_path=case.area_path,
        pack_ref=case.run.pack_ref,
        now=now,
    )


def _name_on(kind: papers.Kind, case: Case, *, by: Actor, claim_code: str, now: dt.datetime) -> str:
    """
    Return the name of who asked as a paper bears it: in full for themselves, masked on what staff pass on.

    The letter to who asked greets them in full when printed by who has the request in hand or replies there, and
    greets nobody by name when others print it.

    :raises Refusal: the actor has not proved themselves of late.
    """
    name, ties = name_of(case), ties_of(case)
    if not name or claim_code or (by.person_id is not None and by.person_id == ties.applicant_person):
        return name
    if kind is not papers.Kind.REPLY:
        return mask_name(name)
    if not (rules.has_in_hand(by=by, ties=ties) or rules.has_right(by=by, deed="reply", ties=ties)):
        return ""
    require_step_up(by, now=now)
    return name


def _told(case: Case, claim_code: str, address: str, name: str, on: dt.date) -> papers.Told:
    item, definition, given = item_in(pack_for(case, on), case.item), definition_of(case.run), last_given(case)
    return papers.Told(
        number=number_of(case),
        area=full_name(case.area_path, on),
        item=item[0].zh if item else case.item,
        procedure=definition.title.zh,
        claim_code=rules.shown_claim(normal_claim(claim_code)) if claim_code else "",
        address=address,
        name=name,
        phone=phone_of(case),
        taken_by=intake_body(case, on),
        handled_by=handling_body(case),
        limits=limits_of(pack_for(case, on), definition, on),
        given_by=f"{given.by_post} {given.by_name}" if given else "",
        given_words=str(given.evidence.get("words", "")) if given else "",
        files=len(attachments_of(owner_kind=KIND, owner_id=case.pk)),
    )


def _case_shown(by: Actor, case_id: int, kind: papers.Kind, claim_code: str) -> Case:
    """Return the request for staff, and (but for the transfer slip) for who asked."""
    if kind is papers.Kind.TRANSFER or not claim_code:
        return case_for(by, case_id)
    case = Case.objects.select_related("run").filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    check_applicant(by=by, case=case, claim_code=claim_code)
    return case


@transaction.atomic
def show_phone(*, by: Actor, case_id: int, reason: str, now: dt.datetime) -> str:
    """
    Return the phone the applicant left, to somebody who has the request in hand, and write down who looked and why.

    :raises NotVisible: the request is nothing to this actor.
    :raises Refusal: the actor does not have it in hand, says no reason, or has not proved themselves of late.
    """
    case = case_for(by, case_id)
    rules.may_see_phone(by=by, ties=ties_of(case), reason=reason).or_refuse()
    require_step_up(by, now=now)
    write_entry(
        code="cases.phone_shown",
        by=by,
        now=now,
        subject=(KIND, case.pk),
        area_path=case.area_path,
        figures={"reason": reason.strip()[:80]},
    )
    return phone_of(case)


@transaction.atomic
def export_cases(*, by: Actor, wanted: Filter, now: dt.datetime) -> bytes:
    """
    Return the list of requests the actor sees, as xlsx, without names and phones of who asked.

    Headings, matters and states are in the language of the page; what was written down stays as it was written.
    """
    rows = list(filtered(by, wanted, now).select_related("run").order_by("-pk")[:MOST_ROWS])
    names = lines_of([case.area_id for case in rows], now.date())
    items: dict[str, str] = {}
    lines = []
    for case in rows:
        label = items.get(f"{case.area_path}{case.item}")
        if label is None:
            found = pack_at(path=case.area_path, on=now.date()).list("cases", "items").item(case.item)
            label = items[f"{case.area_path}{case.item}"] = found.label() if found else case.item
        lines.append(_line(case, names[case.area_id].name if case.area_id in names else "", label))
    moment = f"{now.astimezone(CHINA):%Y-%m-%d %H:%M}"
    about = gettext("导出时间 %(moment)s，%(name)s") % {"moment": moment, "name": by.name}
    content = write_sheet(title=gettext("办件"), headings=[str(each) for each in HEADINGS], rows=lines, about=about)
    figures = {"rows": len(lines), "filter": [wanted.path, wanted.item, wanted.deed]}
    write_entry(code="cases.cases_exported", by=by, now=now, subject=(KIND, None), figures=figures)
    return content


def _line(case: Case, area: str, item: str) -> tuple[str | dt.date | None, ...]:
    state = definition_of(case.run).step(case.step).state.text(language()) if case.step else gettext("已办结")
    return (
        number_of(case),
        _day(case.filed_at),
        area,
        item,
        case.title,
        state,
        case.holder_name,
        _day(case.due_at),
        _day(case.closed_at),
        str(RATED.get(case.rating, "")),
    )


def _day(moment: dt.datetime | None) -> dt.date | None:
    """Return the day a moment falls on in China."""
    return moment.astimezone(CHINA).date() if moment else None
