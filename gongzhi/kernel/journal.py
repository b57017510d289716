"""Write the journal. Every action writes one entry inside its own transaction."""

import datetime as dt
from collections.abc import Mapping

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.audit import tie_to
from gongzhi.kernel.models import Entry
from gongzhi.kernel.rows import insert
from gongzhi.kernel.verdicts import NOTHING


def write_entry(
    *,
    code: str,
    by: Actor,
    now: dt.datetime,
    subject: tuple[str, int | None],
    area_path: str = "",
    pack_ref: str = "",
    figures: Mapping[str, object] = NOTHING,
    follows: int | None = None,
) -> int:
    """
    Write one journal entry and return its id.

    `subject` is (kind, id), the kind as `room.model` (`cases.case`). `figures` must be JSON values and must not hold
    personal data: ids and counts only.
    """
    entry = Entry(
        at=now,
        code=code,
        by_account=by.account_id,
        by_person=by.person_id,
        by_name=by.name,
        by_post="、".join(post.name for post in by.posts)[:160],
        subject_kind=subject[0],
        subject_id=subject[1],
        area_path=area_path,
        pack_ref=pack_ref,
        figures=dict(figures),
        follows_id=follows,
    )
    pk = insert(entry).pk
    tie_to(pk)
    return pk
