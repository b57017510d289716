"""The three papers of a request: receipt, transfer slip, written reply. Papers are Chinese, whoever prints them."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.cases.models import Case
from gongzhi.documents.papers import Paper
from gongzhi.kernel.identifiers import mask_phone
from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.workdays import CHINA

FINDINGS = {"supported": "予以支持", "partly": "部分予以支持", "not_supported": "不予支持"}
CHANNELS = {"web": "网上", "phone": "来电", "visit": "来访", "paper": "来信", "api": "其他平台转来"}
WITHOUT_CODE = "查询码只在登记时给一次。丢了，请带证件到村（社区）窗口查。"


class Kind(StrEnum):
    """Which paper."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    REPLY = "reply"


NAMES = {Kind.RECEIPT: "受理回执", Kind.TRANSFER: "转办单", Kind.REPLY: "答复书"}


@dataclass(frozen=True, slots=True)
class Told:
    """
    Hold what a paper says beside the row of the request.

    `name` is that of who asked as this paper bears it: in full, masked, or not at all.
    `taken_by` is the body that takes requests in there, `handled_by` the one that handles this one; `limits` are label
    and limit of the steps; `given_by` and `given_words` say who passed it on and with which words.
    """

    number: str
    area: str
    item: str
    procedure: str
    claim_code: str
    address: str
    name: str
    phone: str
    taken_by: str
    handled_by: str
    limits: Sequence[tuple[str, str]]
    given_by: str
    given_words: str
    files: int


def day_words(day: dt.date | dt.datetime) -> str:
    """Return 2026年1月5日."""
    local = day.astimezone(CHINA) if isinstance(day, dt.datetime) else day
    return f"{local.year}年{local.month}月{local.day}日"


def due_words(case: Case) -> str:
    """Return until when the open step is to be done, that nobody has set it, or that the request is closed."""
    if case.closed_at:
        return f"已于{day_words(case.closed_at)}办结"
    return f"{day_words(case.due_at)}前" if case.due_at else "办理期限未设定"


def base_lines(case: Case, told: Told) -> list[tuple[str, str]]:
    """Return the lines every paper begins with."""
    where = f"{told.area} {case.place}".strip()
    filed = f"{day_words(case.filed_at)}，{CHANNELS[case.channel]}"
    return [("提出时间、方式", filed), ("事项", told.item), ("地点", where)]


def asked_by(told: Told) -> tuple[str, str]:
    """Return who asked and how they are reached, as far as they have told."""
    phone = mask_phone(told.phone) if told.phone else "未留电话"
    return ("提出人、电话", f"{told.name or '未留姓名'}，{phone}")


def receipt(case: Case, told: Told, on: dt.date) -> Paper:
    """Return the receipt that the applicant takes home."""
    lines = [asked_by(told), *base_lines(case, told), ("诉求内容", case.words)]
    if told.files:
        lines.append(("附件", f"{told.files} 件"))
    if case.authorisation:
        lines.append(("委托", case.authorisation))
    lines += [
        ("办理程序", told.procedure),
        ("各步时限", "；".join(f"{label} {limit}" for label, limit in told.limits)),
        ("现由谁办", case.holder_name if case.step else "已办结"),
        ("本步期限", due_words(case)),
    ]
    return Paper(
        kind="cases.receipt",
        title=NAMES[Kind.RECEIPT],
        issuer=told.taken_by,
        number=told.number,
        day=day_words(on),
        lines=[(head, value) for head, value in lines if value],
        notes=(
            "凭查询码可以随时查看由谁在办、哪天到期，办完后请您评价；到期没有办好的，自动报上一级。",
            "不方便上网，请打 12345，或者带证件到村（社区）窗口查询。",
        ),
        sealed_by=told.taken_by,
        code=told.claim_code,
        code_label="查询码" if told.claim_code else WITHOUT_CODE,
        address=told.address,
        address_label="扫码打开查询页，输入查询码" if told.claim_code else "扫码打开查询页",
    )


def transfer(case: Case, told: Told, on: dt.date) -> Paper:
    """
    Return the slip that goes with a request to whoever is to handle it.

    :raises Refusal: nobody has been given the request yet.
    """
    if not case.handler_name:
        raise Refusal("cases.nobody_assigned")
    lines = [asked_by(told), *base_lines(case, told), ("诉求内容", case.words)]
    if told.files:
        lines.append(("附件", f"{told.files} 件，在平台上查看"))
    lines += [("转办人", told.given_by), ("转办意见", told.given_words or "请按职责办理，并在期限内反馈。")]
    lines += [("承办", case.handler_name), ("本步期限", due_words(case))]
    return Paper(
        kind="cases.transfer",
        title=NAMES[Kind.TRANSFER],
        issuer=told.taken_by,
        number=told.number,
        day=day_words(on),
        lines=lines,
        blanks=("办理结果",),
        notes=(
            "请在期限内办理并在平台填写办理结果；不属本单位职责的，写明理由退回，由镇街裁定。",
            "提出人的完整称呼和电话由经办人在平台上查看，看电话每次都有记录。",
        ),
        signers=("转办人", "承办人签收", "签收日期"),
    )


def reply(case: Case, told: Told, on: dt.date) -> Paper:
    """
    Return the written reply, as a letter from the body that handled the request.

    :raises Refusal: nothing has been replied yet.
    """
    if not case.finding:
        raise Refusal("cases.not_replied")
    filed = f"您于{day_words(case.filed_at)}反映的“{case.title}”（事项：{told.item}；地点：{told.area}）一事，"
    said = [f"{filed}现答复如下：", case.reply_words, f"对您的诉求，我们的意见是：{FINDINGS[case.finding]}。"]
    if case.basis:
        said.append(f"依据：{case.basis}。".replace("。。", "。"))
    if case.explanation:
        said.append(f"解释说明：{case.explanation}")
    return Paper(
        kind="cases.reply",
        title=NAMES[Kind.REPLY],
        issuer=told.handled_by,
        number=told.number,
        day=day_words(on),
        salutation=f"{told.name or '您好'}：",
        paragraphs=(*said, "特此答复。"),
        notes=("对答复不满意，可以在平台评价“没有解决”，由监督委员会回访；办结以后还可以申请重办一次。",),
        sealed_by=told.handled_by,
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
