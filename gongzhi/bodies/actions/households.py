"""Tie households to a group or to a member who keeps in contact with them; a household may wish no contact."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.bodies import rules
from gongzhi.bodies.actions.members import described_body
from gongzhi.bodies.models import Body, ContactRefusal, HouseholdTie, Member
from gongzhi.bodies.placing import TIERS, tiers_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Household, Person
from gongzhi.policy.queries import pack_at

CONTACT, GROUPED = HouseholdTie.Kind.CONTACT.value, HouseholdTie.Kind.GROUPED.value


@transaction.atomic
def group_household(*, by: Actor, body_id: int, household_id: int, now: dt.datetime) -> HouseholdTie:
    """
    Put a household into a household group; it is in one group at most.

    :raises NotVisible: the group or the household is not for this actor.
    :raises Refusal: the body is no household group, or the household is in a group already.
    """
    body, household = _pair(by, body_id, household_id)
    if body.kind != "household_group":
        raise Refusal("bodies.not_a_household_group", figures={"name": body.name})
    return _tie(by, body, household, GROUPED, None, now)


@transaction.atomic
def link_household(*, by: Actor, body_id: int, household_id: int, person_id: int, now: dt.datetime) -> HouseholdTie:
    """
    Let a member of a Party body keep in contact with a household.

    :raises NotVisible: the body or the household is not for this actor.
    :raises Refusal: the household wishes no contact, the person is no member, or the body is on the wrong tier.
    """
    body, household = _pair(by, body_id, household_id)
    if ContactRefusal.objects.filter(household=household, to_on=None).exists():
        raise Refusal("bodies.contact_refused", figures={"address": household.address})
    if not Member.objects.filter(body=body, person_id=person_id, to_on=None).exists():
        raise Refusal("bodies.not_a_member", figures={"name": body.name})
    pack = pack_at(path=body.path, on=localdate(now))
    verdict = rules.may_be_tied(tiers_of(pack), tie=CONTACT, tier=body.tier)
    if not verdict.ok:
        found = pack.list(*TIERS)
        told = {"label": body.name, "order": "—".join(item.label() for item in found.items)}
        raise Refusal(verdict.code, figures=told, sources=(found.source,))
    return _tie(by, body, household, CONTACT, person_id, now)


@transaction.atomic
def refuse_contact(*, by: Actor, household_id: int, now: dt.datetime) -> ContactRefusal:
    """
    Record that a household wishes no contact by Party members; contacts it has end today.

    :raises NotVisible: the actor neither belongs to the household nor keeps the register there.
    :raises Refusal: it is recorded already.
    """
    household = _own_or_kept(by, household_id)
    today = localdate(now)
    try:
        with transaction.atomic():
            refusal = ContactRefusal.objects.create(household=household, from_on=today)
    except IntegrityError as error:
        raise Refusal("bodies.contact_refused", figures={"address": household.address}) from error
    ended = HouseholdTie.objects.filter(household=household, kind=CONTACT, to_on=None).update(to_on=today)
    _write(by, "bodies.contact_refused", household, {"ended": ended}, now)
    return refusal


@transaction.atomic
def allow_contact(*, by: Actor, household_id: int, now: dt.datetime) -> None:
    """
    Record that a household no longer refuses contact.

    :raises NotVisible: the actor neither belongs to the household nor keeps the register there, or nothing is refused.
    """
    household = _own_or_kept(by, household_id)
    if not ContactRefusal.objects.filter(household=household, to_on=None).update(to_on=localdate(now)):
        raise NotVisible
    _write(by, "bodies.contact_allowed", household, {}, now)


@transaction.atomic
def end_tie(*, by: Actor, tie_id: int, on: dt.date, now: dt.datetime) -> HouseholdTie:
    """
    Take a household out of a group, or end a contact, on a day.

    :raises NotVisible: there is no such tie in force for this actor.
    :raises Refusal: the day lies before its beginning.
    """
    tie = (
        HouseholdTie.objects.select_for_update(of=("self",))
        .select_related("body", "household")
        .filter(pk=tie_id)
        .first()
    )
    if tie is None or tie.to_on is not None or not by.may("bodies.describe_body", tie.body.path):
        raise NotVisible
    if on < tie.from_on:
        raise Refusal("bodies.term_backwards", figures={"from_on": tie.from_on, "to_on": on})
    tie.to_on = on
    tie.save(update_fields=["to_on"])
    _write(by, "bodies.tie_ended", tie.household, {"body": tie.body_id, "kind": tie.kind}, now)
    return tie


def _pair(by: Actor, body_id: int, household_id: int) -> tuple[Body, Household]:
    body = described_body(by, body_id)
    household = Household.objects.select_for_update().filter(pk=household_id).first()
    if household is None or not _is_near(household.area_path, body.path):
        raise NotVisible
    return body, household


def _is_near(household_path: str, body_path: str) -> bool:
    """Tell whether a household lies in the area of a body, or a body in the area a household is registered at."""
    return is_within(household_path, body_path) or is_within(body_path, household_path)


def _own_or_kept(by: Actor, household_id: int) -> Household:
    household = Household.objects.select_for_update().filter(pk=household_id).first()
    if household is None:
        raise NotVisible
    is_own = by.person_id is not None and Person.objects.filter(pk=by.person_id, household=household).exists()
    if not (is_own or by.may("bodies.describe_body", household.area_path)):
        raise NotVisible
    return household


def _tie(
    by: Actor, body: Body, household: Household, kind: str, person_id: int | None, now: dt.datetime
) -> HouseholdTie:
    try:
        with transaction.atomic():
            tie = HouseholdTie.objects.create(
                kind=kind, body=body, household=household, person_id=person_id, from_on=localdate(now)
            )
    except IntegrityError as error:
        code = "bodies.in_a_group" if kind == GROUPED else "bodies.contact_known"
        raise Refusal(code, figures={"address": household.address}) from error
    _write(by, "bodies.household_tied", household, {"body": body.pk, "kind": kind, "person": person_id}, now)
    return tie


def _write(by: Actor, code: str, household: Household, figures: dict[str, object], now: dt.datetime) -> None:
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("people.household", household.pk),
        area_path=household.area_path,
        figures=figures,
    )
