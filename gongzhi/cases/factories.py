"""What the addresses of requests need to be tried."""

from collections.abc import Callable
from typing import Any

from gongzhi.cases.actions import Applicant, Filed, file_case
from gongzhi.cases.models import Case
from gongzhi.cases.queries import locality, number_of
from gongzhi.cases.rules import Channel
from gongzhi.documents.actions import keep_attachment
from gongzhi.documents.rules import Fit
from gongzhi.kernel.access import Made
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.clock import now

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def filed(cast: Any) -> Case:
    """File a request in the village of the cast."""
    return filed_with_claim(cast).case


def filed_with_claim(cast: Any) -> Filed:
    """File a request in the village of the cast, and return it with its claim code."""
    moment = now()
    return file_case(
        by=VISITOR,
        where=locality(cast.area("village").id, moment.date()),
        item="street_light",
        words="三组路口的路灯坏了三天。",
        applicant=Applicant(name="王大姐", phone="19900000099"),
        channel=Channel.WEB,
        now=moment,
    )


def claimed(cast: Any) -> Made:
    """File a request; its claim code comes in a header, as the API has it."""
    made = filed_with_claim(cast)
    return Made({"number": number_of(made.case)}, headers={"Claim-Code": made.claim_code})


def asked(area: str, **told: str) -> Callable[[Any], Made]:
    """Return what tells what is asked in an area of the cast, as JSON."""
    words = {"item": "street_light", "words": "三组路口的路灯坏了三天。", **told}
    return lambda cast: Made({}, body=words | {"area": cast.area(area).id})


def in_county(**arguments: str) -> Callable[[Any], Made]:
    """Return what names the county of the cast as the jurisdiction, with everything a POST must tell."""

    def make(cast: Any) -> Made:
        told = {"service_code": "street_light", "description": "三组路口的路灯坏了三天。"}
        body = told | {"address_id": str(cast.area("village").id)}
        return Made(arguments, query={"jurisdiction_id": "440114"}, body=body)

    return make


def numbered(cast: Any) -> Made:
    """File a request and name it as GeoReport v2 does."""
    made = claimed(cast)
    return Made({**made.arguments, "suffix": "json"}, headers=made.headers)


def file(cast: Any) -> dict[str, object]:
    """File a request with a file."""
    case = filed(cast)
    kept = keep_attachment(
        by=VISITOR,
        owner_kind="cases.case",
        owner_id=case.pk,
        area_path=case.area_path,
        fit=Fit("a.pdf", PDF, "application/pdf"),
        now=now(),
    )
    return {"pk": case.pk, "file": kept.pk}


SAMPLES = {
    "api_area": lambda cast: {"area": cast.area("village").id},
    "api_ask": asked("village"),
    "api_case": lambda cast: {"case": filed(cast).pk},
    "api_intake": asked("grid", channel="visit"),
    "ask": lambda cast: {},
    "claimed": claimed,
    "geo": in_county(suffix="xml"),
    "geo_request": numbered,
    "geo_requests": in_county(suffix="json"),
    "geo_service": in_county(code="street_light", suffix="json"),
    "case": lambda cast: {"pk": filed(cast).pk},
    "followed": lambda cast: {"pk": filed(cast).pk},
    "followed_file": file,
    "followed_paper": lambda cast: {"pk": filed(cast).pk, "kind": "receipt"},
    "file": file,
    "paper": lambda cast: {"pk": filed(cast).pk, "kind": "receipt"},
}
