"""Allot the posts of an establishment to towns, and fill them."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from gongzhi.cadres import rules
from gongzhi.cadres.fields import ROOM
from gongzhi.cadres.lists import Scheme
from gongzhi.cadres.models import Allotment, Filling
from gongzhi.cadres.quotas import locked_quota, top_of, use
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.models import Person
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import area_line

ALLOT = "cadres.allot_posts"


@transaction.atomic
def allot_posts(*, by: Actor, scheme: str, area_id: int, posts: int, basis: str, now: dt.datetime) -> Allotment:
    """
    Let a town have so many posts of an establishment; a new number takes the place of the old one.

    :raises NotVisible: the actor allots no posts there.
    :raises Refusal: the total does not hold it, more are filled already, the basis is missing, or the total is not set.
    """
    today = localdate(now)
    area = area_line(area_id, today)
    if not by.may(ALLOT, area.path):
        raise NotVisible
    pack = pack_at(path=area.path, on=today)
    item = pack.list(ROOM, "schemes").item(scheme)
    if item is None or area.level != item.read_as(Scheme).level:
        raise Refusal("cadres.scheme_unknown", figures={"scheme": scheme})
    if not basis.strip():
        raise Refusal("cadres.basis_missing")
    rule = item.read_as(Scheme)
    most = int(str(pack.needed(ROOM, rule.total, today)))
    source = pack.figure(ROOM, rule.total, today).source
    quota = locked_quota(key=scheme, path=top_of(area.path, rule.total_level), year=0, most=most)
    allotment = Allotment.objects.filter(quota=quota, area_id=area.id).first() or Allotment(
        quota=quota, area_id=area.id, path=area.path, posts=0
    )
    rules.may_allot(posts=posts, filled=allotment.filled).or_refuse()
    more = posts - allotment.posts
    use(quota, more=more, most=most, label=item.label(), source=source, source_text=pack.source_text(source))
    allotment.posts, allotment.basis = posts, basis.strip()
    allotment.save()
    _write(by, "cadres.posts_allotted", allotment, now, {"allotted": posts, "source": source})
    return allotment


@transaction.atomic
def fill_allotment(*, by: Actor, allotment_id: int, person_id: int, from_on: dt.date, now: dt.datetime) -> Filling:
    """
    Let a person take up one of the posts that a town has.

    :raises NotVisible: the allotment is not for this actor, or there is no such person.
    :raises Refusal: all posts of the town are filled, or the person takes up one already.
    """
    allotment = _locked(by, allotment_id)
    if not Person.objects.filter(pk=person_id).exists():
        raise NotVisible
    verdict = rules.has_room(used=allotment.filled, more=1, most=allotment.posts)
    if not verdict.ok:
        raise Refusal("cadres.posts_filled", figures=verdict.figures)
    try:
        with transaction.atomic():
            filling = Filling.objects.create(allotment=allotment, person_id=person_id, from_on=from_on)
    except IntegrityError as error:
        raise Refusal("cadres.fills_already") from error
    allotment.filled += 1
    allotment.save(update_fields=["filled"])
    _write(by, "cadres.post_filled", allotment, now, {"person": person_id, "from": from_on.isoformat()})
    return filling


@transaction.atomic
def end_filling(*, by: Actor, filling_id: int, last_on: dt.date, reason: str, now: dt.datetime) -> Filling:
    """
    Let a post that a person takes up be free again after a last day.

    :raises NotVisible: there is no such person in a post for this actor.
    :raises Refusal: the day lies before the first one, or the reason is missing.
    """
    found = Filling.objects.filter(pk=filling_id, last_on=None).first()
    if found is None:
        raise NotVisible
    allotment = _locked(by, found.allotment_id)
    filling = Filling.objects.select_for_update().get(pk=filling_id)
    if not reason.strip():
        raise Refusal("cadres.reason_missing")
    if last_on < filling.from_on:
        raise Refusal("cadres.ends_before", figures={"from_on": filling.from_on, "last_on": last_on})
    if filling.last_on is not None:
        raise Refusal("cadres.over", figures={"on": filling.last_on})
    filling.last_on, filling.end_reason = last_on, reason.strip()
    filling.save(update_fields=["last_on", "end_reason"])
    allotment.filled -= 1
    allotment.save(update_fields=["filled"])
    _write(by, "cadres.post_freed", allotment, now, {"person": filling.person_id, "on": last_on.isoformat()})
    return filling


def _locked(by: Actor, allotment_id: int) -> Allotment:
    """Return an allotment whose posts the actor may fill, its row locked."""
    allotment = Allotment.objects.select_for_update().filter(pk=allotment_id).first()
    if allotment is None or not by.may("cadres.fill_posts", allotment.path):
        raise NotVisible
    return allotment


def _write(by: Actor, code: str, allotment: Allotment, now: dt.datetime, figures: Mapping[str, object]) -> None:
    write_entry(
        code=code,
        by=by,
        now=now,
        subject=("cadres.allotment", allotment.pk),
        area_path=allotment.path,
        figures=figures,
    )
