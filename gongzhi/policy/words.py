"""Values, units, statuses and rooms in the words of the reader."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from gongzhi.policy.values import CLOCKS, Status, Unit, Value

Text = str | Promise

ROOMS: dict[str, Text] = {
    "cases": gettext_lazy("诉求办理"),
    "territory": gettext_lazy("区域"),
    "people": gettext_lazy("人员"),
    "bodies": gettext_lazy("组织与岗位"),
    "accounts": gettext_lazy("账号与权限"),
    "procedures": gettext_lazy("办事步骤"),
    "documents": gettext_lazy("文书"),
    "portal": gettext_lazy("公开的网页"),
}
STATUSES: dict[Status, tuple[str, str, Text]] = {
    Status.STATED: ("flat", "book", gettext_lazy("文件写明")),
    Status.STATED_IN_PART: ("flat", "book", gettext_lazy("写明一部分")),
    Status.LAW: ("now", "law", gettext_lazy("法律规定")),
    Status.DEMO: ("warn", "flag", gettext_lazy("演示用")),
    Status.FILLED: ("ok", "edit", gettext_lazy("本地设定")),
    Status.TO_BE_SET: ("hold", "help", gettext_lazy("待设定")),
    Status.UNDEFINED: ("hold", "help", gettext_lazy("文件未解释")),
    Status.UNDECIDED: ("hold", "help", gettext_lazy("待选定")),
    Status.CONTRADICTORY: ("hold", "help", gettext_lazy("前后不一")),
    Status.GUESS: ("hold", "help", gettext_lazy("推测")),
    Status.SUPERSEDED: ("hold", "history", gettext_lazy("已由法律取代")),
}
TREATMENTS: dict[str, Text] = {
    "ask": gettext_lazy("由当地选定"),
    "show": gettext_lazy("照此展示"),
    "law": gettext_lazy("按法律执行"),
    "slot": gettext_lazy("留空"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """What a value rests on, as a badge: tone, icon and word."""

    tone: str
    icon: str
    text: Text


def badge_of(status: Status) -> Badge:
    """Return the badge of a status."""
    return Badge(*STATUSES[status])


def room_words(room: str) -> str:
    """Return what a room is called; its own name where nobody has a word for it."""
    return str(ROOMS.get(room, room))


def value_words(value: Value | Sequence[Value] | None, unit: Unit | None) -> str:
    """Return a value with its unit, as people say it; an open one is a dash."""
    if value is None:
        return "—"
    if isinstance(value, tuple | list):
        return pgettext("list", "、").join(value_words(each, unit) for each in value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, dt.date):
        return date_format(value, pgettext("date", "Y年n月j日"))
    if isinstance(value, int | Decimal) and unit is not None:
        return _counted(value, unit)
    return str(value) if isinstance(value, str | Fraction) else f"{value:,}"


def _counted(value: int | Decimal, unit: Unit) -> str:
    """Return a number with its unit."""
    number, many = f"{value:,}", 1 if value == 1 else 2  # 2 stands for any number that takes the plural
    words = {
        Unit.MINUTES: ngettext("%(n)s 分钟", "%(n)s 分钟", many),
        Unit.HOURS: ngettext("%(n)s 小时", "%(n)s 小时", many),
        Unit.DAYS: ngettext("%(n)s 天", "%(n)s 天", many),
        Unit.WORKING_DAYS: ngettext("%(n)s 个工作日", "%(n)s 个工作日", many),
        Unit.MONTHS: ngettext("%(n)s 个月", "%(n)s 个月", many),
        Unit.YEARS: ngettext("%(n)s 年", "%(n)s 年", many),
        Unit.TIMES: ngettext("%(n)s 次", "%(n)s 次", many),
        Unit.PERSONS: ngettext("%(n)s 人", "%(n)s 人", many),
        Unit.HOUSEHOLDS: ngettext("%(n)s 户", "%(n)s 户", many),
        Unit.VILLAGES: ngettext("%(n)s 个村", "%(n)s 个村", many),
        Unit.LEVEL: _("第 %(n)s 级"),
        Unit.DAY_OF_MONTH: _("每月 %(n)s 日"),
        Unit.YUAN: _("%(n)s 元"),
        Unit.YUAN_LIMIT: _("%(n)s 元"),
        Unit.SQUARE_METRES: _("%(n)s 平方米"),
        Unit.PERCENT: "%(n)s%%",
    }
    return words.get(unit, "%(n)s") % {"n": number}


UNITS: dict[Unit, Text] = {
    Unit.MINUTES: gettext_lazy("分钟"),
    Unit.HOURS: gettext_lazy("小时"),
    Unit.DAYS: gettext_lazy("天（自然日）"),
    Unit.WORKING_DAYS: gettext_lazy("个工作日"),
    Unit.MONTHS: gettext_lazy("个月"),
    Unit.YEARS: gettext_lazy("年"),
    Unit.COUNT: gettext_lazy("个"),
    Unit.TIMES: gettext_lazy("次"),
    Unit.PERSONS: gettext_lazy("人"),
    Unit.HOUSEHOLDS: gettext_lazy("户"),
    Unit.VILLAGES: gettext_lazy("个村"),
    Unit.LEVEL: gettext_lazy("级"),
    Unit.DAY_OF_MONTH: gettext_lazy("日（每月）"),
    Unit.YUAN: gettext_lazy("元"),
    Unit.YUAN_LIMIT: gettext_lazy("元"),
    Unit.SQUARE_METRES: gettext_lazy("平方米"),
    Unit.PERCENT: "%",
    Unit.SHARE: gettext_lazy("写成 2/3"),
    Unit.FLAG: gettext_lazy("true 为是，false 为否"),
    Unit.DATE: gettext_lazy("写成 2027-01-05"),
    Unit.CHOICE: gettext_lazy("文字"),
    Unit.TEXT: gettext_lazy("文字"),
}


def effect_words(unit: Unit) -> str:
    """Return what an open figure of this unit means while nobody has set it."""
    if unit in CLOCKS:
        return _("不计时，页面写明期限未设定")
    if unit is Unit.YUAN_LIMIT:
        return _("按 0 元执行，这是最严的一档")
    return _("用到它的那一步办不了")
