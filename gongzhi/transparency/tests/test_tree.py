"""The tree agrees with the definitions of RFC 6962, and its proofs prove exactly what they say."""

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.transparency import rules

# The reference tree that implementations of RFC 6962 test against: eight leaves and the root of each beginning.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 70  # past 64, so that there is a tree one leaf larger than a complete one
HASHES = [rules.leaf_hash(bytes([n])) for n in range(MOST)]
NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


def split(size: int) -> int:
    """Return the largest power of two smaller than `size`."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def mth(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    return [*path(m, leaves[:k]), mth(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], is_whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if is_whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], is_whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def nodes_over(hashes: list[bytes]) -> dict[int, bytes]:
    """Return every complete subtree, as the log stores them."""
    nodes, frontier = {}, []
    for index, hash_ in enumerate(hashes):
        completed = rules.completed_by(index, hash_, frontier)
        nodes |= {rules.node_id(level, index >> level): found for level, found in enumerate(completed)}
        frontier = rules.frontier_after(index, completed, frontier)
    return nodes


NODES = nodes_over(HASHES)
sizes = st.integers(1, MOST)


def test_the_reference_tree_has_the_reference_roots():
    hashes = [rules.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [rules.root_of(hashes[:n]).hex() for n in range(len(LEAVES) + 1)] == ROOTS


def test_every_node_has_a_name_of_its_own():
    assert sorted(NODES) == sorted(set(NODES))
    assert len(NODES) == sum(MOST >> level for level in range(MOST.bit_length()))
    assert [rules.node_id(*at) for at in ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2))] == [0, 1, 2, 3, 4]


@given(size=st.integers(0, MOST))
def test_a_root_is_the_one_of_the_definition(size):
    assert rules.root_of(HASHES[:size]) == mth(HASHES[:size])
    assert rules.hashes_of([(0, size)], NODES) == (mth(HASHES[:size]),)


@given(size=sizes, data=st.data())
def test_an_inclusion_proof_is_the_one_of_the_definition_and_holds(size, data):
    index = data.draw(st.integers(0, size - 1))
    found = rules.hashes_of(rules.inclusion_spans(index, size), NODES)
    assert list(found) == path(index, HASHES[:size])
    root = mth(HASHES[:size])
    assert rules.verify_inclusion(hash_=HASHES[index], index=index, size=size, path=found, root=root)


@given(second=sizes, data=st.data())
def test_a_consistency_proof_is_the_one_of_the_definition_and_holds(second, data):
    first = data.draw(st.integers(1, second))
    found = rules.hashes_of(rules.consistency_spans(first, second), NODES)
    assert list(found) == subproof(first, HASHES[:second], True)
    roots = {"first_root": mth(HASHES[:first]), "second_root": mth(HASHES[:second])}
    assert rules.verify_consistency(first=first, second=second, path=found, **roots)


def one_bit_off(raw: bytes, bit: int) -> bytes:
    return bytes(byte ^ (1 << bit % 8 if place == bit // 8 else 0) for place, byte in enumerate(raw))


@given(size=sizes, data=st.data())
def test_an_inclusion_proof_proves_nothing_else(size, data):
    index = data.draw(st.integers(0, size - 1))
    true = {"hash_": HASHES[index], "index": index, "size": size, "path": path(index, HASHES[:size])}
    true["root"] = mth(HASHES[:size])
    bit = data.draw(st.integers(0, 255))
    false = [
        {"hash_": one_bit_off(true["hash_"], bit)},
        {"root": one_bit_off(true["root"], bit)},
        {"index": data.draw(st.integers(-1, MOST).filter(lambda n: n != index))},
        {"path": [*true["path"], HASHES[0]]},
        {"path": true["path"][:-1]} if true["path"] else {"size": 0},
    ]
    if true["path"]:
        step = data.draw(st.integers(0, len(true["path"]) - 1))
        changed = [one_bit_off(h, bit) if n == step else h for n, h in enumerate(true["path"])]
        false.append({"path": changed})
    assert not any(rules.verify_inclusion(**true | lie) for lie in false)


@given(second=st.integers(2, MOST), data=st.data())
def test_a_consistency_proof_proves_nothing_else(second, data):
    first = data.draw(st.integers(1, second - 1))
    true = {"first": first, "second": second, "path": subproof(first, HASHES[:second], True)}
    true |= {"first_root": mth(HASHES[:first]), "second_root": mth(HASHES[:second])}
    bit, step = data.draw(st.integers(0, 255)), data.draw(st.integers(0, len(true["path"]) - 1))
    false = [
        {"first_root": one_bit_off(true["first_root"], bit)},
        {"second_root": one_bit_off(true["second_root"], bit)},
        {"path": [one_bit_off(h, bit) if n == step else h for n, h in enumerate(true["path"])]},
        {"path": [*true["path"], HASHES[0]]},
        {"path": true["path"][:-1]},
        {"first": second, "second": first},
        {"first": 0},
        {"first": second},
    ]
    assert not any(rules.verify_consistency(**true | lie) for lie in false)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index, size):
    with pytest.raises(ValueError, match="leaf"):
        rules.inclusion_spans(index, size)


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 3)])
def test_there_is_no_proof_between_sizes_that_do_not_grow(first, second):
    with pytest.raises(ValueError, match="leaves"):
        rules.consistency_spans(first, second)


def test_a_leaf_binds_kind_moment_and_hash():
    true = {"kind": "disclosure.notice_posted", "at": NOW, "content_hash": bytes(32)}
    false = [
        {"kind": "disclosure.notice_withdrawn"},
        {"at": NOW + dt.timedelta(seconds=1)},
        {"content_hash": b"1" * 32},
    ]
    entries = {rules.leaf_entry(**true | change) for change in [{}, *false]}
    assert len(entries) == 4
    assert rules.leaf_entry(**true).decode().splitlines()[:3] == [
        "gongzhi-leaf/1",
        "disclosure.notice_posted",
        "2026-11-24T10:00:00Z",
    ]


@pytest.mark.parametrize("change", [{"kind": "a\nb.c"}, {"kind": "plain"}, {"content_hash": bytes(31)}])
def test_a_leaf_of_another_form_is_a_fault(change):
    with pytest.raises(ValueError, match="bytes"):
        rules.leaf_entry(**{"kind": "disclosure.notice_posted", "at": NOW, "content_hash": bytes(32)} | change)


def test_a_salted_hash_tells_domain_salt_and_content_apart():
    salt, other = bytes(32), b"1" * 32
    given_ = [("a", salt, b"bc"), ("b", salt, b"bc"), ("ab", salt, b"c"), ("a", other, b"bc"), ("a", salt + b"b", b"c")]
    assert len({rules.salted_hash(domain=d, salt=s, content=c) for d, s, c in given_}) == 5
    with pytest.raises(ValueError, match="salt"):
        rules.salted_hash(domain="a", salt=b"short", content=b"13800138000")
