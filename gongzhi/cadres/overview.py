"""What is to be done about postings of an area: who is late, where a place stood empty, what has no pair."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from gongzhi.cadres import rules
from gongzhi.cadres.coverage import Covered, coverages_for
from gongzhi.cadres.fields import ROOM, label_of
from gongzhi.cadres.lists import Role
from gongzhi.cadres.models import Posting
from gongzhi.cadres.pairing import Unpaired, unpaired
from gongzhi.cadres.queries import due_day, in_state, late_of, postings_in, role_of
from gongzhi.kernel.actors import Actor
from gongzhi.policy.packs import Pack
from gongzhi.policy.queries import pack_at


@dataclass(frozen=True, slots=True)
class Late:
    """Hold a posting with the steps that were taken late or are not taken, and the day they were due."""

    posting: Posting
    role: str
    steps: tuple[str, ...]
    due: dt.date


@dataclass(frozen=True, slots=True)
class Gap:
    """Hold the days a place stood empty between two cadres in a role."""

    before: Posting
    after: Posting
    role: str
    days: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page of an area shows first: how many are where, and what somebody has to press."""

    planned: int
    there: int
    over: int
    late: tuple[Late, ...]
    gaps: tuple[Gap, ...]
    pairs: Unpaired
    coverages: tuple[Covered, ...]


def overview_for(by: Actor, path: str, on: dt.date) -> Overview:
    """
    Return what is to be done about the postings at and under an area.

    :raises NotVisible: the postings of this area are not for this actor.
    """
    rows = postings_in(by, path, on=on)
    planned, there, over = (rows.filter(in_state(state, on)).count() for state in ("planned", "there", "over"))
    return Overview(
        planned=planned,
        there=there,
        over=over,
        late=late_in(by, path, on),
        gaps=gaps_in(by, path, on),
        pairs=unpaired(pack_at(path=path, on=on), path, on),
        coverages=coverages_for(by, path, on),
    )


def late_in(by: Actor, path: str, on: dt.date) -> tuple[Late, ...]:
    """
    Return the postings of which a step was taken late, or is not taken though its day is over.

    :raises NotVisible: the postings of this area are not for this actor.
    """
    pack = pack_at(path=path, on=on)
    roles = _roles_with(pack, "due_by")
    rows = postings_in(by, path, on=on).filter(role__in=roles).order_by("path", "role", "pk")
    found = ((row, late_of(pack, row, on), due_day(pack, role_of(pack, row.role), row)) for row in rows)
    return tuple(Late(row, label_of(pack, "roles", row.role), steps, due) for row, steps, due in found if steps and due)


def gaps_in(by: Actor, path: str, on: dt.date) -> tuple[Gap, ...]:
    """
    Return where a place stood empty longer than it may between a cadre and the next one in a role.

    :raises NotVisible: the postings of this area are not for this actor.
    """
    pack = pack_at(path=path, on=on)
    roles = _roles_with(pack, "gap")
    rows = postings_in(by, path, on=on).filter(role__in=roles, arrived_on__lte=on)
    at: dict[tuple[str, str], list[Posting]] = defaultdict(list)
    for row in rows.order_by("path", "role", "arrived_on", "pk"):
        at[row.path, row.role].append(row)
    found = [gap for each in at.values() for before, after in pairwise(each) if (gap := _gap(pack, before, after))]
    return tuple(found)


def _gap(pack: Pack, before: Posting, after: Posting) -> Gap | None:
    if before.last_on is None or after.arrived_on is None:
        return None
    most = pack.figure(ROOM, role_of(pack, before.role).gap, after.arrived_on).as_run
    days = rules.gap_days(last_on=before.last_on, next_on=after.arrived_on)
    if not isinstance(most, int) or days <= most:
        return None
    return Gap(before, after, label_of(pack, "roles", before.role), days)


def _roles_with(pack: Pack, name: str) -> list[str]:
    """Return the roles of which a place asks this."""
    return [item.key for item in pack.list(ROOM, "roles").items if getattr(item.read_as(Role), name)]
