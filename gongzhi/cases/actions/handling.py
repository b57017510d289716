"""
What staff do with a request: take it, pass it on, do it, return it, rule on that, answer.

Each is one transaction, opened by `move`, which also writes down an attempt that was refused.
"""

import datetime as dt

from gongzhi.bodies.queries import Holder
from gongzhi.cases.actions.moving import Deed, found, move
from gongzhi.cases.models import Case
from gongzhi.cases.queries import receivers_for
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import Refusal


def accept_case(*, by: Actor, case_id: int, now: dt.datetime) -> Case:
    """
    Take a request in.

    :raises Refusal: it does not wait to be taken in, or not by this actor.
    """
    return move(by=by, case_id=case_id, deed=Deed("accept", "done", "cases.case_accepted", {}), now=now)


def decline_case(*, by: Actor, case_id: int, reason: str, now: dt.datetime) -> Case:
    """
    Close a request that is not this place's to decide, and say where it goes.

    :raises Refusal: it does not wait to be taken in, not by this actor, or no reason is given.
    """
    changes: dict[str, object] = {"reply_words": reason.strip()}
    deed = Deed("accept", "not_ours", "cases.case_closed", {"reason": reason.strip()}, changes)
    return move(by=by, case_id=case_id, deed=deed, now=now)


def assign_case(*, by: Actor, case_id: int, post_id: int | None, words: str, now: dt.datetime) -> Case:
    """
    Give a request to a post; everybody who holds it may do it, a post held by one person is that person's.

    :raises Refusal: it does not wait to be given to somebody, not by this actor, or the post cannot receive it.
    """
    receiver = _receiver(found(case_id), post_id, now.date()) if post_id else None
    changes: dict[str, object] = {}
    if receiver:
        changes = {
            "handler_body": receiver.body_id,
            "handler_person": receiver.person_id,
            "handler_name": f"{receiver.body_name} {receiver.name}".strip(),
        }
    evidence = {
        "receiver": receiver.post_id if receiver else None,
        "to": changes.get("handler_name", ""),
        "words": words.strip(),
    }
    deed = Deed("assign", "done", "cases.case_assigned", evidence, changes)
    return move(by=by, case_id=case_id, deed=deed, now=now)


def _receiver(case: Case, post_id: int, on: dt.date) -> Holder:
    fit = [holder for holder in receivers_for(case, on) if holder.post_id == post_id]
    if not fit:
        raise Refusal("cases.receiver_unfit")
    return fit[0]


def report_result(*, by: Actor, case_id: int, words: str, now: dt.datetime) -> Case:
    """
    Say what was done.

    :raises Refusal: it is not being handled, not by this actor, or nothing is said.
    """
    deed = Deed("handle", "done", "cases.case_handled", {"words": words.strip()})
    return move(by=by, case_id=case_id, deed=deed, now=now)


def return_case(*, by: Actor, case_id: int, reason: str, now: dt.datetime) -> Case:
    """
    Give a request back because it is somebody else's, with the reason; the desk above rules on it.

    :raises Refusal: it is not being handled, not by this actor, or no reason is given.
    """
    deed = Deed("handle", "return", "cases.case_returned", {"reason": reason.strip()})
    return move(by=by, case_id=case_id, deed=deed, now=now)


def rule_on_return(*, by: Actor, case_id: int, is_upheld: bool, reason: str, now: dt.datetime) -> Case:
    """
    Decide whether a return stands: if so the request is given to somebody else, if not its limit goes on running.

    :raises Refusal: no return waits for a ruling, not by this actor, or no reason is given.
    """
    changes: dict[str, object] = {}
    if is_upheld:
        changes = {"handler_body": None, "handler_person": None, "handler_name": ""}
    outcome = "upheld" if is_upheld else "rejected"
    deed = Deed("rule", outcome, "cases.return_ruled", {"reason": reason.strip()}, changes)
    return move(by=by, case_id=case_id, deed=deed, now=now)


def reply_to_resident(
    *, by: Actor, case_id: int, finding: str, words: str, basis: str, explanation: str, now: dt.datetime
) -> Case:
    """
    Answer the resident: whether the demand is supported, and why.

    The finding is about the demand, never about the person. `basis` names the law, rule or policy,
    `explanation` how and when it was explained; both are asked for unless the demand is supported.

    :raises Refusal: no answer is due, not by this actor, or words, basis or explanation are missing.
    """
    said = {"words": words.strip(), "basis": basis.strip(), "explanation": explanation.strip()}
    changes: dict[str, object] = {
        "finding": finding,
        "reply_words": said["words"],
        "basis": said["basis"],
        "explanation": said["explanation"],
    }
    return move(by=by, case_id=case_id, deed=Deed("reply", finding, "cases.case_replied", said, changes), now=now)
