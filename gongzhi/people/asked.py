"""Read what people ask about the data kept of them, what is due, and what a correction would change."""

import json
from collections.abc import Mapping

from django.db.models import F, QuerySet

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.identifiers import mask_phone
from gongzhi.kernel.queries import within
from gongzhi.kernel.sealing import unseal
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people.models import DataRequest, Person
from gongzhi.people.queries import masked_phone

ANSWER = "people.answer_request"
WANTED_COLUMN = "people.wanted"
MOST = 200


def open_requests(by: Actor) -> QuerySet[DataRequest]:
    """Return what is not answered yet where the actor answers, what is due first at the top."""
    rows = DataRequest.objects.filter(within("area_path", by.ranges(ANSWER)), answered_at=None)
    return rows.select_related("person").order_by(F("due_at").asc(nulls_first=True), "pk")[:MOST]


def requests_of(person: Person) -> tuple[DataRequest, ...]:
    """Return what a person asked, newest first."""
    return tuple(DataRequest.objects.filter(person=person).order_by("-pk"))


def request_shown_to(by: Actor, pk: int) -> DataRequest:
    """
    Return a request that the actor answers, open or answered.

    :raises NotVisible: there is none, or it is not this actor's to answer.
    """
    found = DataRequest.objects.select_related("person__household").filter(pk=pk).first()
    if found is None or not by.may(ANSWER, found.area_path):
        raise NotVisible
    return found


def request_answered_by(by: Actor, pk: int) -> DataRequest:
    """
    Return a request that the actor answers, locked with its person until the end of the transaction.

    :raises NotVisible: there is none, or it is not this actor's to answer.
    """
    found = DataRequest.objects.select_for_update().filter(pk=pk).first()
    if found is None or not by.may(ANSWER, found.area_path):
        raise NotVisible
    found.person = Person.objects.select_for_update().get(pk=found.person_id)
    return found


def wanted_of(request: DataRequest) -> dict[str, str]:
    """Return what shall stand instead, by field."""
    if request.wanted_sealed is None:
        return {}
    wanted: dict[str, str] = json.loads(unseal(request.wanted_sealed, column=WANTED_COLUMN, row=request.seal_key))
    return wanted


def before_and_after(request: DataRequest) -> tuple[tuple[str, str, str], ...]:
    """Return field, what stands there and what shall stand there instead; both phones are masked."""
    present: Mapping[str, object] = {
        **{name: getattr(request.person, name) for name in ("name", "sex", "born_on", "registered_address")},
        "phone": masked_phone(request.person),
    }
    wanted = {name: mask_phone(text) if name == "phone" else text for name, text in wanted_of(request).items()}
    return tuple((name, str(present[name] or ""), text) for name, text in sorted(wanted.items()))
