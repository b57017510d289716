"""The one thing that pages of several rooms write: that somebody took the journal away as a file."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.queries import READ_JOURNAL
from gongzhi.kernel.sheets.writing import write_sheet
from gongzhi.kernel.workdays import CHINA
from gongzhi.portal.journal import NEWEST_FIRST, Wanted, entries_for, lines_for

MOST_ROWS = 10_000  # a sheet that opens at once on an office machine; a longer time is exported in parts


@transaction.atomic
def export_journal(*, by: Actor, wanted: Wanted, now: dt.datetime) -> bytes:
    """
    Return the entries the actor reads and wants as xlsx, newest first, in the words of the page.

    :raises NotVisible: the actor reads no journal.
    """
    entries = list(entries_for(by, wanted).order_by(*NEWEST_FIRST)[:MOST_ROWS])
    rows = [
        (
            line.at.astimezone(CHINA).date(),
            f"{line.at.astimezone(CHINA):%H:%M}",
            line.who,
            line.post,
            line.deed,
            line.area,
            entry.pack_ref,
            line.pk,
        )
        for entry, line in zip(entries, lines_for(by, entries, now.astimezone(CHINA).date()), strict=True)
    ]
    content = write_sheet(
        title=_("留痕"),
        headings=(_("日期"), _("时间"), _("谁"), _("岗位"), _("做了什么"), _("哪里"), _("按哪个规则"), _("编号")),
        rows=rows,
        about=_("导出时间 %(moment)s，%(name)s")
        % {"moment": f"{now.astimezone(CHINA):%Y-%m-%d %H:%M}", "name": by.name},
    )
    figures = {"rows": len(rows), "from": str(wanted.since or ""), "until": str(wanted.until or "")}
    write_entry(
        code="portal.journal_exported",
        by=by,
        now=now,
        subject=("kernel.entry", None),
        area_path=wanted.path or next((grant.path for grant in by.reaches(READ_JOURNAL)), ""),
        figures=figures,
    )
    return content
