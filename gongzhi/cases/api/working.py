"""Requests for staff: the list, one request, what waits for oneself, intake, and every deed."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from ninja import Query, Schema
from pydantic import Field

from gongzhi.cases import actions, queries, rules
from gongzhi.cases.api import shapes
from gongzhi.cases.api.asking import Filed
from gongzhi.cases.queries import Case, Filter
from gongzhi.cases.rules import said_in_person
from gongzhi.kernel import clock
from gongzhi.kernel.access import HANDLERS, STAFF, Request, access
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.api.routes import Router
from gongzhi.kernel.api.shapes import SIZE, Id, Limit, Line, Paged, Words, paged
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.territory.queries import area_line

router = Router(tag="cases")
SEES = frozenset({"village_clerk", "town_desk", "supervisor", "county_official"})  # a request of their own village
INTAKE = frozenset({"grid_officer", "village_clerk", "town_desk"})  # for a grid of their village


class State(StrEnum):
    """Which requests a list holds."""

    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"
    ALL = "all"


class Wanted(Schema):
    """What a list is narrowed to: an area and all under it, a matter, the deed due next, a state, words of the text."""

    area: Id | None = None
    item: Line = ""
    deed: Line = ""
    state: State = State.OPEN
    q: Line = ""


class Totals(Schema):
    """How many requests one sees as staff, kept up as they come and go."""

    filed: int
    open: int


class WrittenDown(Schema):
    """What somebody says at the window, by telephone or in a letter."""

    area: Id
    channel: Annotated[rules.Channel, Field(description="visit, phone or paper")]
    item: Line
    words: Words
    place: Line = ""
    name: Annotated[Line, Field(max_length=40)] = ""
    phone: Annotated[Line, Field(max_length=20)] = ""
    authorised: bool = False


class ReasonIn(Schema):
    """Why."""

    reason: Words


class WordsIn(Schema):
    """What was done or said."""

    words: Words


class AssignmentIn(Schema):
    """To which post a request is given, and a word with it."""

    post: Id | None = None
    words: Words = ""


class RulingIn(Schema):
    """Whether a return stands, and why."""

    is_upheld: bool
    reason: Words


class ReplyIn(Schema):
    """The answer; basis and explanation are asked for unless the demand is supported."""

    finding: shapes.Finding
    words: Words
    basis: Annotated[Words, Field(max_length=300)] = ""
    explanation: Words = ""


class CallBackIn(Schema):
    """What the resident said on the call-back, and whether it is handled a second time."""

    is_again: bool
    words: Words


class PhoneOut(Schema):
    """The whole number of who asked."""

    phone: str


def staff(request: Request) -> Actor:
    """
    Return the actor of somebody who reads requests by post.

    :raises NotVisible: the actor reads none.
    """
    if not request.actor.reaches("cases.read_cases"):
        raise NotVisible
    return request.actor


def filter_of(wanted: Wanted, on: dt.date) -> Filter:
    """
    Return what a list is narrowed to.

    :raises NotVisible: there is no such area.
    """
    return Filter(
        path=area_line(wanted.area, on).path if wanted.area else "",
        item=wanted.item,
        deed=wanted.deed,
        is_open={State.OPEN: True, State.CLOSED: False}.get(wanted.state),
        is_late=wanted.state is State.LATE,
        text=wanted.q.strip(),
    )


@router.get("/cases", response=Paged[shapes.CaseLine], url_name="cases")
@access(get=HANDLERS)
def list_cases(
    request: Request, wanted: Query[Wanted], limit: Limit = SIZE, after: Id | None = None
) -> dict[str, object]:
    """List the requests one sees as staff, newest first, narrowed as wanted."""
    by, now = staff(request), clock.now()
    found = queries.cases_in(by, filter_of(wanted, now.date()), before=after, limit=limit + 1, now=now)
    shown, following = paged(request, found, limit=limit, key=lambda case: case.pk)
    return {"items": shapes.lines(shown, now=now), "next": following}


@router.post("/cases", response={201: Filed}, url_name="cases")
@access(post=INTAKE, sample="api_intake", json={})
def write_down_case(request: Request, told: WrittenDown) -> dict[str, object]:
    """Write down what somebody says; the claim code is told this once, for the receipt."""
    by, now = request.actor, clock.now()
    if not by.reaches("cases.file_case") or told.channel in (rules.Channel.WEB, rules.Channel.API):
        raise NotVisible
    filed = actions.file_case(
        by=by,
        where=queries.locality(told.area, now.date()),
        item=told.item,
        words=told.words,
        place=told.place,
        applicant=actions.Applicant(name=told.name, phone=told.phone),
        channel=told.channel,
        authorisation=said_in_person(to=by.name) if told.authorised else "",
        now=now,
    )
    return shapes.place_of(filed.case, now=now) | {"claim_code": filed.claim_code}


@router.get("/cases/totals", response=Totals, url_name="case_totals")
@access(get=HANDLERS)
def count_cases(request: Request) -> dict[str, object]:
    """Tell how many requests one sees as staff, filed and still open, from counters."""
    found = queries.totals_for(staff(request))
    return {"filed": found["cases.filed"], "open": found["cases.open"]}


@router.get("/tasks", response=list[shapes.CaseLine], url_name="tasks")
@access(get=STAFF)
def list_tasks(request: Request, limit: Limit = SIZE) -> object:
    """List the requests that wait for one's own next press, by deadline; those without a limit come last."""
    if not request.actor.posts:
        raise NotVisible
    return shapes.lines(queries.my_cases(request.actor, limit=limit), now=clock.now())


@router.get("/cases/{int:case}", response=shapes.CaseDetail, url_name="case")
@access(get=SEES, sample="api_case")
def read_case(request: Request, case: Id) -> dict[str, object]:
    """Show one request: what is due now and whether it is one's turn, the way, and who asked, masked."""
    return shapes.detail_of(request.actor, queries.case_for(request.actor, case), now=clock.now())


def moved(case: Case) -> dict[str, object]:
    """Return where a request stands after a deed."""
    return shapes.place_of(case, now=clock.now())


@router.post("/cases/{int:case}/acceptance", response=shapes.Place, url_name="case_acceptance")
@access(post=SEES, sample="api_case", json={})
def accept_case(request: Request, case: Id) -> dict[str, object]:
    """Take a request in."""
    return moved(actions.accept_case(by=request.actor, case_id=case, now=clock.now()))


@router.post("/cases/{int:case}/decline", response=shapes.Place, url_name="case_decline")
@access(post=SEES, sample="api_case", json={"reason": "由法院办理"})
def decline_case(request: Request, case: Id, told: ReasonIn) -> dict[str, object]:
    """Say that a request is not ours, and where it goes."""
    return moved(actions.decline_case(by=request.actor, case_id=case, reason=told.reason, now=clock.now()))


@router.post("/cases/{int:case}/assignment", response=shapes.Place, url_name="case_assignment")
@access(post=SEES, sample="api_case", json={})
def assign_case(request: Request, case: Id, told: AssignmentIn) -> dict[str, object]:
    """Give a request to a post."""
    now = clock.now()
    return moved(actions.assign_case(by=request.actor, case_id=case, post_id=told.post, words=told.words, now=now))


@router.post("/cases/{int:case}/result", response=shapes.Place, url_name="case_result")
@access(post=SEES, sample="api_case", json={"words": "换了灯头"})
def report_result(request: Request, case: Id, told: WordsIn) -> dict[str, object]:
    """Say what was done."""
    return moved(actions.report_result(by=request.actor, case_id=case, words=told.words, now=clock.now()))


@router.post("/cases/{int:case}/return", response=shapes.Place, url_name="case_return")
@access(post=SEES, sample="api_case", json={"reason": "不在本辖区"})
def return_case(request: Request, case: Id, told: ReasonIn) -> dict[str, object]:
    """Give a request back with the reason; the desk above rules on it."""
    return moved(actions.return_case(by=request.actor, case_id=case, reason=told.reason, now=clock.now()))


@router.post("/cases/{int:case}/ruling", response=shapes.Place, url_name="case_ruling")
@access(post=SEES, sample="api_case", json={"is_upheld": True, "reason": "确实不在"})
def rule_on_return(request: Request, case: Id, told: RulingIn) -> dict[str, object]:
    """Decide whether a return stands."""
    now = clock.now()
    return moved(
        actions.rule_on_return(by=request.actor, case_id=case, is_upheld=told.is_upheld, reason=told.reason, now=now)
    )


@router.post("/cases/{int:case}/reply", response=shapes.Place, url_name="case_reply")
@access(post=SEES, sample="api_case", json={"finding": "supported", "words": "亮了"})
def reply_to_resident(request: Request, case: Id, told: ReplyIn) -> dict[str, object]:
    """Answer the resident: whether the demand is supported, and why."""
    return moved(
        actions.reply_to_resident(
            by=request.actor,
            case_id=case,
            finding=told.finding,
            words=told.words,
            basis=told.basis,
            explanation=told.explanation,
            now=clock.now(),
        )
    )


@router.post("/cases/{int:case}/call-back", response=shapes.Place, url_name="case_call_back")
@access(post=SEES, sample="api_case", json={"is_again": False, "words": "说清楚了"})
def call_back(request: Request, case: Id, told: CallBackIn) -> dict[str, object]:
    """Write down the call-back after a low rating, and have it handled once more or explained."""
    now = clock.now()
    return moved(actions.call_back(by=request.actor, case_id=case, is_again=told.is_again, words=told.words, now=now))


@router.post("/cases/{int:case}/phone", response=PhoneOut, url_name="case_phone")
@access(post=SEES, sample="api_case", json={"reason": "约上门时间"})
def show_phone(request: Request, case: Id, told: ReasonIn) -> dict[str, object]:
    """Show the whole number to somebody who has the request in hand and says why; who asked sees that."""
    return {"phone": actions.show_phone(by=request.actor, case_id=case, reason=told.reason, now=clock.now())}
