"""
The addresses of GeoReport v2. A request is shown to who asked and to nobody else.

`service_request_id` is the number on the receipt. What the standard gives to everybody, a list of all requests, is here
the list of one's own: see the decision page on Open311.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from gongzhi.cases import actions, queries, rules
from gongzhi.cases.api import shapes
from gongzhi.cases.api.asking import CLAIM, own_request
from gongzhi.cases.api.georeport.answers import Fault, Value, answer
from gongzhi.cases.api.georeport.places import BAD_REQUEST, NOT_FOUND, Jurisdiction, jurisdiction_of
from gongzhi.cases.queries import Case
from gongzhi.cases.rules import SAID_ON_SENDING
from gongzhi.kernel import clock
from gongzhi.kernel.access import EVERYONE, Request, access
from gongzhi.kernel.api.routes import guard
from gongzhi.kernel.idempotency import idempotent
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.policy.packs import Item as PackItem
from gongzhi.procedures.queries import steps_of
from gongzhi.territory.queries import full_name

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
SINCE = dt.datetime(2026, 11, 27, tzinfo=dt.timezone(dt.timedelta(hours=8)))  # when these addresses last changed
WINDOW = dt.timedelta(days=90)  # the standard: without dates, the last 90 days
AUTHORISED = "authorised"
View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """Let a view answer a fault in the words of the standard."""

    @wraps(view)
    def answering(request: HttpRequest, /, **kwargs: str) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except Fault as fault:
            return fault.answer(request)

    return answering


@access(get=EVERYONE, sample="geo")
def discovery(request: Request, suffix: str) -> HttpResponse:
    """Say where this service is, in which formats, and that it takes no key."""
    endpoint: Value = {
        "specification": SPECIFICATION,
        "url": request.build_absolute_uri("/open311/v2"),
        "changeset": SINCE,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    about = _("提诉求不用密钥。jurisdiction_id 是统计用区划代码，address_id 是村（社区）的编号。")
    found: Value = {"changeset": SINCE, "contact": "", "key_service": about, "endpoints": [endpoint]}
    return answer(suffix, "discovery", found)


@access(get=EVERYONE, sample="geo")
@spoken
def services(request: Request, suffix: str) -> HttpResponse:
    """List the matters that can be filed in a jurisdiction."""
    today = clock.today()
    place = jurisdiction_of(request.GET.dict(), today)
    entrusted = queries.entrusted_items(place.pack, today)
    found = [service_of(place, item, asks_more=item.key in entrusted) for item, _more in place.services()]
    return answer(suffix, "services", found)


def service_of(place: Jurisdiction, item: PackItem, *, asks_more: bool) -> Value:
    """Return a matter as the standard has it; `metadata` tells that its definition asks for more."""
    return {
        "service_code": item.key,
        "service_name": item.label(),
        "description": item.label(),
        "metadata": asks_more,
        "type": "realtime",
        "keywords": "",
        "group": place.pack.list("cases", "items").title.text(queries.language()),
    }


@access(get=EVERYONE, sample="geo_service")
@spoken
def definition(request: Request, code: str, suffix: str) -> HttpResponse:
    """Say what a matter asks for beyond words and place: where somebody acts for the resident, an authorisation."""
    today = clock.today()
    place = jurisdiction_of(request.GET.dict(), today)
    item, _more = place.service(code)
    asked: list[Value] = [authorisation()] if item.key in queries.entrusted_items(place.pack, today) else []
    return answer(suffix, "service_definition", {"service_code": item.key, "attributes": asked})


def authorisation() -> Value:
    """Return the attribute by which a resident lets an agent of the place act."""
    return {
        "variable": True,
        "code": AUTHORISED,
        "datatype": "singlevaluelist",
        "required": True,
        "datatype_description": "",
        "order": 1,
        "description": _("我委托代办员替我去办这件事"),
        "values": [{"key": "yes", "name": _("是")}],
    }


@access(get=EVERYONE, post=EVERYONE, sample="geo_requests")
@guard
@idempotent
@spoken
def requests(request: Request, suffix: str) -> HttpResponse:
    """File a request, or list one's own."""
    return filed(request, suffix) if request.method == "POST" else listed(request, suffix)


def filed(request: Request, suffix: str) -> HttpResponse:
    """
    File a request; who reports danger is told whom to call in the notice.

    :raises Fault: something the standard asks for is missing or unknown here.
    """
    given, now = request.GET.dict() | request.POST.dict(), clock.now()
    place = jurisdiction_of(given, now.date())
    if not given.get("service_code"):
        raise Fault(BAD_REQUEST, _("service_code：请给出事项。"))
    place.service(given["service_code"])
    words = given.get("description", "")
    name = (given.get("last_name", "") + given.get("first_name", "")).strip()
    made = actions.file_case(
        by=request.actor,
        where=queries.locality(place.area_for(given.get("address_id", ""), now.date()).id, now.date()),
        item=given["service_code"],
        words=words,
        place=fitting("address_string", given.get("address_string", ""), 120),
        applicant=actions.Applicant(
            name=fitting("last_name", name, 40), phone=given.get("phone", ""), person_id=request.actor.person_id
        ),
        channel=rules.Channel.API,
        authorisation=SAID_ON_SENDING if given.get(f"attribute[{AUTHORISED}]") == "yes" else "",
        now=now,
    )
    notice = " ".join(warned.advice.text(queries.language()) for warned in queries.warnings_for(place.pack, words))
    line: Value = {
        "service_request_id": queries.number_of(made.case),
        "service_notice": notice,
        "account_id": "",
        "claim_code": made.claim_code,
    }
    return answer(suffix, "service_requests", [line], status=201)


def fitting(name: str, text: str, most: int) -> str:
    """
    Return a text that fits its column.

    :raises Fault: it is too long.
    """
    if len(text) > most:
        raise Fault(BAD_REQUEST, _("%(name)s：最多 %(most)s 个字。") % {"name": name, "most": most})
    return text


def listed(request: Request, suffix: str) -> HttpResponse:
    """List one's own requests: those of the account, or the one whose claim code comes along."""
    given, today = request.GET.dict(), clock.today()
    place = jurisdiction_of(given, today)
    ids = [each for each in given.get("service_request_id", "").split(",") if each]
    found = named(request, ids) if ids else within_window(queries.own_cases(request.actor), given)
    wanted = (case for case in found if is_wanted(case, given) and is_within(case.area_path, place.area.path))
    return answer(suffix, "service_requests", [request_of(case) for case in wanted])


def named(request: Request, numbers: Iterable[str]) -> list[Case]:
    """Return those of these requests that are one's own."""
    found = []
    for number in numbers:
        try:
            found.append(own_request(request, number, request.headers.get(CLAIM, "")))
        except NotVisible:
            continue
    return found


def within_window(cases: Iterable[Case], given: dict[str, str]) -> list[Case]:
    """
    Return the requests filed between `start_date` and `end_date`, the last 90 days without them.

    :raises Fault: one of them is no moment with its offset.
    """
    end = day_in("end_date", given) or clock.now()
    start = day_in("start_date", given) or end - WINDOW
    return [case for case in cases if start <= case.filed_at <= end]


def day_in(name: str, given: dict[str, str]) -> dt.datetime | None:
    """
    Return a moment of the query, None when it is not given.

    :raises Fault: it is no moment with its offset.
    """
    if not given.get(name):
        return None
    try:
        found = parse_datetime(given[name].replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Fault(BAD_REQUEST, _("%(name)s：写成 2026-01-05T00:00:00+08:00。") % {"name": name})
    return found


def is_wanted(case: Case, given: dict[str, str]) -> bool:
    """Tell whether a request has one of the matters and statuses asked for; without them it has."""
    codes, statuses = (set(filter(None, given.get(name, "").split(","))) for name in ("service_code", "status"))
    return (not codes or case.item in codes) and (not statuses or status_of(case) in statuses)


def status_of(case: Case) -> str:
    """Return the status of a request in the words of the standard."""
    return "closed" if case.closed_at else "open"


def request_of(case: Case) -> Value:
    """Return a request as the standard has it, in the words of its place."""
    stands = shapes.place_of(case, now=clock.now())
    item = queries.item_in(queries.pack_for(case, clock.today()), case.item)
    return {
        "service_request_id": str(stands["number"]),
        "status": status_of(case),
        "status_notes": case.reply_words if case.closed_at and case.reply_words else str(stands["state"]),
        "service_name": item[0].label() if item else case.item,
        "service_code": case.item,
        "description": case.words,
        "agency_responsible": str(stands["holder"]),
        "service_notice": "",
        "requested_datetime": case.filed_at,
        "updated_datetime": updated_at(case),
        "expected_datetime": case.due_at,
        "address": full_name(case.area_path, clock.today()) + case.place,
        "address_id": str(case.area_id),
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def updated_at(case: Case) -> dt.datetime:
    """Return when a request last moved on."""
    return max([case.filed_at, *(record.closed_at or record.opened_at for record in steps_of(case.run_id))])


@access(get=EVERYONE, sample="geo_request")
@guard
@spoken
def one_request(request: Request, number: str, suffix: str) -> HttpResponse:
    """Show one request to who asked, as a list of one, which is what the standard gives."""
    try:
        case = own_request(request, number, request.headers.get(CLAIM, ""))
    except NotVisible as hidden:
        raise Fault(NOT_FOUND, _("service_request_id：没有这一件，或者查询码没有对上。")) from hidden
    return answer(suffix, "service_requests", [request_of(case)])
