"""What pages show of a request, as plain values for the templates."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from gongzhi.cases import queries
from gongzhi.cases.queries import Case
from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.due import Due, due_badge, in_words
from gongzhi.kernel.workdays import CHINA, Unit
from gongzhi.procedures.definitions import Definition, Step
from gongzhi.procedures.queries import StepRecord, steps_of

ICONS = {"accept": "inbox", "assign": "swap", "handle": "user", "reply": "chat", "rate": "star", "call_back": "phone"}


@dataclass(frozen=True, slots=True)
class StepShown:
    """One line of the way of a request: `state` is done, now, late or next."""

    state: str
    number: int
    label: str
    meta: str
    due: Due | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of requests."""

    pk: int
    number: str
    title: str
    meta: str
    state: str
    icon: str
    due: Due
    url: str = ""
    action: str = ""
    is_mine: bool = False


def language() -> str:
    """Return the language of the reader."""
    return get_language() or "zh-hans"


def when(moment: dt.datetime) -> str:
    """Return 11月18日 19:42."""
    local = moment.astimezone(CHINA)
    return f"{date_format(local, pgettext('date', 'n月j日'))} {local.hour}:{local.minute:02}"


def state_words(case: Case, definition: Definition) -> str:
    """Return what the request is called in its place while it waits here."""
    return definition.step(case.step).state.text(language()) if case.step else _("已办结")


def badge(case: Case, now: dt.datetime) -> Due:
    """Return the due badge of a request."""
    unit = case.due_unit or Unit.WORKING_DAYS
    if case.closed_at:
        return Due("done", "check", _("已办结"))
    return due_badge(at=case.due_at, now=now, unit=unit, calendar=load_calendar())


def row_of(case: Case, *, now: dt.datetime, area: str, url: str, action: str = "", is_mine: bool = False) -> Row:
    """Return a request as a line of a list: who has it, until when."""
    definition = queries.definition_for(case)
    parts = [area, case.holder_name if case.step else ""]
    if case.risen_at:
        parts.append(_("已报%(level)s") % {"level": case.risen_to})
    return Row(
        pk=case.pk,
        number=queries.number_of(case),
        title=case.title,
        meta=_("，").join(part for part in parts if part),
        state=state_words(case, definition),
        icon=ICONS.get(case.deed, "check"),
        due=badge(case, now),
        url=url,
        action=action,
        is_mine=is_mine,
    )


def limit_words(record: StepRecord | None) -> str:
    """Return the limit of a step as the rule says it."""
    if record is None or not record.due_counted:
        return ""
    if record.due_counted.get("open"):
        return _("办理期限未设定，由镇街领导或者区县主管设定")
    unit, amount = Unit(record.due_unit), int(record.due_counted.get("amount", 0))
    said = _("限 %(length)s") % {"length": in_words(amount, unit)}
    return f"{said} {record.due_counted.get('warning', '')}".strip()


def way_of(case: Case, *, now: dt.datetime) -> list[StepShown]:
    """Return the steps a request has been through, the one it waits at, and those that lie ahead."""
    definition, records = queries.definition_for(case), steps_of(case.run_id)
    shown = [_step_shown(record, number, definition, case, now) for number, record in enumerate(records, 1)]
    last = definition.number(records[-1].key) if case.step else len(definition.steps)
    ahead = [step for step in definition.steps[last:] if step.deed not in ("rule", "call_back")]
    return shown + [_ahead(step, len(shown) + number) for number, step in enumerate(ahead, 1)]


def _step_shown(record: StepRecord, number: int, definition: Definition, case: Case, now: dt.datetime) -> StepShown:
    step, unit = definition.step(record.key), Unit(record.due_unit or Unit.WORKING_DAYS)
    if record.closed_at is None:
        due = due_badge(at=record.due_at, now=now, unit=unit, calendar=load_calendar()) if step.clock else None
        who = case.holder_name if case.waits_for == "staff" else _("等您评价")
        rose = _("超期，已报%(level)s") % {"level": record.risen_to} if record.risen_to else ""
        is_late = record.due_at is not None and now > record.due_at
        meta = _("；").join(part for part in (who, limit_words(record), rose) if part)
        return StepShown("late" if is_late else "now", number, step.label.text(language()), meta, due)
    kept = None
    if record.due_at:
        kept = due_badge(at=record.due_at, now=now, closed_at=record.closed_at, unit=unit, calendar=load_calendar())
    outcome = step.outcome(record.outcome)
    result = outcome.label.text(language()) if outcome and outcome.label and len(step.outcomes) > 1 else ""
    who = _("，").join(part for part in (when(record.closed_at), _who(record)) if part)
    said = str(record.evidence.get("reason") or record.evidence.get("words") or "")
    meta = _("；").join(
        part for part in (who, result, said if step.deed != "submit" and said != "True" else "") if part
    )
    return StepShown("done", number, step.label.text(language()), meta, kept)


def _who(record: StepRecord) -> str:
    if record.by_name in ("visitor", "archive", "clock"):
        return ""
    return f"{record.by_post} {record.by_name}".strip()


def _ahead(step: Step, number: int) -> StepShown:
    return StepShown("next", number, step.label.text(language()), "", None)


def length_words(length: dt.timedelta | None) -> str:
    """Return 2 天 3 小时, or a dash when nothing was settled."""
    if length is None:
        return "—"
    if length.days:
        return f"{in_words(length.days, Unit.DAYS)} {in_words(length.seconds // 3600, Unit.HOURS)}"
    return in_words(max(int(length.total_seconds()) // 60, 1), Unit.MINUTES)
