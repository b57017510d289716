"""Reads of kept files. The owning room asks first whether the matter itself may be seen."""

from collections.abc import Sequence

from gongzhi.documents import store
from gongzhi.documents.models import Attachment
from gongzhi.kernel.verdicts import NotVisible

__all__ = ["Attachment", "attachment_of", "attachments_of", "content_of"]


def attachments_of(*, owner_kind: str, owner_id: int) -> Sequence[Attachment]:
    """Return the files of one matter in the order they were kept."""
    return list(Attachment.objects.filter(owner_kind=owner_kind, owner_id=owner_id))


def attachment_of(*, owner_kind: str, owner_id: int, attachment_id: int) -> Attachment:
    """
    Return one file of a matter the caller has already been allowed to see.

    :raises NotVisible: the file belongs to another matter or does not exist.
    """
    found = Attachment.objects.filter(pk=attachment_id, owner_kind=owner_kind, owner_id=owner_id).first()
    if found is None:
        raise NotVisible
    return found


def content_of(attachment: Attachment) -> bytes:
    """Return the bytes of a kept file."""
    return store.read(attachment.sha256)
