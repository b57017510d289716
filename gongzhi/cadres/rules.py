"""May a cadre be sent, is a posting late or complete, may a post be entered by a path, is there still room."""

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gongzhi.cadres.lists import Band, Path, RecordKind, Role
from gongzhi.kernel.verdicts import Verdict

ONE_DAY = dt.timedelta(days=1)
MONTHS = 12
GRADES = frozenset(
    "零一二三四五六七八九十百点分级等第优秀良好中差甲乙丙丁合格称职基本较不"
)  # what marks are written with


@dataclass(frozen=True, slots=True)
class Span:
    """Hold the days from `first_on` to `last_on`, both of them included."""

    first_on: dt.date
    last_on: dt.date


@dataclass(frozen=True, slots=True)
class Service:
    """Hold how long somebody served: whole months and the days beside them, days of two postings counted once."""

    months: int
    days: int

    @property
    def is_any(self) -> bool:
        """Tell whether there is a day of it."""
        return bool(self.months or self.days)


def after_months(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later; where that month has none, the first of the next one."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        return dt.date(year + (month + 1) // MONTHS, (month + 1) % MONTHS + 1, 1)


def is_complete(span: Span, *, months: int) -> bool:
    """Tell whether a posting lasted so many months: from 1 March to 28 February is a year, one day less is not."""
    return span.last_on + ONE_DAY >= after_months(span.first_on, months)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same days as spans that neither overlap nor touch."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: each.first_on):
        if found and span.first_on <= found[-1].last_on + ONE_DAY:
            found[-1] = Span(found[-1].first_on, max(found[-1].last_on, span.last_on))
        else:
            found.append(span)
    return tuple(found)


def service_of(spans: Iterable[Span]) -> Service:
    """Return how long these spans last together."""
    months = days = 0
    for span in merged(spans):
        whole = (span.last_on.year - span.first_on.year) * MONTHS + span.last_on.month - span.first_on.month + 1
        while after_months(span.first_on, whole) > span.last_on + ONE_DAY:
            whole -= 1
        months += whole
        days += (span.last_on + ONE_DAY - after_months(span.first_on, whole)).days
    return Service(months, days)


def band_of(bands: Mapping[str, Band], *, born: int) -> str:
    """Return the band that a birth year lies in, empty when in none."""
    return next((key for key, band in bands.items() if band.first <= born <= band.last), "")


def may_be_sent(role: Role, *, level: str, categories: Collection[str], band: str, has_sender: bool) -> Verdict:
    """Tell whether somebody may be sent to a place in a role at all; no reason mends what is told here."""
    if level not in role.levels:
        return Verdict(False, "cadres.level_unfit")
    if role.sender and not has_sender:
        return Verdict(False, "cadres.sender_missing")
    if role.categories and not set(role.categories) & set(categories):
        return Verdict(False, "cadres.category_unfit")
    if role.bands and band not in role.bands:
        return Verdict(False, "cadres.born_unfit")
    return Verdict(True, "cadres.can_be_sent")


def objections_to(role: Role, *, has_served: bool, others: int, data: Mapping[str, object]) -> tuple[str, ...]:
    """
    Return what speaks against a posting unless a reason is given, as codes.

    `others` counts those who are at the place, or planned for it, in the same role.
    """
    found = (
        ("cadres.served_already", role.lacking and has_served),
        ("cadres.one_too_many", role.single and others > 0),
        ("cadres.place_of_no_kind", bool(role.kind_field) and not data.get(role.kind_field)),
    )
    return tuple(code for code, holds in found if holds)


def day_of_year(text: str, *, year: int) -> dt.date:
    """Return the day `06-30` of a year."""
    month, day = (int(part) for part in text.split("-"))
    return dt.date(year, month, day)


def late_steps(dates: Mapping[str, dt.date | None], *, due: dt.date, on: dt.date) -> tuple[str, ...]:
    """Return the steps taken after the day they were due, or not taken yet when that day is over."""
    return tuple(step for step, day in dates.items() if (day or on) > due)


def gap_days(*, last_on: dt.date, next_on: dt.date) -> int:
    """Return the days between one cadre's last and the next one's first day; less than 0 where they overlap."""
    return (next_on - last_on).days - 1


def is_written(text: str) -> bool:
    """Tell whether a finding says something in words: figures, a mark or a grade alone say nothing."""
    return sum(unicodedata.category(sign).startswith("L") and sign not in GRADES for sign in text) > 1


def may_be_recorded(
    kind: RecordKind, *, label_of: Mapping[str, str], on_file: Collection[str], data: Mapping[str, object]
) -> Verdict:
    """Tell whether a record may be put on a file on which records of these kinds stand."""
    wanted = [*kind.after, *(k for each in kind.after_when if data.get(each.field) == each.value for k in each.kinds)]
    missing = [label_of.get(key, key) for key in wanted if key not in on_file]
    code = "cadres.record_before_missing" if missing else "cadres.can_be_recorded"
    return Verdict(not missing, code, {"missing": missing})


def may_enter(path: Path, *, on_file: Collection[str], held: Collection[str]) -> Verdict:
    """Tell whether a post may be entered by a path with these kinds of record on file, holding these posts."""
    if path.holds and not set(path.holds) & set(held):
        return Verdict(False, "cadres.post_not_held")
    missing = next((group for group in path.needs if not set(group) & set(on_file)), None)
    if missing is not None:
        return Verdict(False, "cadres.record_missing", {"kinds": missing})
    return Verdict(True, "cadres.can_enter")


def has_room(*, used: int, more: int, most: int) -> Verdict:
    """Tell whether so many more fit into a total of which so many are used."""
    told = {"used": used, "more": more, "most": most, "left": most - used}
    return Verdict(used + more <= most, "cadres.has_room" if used + more <= most else "cadres.total_reached", told)


def may_allot(*, posts: int, filled: int) -> Verdict:
    """Tell whether a town may have so many posts of which so many are filled."""
    ok = filled <= posts
    return Verdict(ok, "cadres.can_allot" if ok else "cadres.more_filled", {"posts": posts, "filled": filled})


def period_of(*, first_on: dt.date, years: int) -> Span:
    """Return the span of so many years from a day on."""
    return Span(first_on, after_months(first_on, years * MONTHS) - ONE_DAY)


def stage_reached(stages: Sequence[str], on_file: Collection[str]) -> str:
    """Return the last of these stages that stands on a file, empty when none does."""
    return next((stage for stage in reversed(stages) if stage in on_file), "")
