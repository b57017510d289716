"""What the addresses of requests need to be tried."""

from typing import Any

from gongzhi.cases.actions import Applicant, file_case
from gongzhi.cases.models import Case
from gongzhi.cases.rules import Channel
from gongzhi.documents.actions import keep_attachment
from gongzhi.documents.rules import Offered
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.clock import now

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def filed(cast: Any) -> Case:
    """File a request in the village of the cast."""
    return file_case(
        by=VISITOR,
        area_id=cast.area("village").id,
        item="street_light",
        words="三组路口的路灯坏了三天。",
        applicant=Applicant(name="王大姐", phone="19900000099"),
        channel=Channel.WEB,
        now=now(),
    ).case


def file(cast: Any) -> dict[str, object]:
    """File a request with a file."""
    case = filed(cast)
    kept = keep_attachment(
        by=VISITOR,
        owner_kind="cases.case",
        owner_id=case.pk,
        area_path=case.area_path,
        offered=Offered("a.pdf", PDF),
        now=now(),
    )
    return {"pk": case.pk, "file": kept.pk}


SAMPLES = {
    "ask": lambda cast: {},
    "case": lambda cast: {"pk": filed(cast).pk},
    "followed": lambda cast: {"pk": filed(cast).pk},
    "followed_file": file,
    "followed_paper": lambda cast: {"pk": filed(cast).pk, "kind": "receipt"},
    "file": file,
    "paper": lambda cast: {"pk": filed(cast).pk, "kind": "receipt"},
}
