"""One request: its number and claim code, whom it is shown to, and how it stands on its way."""

import datetime as dt
import re
from collections.abc import Sequence

from django.utils.translation import get_language

from gongzhi.bodies.queries import body_line
from gongzhi.cases import rules
from gongzhi.cases.models import Case
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.sealing import blind_index, unseal
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.kernel.workdays import CHINA
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.procedures import rules as steps
from gongzhi.procedures.definitions import Step
from gongzhi.procedures.queries import Definition, StepRecord, definition_of, steps_of

CLAIM_GROUP = "cases.claim"
PHONE_GROUP = "phone"
PHONE_COLUMN = "cases.phone"
NAME_COLUMN = "cases.name"
CLAIM = re.compile(r"[2-9A-HJKMNP-Z]{8}")
NUMBER = re.compile(r"\d{8}-?(\d{5,12})")
MOST_LOOKS = 50


def number_of(case: Case) -> str:
    """Return the number people quote: the day it was filed and its place in the register."""
    return f"{case.filed_at.astimezone(CHINA):%Y%m%d}-{case.pk:06}"


def pk_in(number: str) -> int | None:
    """Return the row that a quoted number means, None when it is no number."""
    found = NUMBER.fullmatch(number.strip())
    return int(found[1]) if found else None


def normal_claim(text: str) -> str:
    """Return a claim code as typed, without dashes and blanks, in capitals."""
    return re.sub(r"[\s\-—–]+", "", text).upper()


def ties_of(case: Case) -> rules.Ties:
    """Return who a request belongs to."""
    return rules.Ties(
        area_path=case.area_path,
        holder_body=case.holder_body,
        holder_person=case.holder_person,
        handler_body=case.handler_body,
        handler_person=case.handler_person,
        applicant_person=case.applicant_person,
    )


def case_for(by: Actor, pk: int) -> Case:
    """
    Return a request the actor may see.

    :raises NotVisible: there is none, or it is nothing to this actor.
    """
    case = Case.objects.select_related("run").filter(pk=pk).first()
    if case is None or not rules.may_read(by=by, ties=ties_of(case)):
        raise NotVisible
    return case


def case_by_claim(code: str) -> Case | None:
    """Return the request of a claim code as somebody typed it."""
    plain = normal_claim(code)
    if not CLAIM.fullmatch(plain):
        return None
    return Case.objects.select_related("run").filter(claim_index=blind_index(plain, group=CLAIM_GROUP)).first()


def case_row(pk: int) -> Case:
    """Return a request whose reader has been checked already: by the claim code, or as who asked."""
    return Case.objects.select_related("run").get(pk=pk)


def is_applicant(by: Actor, pk: int) -> bool:
    """Tell whether the actor is the person who filed a request."""
    return by.person_id is not None and Case.objects.filter(pk=pk, applicant_person=by.person_id).exists()


def name_of(case: Case) -> str:
    """Return how the applicant wishes to be called, "" for none; callers show it only to whom it is shown."""
    return unseal(case.name_sealed, column=NAME_COLUMN, row=case.seal_key) if case.name_sealed else ""


def phone_of(case: Case) -> str:
    """Return the phone the applicant left, "" for none; callers show it only to whom it is shown."""
    return unseal(case.phone_sealed, column=PHONE_COLUMN, row=case.seal_key) if case.phone_sealed else ""


def looks_at(pk: int) -> Sequence[Entry]:
    """Return who looked at the phone of a request, newest first."""
    entries = Entry.objects.filter(subject_kind="cases.case", subject_id=pk, code="cases.phone_shown")
    return list(entries.order_by("-pk")[:MOST_LOOKS])


def definition_for(case: Case) -> Definition:
    """Return the procedure a request was opened under."""
    return definition_of(case.run)


def pack_for(case: Case, on: dt.date) -> Pack:
    """Return the pack in force where a request is, on a day."""
    return pack_at(path=case.area_path, on=on)


def language() -> str:
    """Return the language of the reader."""
    return get_language() or "zh-hans"


def handling_body(case: Case) -> str:
    """Return the name of the body that handles or holds a request, "" while none does."""
    body_id = case.handler_body or case.holder_body
    return body_line(body_id).name if body_id else ""


def last_given(case: Case) -> StepRecord | None:
    """Return the step by which a request was given to whoever handles it, None before that."""
    given = [record for record in steps_of(case.run_id) if record.closed_at and record.evidence.get("receiver")]
    return given[-1] if given else None


def may_reopen(case: Case) -> bool:
    """Tell whether who asked may have a closed request done again."""
    definition = definition_of(case.run)
    return case.closed_at is not None and steps.may_reopen(definition=definition, times=case.run.reopened).ok


def may_press(by: Actor, case: Case, step: Step | None) -> bool:
    """Tell whether the actor may do, as staff, what a step of a request asks for; nobody decides alone on one's own."""
    if step is None:
        return False
    ties = ties_of(case)
    relations = rules.relations(by=by, ties=ties, is_applicant=False) - {"applicant"}
    right = rules.has_right(by=by, deed=step.deed, ties=ties) and rules.may_decide_alone(by=by, ties=ties).ok
    posts = rules.posts_over(by=by, path=case.area_path)
    return right and steps.may_act(step=step, relations=relations, posts=posts).ok
