"""What the API shows of a request: to who asked, and to staff."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from django.utils.translation import gettext as _
from ninja import Schema

from gongzhi.cases import queries, rules
from gongzhi.cases.queries import Case
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import mask_name, mask_phone
from gongzhi.procedures.definitions import Definition, Step
from gongzhi.procedures.queries import StepRecord, steps_of
from gongzhi.territory.queries import AreaLine, full_name, lines_of

CLOCKWORK = ("visitor", "archive", "clock")  # names under which the platform itself closes a step


class StepState(StrEnum):
    """Where a step stands: behind, due now, due and past its limit, or ahead."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    NEXT = "next"


class AreaRef(Schema):
    """An area by id and name."""

    id: int
    name: str


class Place(Schema):
    """Where a request stands. `due_at` is null while nobody has set the limit, or nothing is due."""

    number: str
    state: str
    step: str
    is_open: bool
    holder: str
    due_at: dt.datetime | None
    due_unit: str
    is_late: bool


class CaseLine(Place):
    """A request as a line of a list."""

    id: int
    title: str
    item: str
    area: AreaRef
    risen_to: str
    filed_at: dt.datetime
    closed_at: dt.datetime | None
    rating: str


class StepOut(Schema):
    """A step of the way. `words` is what was said with it; `has_open_limit` tells that nobody has set its limit."""

    key: str
    label: str
    state: StepState
    by: str
    words: str
    outcome: str
    opened_at: dt.datetime | None
    due_at: dt.datetime | None
    due_unit: str
    has_open_limit: bool
    closed_at: dt.datetime | None
    risen_to: str


class Followed(CaseLine):
    """A request as who asked sees it."""

    words: str
    place: str
    area_name: str
    finding: str
    reply: str
    basis: str
    explanation: str
    steps: list[StepOut]
    may_rate: bool
    may_reopen: bool


class Outcome(Schema):
    """A way in which the open step may end."""

    key: str
    label: str


class Receiver(Schema):
    """A post to which a request may be given."""

    post_id: int
    title: str
    body_name: str
    name: str


class CaseDetail(Followed):
    """A request as staff see it. Name and phone of who asked are masked; `may_press` tells whether it is one's turn."""

    procedure: str
    channel: rules.Channel
    rating_words: str
    applicant: str
    phone: str
    may_press: bool
    deed: str
    outcomes: list[Outcome]
    receivers: list[Receiver]


def is_late(case: Case, now: dt.datetime) -> bool:
    """Tell whether the open step of a request is past its limit."""
    return case.closed_at is None and case.due_at is not None and case.due_at < now


def place_of(case: Case, *, now: dt.datetime) -> dict[str, object]:
    """Return a request as `Place`."""
    definition = queries.definition_for(case)
    return {
        "number": queries.number_of(case),
        "state": definition.step(case.step).state.text(queries.language()) if case.step else _("已办结"),
        "step": case.step,
        "is_open": case.closed_at is None,
        "holder": case.holder_name if case.step else "",
        "due_at": case.due_at,
        "due_unit": case.due_unit,
        "is_late": is_late(case, now),
    }


def line_of(case: Case, *, area: AreaLine | None, now: dt.datetime) -> dict[str, object]:
    """Return a request as `CaseLine`."""
    return place_of(case, now=now) | {
        "id": case.pk,
        "title": case.title,
        "item": case.item,
        "area": {"id": case.area_id, "name": area.name if area else ""},
        "risen_to": case.risen_to if case.risen_at else "",
        "filed_at": case.filed_at,
        "closed_at": case.closed_at,
        "rating": case.rating,
    }


def lines(cases: Sequence[Case], *, now: dt.datetime) -> list[dict[str, object]]:
    """Return requests as lines, with the names of their areas read at once."""
    areas = lines_of([case.area_id for case in cases], now.date())
    return [line_of(case, area=areas.get(case.area_id), now=now) for case in cases]


def followed_of(case: Case, *, now: dt.datetime) -> dict[str, object]:
    """Return a request as `Followed`."""
    area = lines_of([case.area_id], now.date()).get(case.area_id)
    return line_of(case, area=area, now=now) | {
        "words": case.words,
        "place": case.place,
        "area_name": full_name(case.area_path, now.date()),
        "finding": case.finding,
        "reply": case.reply_words,
        "basis": case.basis,
        "explanation": case.explanation,
        "steps": way_of(case, now=now),
        "may_rate": case.deed == "rate",
        "may_reopen": queries.may_reopen(case),
    }


def way_of(case: Case, *, now: dt.datetime) -> list[dict[str, object]]:
    """Return the steps behind a request, the one it waits at, and those ahead."""
    definition, records = queries.definition_for(case), steps_of(case.run_id)
    last = definition.number(records[-1].key) if case.step else len(definition.steps)
    ahead = [step for step in definition.steps[last:] if step.deed not in ("rule", "call_back")]
    return [gone(record, definition, case, now) for record in records] + [to_come(step) for step in ahead]


def gone(record: StepRecord, definition: Definition, case: Case, now: dt.datetime) -> dict[str, object]:
    """Return a step that has been opened."""
    step = definition.step(record.key)
    ending = step.outcome(record.outcome)
    late = record.due_at is not None and now > record.due_at
    said = record.evidence.get("reason") or record.evidence.get("words")
    return {
        "key": step.key,
        "label": step.label.text(queries.language()),
        "state": StepState.DONE if record.closed_at else StepState.LATE if late else StepState.NOW,
        "by": by_of(record) if record.closed_at else case.holder_name,
        "words": said if isinstance(said, str) else "",
        "outcome": ending.label.text(queries.language()) if ending and ending.label else record.outcome,
        "opened_at": record.opened_at,
        "due_at": record.due_at,
        "due_unit": record.due_unit,
        "has_open_limit": bool(record.due_counted.get("open")),
        "closed_at": record.closed_at,
        "risen_to": record.risen_to,
    }


def by_of(record: StepRecord) -> str:
    """Return who closed a step, by post and name; nobody where the platform did."""
    return "" if record.by_name in CLOCKWORK else f"{record.by_post} {record.by_name}".strip()


def to_come(step: Step) -> dict[str, object]:
    """Return a step that lies ahead."""
    texts = dict.fromkeys(("by", "words", "outcome", "due_unit", "risen_to"), "")
    moments = dict.fromkeys(("opened_at", "due_at", "closed_at"))
    label = step.label.text(queries.language())
    return {"key": step.key, "label": label, "state": StepState.NEXT, "has_open_limit": False} | texts | moments


def detail_of(by: Actor, case: Case, *, now: dt.datetime) -> dict[str, object]:
    """Return a request as `CaseDetail`."""
    definition, phone = queries.definition_for(case), queries.phone_of(case)
    step = definition.step(case.step) if case.step else None
    may = queries.may_press(by, case, step)
    outcomes = step.outcomes if step else ()
    return followed_of(case, now=now) | {
        "procedure": definition.title.text(queries.language()),
        "channel": case.channel,
        "rating_words": case.rating_words,
        "applicant": mask_name(queries.name_of(case)),
        "phone": mask_phone(phone) if phone else "",
        "may_press": may,
        "deed": case.deed,
        "outcomes": [{"key": o.key, "label": o.label.text(queries.language()) if o.label else o.key} for o in outcomes],
        "receivers": queries.receivers_for(case, now.date()) if may and case.deed == "assign" else (),
    }


Rating = Literal["solved", "partly", "unsolved"]
Finding = Literal["supported", "partly", "not_supported"]
