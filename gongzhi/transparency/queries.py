"""Reads of the public log. Everybody may read it: it holds hashes only."""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from gongzhi.kernel.sealing import derived_key
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.transparency import notes, rules
from gongzhi.transparency.models import Checkpoint, Head, Leaf, Node


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold where the log stands: the number of leaves and the root over them."""

    size: int
    root: bytes


def frontier_of(head: Head) -> list[bytes]:
    """Return the complete subtrees of the log, the largest first."""
    raw = bytes(head.frontier)
    return [raw[at : at + rules.HASH_BYTES] for at in range(0, len(raw), rules.HASH_BYTES)]


def standing() -> Standing:
    """Return where the log stands."""
    head = Head.objects.filter(pk=1).first() or Head(pk=1)
    return Standing(head.size, rules.folded(frontier_of(head)))


def latest_checkpoint() -> Checkpoint | None:
    """Return what was signed last."""
    return Checkpoint.objects.order_by("-size").first()


def nodes_for(spans: Iterable[rules.Span]) -> dict[int, bytes]:
    """Return the stored nodes that these spans are folded from, by one query."""
    names = {name for span in spans for name in rules.nodes_of(span)}
    return {row.pk: bytes(row.hash) for row in Node.objects.filter(pk__in=names)}


def proof(spans: list[rules.Span]) -> tuple[bytes, ...]:
    """Return the hashes of these spans."""
    return rules.hashes_of(spans, nodes_for(spans))


def root_at(size: int) -> bytes:
    """
    Return the root the log had with `size` leaves.

    :raises NotVisible: it never had so many.
    """
    if not 0 <= size <= standing().size:
        raise NotVisible
    return proof([(0, size)])[0]


def inclusion_proof(*, index: int, size: int) -> tuple[bytes, ...]:
    """
    Return the hashes that prove that leaf `index` is in the log of `size` leaves, from the leaf up (RFC 6962).

    :raises NotVisible: there is no such leaf.
    """
    if not 0 <= index < size <= standing().size:
        raise NotVisible
    return proof(rules.inclusion_spans(index, size))


def consistency_proof(*, first: int, second: int) -> tuple[bytes, ...]:
    """
    Return the hashes that prove that the log of `second` leaves continues the one of `first` (RFC 6962).

    :raises NotVisible: the log never had these sizes.
    """
    if not 0 < first <= second <= standing().size:
        raise NotVisible
    return proof(rules.consistency_spans(first, second))


def leaves_of(subject: tuple[str, int]) -> tuple[Leaf, ...]:
    """Return the leaves about one record, oldest first."""
    return tuple(Leaf.objects.filter(subject_kind=subject[0], subject_id=subject[1]).order_by("index"))


def hash_of(leaf: Leaf) -> bytes:
    """Return the hash of a leaf from what its row says now."""
    entry = rules.leaf_entry(kind=leaf.kind, at=leaf.at, content_hash=bytes(leaf.content_hash))
    return rules.leaf_hash(entry)


def signing_key() -> Ed25519PrivateKey:
    """Return the log's own key, derived from the configured secret."""
    return Ed25519PrivateKey.from_private_bytes(derived_key(settings.LOG_SIGNING_KEY, "gongzhi log signing"))


def verifier_key() -> str:
    """Return the public key for witnesses."""
    return notes.verifier_key(settings.LOG_ORIGIN, signing_key().public_key().public_bytes_raw())
