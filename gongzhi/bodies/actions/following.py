"""What comes and goes with an appointment: holders that are replaced, posts that follow it, what rests on it."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from gongzhi.bodies import rules
from gongzhi.bodies.actions.fitting import check_fit
from gongzhi.bodies.lists import PostPair
from gongzhi.bodies.models import Appointment, Body, Post
from gongzhi.bodies.queries import in_force
from gongzhi.kernel.verdicts import Refusal
from gongzhi.policy.packs import Pack

PAIRS = ("bodies", "post_pairs")
WORDS = 200  # what the column of a basis or reason holds
FOLLOWED, REPLACED = "随同任免", "另明确他人"


def relieve(post: Post, on: dt.date, basis: str) -> tuple[int, ...]:
    """End what anybody holds of a post on a day, because somebody else is named; return which appointments."""
    held = list(Appointment.objects.select_for_update(of=("self",)).filter(in_force(on), post=post).order_by("pk"))
    for each in held:
        end_with(each, on, "", f"{REPLACED}：{basis}"[:WORDS])
    return tuple(each.pk for each in held)


def end_with(held: Appointment, on: dt.date, way: str, reason: str) -> dict[str, object]:
    """End an appointment on a day, and with it those that rest on it; return how many of these there were."""
    held.to_on, held.end_kind, held.end_reason = on, way, reason
    held.save(update_fields=["to_on", "end_kind", "end_reason"])
    carried = [row for row in held.carries.order_by("pk") if row.to_on is None or row.to_on > on]
    for row in carried:
        end_with(row, max(on, row.from_on), way, reason)
    return {"with_it": [row.pk for row in carried]} if carried else {}


def let_follow(pack: Pack, leader: Appointment, body: Body) -> dict[str, object]:
    """
    Let a person take the posts at the same area that follow the one just taken, from the same day.

    Return the appointments made, and the posts that could not follow with what stood in the way.
    """
    made, failed = [], []
    for pair in (item.read_as(PostPair) for item in pack.list(*PAIRS).items if PAIRS in pack.list_names()):
        if pair.rule != "follows" or leader.post.kind not in pair.first.posts:
            continue
        still_open = Q(body__closed_on=None) | Q(body__closed_on__gt=leader.from_on)
        posts = Post.objects.filter(still_open, body__path=body.path, kind__in=pair.second.posts)
        for post in posts.select_related("body").order_by("pk"):
            try:
                made.append(_follow(pack, post, leader))
            except Refusal as refusal:
                failed.append([post.pk, refusal.code])
    return ({"followed": made} if made else {}) | ({"not_followed": failed} if failed else {})


def _follow(pack: Pack, post: Post, leader: Appointment) -> int:
    """Let the person of one appointment hold another post over the same days; return the new appointment."""
    with transaction.atomic():
        relieve(post, leader.from_on, leader.basis)
        check_fit(pack, post, post.body, leader.person, rules.Term(leader.from_on, leader.to_on))
        return Appointment.objects.create(
            post=post,
            person=leader.person,
            seat=1,
            from_on=leader.from_on,
            to_on=leader.to_on,
            rests_on=leader,
            basis=f"{FOLLOWED}{leader.post.title}：{leader.basis}"[:WORDS],
        ).pk
