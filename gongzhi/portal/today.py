"""What waits for a person's next press today, in groups by deadline."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.queries import Case, definition_for, language, my_cases, risen_cases
from gongzhi.cases.web.shown import Row, row_of
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.due import Tone
from gongzhi.kernel.wording import Text
from gongzhi.portal.context import address
from gongzhi.territory.queries import lines_of

MOST_SHOWN = 60
# the tone of a due badge and what its group is called, the most pressing first
GROUPS: tuple[tuple[Tone, Text], ...] = (
    ("late", _("已超期")),
    ("today", _("今天到期")),
    ("soon", _("三天内")),
    ("far", _("再往后")),
    ("held", _("暂停计时")),
    ("open", _("没有设定期限")),
)
PRESSING: tuple[Tone, ...] = ("late", "today")


@dataclass(frozen=True, slots=True)
class Group:
    """Hold what is due at about the same time."""

    key: str
    title: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """
    Hold the day of a person: the groups that have something in them, and whether more waits than is shown.

    `risen` is what others have not done in time and was reported to a post of this person.
    """

    groups: tuple[Group, ...]
    has_more: bool
    risen: tuple[Row, ...]

    def count(self, key: str) -> int:
        """Return how many rows a group has."""
        return sum(len(group.rows) for group in self.groups if group.key == key)

    @property
    def late(self) -> int:
        """Return how many are overdue."""
        return self.count("late")

    @property
    def due_today(self) -> int:
        """Return how many are due before the day ends."""
        return self.count("today")

    @property
    def total(self) -> int:
        """Return how many rows are shown."""
        return sum(len(group.rows) for group in self.groups)


def today_of(by: Actor, now: dt.datetime) -> Today:
    """Return what waits for the actor, in a number of queries that its length does not change."""
    found, risen = my_cases(by, limit=MOST_SHOWN + 1), risen_cases(by, limit=MOST_SHOWN)
    mine = list(found[:MOST_SHOWN])
    prefetch_related_objects([*mine, *risen], "run")
    lines = lines_of({case.area_id for case in (*mine, *risen)}, now.date())
    names = {pk: line.name for pk, line in lines.items()}
    return Today(
        groups=grouped([line_of(case, names.get(case.area_id, ""), now) for case in mine]),
        has_more=len(found) > MOST_SHOWN,
        risen=tuple(risen_line(case, names.get(case.area_id, ""), now) for case in risen if case not in mine),
    )


def line_of(case: Case, area: str, now: dt.datetime) -> Row:
    """Return a request as a row with the next press in the place's own word; pressing ones carry the primary button."""
    step = definition_for(case).step(case.step)
    url, action = address("cases:detail", case.pk), step.label.text(language())
    row = row_of(case, now=now, area=area, url=url, action=action)
    return dataclasses.replace(row, is_mine=row.due.tone in PRESSING)


def risen_line(case: Case, area: str, now: dt.datetime) -> Row:
    """Return a request that others are late with as a row that leads to it."""
    return row_of(case, now=now, area=area, url=address("cases:detail", case.pk), action=gettext("看卡在哪里"))


def grouped(rows: Sequence[Row]) -> tuple[Group, ...]:
    """Return rows in their groups, in the order they came in; empty groups are left out."""
    found = (Group(key, title, tuple(row for row in rows if row.due.tone == key)) for key, title in GROUPS)
    return tuple(group for group in found if group.rows)
