"""
The Merkle tree of RFC 6962 (hashes and proofs, section 2.1) and its verification (RFC 9162, section 2.1). Pure.

A complete subtree of 2**level leaves is a node, named by its place in the order "left, itself, right": leaf 0 is node
0, the pair of leaves 0 and 1 is node 1, leaf 1 is node 2, the four leaves 0 to 3 are node 3. Nodes never change once
their leaves are there, so they are stored; everything else is folded from them.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
LEAF, INNER = b"\x00", b"\x01"  # RFC 6962, section 2.1: so that an inner node never passes for a leaf

KIND = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")

Span = tuple[int, int]  # leaves from the first up to but without the second


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(INNER + left + right).digest()


def salted_hash(*, domain: str, salt: bytes, content: bytes) -> bytes:
    """
    Return what goes into the log in place of a content: erasing content and salt later erases what it said.

    :raises ValueError: the salt could be guessed.
    """
    if len(salt) < HASH_BYTES:
        raise ValueError("a salt has 32 random bytes")
    name = domain.encode()
    return hashlib.sha256(len(name).to_bytes(2) + name + len(salt).to_bytes(2) + salt + content).digest()


def leaf_entry(*, kind: str, at: dt.datetime, content_hash: bytes) -> bytes:
    """
    Return the lines that a leaf stands for: what kind of record, when, and its salted hash.

    :raises ValueError: the kind is no code such as `disclosure.notice_posted`, or the hash is no SHA-256.
    """
    if not KIND.fullmatch(kind) or len(content_hash) != HASH_BYTES:
        raise ValueError(f"{kind}: {len(content_hash)} bytes")
    moment = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"gongzhi-leaf/1\n{kind}\n{moment}\n{content_hash.hex()}\n".encode()


def largest_power_below(size: int) -> int:
    """Return the largest power of two smaller than `size`, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def node_id(level: int, place: int) -> int:
    """Return the name of the node that covers leaves `place * 2**level` up to `(place + 1) * 2**level`."""
    return ((2 * place + 1) << level) - 1


def nodes_of(span: Span) -> list[int]:
    """Return the complete subtrees that make up a span, from left to right; a span begins at a multiple of its size."""
    start, end = span
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append(node_id(level, start >> level))
        start += 1 << level
    return found


def folded(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over complete subtrees given from left to right; of nothing, the root of the empty tree."""
    if not hashes:
        return EMPTY_ROOT
    *others, result = hashes
    for left in reversed(others):
        result = node_hash(left, result)
    return result


def completed_by(index: int, hash_: bytes, frontier: Sequence[bytes]) -> list[bytes]:
    """
    Return the nodes that the leaf `index` completes, from the leaf up.

    `frontier` are the complete subtrees of the tree before it, from left to right, the largest first.
    """
    found = [hash_]
    waiting = list(frontier)
    while index & 1:
        found.append(node_hash(waiting.pop(), found[-1]))
        index >>= 1
    return found


def frontier_after(index: int, completed: Sequence[bytes], frontier: Sequence[bytes]) -> list[bytes]:
    """Return the complete subtrees after the leaf `index` has completed these nodes."""
    return [*frontier[: len(frontier) - (len(completed) - 1)], completed[-1]]


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes, reading them once."""
    frontier: list[bytes] = []
    for index, hash_ in enumerate(hashes):
        frontier = frontier_after(index, completed_by(index, hash_, frontier), frontier)
    return folded(frontier)


def inclusion_spans(index: int, size: int) -> list[Span]:
    """
    Return the spans whose hashes prove that leaf `index` is in the tree of `size` leaves, from the leaf up (PATH).

    :raises ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} of {size}")
    found: list[Span] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + largest_power_below(end - start)
        found.append((middle, end) if index < middle else (start, middle))
        start, end = (start, middle) if index < middle else (middle, end)
    return found[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """
    Return the spans whose hashes prove that the tree of `first` leaves is the beginning of that of `second` (PROOF).

    :raises ValueError: the first is empty or the larger one.
    """
    if not 0 < first <= second:
        raise ValueError(f"{first} to {second} leaves")
    found: list[Span] = []
    start, end, is_whole = 0, second, True
    while first != end:
        middle = start + largest_power_below(end - start)
        found.append((middle, end) if first <= middle else (start, middle))
        is_whole = is_whole and first <= middle
        start, end = (start, middle) if first <= middle else (middle, end)
    return ([] if is_whole else [(start, end)]) + found[::-1]


def hashes_of(spans: Iterable[Span], nodes: Mapping[int, bytes]) -> tuple[bytes, ...]:
    """
    Return the hash of each span from stored nodes.

    :raises KeyError: a node is missing.
    """
    return tuple(folded([nodes[name] for name in nodes_of(span)]) for span in spans)


def verify_inclusion(*, hash_: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether `path` proves that the leaf with this hash is number `index` of `size` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, result = index, size - 1, hash_
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node_hash(step, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, step)
        place, last = place >> 1, last >> 1
    return last == 0 and result == root


def verify_consistency(
    *, first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Tell whether `path` proves that the second tree continues the first one (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second or not path:
        return False
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            newer = node_hash(newer, step)
        place, last = place >> 1, last >> 1
    return last == 0 and older == first_root and newer == second_root
