"""Let the pair of unit and place follow the cadre, and say why a place is in two programmes."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localdate

from gongzhi.bodies.actions import end_relation, relate_bodies
from gongzhi.bodies.models import BodyLink
from gongzhi.cadres.models import PairMark, Posting
from gongzhi.cadres.pairing import pairs_left_by, party_organisation_at
from gongzhi.cadres.queries import KEEP_POSTINGS, LIVING, role_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.queries import pack_at


@transaction.atomic
def pair_posting(*, by: Actor, posting_id: int, now: dt.datetime) -> BodyLink:
    """
    Pair the sending unit with the Party organisation of the place its cadre is at, instead of where it has none left.

    :raises NotVisible: the posting is not for this actor, or the actor relates no bodies there.
    :raises Refusal: the role makes no pairs, the place has no Party organisation, or the pair stands.
    """
    posting = Posting.objects.select_for_update(of=("self",)).filter(LIVING, pk=posting_id, last_on=None).first()
    if posting is None or not by.may(KEEP_POSTINGS, posting.path):
        raise NotVisible
    today = localdate(now)
    pack = pack_at(path=posting.path, on=today)
    rule = role_of(pack, posting.role)
    other = party_organisation_at(posting.path, today)
    if not rule.pairs or posting.sender_id is None:
        raise Refusal("cadres.makes_no_pair")
    if other is None:
        raise Refusal("cadres.no_party_organisation")
    for left in pairs_left_by(posting.sender_id, rule.pairs):
        end_relation(by=by, link_id=left, on=today, now=now)
    pair = relate_bodies(
        by=by,
        kind=rule.pairs,
        subject_id=posting.sender_id,
        other_id=other.id,
        instrument=pack.source_text(rule.source, "zh"),
        from_on=today,
        now=now,
    )
    write_entry(
        code="cadres.posting_paired",
        by=by,
        now=now,
        subject=("cadres.posting", posting.pk),
        area_path=posting.path,
        figures={"body": posting.sender_id, "other": other.id},
    )
    return pair


@transaction.atomic
def mark_overlap(*, by: Actor, link_id: int, reason: str, now: dt.datetime) -> PairMark:
    """
    Say why a place that another programme of pairs has is in this one too.

    :raises NotVisible: the pair is not for this actor.
    :raises Refusal: the reason is missing, or one is given already.
    """
    link = BodyLink.objects.select_for_update(of=("self",)).select_related("other").filter(pk=link_id).first()
    if link is None or not by.may(KEEP_POSTINGS, link.other.path):
        raise NotVisible
    if not reason.strip():
        raise Refusal("cadres.reason_missing")
    if PairMark.objects.filter(link=link).exists():
        raise Refusal("cadres.marked_already")
    mark = PairMark.objects.create(link=link, reason=reason.strip())
    write_entry(
        code="cadres.overlap_marked",
        by=by,
        now=now,
        subject=("bodies.body", link.other_id),
        area_path=link.other.path,
        figures={"reason": mark.reason},
    )
    return mark
