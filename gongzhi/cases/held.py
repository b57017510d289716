"""What this room holds about a person: the requests that were filed in their name."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gongzhi.cases.models import Case
from gongzhi.cases.queries import number_of
from gongzhi.people.holdings import Holding


def held_about(person_id: int, on: dt.date) -> Iterator[Holding]:
    """Yield the requests a person filed."""
    rows = Case.objects.filter(applicant_person=person_id).order_by("pk")
    lines = tuple(f"{number_of(row)} {row.title}" for row in rows)
    if lines:
        yield Holding(_("办件"), lines, _("办件随办理档案保存"))
