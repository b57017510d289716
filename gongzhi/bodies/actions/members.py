"""Members of bodies: who belongs, from which unit, and where they went when a body was merged or closed."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.actions.relations import check_open, related_body
from gongzhi.bodies.lists import MemberKind
from gongzhi.bodies.models import Body, Member
from gongzhi.bodies.queries import kind_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at


@transaction.atomic
def add_member(
    *,
    by: Actor,
    body_id: int,
    person_id: int,
    kind: str,
    now: dt.datetime,
    unit: str = "",
    from_on: dt.date | None = None,
    shares: int | None = None,
    reason: str = "",
) -> Member:
    """
    Record that a person belongs to a body as a member of a kind; without a day from today.

    `shares` are those of a collective, in hundredths of a share; `reason` is why somebody belongs where they do not
    live.

    :raises NotVisible: the body is not for this actor, or there is no such person.
    :raises Refusal: the kind does not fit the body, its unit or shares are not named, or the person lives elsewhere
        without a reason, or belongs already.
    """
    body = described_body(by, body_id)
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotVisible
    pack = pack_at(path=body.path, on=localdate(now))
    _check_member(pack, body, person_id, kind, unit.strip())
    _check_more(pack, body, person, kind, shares, reason)
    member = _insert(
        body, person_id, kind, unit.strip(), from_on or localdate(now), shares=shares, reason=reason.strip()
    )
    write_entry(
        code="bodies.member_added", by=by, now=now, subject=("bodies.body", body.pk), area_path=body.path,
        pack_ref=pack.ref, figures={"person": person_id, "kind": kind},
    )  # fmt: skip
    return member


@transaction.atomic
def move_members(*, by: Actor, from_id: int, to_id: int, on: dt.date, reason: str, now: dt.datetime) -> int:
    """
    Let all members of a body belong to another one from a day on; return how many.

    :raises NotVisible: one of the two bodies is not for this actor.
    :raises Refusal: the other one is closed, or no reason is given.
    """
    body = described_body(by, from_id)
    target = related_body(by, body.path, to_id)
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    members = hand_over(body, target, on, reason.strip())
    write_entry(
        code="bodies.members_moved",
        by=by,
        now=now,
        subject=("bodies.body", body.pk),
        area_path=body.path,
        figures={"to": target.pk, "members": members, "on": on.isoformat(), "reason": reason.strip()},
    )
    return members


@transaction.atomic
def end_membership(*, by: Actor, member_id: int, on: dt.date, reason: str, now: dt.datetime) -> Member:
    """
    End a membership on a day.

    :raises NotVisible: there is no such membership in force for this actor.
    :raises Refusal: no reason is given, or the day lies before the beginning.
    """
    member = Member.objects.select_for_update(of=("self",)).select_related("body").filter(pk=member_id).first()
    if member is None or member.to_on is not None or not by.may("bodies.describe_body", member.body.path):
        raise NotVisible
    if not reason.strip():
        raise Refusal("bodies.reason_missing")
    _end(member, on, reason.strip(), None)
    write_entry(
        code="bodies.membership_ended",
        by=by,
        now=now,
        subject=("bodies.body", member.body_id),
        area_path=member.body.path,
        figures={"person": member.person_id, "on": on.isoformat(), "reason": member.end_reason},
    )
    return member


def hand_over(body: Body, target: Body, on: dt.date, reason: str) -> int:
    """
    Let the members of a body belong to `target` from a day on, for an action that writes the entry; return how many.

    :raises Refusal: the day lies before the beginning of a membership.
    """
    members = list(Member.objects.select_for_update().filter(body=body, to_on=None).order_by("pk"))
    there = set(Member.objects.filter(body=target, to_on=None).values_list("person_id", flat=True))
    for member in members:
        _end(member, on, reason, target)
        if member.person_id not in there:
            _insert(
                target, member.person_id, member.kind, member.unit, max(on, member.from_on),
                shares=member.shares, reason=member.reason,
            )  # fmt: skip
    return len(members)


def described_body(by: Actor, body_id: int) -> Body:
    """
    Return an open body that the actor may write more about, its row locked.

    :raises NotVisible: it is not for this actor.
    :raises Refusal: it is closed.
    """
    body = Body.objects.select_for_update().filter(pk=body_id).first()
    if body is None or not by.may("bodies.describe_body", body.path):
        raise NotVisible
    check_open(body)
    return body


def _check_member(pack: Pack, body: Body, person_id: int, kind: str, unit: str) -> None:
    item = pack.list("bodies", "member_kinds").item(kind)
    if item is None:
        raise Refusal("bodies.member_kind_unknown", figures={"kind": kind})
    others = Member.objects.filter(Q(to_on=None), person_id=person_id, kind=kind).exclude(body=body)
    verdict = rules.may_be_member(
        item.read_as(MemberKind),
        body_kind=body.kind,
        group=kind_of(pack, body.kind).group,
        unit=unit,
        elsewhere=others.count(),
    )
    if not verdict.ok:
        raise Refusal(verdict.code, figures={"label": item.label(), "name": body.name})


def _check_more(pack: Pack, body: Body, person: Person, kind: str, shares: int | None, reason: str) -> None:
    """Refuse shares missing or out of place, and somebody who lives elsewhere without a reason."""
    item = pack.list("bodies", "member_kinds").item(kind)
    if item is None:
        return
    rule = item.read_as(MemberKind)
    if rule.shares != (shares is not None):
        raise Refusal("bodies.shares_unfit", figures={"label": item.label()})
    if rule.by_residence:
        home = person.household.area_path if person.household else person.area_path
        verdict = rules.belongs_there(home=home, path=body.path, reason=reason)
        if not verdict.ok:
            raise Refusal(verdict.code, figures={"name": body.name})


def _insert(
    body: Body, person_id: int, kind: str, unit: str, from_on: dt.date, *, shares: int | None = None, reason: str = ""
) -> Member:
    try:
        with transaction.atomic():
            return Member.objects.create(
                body=body, person_id=person_id, kind=kind, unit=unit, from_on=from_on, shares=shares, reason=reason
            )
    except IntegrityError as error:
        raise Refusal("bodies.member_already", figures={"name": body.name}) from error


def _end(member: Member, on: dt.date, reason: str, moved_to: Body | None) -> None:
    if on < member.from_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": member.from_on, "to_on": on})
    member.to_on, member.end_reason, member.moved_to = on, reason, moved_to
    member.save(update_fields=["to_on", "end_reason", "moved_to"])
