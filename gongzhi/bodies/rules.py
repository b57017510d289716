"""May a body be registered as it is described; may a person hold a post."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gongzhi.bodies.lists import EndReason, Form, Kind, LinkKind, Matter, MemberKind, PostKind, Tier
from gongzhi.kernel.counting import MAJORITY_STRICT, Threshold
from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import Verdict

FOREVER = dt.date.max


@dataclass(frozen=True, slots=True)
class Term:
    """Hold the days from `from_on` until the day before `to_on`."""

    from_on: dt.date
    to_on: dt.date | None = None

    def overlaps(self, other: "Term") -> bool:
        """Tell whether some day belongs to both."""
        start = max(self.from_on, other.from_on)
        return start < min(self.to_on or FOREVER, other.to_on or FOREVER)


@dataclass(frozen=True, slots=True)
class Parent:
    """Hold what a rule asks of the body that another one hangs under."""

    kind: str
    path: str
    tier: str = ""


def may_sit_at(kind: Kind, *, level: str, path: str, parent: Parent | None, others: int) -> Verdict:
    """Tell whether a body of this kind may stand at an area; `others` counts its open ones there."""
    if level not in kind.levels:
        return Verdict(False, "bodies.level_unfit")
    if kind.single and others:
        return Verdict(False, "bodies.one_already")
    if parent is None:
        return Verdict(not kind.parents, "bodies.parent_missing" if kind.parents else "bodies.place_fits")
    if not is_within(path, parent.path):
        return Verdict(False, "bodies.parent_elsewhere")
    if kind.parents and parent.kind not in kind.parents:
        return Verdict(False, "bodies.parent_unfit")
    return Verdict(True, "bodies.place_fits")


def tier_for(
    tiers: Mapping[str, Tier], *, kind: str, level: str, domain: str, above: str | None, is_party: bool
) -> tuple[Verdict, str]:
    """
    Return the tier a body stands on, empty when it stands outside the tiers or is not attached yet.

    `above` is the tier of its parent, None without one. Tiers follow each other in order; under the last one nothing of
    the Party hangs.
    """
    fitting = fitting_tiers(tiers, kind=kind, level=level, domain=domain)
    in_order = [key for key in fitting if tiers[key].parent == (above or "")]
    if in_order:
        return Verdict(True, "bodies.tier_fits"), in_order[0]
    if fitting and above is not None:
        return Verdict(False, "bodies.tier_out_of_order"), ""
    is_last = bool(above) and not any(tier.parent == above and tier.kinds for tier in tiers.values())
    if is_party and is_last:
        return Verdict(False, "bodies.tier_beyond_last"), ""
    return Verdict(True, "bodies.outside_the_tiers"), ""


def fitting_tiers(tiers: Mapping[str, Tier], *, kind: str, level: str, domain: str) -> tuple[str, ...]:
    """Return the tiers that a body of this kind, level and domain can stand on."""
    return tuple(
        key
        for key, tier in tiers.items()
        if kind in tier.kinds and level in tier.levels and (not tier.domains or domain in tier.domains)
    )


def may_be_tied(tiers: Mapping[str, Tier], *, tie: str, tier: str) -> Verdict:
    """Tell whether a body of `tier` may be tied to households, where a place puts that on a tier of its own."""
    above = {each.parent for each in tiers.values() if each.ties == tie}
    ok = not above or tier in above
    return Verdict(ok, "bodies.can_be_tied" if ok else "bodies.tier_out_of_order")


def may_be_member(rule: MemberKind, *, body_kind: str, group: str, unit: str, elsewhere: int) -> Verdict:
    """Tell whether a person may join a body as a member of this kind; `elsewhere` counts other bodies of that kind."""
    if (rule.bodies or rule.groups) and body_kind not in rule.bodies and group not in rule.groups:
        return Verdict(False, "bodies.member_unfit")
    if rule.unit and not unit:
        return Verdict(False, "bodies.unit_missing")
    if rule.one_body and elsewhere:
        return Verdict(False, "bodies.member_elsewhere")
    return Verdict(True, "bodies.can_join")


def may_head_households(*, is_of_group: bool, born_on: dt.date | None, adult_from: int, on: dt.date) -> Verdict:
    """Tell whether a person may head a household group: of one of its households, and an adult on that day."""
    if not is_of_group:
        return Verdict(False, "bodies.head_of_no_household")
    if born_on is None:
        return Verdict(False, "bodies.birth_unknown")
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    ok = years >= adult_from
    return Verdict(ok, "bodies.can_head" if ok else "bodies.head_not_adult", {"years": years, "least": adult_from})


@dataclass(frozen=True, slots=True)
class OwnersVote:
    """
    Hold a vote of the owners of an estate, counted twice: by area and by heads.

    Each is that of all owners, of those taking part, and of those in favour; areas in hundredths of a square metre.
    """

    area: int
    area_present: int
    area_for: int
    people: int
    people_present: int
    people_for: int


def may_agree(matter: Matter, *, is_party: bool, vote: str, is_counted: bool) -> Verdict:
    """Tell whether a task may be agreed on: a party is responsible, and an owners' matter rests on a counted vote."""
    if not is_party:
        return Verdict(False, "bodies.not_a_party")
    if matter.owners and not (vote and is_counted):
        return Verdict(False, "bodies.owners_vote_missing", sources=(matter.source,) if matter.source else ())
    return Verdict(True, "bodies.can_be_agreed")


def owners_agreed(vote: OwnersVote, *, quorum: Fraction, special: Fraction | None) -> Verdict:
    """
    Tell whether the owners decided: enough of them took part, and enough of those agreed, by area and by heads.

    `special` is the share in favour that a special matter asks for; other matters ask for more than half (Civil Code,
    art. 278).
    """
    told = dataclasses.asdict(vote)
    sides = ((vote.area, vote.area_present, vote.area_for), (vote.people, vote.people_present, vote.people_for))
    if not all(0 <= agreed <= present <= everybody for everybody, present, agreed in sides):
        return Verdict(False, "bodies.vote_miscounted", told)
    took_part = Threshold(quorum, is_inclusive=True)
    if not all(present >= took_part.needed(everybody) for everybody, present, _ in sides):
        return Verdict(False, "bodies.owners_too_few", told)
    in_favour = Threshold(special, is_inclusive=True) if special else MAJORITY_STRICT
    ok = all(agreed >= in_favour.needed(present) for _, present, agreed in sides)
    return Verdict(ok, "bodies.owners_agreed" if ok else "bodies.owners_against", told)


def missing_fields(asks: Sequence[str], given: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields asked for that nothing was written into; `false` is something."""
    return tuple(name for name in asks if given.get(name) in (None, "", (), []))


def missing_links(asks: Sequence[str], given: Mapping[str, Collection[int]]) -> tuple[str, ...]:
    """Return the relations asked for that name no other body."""
    return tuple(kind for kind in asks if not given.get(kind))


def stands_apart(chosen: Sequence[str], *, alone: Collection[str]) -> bool:
    """Tell whether no choice that must stand alone is taken together with another."""
    return len(chosen) <= 1 or not set(chosen) & set(alone)


def may_relate(link: LinkKind, *, subject_group: str, other_kind: str, other_group: str, instrument: str) -> Verdict:
    """Tell whether a relation may join a body of one group with another, and rests on what it has to."""
    fits = (not link.subject_groups or subject_group in link.subject_groups) and (
        not (link.other_kinds or link.other_groups)
        or other_kind in link.other_kinds
        or other_group in link.other_groups
    )
    if not fits:
        return Verdict(False, "bodies.link_unfit")
    if link.instrument and not instrument.strip():
        return Verdict(False, "bodies.instrument_missing")
    return Verdict(True, "bodies.can_be_related")


def may_have_hosts(form: Form, *, hosts: int) -> Verdict:
    """Tell whether a Party organisation formed this way may name so many host units."""
    told = {"hosts": hosts, "least": form.hosts_least, "most": form.hosts_most or form.hosts_least}
    if hosts < form.hosts_least:
        return Verdict(False, "bodies.hosts_missing", told)
    if form.hosts_most is not None and hosts > form.hosts_most:
        return Verdict(False, "bodies.hosts_too_many", told)
    return Verdict(True, "bodies.hosts_fit", told)


def may_merge(*, is_itself: bool, group: str, into_group: str) -> Verdict:
    """Tell whether a body may be merged into another one: of the same group, and not into itself."""
    ok = group == into_group and not is_itself
    return Verdict(ok, "bodies.can_be_merged" if ok else "bodies.merge_unfit")


def may_have_post(post: PostKind, *, body_kind: str, group: str, level: str) -> bool:
    """Tell whether a kind of post stands in a body of this kind and group at an area of this level."""
    fits = not (post.bodies or post.groups) or body_kind in post.bodies or group in post.groups
    return fits and (not post.levels or level in post.levels)


def years_after(day: dt.date, years: int) -> dt.date:
    """Return the same day so many years later; the day before 1 March for 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def may_open_term(term: Term, *, latest: Term | None, longest_until: dt.date | None) -> Verdict:
    """
    Tell whether a body may begin a term after its `latest` one, which is cut off where it still runs.

    `longest_until` is the day on which it ends at the latest, None where nothing says so.
    """
    told = {"from_on": term.from_on, "to_on": term.to_on, "until": longest_until}
    if term.to_on is None:
        return Verdict(False, "bodies.term_end_missing", told)
    if term.to_on <= term.from_on or (latest is not None and term.from_on <= latest.from_on):
        return Verdict(False, "bodies.term_backwards", told)
    if longest_until is not None and term.to_on > longest_until:
        return Verdict(False, "bodies.term_too_long", told)
    return Verdict(True, "bodies.term_fits", told)


def may_end(post: PostKind, *, way: EndReason | None) -> Verdict:
    """Tell whether an appointment to a post may end this way; an elected one only as the law says."""
    if post.elected and (way is None or not way.elected):
        return Verdict(False, "bodies.end_unlawful")
    return Verdict(True, "bodies.can_end")


def belongs_there(*, home: str, path: str, reason: str) -> Verdict:
    """Tell whether a person who lives at `home` may belong to a body at `path`; from elsewhere with a reason only."""
    ok = is_within(home, path) or bool(reason.strip())
    return Verdict(ok, "bodies.lives_there" if ok else "bodies.lives_elsewhere")


def lacks_hand_over(
    *, number: int, elected_on: dt.date, handed_over_on: dt.date | None, days: int, on: dt.date
) -> bool:
    """
    Tell whether a body that came into office after another has no hand-over once the days for it are over.

    Day one is the day after the election; there is nothing to hand over to the first.
    """
    return number > 1 and handed_over_on is None and on > elected_on + dt.timedelta(days=days)


def is_during(day: dt.date, term: Term) -> bool:
    """Tell whether a day counts for a term: from its first day until the day before its end, and on no other."""
    return term.from_on <= day < (term.to_on or FOREVER)


def free_seat(term: Term, *, seats: int | None, taken: Collection[tuple[int, Term]]) -> int | None:
    """Return the lowest seat that nobody holds on any day of the term; None when all are held."""
    held = {seat for seat, other in taken if term.overlaps(other)}
    free = next(number for number in range(1, len(held) + 2) if number not in held)
    return free if seats is None or free <= seats else None


def may_join(*, holders: int, most: int | None) -> Verdict:
    """Tell whether one more person may sit in a body that has so many; `most` None limits nothing."""
    ok = most is None or holders < most
    return Verdict(ok, "bodies.has_a_place" if ok else "bodies.too_many_members", {"holders": holders, "most": most})


def barring_source(post: PostKind, *, kind: str, body_kind: str, is_relative: bool, is_here: bool = True) -> str:
    """
    Return the source of what keeps a person out of `post`, empty when nothing does.

    The person, or a near relative when `is_relative`, holds the post `kind` in a body of `body_kind`, at the same area
    when `is_here`.
    """
    for bar in post.bars:
        is_meant = (bar.relatives or not is_relative) and (is_here or bar.anywhere)
        if is_meant and (body_kind in bar.bodies or kind in bar.posts):
            return bar.source
    return ""
