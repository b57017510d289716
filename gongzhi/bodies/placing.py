"""Where a body stands: its level, its parent, its tier; and which are attached to nothing yet."""

import datetime as dt
from collections.abc import Mapping

from gongzhi.bodies import rules
from gongzhi.bodies.fields import labels_of
from gongzhi.bodies.lists import Kind, Tier
from gongzhi.bodies.models import Body
from gongzhi.bodies.queries import BodyLine, bodies_within, kind_of, open_on
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import AreaLine, lines_of

TIERS = ("bodies", "tiers")


def tiers_of(pack: Pack) -> Mapping[str, Tier]:
    """Return the tiers of the Party's organisation in a place, in order; empty where the place names none."""
    if TIERS not in pack.list_names():
        return {}
    return {item.key: item.read_as(Tier) for item in pack.list(*TIERS).items}


def check_place(pack: Pack, body: Body, area: AreaLine, parent: Body | None, on: dt.date) -> str:
    """
    Return the tier on which a body stands at an area under a parent.

    :raises Refusal: its kind does not stand at this level or under this parent, there is one already, or the tiers of
        the place follow another order.
    """
    rule = kind_of(pack, body.kind)
    others = Body.objects.select_for_update().filter(open_on(on), path=area.path, kind=body.kind).exclude(pk=body.pk)
    above = rules.Parent(parent.kind, parent.path, parent.tier) if parent else None
    item = pack.list("bodies", "kinds").item(body.kind)
    told: dict[str, object] = {
        "label": item.label() if item else body.kind,
        "levels": _levels(pack, rule),
        "parents": labels_of(pack, "kinds", rule.parents),
    }
    verdict = rules.may_sit_at(rule, level=area.level, path=area.path, parent=above, others=len(others))
    if not verdict.ok:
        raise Refusal(verdict.code, figures={**verdict.figures, **told})
    verdict, tier = rules.tier_for(
        tiers_of(pack),
        kind=body.kind,
        level=area.level,
        domain=body.domain,
        above=parent.tier if parent else None,
        is_party=rule.group == "party",
    )
    if not verdict.ok:
        found = pack.list(*TIERS)
        order = "—".join(each.label() for each in found.items)
        raise Refusal(
            verdict.code, figures={**told, "order": order, "tiers": len(found.items)}, sources=(found.source,)
        )
    return tier


def unattached_bodies(by: Actor, path: str, on: dt.date) -> tuple[BodyLine, ...]:
    """
    Return the open bodies that belong on a tier of the place and hang under nothing yet.

    :raises NotVisible: the bodies of this area are not for this actor.
    """
    if not by.may("bodies.read_body", path):
        raise NotVisible
    tiers = tiers_of(pack_at(path=path, on=on))
    if not tiers:
        return ()
    loose = [line for line in bodies_within(path, on) if not line.tier and line.parent_id is None]
    levels = {area.id: area.level for area in lines_of([line.area_id for line in loose], on).values()}
    return tuple(
        line
        for line in loose
        if rules.fitting_tiers(tiers, kind=line.kind, level=levels.get(line.area_id, ""), domain=line.domain)
    )


def _levels(pack: Pack, rule: Kind) -> str:
    tiers = pack.list("territory", "tiers").items
    return "、".join(tier.label() for tier in tiers if tier.data.get("level") in rule.levels)
