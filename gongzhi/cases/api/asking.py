"""
Ask without an account and follow what became of it.

A request is followed by its number together with its claim code, which comes in a header, because addresses end up in
logs. Both are asked for: whoever tries codes at random must hit the one of that number, not any of a million.
"""

from typing import Annotated

from ninja import Header, Schema
from pydantic import Field

from gongzhi.cases import actions, queries, rules
from gongzhi.cases.api import shapes
from gongzhi.cases.queries import Case
from gongzhi.cases.rules import SAID_ON_SENDING
from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, SIGNED_IN, Request, access
from gongzhi.kernel.api.routes import Router
from gongzhi.kernel.api.shapes import SIZE, Id, Limit, Line, Paged, Words, behind, paged
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Pack

router = Router(tag="requests")
Number = Annotated[str, Field(pattern=r"^[0-9]{8}-[0-9]{6,18}$", description="As on the receipt: 20261125-000012.")]
CLAIM = "Claim-Code"
ClaimCode = Annotated[str, Header(alias=CLAIM, max_length=40, description="As on the receipt: 7K2M-94QX.")]


class MatterOut(Schema):
    """A matter people of a place ask about. `elsewhere` tells where to go with what is not decided here."""

    key: str
    label: str
    elsewhere: str
    needs_authorisation: bool


class NewRequest(Schema):
    """
    What somebody asks, as little as possible.

    `warned` says that the advice of a refusal `cases.call_first` was shown; `authorised` lets an agent act for one.
    """

    area: Id
    item: Line
    words: Words
    place: Line = ""
    name: Annotated[Line, Field(max_length=40)] = ""
    phone: Annotated[Line, Field(max_length=20)] = ""
    authorised: bool = False
    warned: bool = False


class Filed(shapes.Place):
    """A new request. The claim code is told this once and kept nowhere."""

    claim_code: str


class RatingIn(Schema):
    """Whether it was solved."""

    rating: shapes.Rating
    words: Annotated[Words, Field(max_length=500)] = ""


class ReopeningIn(Schema):
    """Why it should be done again."""

    words: Annotated[Words, Field(max_length=500)]


@router.get("/areas/{int:area}/items", response=list[MatterOut], url_name="items")
@access(get=EVERYONE, sample="api_area")
def list_items(request: Request, area: Id) -> object:
    """List the matters that may be asked about in an area."""
    today = clock.today()
    pack = queries.locality(area, today).pack
    entrusted = queries.entrusted_items(pack, today)
    found = (queries.item_in(pack, item.key) for item in pack.list("cases", "items").items)
    return [
        MatterOut(
            key=item.key,
            label=item.label(),
            elsewhere=more.elsewhere.text(queries.language()) if more.elsewhere else "",
            needs_authorisation=item.key in entrusted,
        )
        for item, more in filter(None, found)
        if not more.is_internal
    ]


def call_first(pack: Pack, words: str) -> None:
    """
    Do nothing when the words tell of no danger.

    :raises Refusal: somebody must be called before anything is filed.
    """
    found = queries.warnings_for(pack, words)
    if found:
        advice = " ".join(warned.advice.text(queries.language()) for warned in found)
        raise Refusal("cases.call_first", figures={"advice": advice})


@router.post("/requests", response={201: Filed}, url_name="requests")
@access(post=EVERYONE, sample="api_ask", json={})
def file_request(request: Request, told: NewRequest) -> dict[str, object]:
    """Take in a request of anybody; with words of danger only once it was said whom to call."""
    by, now = request.actor, clock.now()
    where = queries.locality(told.area, now.date())
    if not told.warned:
        call_first(where.pack, told.words)
    filed = actions.file_case(
        by=by,
        where=where,
        item=told.item,
        words=told.words,
        place=told.place,
        applicant=actions.Applicant(name=told.name, phone=told.phone, person_id=by.person_id),
        channel=rules.Channel.API,
        authorisation=SAID_ON_SENDING if told.authorised else "",
        now=now,
    )
    return shapes.place_of(filed.case, now=now) | {"claim_code": filed.claim_code}


@router.get("/requests", response=Paged[shapes.CaseLine], url_name="requests")
@access(get=SIGNED_IN)
def list_own_requests(request: Request, limit: Limit = SIZE, after: Id | None = None) -> dict[str, object]:
    """List the requests one has filed with this account, newest first, at most the last 50."""
    found = behind(queries.own_cases(request.actor), after=after, key=lambda case: case.pk, limit=limit)
    shown, following = paged(request, found, limit=limit, key=lambda case: case.pk)
    return {"items": shapes.lines(shown, now=clock.now()), "next": following}


def own_request(request: Request, number: str, claim_code: str) -> Case:
    """
    Return a request to who asked: by its claim code, or signed in as that person.

    :raises NotVisible: there is none of this number, or it is somebody else's; which of them is not told.
    """
    pk = queries.pk_in(number)
    case = queries.case_by_claim(claim_code)
    if not claim_code and pk is not None and queries.is_applicant(request.actor, pk):
        case = queries.case_row(pk)
    if case is None or queries.number_of(case) != number:
        raise NotVisible
    return case


@router.get("/requests/{number}", response=shapes.Followed, url_name="request")
@access(get=EVERYONE, sample="claimed")
def follow_request(request: Request, number: Number, claim_code: ClaimCode = "") -> dict[str, object]:
    """Show who has a request, until when, and what came of it, to who asked."""
    return shapes.followed_of(own_request(request, number, claim_code), now=clock.now())


@router.post("/requests/{number}/rating", response=shapes.Place, url_name="request_rating")
@access(post=EVERYONE, sample="claimed", json={"rating": "solved"})
def rate_request(request: Request, number: Number, told: RatingIn, claim_code: ClaimCode = "") -> dict[str, object]:
    """Say whether it was solved; "unsolved" goes to the supervisor, who calls back."""
    case, now = own_request(request, number, claim_code), clock.now()
    case = actions.rate_case(
        by=request.actor, case_id=case.pk, rating=told.rating, words=told.words, claim_code=claim_code, now=now
    )
    return shapes.place_of(case, now=now)


@router.post("/requests/{number}/reopening", response=shapes.Place, url_name="request_reopening")
@access(post=EVERYONE, sample="claimed", json={"words": "又坏了"})
def reopen_request(
    request: Request, number: Number, told: ReopeningIn, claim_code: ClaimCode = ""
) -> dict[str, object]:
    """Have a closed request done again, as often as the procedure of the place allows."""
    case, now = own_request(request, number, claim_code), clock.now()
    case = actions.reopen_case(by=request.actor, case_id=case.pk, words=told.words, claim_code=claim_code, now=now)
    return shapes.place_of(case, now=now)
