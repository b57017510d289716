"""What pages show of a request, as plain values for the templates."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.cases import queries
from gongzhi.cases.queries import Case, language
from gongzhi.kernel.calendars import load_calendar
from gongzhi.kernel.due import Due, clock_words, day_words, due_badge, in_words, warning_words
from gongzhi.kernel.workdays import CHINA, Unit
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import post_titles
from gongzhi.procedures.definitions import END, Definition, Step
from gongzhi.procedures.queries import StepRecord, steps_of

ICONS = {"accept": "inbox", "assign": "swap", "handle": "user", "reply": "send", "rate": "star", "call_back": "phone"}


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


def when(moment: dt.datetime) -> str:
    """Return 11月18日 19:42."""
    local = moment.astimezone(CHINA)
    return f"{date_format(local, pgettext('date', 'n月j日'))} {local.hour}:{local.minute:02}"


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day a moment falls on in China."""
    return moment.astimezone(CHINA).date()


def state_words(case: Case, definition: Definition) -> str:
    """Return what the request is called in its place while it waits here."""
    return definition.step(case.step).state.text(language()) if case.step else _("已办结")


def badge(case: Case, now: dt.datetime) -> Due:
    """Return the due badge of a request."""
    unit = case.due_unit or Unit.WORKING_DAYS
    if case.closed_at:
        return Due("done", "check", _("%(day)s办结") % {"day": day_words(day_of(case.closed_at), day_of(now))})
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


def what_comes_next(case: Case) -> str:
    """Return what a deed has led to: whose turn it is now, or that the request is closed."""
    if not case.step:
        return _("办好了，这件事已经办结。")
    label = queries.definition_for(case).step(case.step).label.text(language())
    if case.waits_for == "applicant":
        return _("办好了。下一步：等本人评价。")
    return _("办好了。下一步：%(label)s，由%(name)s办。") % {
        "label": label,
        "name": case.holder_name or _("还没有设的岗位"),
    }


def limit_words(pack: Pack, definition: Definition, step: Step, on: dt.date) -> str:
    """Return how long a step may take by the rules of a day, or that nobody has set it and who may."""
    if step.clock is None:
        return ""
    figure = pack.figure(definition.room, step.clock, on)
    if figure.is_open:
        posts = _("、").join(post_titles(pack, figure.fill_by))
        return _("办理期限未设定，可由%(posts)s设定") % {"posts": posts}
    return _("限 %(length)s") % {"length": queries.limit_in(pack, definition, step, on)}


def ends_words(at: dt.datetime, now: dt.datetime) -> str:
    """Return 12月1日 24:00 前."""
    local = at.astimezone(CHINA)
    ends = f"{day_words(local.date(), day_of(now))} {clock_words(local)}"
    return _("%(moment)s 前") % {"moment": ends}


def open_limit(record: StepRecord, pack: Pack, definition: Definition, now: dt.datetime) -> str:
    """Return the limit of the step that is open: as it was counted when it opened, and when it ends."""
    if record.due_at is None:
        return limit_words(pack, definition, definition.step(record.key), now.date())
    unit, amount = Unit(record.due_unit), int(record.due_counted.get("amount", 0))
    said = _("限 %(length)s") % {"length": in_words(amount, unit)}
    warning = warning_words(str(record.due_counted.get("warning", "")))
    return _("，").join(part for part in (said, ends_words(record.due_at, now), warning) if part)


def open_words(case: Case, definition: Definition, on: dt.date) -> str:
    """Return that nobody has set the limit of the open step and who may; "" for a step that has one or needs none."""
    if not case.step or case.due_at:
        return ""
    return limit_words(queries.pack_for(case, on), definition, definition.step(case.step), on)


def last_said(case: Case, key: str) -> str:
    """Return what was said when a step was last closed: its result, or why it was returned."""
    closed = [record.evidence for record in steps_of(case.run_id) if record.key == key and record.closed_at]
    return str(closed[-1].get("reason") or closed[-1].get("words") or "") if closed else ""


def way_of(case: Case, *, now: dt.datetime) -> list[StepShown]:
    """Return the steps a request has been through, the one it waits at, and those that lie ahead with their limits."""
    definition, records, pack = queries.definition_for(case), steps_of(case.run_id), queries.pack_for(case, now.date())
    shown: list[StepShown] = []
    for record in records:
        if shown and _has_ended(records[records.index(record) - 1], definition):
            shown.append(_reopening(record, len(shown) + 1))
        shown.append(_step_shown(record, len(shown) + 1, definition, case, pack, now))
    if not case.step:
        return shown
    rest = enumerate(queries.straight_way(definition, after=case.step), len(shown) + 1)
    return shown + [_ahead(step, number, pack, definition, now.date()) for number, step in rest]


def _has_ended(record: StepRecord, definition: Definition) -> bool:
    outcome = definition.step(record.key).outcome(record.outcome)
    return outcome is not None and outcome.to == END


def _reopening(record: StepRecord, number: int) -> StepShown:
    """Return the line that says that who asked had a closed request done again."""
    said = _("，").join((when(record.opened_at), _("本人")))
    return StepShown("done", number, _("申请重办"), said, None)


def line_of(definition: Definition, pack: Pack, on: dt.date) -> list[StepShown]:
    """Return the whole way of a request that nobody has filed yet."""
    steps = enumerate(queries.straight_way(definition), 1)
    return [_ahead(step, number, pack, definition, on) for number, step in steps]


def _step_shown(
    record: StepRecord, number: int, definition: Definition, case: Case, pack: Pack, now: dt.datetime
) -> StepShown:
    step, label = definition.step(record.key), definition.step(record.key).label.text(language())
    unit, calendar = Unit(record.due_unit or Unit.WORKING_DAYS), load_calendar()
    if record.closed_at is None:
        due = due_badge(at=record.due_at, now=now, unit=unit, calendar=calendar) if step.clock else None
        is_late = record.due_at is not None and now > record.due_at
        lines = _waiting_lines(record, definition, case, pack, now)
        return StepShown("late" if is_late else "now", number, label, lines, due)
    kept = None
    if record.due_at:
        kept = due_badge(at=record.due_at, now=now, closed_at=record.closed_at, unit=unit, calendar=calendar)
        kept = Due("done", "check", _("按时")) if kept.tone == "done" else kept
    return StepShown("done", number, label, _done_lines(record, step), kept)


def _waiting_lines(record: StepRecord, definition: Definition, case: Case, pack: Pack, now: dt.datetime) -> str:
    """Return who is to do the open step, until when, and whether it has risen."""
    who = case.holder_name if case.waits_for == "staff" else _("等本人评价")
    rose = _("超期，已报%(level)s") % {"level": record.risen_to} if record.risen_to else ""
    return "\n".join(part for part in (who, open_limit(record, pack, definition, now), rose) if part)


def _done_lines(record: StepRecord, step: Step) -> str:
    """Return when a step was done and by whom, how it ended, to whom it gave the request, and what was said."""
    assert record.closed_at is not None
    who = _("，").join(part for part in (when(record.closed_at), _who(record)) if part)
    outcome = step.outcome(record.outcome)
    result = outcome.label.text(language()) if outcome and outcome.label and len(step.outcomes) > 1 else ""
    to = record.evidence.get("to")
    given = _("交给%(name)s") % {"name": to} if to else ""
    words = "" if step.deed == "submit" else str(record.evidence.get("reason") or record.evidence.get("words") or "")
    said = _("“%(words)s”") % {"words": words} if words else ""
    return "\n".join(part for part in (who, result, given, said) if part)


def _who(record: StepRecord) -> str:
    """Return who did a step; the platform itself is not named, and who asked is called that."""
    if record.by_name in ("archive", "clock"):
        return ""
    return f"{record.by_post} {record.by_name}" if record.by_post else _("本人")


def _ahead(step: Step, number: int, pack: Pack, definition: Definition, on: dt.date) -> StepShown:
    return StepShown("next", number, step.label.text(language()), _ahead_words(step, pack, definition, on), None)


def _ahead_words(step: Step, pack: Pack, definition: Definition, on: dt.date) -> str:
    """Return what is known of a step that lies ahead: its limit, or that the platform does it by itself."""
    if step.deed == "archive":
        return _("平台自动归档")
    said = limit_words(pack, definition, step, on)
    return _("%(limit)s；没有回答就归档") % {"limit": said} if said and step.deed == "rate" else said


def month_words(month: str) -> str:
    """Return 2026年9月 for 2026-09."""
    return date_format(dt.date.fromisoformat(f"{month}-01"), pgettext("date", "Y年n月"))


def length_words(length: dt.timedelta | None) -> str:
    """Return 2 天 3 小时, or a dash when nothing was settled."""
    if length is None:
        return "—"
    if length.days:
        return f"{in_words(length.days, Unit.DAYS)} {in_words(length.seconds // 3600, Unit.HOURS)}"
    return in_words(max(int(length.total_seconds()) // 60, 1), Unit.MINUTES)
