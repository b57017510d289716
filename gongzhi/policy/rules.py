"""When an open slot may be filled and when an area may change its pack. No framework, no clock, no query."""

import datetime as dt
from collections.abc import Iterable

from gongzhi.kernel.paths import is_within
from gongzhi.kernel.verdicts import Verdict

ACTIONS: tuple[str, ...] = ("policy.fill_slot", "policy.adopt_pack")


def is_among_fillers(*, posts: Iterable[tuple[str, str]], fill_by: Iterable[str], path: str) -> bool:
    """Tell whether one of these posts, each (kind, path), is named by the figure and stands over the area."""
    kinds = frozenset(fill_by)
    return any(kind in kinds and is_within(path, over) for kind, over in posts)


def may_fill_slot(*, is_open: bool, is_filler: bool, source: str, from_on: dt.date, today: dt.date) -> Verdict:
    """
    Answer whether a slot may be filled: it is open, by a post named for it, with a source, and not for the past.

    What was decided before is judged by what was in force before, so a value never reaches back.
    """
    if not is_open:
        return Verdict(False, "policy.slot_not_open")
    if not is_filler:
        return Verdict(False, "policy.slot_of_another_post")
    if not source.strip():
        return Verdict(False, "policy.source_missing")
    if from_on < today:
        return Verdict(False, "policy.slot_backdated", {"from_on": from_on, "today": today})
    return Verdict(True, "policy.slot_fillable")


def may_adopt(
    *, decided_by: str, from_on: dt.date, to_on: dt.date | None, today: dt.date, running_since: dt.date | None
) -> Verdict:
    """Answer whether an area may follow a pack from a day on; `running_since` is when what it follows now began."""
    if not decided_by.strip():
        return Verdict(False, "policy.decision_missing")
    if to_on is not None and to_on <= from_on:
        return Verdict(False, "policy.adoption_ends_first", {"from_on": from_on, "to_on": to_on})
    if running_since is not None and from_on <= max(running_since, today - dt.timedelta(days=1)):
        return Verdict(False, "policy.adoption_backdated", {"from_on": from_on, "since": running_since, "today": today})
    return Verdict(True, "policy.adoptable")
