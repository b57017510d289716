"""Keep a file; print a paper."""

import datetime as dt
import hashlib

from django.db import transaction

from gongzhi.documents import papers, rules, store
from gongzhi.documents.models import Attachment
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry


@transaction.atomic
def keep_attachment(
    *,
    by: Actor,
    owner_kind: str,
    owner_id: int,
    area_path: str,
    fit: rules.Fit,
    now: dt.datetime,
    follows: int | None = None,
) -> Attachment:
    """
    Keep one file of a matter; the same bytes again return the file that is there.

    :raises Refusal: it is one file too many.
    """
    owner = {"owner_kind": owner_kind, "owner_id": owner_id}
    already = Attachment.objects.filter(**owner).count()
    rules.may_keep(already=already).or_refuse()
    sha256 = store.put(fit.content)
    attachment, is_new = Attachment.objects.get_or_create(
        **owner,
        sha256=sha256,
        defaults={
            "area_path": area_path,
            "name": fit.name,
            "media_type": fit.media_type,
            "size": len(fit.content),
            "kept_at": now,
            "kept_by": by.name,
        },
    )
    if is_new:
        write_entry(
            code="documents.attachment_kept", by=by, now=now, area_path=area_path, follows=follows,
            subject=("documents.attachment", attachment.pk),
            figures={"owner": [owner_kind, owner_id], "sha256": sha256, "size": len(fit.content)},
        )  # fmt: skip
    return attachment


@transaction.atomic
def print_paper(
    *,
    by: Actor,
    paper: papers.Paper,
    subject: tuple[str, int],
    area_path: str,
    pack_ref: str,
    now: dt.datetime,
    follows: int | None = None,
) -> bytes:
    """Make a paper as PDF and write into the journal who printed which paper, with the hash of what came out."""
    content = papers.typeset(paper)
    write_entry(
        code="documents.paper_printed",
        by=by,
        now=now,
        subject=subject,
        area_path=area_path,
        pack_ref=pack_ref,
        figures={"paper": paper.kind, "sha256": hashlib.sha256(content).hexdigest()},
        follows=follows,
    )
    return content
