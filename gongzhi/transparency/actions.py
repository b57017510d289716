"""What is done to the public log: a leaf is added, a head is signed."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from gongzhi.kernel.actors import Actor
from gongzhi.kernel.journal import write_entry
from gongzhi.transparency import notes, queries, rules
from gongzhi.transparency.models import Checkpoint, Head, Leaf, Node


class LogBroken(Exception):
    """Say that the log is not the continuation of what was signed before: a fault, or a restored backup."""


def locked_head() -> Head:
    """Return the head's row, locked until the transaction ends."""
    found = Head.objects.select_for_update().filter(pk=1).first()
    if found is None:
        Head.objects.bulk_create([Head(pk=1)], ignore_conflicts=True)
        found = Head.objects.select_for_update().get(pk=1)
    return found


@transaction.atomic
def append_leaf(
    *,
    by: Actor,
    kind: str,
    subject: tuple[str, int | None],
    content_hash: bytes,
    now: dt.datetime,
    follows: int | None = None,
) -> int:
    """
    Add a salted hash to the public log and return the number of its leaf.

    To be called last in the transaction that writes the record: the head stays locked until that ends, and every
    writer of the log waits for it. Whether `by` may publish was asked by the caller.

    :raises ValueError: the kind is no code, or the hash is no SHA-256.
    """
    at = now.replace(microsecond=0)
    leaf_hash = rules.leaf_hash(rules.leaf_entry(kind=kind, at=at, content_hash=content_hash))
    figures = {"hash": content_hash.hex(), "kind": kind}
    entry = write_entry(
        code="transparency.leaf_added", by=by, now=now, subject=subject, figures=figures, follows=follows
    )
    head = locked_head()
    index, frontier = head.size, queries.frontier_of(head)
    completed = rules.completed_by(index, leaf_hash, frontier)
    Leaf.objects.create(
        index=index, kind=kind, at=at, content_hash=content_hash, subject_kind=subject[0], subject_id=subject[1],
        entry_id=entry,
    )  # fmt: skip
    Node.objects.bulk_create(
        Node(pk=rules.node_id(level, index >> level), hash=hash_) for level, hash_ in enumerate(completed)
    )
    frontier = rules.frontier_after(index, completed, frontier)
    Head.objects.filter(pk=1).update(size=index + 1, frontier=b"".join(frontier))
    return index


def require_continuation(head: queries.Standing, last: Checkpoint) -> None:
    """
    Make sure that the log as it stands continues what was signed last.

    :raises LogBroken: it does not; nothing may be signed before people have found out why.
    """
    if head.size >= last.size:
        path = queries.consistency_proof(first=last.size, second=head.size)
        first_root, second_root = bytes(last.root), head.root
        if rules.verify_consistency(
            first=last.size, second=head.size, first_root=first_root, second_root=second_root, path=path
        ):
            return
    raise LogBroken(f"{head.size} leaves do not continue the signed {last.size}")


@transaction.atomic
def sign_checkpoint(*, by: Actor, now: dt.datetime) -> str:
    """
    Sign the log as it stands and return the note; a log that has not grown keeps its note, an empty one has none.

    :raises LogBroken: the log does not continue what was signed last.
    """
    locked_head()
    head, last = queries.standing(), queries.latest_checkpoint()
    if last:
        require_continuation(head, last)
    if head.size == (last.size if last else 0):
        return last.note if last else ""
    note = notes.signed(notes.Checkpoint(settings.LOG_ORIGIN, head.size, head.root), queries.signing_key())
    Checkpoint.objects.create(size=head.size, root=head.root, note=note, key=queries.verifier_key(), at=now)
    write_entry(
        code="transparency.checkpoint_signed", by=by, now=now, subject=("transparency.checkpoint", head.size),
        figures={"root": head.root.hex()},
    )  # fmt: skip
    return note
