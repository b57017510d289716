"""How a request ends: the resident's rating, the supervisor's call-back, and opening it once more."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gongzhi.cases.actions.moving import KIND, OPEN, Deed, check_applicant, found, last_deed, locked, move, settle
from gongzhi.cases.actions.relocating import bring_along
from gongzhi.cases.models import Case
from gongzhi.cases.queries import pack_for, unrated_pks
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.counters import bump
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import Refusal
from gongzhi.procedures.actions import attempted, reopen_run

SILENT = "silent"
SWEPT = 500  # requests closed in one go


def rate_case(*, by: Actor, case_id: int, rating: str, words: str, now: dt.datetime, claim_code: str = "") -> Case:
    """
    Say whether the matter was solved, as who asked: signed in as that person, or by the claim code.

    "Not solved" goes to the supervisor, who calls back; anything else closes the request.

    :raises NotVisible: the actor is not who asked.
    :raises Refusal: no rating is asked for now.
    """
    check_applicant(by=by, case=found(case_id), claim_code=claim_code)
    changes: dict[str, object] = {"rating": rating, "rating_words": words.strip()}
    evidence = {"rating": rating, "words": words.strip()}
    deed = Deed("rate", rating, "cases.case_rated", evidence, changes, is_by_applicant=True)
    return move(by=by, case_id=case_id, deed=deed, now=now)


def call_back(*, by: Actor, case_id: int, is_again: bool, words: str, now: dt.datetime) -> Case:
    """
    Write down what the resident said on the call-back, and have the matter handled a second time or explained.

    :raises Refusal: no call-back is due, not by this actor, or nothing is said.
    """
    evidence = {"words": words.strip(), "explanation": "" if is_again else words.strip()}
    outcome = "again" if is_again else "explained"
    return move(by=by, case_id=case_id, deed=Deed("call_back", outcome, "cases.case_called_back", evidence), now=now)


def reopen_case(*, by: Actor, case_id: int, words: str, now: dt.datetime, claim_code: str = "") -> Case:
    """
    Open a closed request once more, as who asked: signed in as that person, or by the claim code.

    :raises NotVisible: the actor is not who asked.
    :raises Refusal: no reason is given, it is not closed, or was reopened as often as its procedure allows.
    """
    case = found(case_id)
    check_applicant(by=by, case=case, claim_code=claim_code)
    with attempted(by=by, subject=(KIND, case.pk), area_path=case.area_path, deed="reopen", now=now):
        case = locked(case_id)
        if not words.strip():
            raise Refusal("procedures.reason_missing", figures={"step": str(_("重办"))})
        bring_along(case, localdate(now))
        moved = reopen_run(by=by, run_id=case.run_id, pack=pack_for(case, now.date()), now=now)
        case.closed_at, case.reopened, case.rating = None, case.reopened + 1, ""
        case.rating_words = words.strip()
        settle(case, moved, now=now)
        case.save()
        bump(name=OPEN, path=case.area_path, by=1)
        write_entry(
            code="cases.case_reopened",
            by=by,
            now=now,
            subject=(KIND, case.pk),
            area_path=case.area_path,
            pack_ref=moved.run.pack_ref,
            figures={"times": case.reopened, "next": case.step},
            follows=last_deed(case),
        )
    return case


@transaction.atomic
def close_silent_ratings(*, by: Actor, now: dt.datetime) -> int:
    """
    Close requests nobody rated within the limit, each as "no answer", which counts neither as solved nor as not.

    A closed one is not found again, so each sweep takes the next `SWEPT`, however many an outage has left behind.
    """
    silent = unrated_pks(SILENT, now=now, limit=SWEPT)
    for pk in sorted(silent):
        deed = Deed("rate", SILENT, "cases.case_closed", {}, {"rating": SILENT})
        move(by=by, case_id=pk, deed=deed, now=now)
    return len(silent)
