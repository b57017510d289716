"""The three papers of a request: receipt, transfer slip, written reply."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.cases.models import Case
from gongzhi.documents.papers import Paper
from gongzhi.kernel.identifiers import mask_phone
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.workdays import CHINA

FINDINGS = {"supported": "予以支持", "partly": "部分予以支持", "not_supported": "不予支持"}


class Kind(StrEnum):
    """Which paper."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Told:
    """Hold what a paper says beside the row of the request."""

    number: str
    area: str
    item: str
    procedure: str
    claim_code: str
    address: str
    phone: str


def day_words(day: dt.date | dt.datetime) -> str:
    """Return 2026年1月5日."""
    local = day.astimezone(CHINA) if isinstance(day, dt.datetime) else day
    return f"{local.year}年{local.month}月{local.day}日"


def due_words(case: Case) -> str:
    """Return until when the open step is to be done, or that nobody has set it."""
    return f"{day_words(case.due_at)}前" if case.due_at else "办理期限未设定"


def base_lines(case: Case, told: Told) -> list[tuple[str, str]]:
    """Return the lines every paper begins with."""
    lines = [("区域", told.area), ("事项", told.item), ("提出时间", day_words(case.filed_at))]
    return [*lines, ("地点", case.place)] if case.place else lines


def receipt(case: Case, told: Told, on: dt.date) -> Paper:
    """Return the receipt that the applicant takes home."""
    lines = [
        *base_lines(case, told),
        ("提出人", case.applicant_name or "未留姓名"),
        ("联系电话", mask_phone(told.phone) if told.phone else "未留电话，凭查询码查询"),
        ("办理程序", told.procedure),
        ("现由谁办", case.holder_name or "待定"),
        ("本步期限", due_words(case)),
    ]
    return Paper(
        kind="cases.receipt",
        title="受理回执",
        issuer=told.area,
        number=told.number,
        day=day_words(on),
        lines=lines,
        paragraphs=(f"您反映的事：{case.words}",),
        notes=(
            "凭查询码可以随时查看由谁在办、哪天到期，办完后请您评价。",
            "不方便上网，请打 12345 或到村（社区）窗口查询。",
        ),
        code=told.claim_code,
        code_label="查询码" if told.claim_code else "",
        address=told.address,
        address_label="扫码查看办理进度" if told.address else "",
    )


def transfer(case: Case, told: Told, on: dt.date) -> Paper:
    """
    Return the slip that goes with a request to whoever is to handle it.

    :raises Refusal: nobody has been given the request yet.
    """
    if not case.handler_name:
        raise Refusal("cases.nobody_assigned")
    lines = [
        *base_lines(case, told),
        ("承办", case.handler_name),
        ("本步期限", due_words(case)),
        ("办理程序", told.procedure),
    ]
    return Paper(
        kind="cases.transfer",
        title="转办单",
        issuer=told.area,
        number=told.number,
        day=day_words(on),
        lines=lines,
        paragraphs=(f"诉求内容：{case.words}",),
        notes=("请在期限内办理并在平台填写办理情况；不属本单位职责的，写明理由退回，由镇街裁定。",),
        signers=("转办人", "承办人签收", "签收日期"),
    )


def reply(case: Case, told: Told, on: dt.date) -> Paper:
    """
    Return the written reply.

    :raises Refusal: nothing has been replied yet.
    """
    if not case.finding:
        raise Refusal("cases.not_replied")
    lines = [
        *base_lines(case, told),
        ("承办", case.handler_name or case.holder_name),
        ("答复意见", FINDINGS[case.finding]),
    ]
    if case.basis:
        lines.append(("依据", case.basis))
    said = [f"{case.applicant_name or '您好'}：", f"您反映的“{case.title}”，现答复如下。", case.reply_words]
    return Paper(
        kind="cases.reply",
        title="答复书",
        issuer=told.area,
        number=told.number,
        day=day_words(on),
        lines=lines,
        paragraphs=(*said, *((f"解释说明：{case.explanation}",) if case.explanation else ())),
        notes=("对答复不满意，可以在平台评价为“没有解决”，由村务监督委员会回访；办结后还可以申请重办一次。",),
        signers=("答复单位（盖章）",),
    )


MAKERS: dict[Kind, Callable[[Case, Told, dt.date], Paper]] = {
    Kind.RECEIPT: receipt,
    Kind.TRANSFER: transfer,
    Kind.REPLY: reply,
}


def paper_of(*, kind: Kind, case: Case, told: Told, on: dt.date) -> Paper:
    """
    Return a paper of a request.

    :raises Refusal: there is nothing to print yet.
    """
    return MAKERS[kind](case, told, on)
