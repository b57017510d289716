"""Print the notice of a change of the tree."""

import datetime as dt

from django.db import transaction
from django.utils import translation
from django.utils.timezone import localdate

from gongzhi.documents.actions import print_paper
from gongzhi.kernel.actors import Actor
from gongzhi.portal import papers
from gongzhi.portal.changed import bodies_with_seals, office_over, sheet_of


@transaction.atomic
def print_notice(*, by: Actor, change_id: int, address: str, now: dt.datetime) -> bytes:
    """
    Print the notice of a change as PDF. `address` is the public page of what stands there now, "" for none.

    :raises NotVisible: there is no such change, or no post of the actor reaches an area that it was about.
    """
    today = localdate(now)
    sheet = sheet_of(by, change_id, today=today)
    with translation.override("zh-hans"):
        issuer, place = office_over(sheet.turns, sheet.change.on)
        told = papers.Told(
            change=sheet.change,
            turns=sheet.turns,
            issuer=issuer,
            place=place,
            bodies=bodies_with_seals(sheet.change, sheet.turns),
            address=address,
        )
        paper = papers.notice(told, today)
    return print_paper(
        by=by,
        paper=paper,
        subject=("territory.area", sheet.about.id),
        area_path=sheet.about.path,
        pack_ref="",
        now=now,
    )
