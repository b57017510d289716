"""Move a request one step on: what every deed has in common."""

import datetime as dt
import hmac
from dataclasses import dataclass, field

from django.db.models import Q

from gongzhi.bodies.queries import nearest_body
from gongzhi.cases import rules
from gongzhi.cases.models import Case
from gongzhi.cases.queries import CLAIM_GROUP, normal_claim, pack_for, ties_of
from gongzhi.kernel.actors import Actor, system_actor
from gongzhi.kernel.counters import bump
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.queries import entries_of
from gongzhi.kernel.sealing import blind_index
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Pack
from gongzhi.procedures import rules as steps
from gongzhi.procedures.actions import Evidence, Moved, attempted, close_step
from gongzhi.procedures.definitions import RELATIONS, Definition, Step
from gongzhi.procedures.queries import definition_of, open_steps

KIND = "cases.case"
ARCHIVIST = system_actor("archive")
OPEN, FILED = "cases.open", "cases.filed"


@dataclass(frozen=True, slots=True)
class Deed:
    """
    Hold what somebody wants to do with a request.

    `name` is the deed of the procedure, `outcome` how the step is to end, `code` how the journal calls it. `changes`
    are columns of the request that are written with it.
    """

    name: str
    outcome: str
    code: str
    evidence: Evidence
    changes: dict[str, object] = field(default_factory=dict)
    is_by_applicant: bool = False


def found(case_id: int) -> Case:
    """
    Return a request as it is now, without locking its row.

    :raises NotVisible: there is none.
    """
    case = Case.objects.select_related("run").filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


def locked(case_id: int) -> Case:
    """
    Return a request with its row locked.

    :raises NotVisible: there is none.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("run").filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


def check_applicant(*, by: Actor, case: Case, claim_code: str) -> None:
    """
    Do nothing when the actor is who asked.

    :raises NotVisible: the actor is somebody else, and the claim code is not of this request.
    """
    is_person = by.person_id is not None and by.person_id == case.applicant_person
    index = blind_index(normal_claim(claim_code), group=CLAIM_GROUP)
    if not (is_person or by.is_system or hmac.compare_digest(index, bytes(case.claim_index))):
        raise NotVisible


def step_for(definition: Definition, case: Case, deed: str) -> Step:
    """
    Return the open step if it asks for this deed, else the first step that does (which is then refused as not open).

    :raises Refusal: the procedure has no such step.
    """
    if case.step and definition.step(case.step).deed == deed:
        return definition.step(case.step)
    first = next((step for step in definition.steps if step.deed == deed), None)
    if first is None:
        raise Refusal("cases.no_such_step", figures={"procedure": str(definition.title)}, sources=(definition.source,))
    return first


def check_actor(*, by: Actor, case: Case, step: Step, deed: Deed) -> None:
    """
    Do nothing when the actor may do this deed.

    :raises Refusal: the step belongs to another post or person, or the request is the actor's own.
    """
    ties = ties_of(case)
    relations = rules.relations(by=by, ties=ties, is_applicant=deed.is_by_applicant)
    if not deed.is_by_applicant:
        rules.may_decide_alone(by=by, ties=ties).or_refuse()
    posts = rules.posts_over(by=by, path=case.area_path)
    if not (deed.is_by_applicant or rules.has_right(by=by, deed=deed.name, ties=ties)):
        posts, relations = frozenset(), frozenset()
    steps.may_act(step=step, relations=relations, posts=posts).or_refuse()


def move(*, by: Actor, case_id: int, deed: Deed, now: dt.datetime) -> Case:
    """
    Do a deed in one transaction: close the open step, open the one that follows, and write it down.

    :raises NotVisible: the request is nothing to this actor.
    :raises Refusal: the step is not open, not the actor's, or lacks evidence; the attempt is journalled.
    """
    case = found(case_id)
    if not (deed.is_by_applicant or rules.may_read(by=by, ties=ties_of(case))):
        raise NotVisible
    with attempted(by=by, subject=(KIND, case.pk), area_path=case.area_path, deed=deed.name, now=now):
        case = locked(case_id)
        pack, step = pack_for(case, now.date()), check_step(by=by, case=case, deed=deed)
        moved = close_step(
            by=by, run_id=case.run_id, key=step.key, outcome=deed.outcome, evidence=deed.evidence, pack=pack, now=now
        )
        for name, value in deed.changes.items():
            setattr(case, name, value)
        settle(case, archived(moved, pack=pack, now=now), now=now)
        case.save()
        _journal(by, case, deed, moved, now)
    return case


def check_step(*, by: Actor, case: Case, deed: Deed) -> Step:
    """
    Return the step that a deed is to close.

    :raises Refusal: it is not open, which is said before anything about the actor, or it is not the actor's.
    """
    definition = definition_of(case.run)
    step = step_for(definition, case, deed.name)
    waiting = [record.key for record in open_steps(case.run_id)]
    steps.is_open(definition=definition, step=step, open_keys=waiting).or_refuse()
    check_actor(by=by, case=case, step=step, deed=deed)
    return step


def last_deed(case: Case) -> int | None:
    """Return the entry of what was last done with a request; looks and attempts are no deeds."""
    deeds = Q(code__startswith="cases.case_") | Q(code="cases.return_ruled")
    return entries_of((KIND, case.pk)).filter(deeds).order_by("-id").values_list("pk", flat=True).first()


def _journal(by: Actor, case: Case, deed: Deed, moved: Moved, now: dt.datetime) -> None:
    figures = {
        "step": moved.closed.key,
        "outcome": deed.outcome,
        "due": moved.closed.due_at.isoformat() if moved.closed.due_at else None,
        "next": moved.opened.key if moved.opened else None,
    }
    write_entry(
        code=deed.code,
        by=by,
        now=now,
        subject=(KIND, case.pk),
        area_path=case.area_path,
        pack_ref=moved.run.pack_ref,
        figures=figures,
        follows=last_deed(case),
    )


def archived(moved: Moved, *, pack: Pack, now: dt.datetime) -> Moved:
    """Close the archiving steps that a deed has led to: nobody has to press a button for them."""
    while moved.opened is not None:
        step = moved.definition.step(moved.opened.key)
        if step.deed != "archive":
            break
        moved = close_step(
            by=ARCHIVIST, run_id=moved.run.pk, key=step.key, outcome=step.outcomes[0].key, evidence={}, pack=pack,
            now=now,
        )  # fmt: skip
    return moved


def settle(case: Case, moved: Moved, *, now: dt.datetime) -> None:
    """Write onto the request which step is open now, until when, and who must act."""
    case.risen_at, case.risen_to, case.risen_post = None, "", None
    if moved.opened is None:
        case.step, case.deed, case.waits_for, case.closed_at = "", "", rules.Waits.NOBODY, now
        case.due_at, case.due_unit = None, ""
        bump(name=OPEN, path=case.area_path, by=-1)
        return
    step = moved.definition.step(moved.opened.key)
    case.step, case.deed = step.key, step.deed
    case.due_at, case.due_unit = moved.opened.due_at, moved.opened.due_unit
    case.waits_for = rules.Waits.APPLICANT if "applicant" in step.by else rules.Waits.STAFF
    if case.waits_for == rules.Waits.STAFF:
        hold(case, step, on=now.date())


def hold(case: Case, step: Step, *, on: dt.date) -> None:
    """Put the request into the hands of its handler, or of the nearest post that the step names."""
    if "holder" in step.by and (case.handler_body or case.handler_person):
        case.holder_body, case.holder_person = case.handler_body, case.handler_person
        case.holder_name = case.handler_name
        return
    kinds = tuple(name for name in step.by if name not in RELATIONS)
    body_id, name = nearest_body(kinds=kinds, path=case.area_path, on=on) or (None, "")
    case.holder_body, case.holder_person, case.holder_name = body_id, None, name
