"""What a person has in hand of requests in a body, and how it comes to somebody else when they leave."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from gongzhi.bodies.caseloads import Caseload, Hands, InHand
from gongzhi.bodies.queries import body_names
from gongzhi.cases.models import Case
from gongzhi.cases.queries import number_of
from gongzhi.people.queries import names_of


def requests_in_hand(hands: Hands) -> tuple[InHand, ...]:
    """Return the open requests that were given to a person in a body, by number."""
    rows = _given_to(hands).only("pk", "filed_at").order_by("pk")
    return tuple(InHand(row.pk, number_of(row)) for row in rows)


def give_requests(hands: Hands, person_id: int | None) -> None:
    """
    Give the open requests of a person in a body to somebody else there, or to the body as a whole.

    For an action of another room that opens the transaction and writes the entry.
    """
    body = body_names([hands.body_id])[hands.body_id]
    name = f"{body} {names_of([person_id])[person_id]}" if person_id is not None else body
    for case in _given_to(hands).select_for_update(of=("self",)).order_by("pk"):
        if case.handler_person == hands.person_id:
            case.handler_person, case.handler_name = person_id, name
        if case.holder_person == hands.person_id:
            case.holder_person, case.holder_name = person_id, name
        case.save(update_fields=["handler_person", "handler_name", "holder_person", "holder_name"])


def _given_to(hands: Hands) -> QuerySet[Case]:
    """Return the open requests that a person handles or holds for a body."""
    handled = Q(handler_person=hands.person_id, handler_body=hands.body_id)
    held = Q(holder_person=hands.person_id, holder_body=hands.body_id)
    return Case.objects.filter(handled | held, closed_at=None)


REQUESTS = Caseload("cases", _("诉求"), requests_in_hand, give_requests)
