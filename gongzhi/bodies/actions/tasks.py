"""What the parties managing an estate together agree on, who of them is responsible, and what came of it."""

import dataclasses
import datetime as dt
from fractions import Fraction

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.actions.members import described_body
from gongzhi.bodies.lists import Matter
from gongzhi.bodies.models import Body, BodyLink, JointTask
from gongzhi.bodies.queries import ballot_words, kind_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Item, Pack
from gongzhi.policy.queries import pack_at


@transaction.atomic
def agree_task(
    *,
    by: Actor,
    body_id: int,
    matter: str,
    title: str,
    responsible_id: int,
    agreed_on: dt.date,
    now: dt.datetime,
    vote: str = "",
    ballot: rules.OwnersVote | None = None,
) -> JointTask:
    """
    Record a task agreed on a day; `vote` names the vote that an owners' matter rests on, `ballot` what was counted.

    :raises NotVisible: the body is not for this actor.
    :raises Refusal: nobody of the parties is responsible, the owners have not voted or not agreed, or matter or title
        is missing.
    """
    body = described_body(by, body_id)
    pack = pack_at(path=body.path, on=localdate(now))
    item = pack.list("bodies", "joint_matters").item(matter)
    if item is None or not title.strip():
        raise Refusal("bodies.task_incomplete")
    task = JointTask(body=body, matter=matter, title=title.strip(), responsible_id=responsible_id, vote=vote.strip())
    task.agreed_on = agreed_on
    _rest_on_vote(pack, task, item, ballot)
    task.save()
    _write(by, "bodies.task_agreed", task, now)
    return task


@transaction.atomic
def finish_task(*, by: Actor, task_id: int, on: dt.date, result: str, now: dt.datetime) -> JointTask:
    """
    Record what came of a task.

    :raises NotVisible: there is no such open task for this actor.
    :raises Refusal: the result is missing, or the day lies before the agreement.
    """
    task = JointTask.objects.select_for_update(of=("self",)).select_related("body").filter(pk=task_id).first()
    if task is None or task.done_on is not None or not by.may("bodies.describe_body", task.body.path):
        raise NotVisible
    if not result.strip():
        raise Refusal("bodies.result_missing")
    if on < task.agreed_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": task.agreed_on, "to_on": on})
    task.done_on, task.result = on, result.strip()
    task.save(update_fields=["done_on", "result"])
    _write(by, "bodies.task_finished", task, now)
    return task


def _rest_on_vote(pack: Pack, task: JointTask, item: Item, ballot: rules.OwnersVote | None) -> None:
    """Let an owners' matter rest on what the owners have voted; refuse a task that none of the parties answers for."""
    rule = item.read_as(Matter)
    task.is_owners_matter = rule.owners
    parties = _parties(pack, task.body)
    is_party, is_counted = task.responsible_id in parties, ballot is not None
    verdict = rules.may_agree(rule, is_party=is_party, vote=task.vote, is_counted=is_counted)
    if not verdict.ok:
        told = {
            "label": item.label(),
            "parties": "、".join(parties.values()) or "—",
            "source": "、".join(pack.source_text(source) for source in verdict.sources),
        }
        raise Refusal(verdict.code, figures=told, sources=verdict.sources)
    if rule.owners and ballot is not None:
        _check_ballot(pack, item.label(), rule, ballot, task.agreed_on)
        task.ballot = dataclasses.asdict(ballot)


def _check_ballot(pack: Pack, label: str, rule: Matter, ballot: rules.OwnersVote, on: dt.date) -> None:
    """Refuse a vote in which too few owners took part or agreed, by area or by heads."""
    quorum, special = (Fraction(str(pack.needed("bodies", name, on))) for name in ("owners_quorum", "owners_special"))
    verdict = rules.owners_agreed(ballot, quorum=quorum, special=special if rule.special else None)
    if not verdict.ok:
        share = f"{special}" if rule.special else "1/2"
        told = {**verdict.figures, "label": label, "quorum": quorum, "share": share, "words": ballot_words(ballot)}
        raise Refusal(verdict.code, figures=told, sources=(rule.source,))


def _parties(pack: Pack, body: Body) -> dict[int, str]:
    """Return the bodies that manage an estate together, by id, with their names."""
    kinds = kind_of(pack, body.kind).joint_parties
    links = BodyLink.objects.filter(other=body, kind__in=kinds, to_on=None, subject__closed_on=None)
    return {link.subject_id: link.subject.name for link in links.select_related("subject").order_by("pk")}


def _write(by: Actor, code: str, task: JointTask, now: dt.datetime) -> None:
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("bodies.jointtask", task.pk),
        area_path=task.body.path,
        figures={"body": task.body_id, "matter": task.matter, "responsible": task.responsible_id},
    )
