"""What this room holds about a person: posts and memberships, which stay as long as the body's own records."""

import datetime as dt
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongzhi.bodies.models import Appointment, Member
from gongzhi.people.holdings import Holding


def held_about(person_id: int, on: dt.date) -> Iterator[Holding]:
    """Yield the posts a person holds or held, and what the person belongs or belonged to."""
    posts = Appointment.objects.filter(person_id=person_id).select_related("post__body").order_by("from_on", "pk")
    lines = [_line(f"{row.post.body.name}{row.post.title}", row.from_on, row.to_on) for row in posts]
    if lines:
        yield Holding(_("任职"), tuple(lines), _("任职记录随组织的档案保存"))
    members = Member.objects.filter(person_id=person_id).select_related("body").order_by("from_on", "pk")
    lines = [_line(row.body.name, row.from_on, row.to_on) for row in members]
    if lines:
        yield Holding(_("所属组织"), tuple(lines), _("成员名册随组织的档案保存"))


def _line(name: str, first: dt.date, last: dt.date | None) -> str:
    """Return a line with its days, the last one left out while it goes on."""
    days = [date_format(day, _("Y年n月j日")) for day in (first, last) if day]
    return (
        _("{name}，{first}起").format(name=name, first=days[0])
        if last is None
        else _("{name}，{first}至{last}").format(name=name, first=days[0], last=days[1])
    )
