"""Sealed columns open only in their own row and column, and a blind index answers exact search only."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel import sealing
from gongzhi.kernel.sealing import SealBroken, blind_index, key_id_of, new_seal_key, reseal, seal, unseal

PHONE = {"column": "people.phone", "row": "a" * 32}


@given(text=st.text(), row=st.text(max_size=32))
@settings(max_examples=50, deadline=None)
def test_what_was_sealed_opens_again(text, row):
    assert unseal(seal(text, column="c", row=row), column="c", row=row) == text


def test_a_value_moved_to_another_row_or_column_cannot_be_opened():
    blob = seal("13800138000", **PHONE)
    for place in ({**PHONE, "row": "b" * 32}, {**PHONE, "column": "people.identity"}):
        with pytest.raises(SealBroken):
            unseal(blob, **place)


def test_every_flipped_bit_is_noticed():
    blob = seal("13800138000", **PHONE)
    for place in range(len(blob) * 8):
        flipped = bytearray(blob)
        flipped[place // 8] ^= 1 << place % 8
        with pytest.raises(SealBroken):
            unseal(bytes(flipped), **PHONE)


@pytest.mark.parametrize(
    "blob", [b"", b"\x01", b"\x01\x01", b"13800138000", b"\x01\xff" + bytes(40), b"\x01\x011" + bytes(4)]
)
def test_what_is_not_sealed_is_not_opened(blob):
    with pytest.raises(SealBroken):
        unseal(blob, **PHONE)


def test_equal_texts_are_sealed_differently_and_hold_no_plaintext():
    blobs = {seal("13800138000", **PHONE) for _ in range(100)}
    assert len(blobs) == 100
    assert all(b"138" not in blob for blob in blobs)


def test_a_new_key_reads_old_values_and_reseals_them_once(settings):
    old = seal("13800138000", **PHONE)
    settings.SEALING_KEYS = {**settings.SEALING_KEYS, "2026b": "another secret"}
    settings.SEALING_KEY_ID = "2026b"
    assert unseal(old, **PHONE) == "13800138000"
    new = reseal(old, **PHONE)
    assert key_id_of(new) == "2026b"
    assert unseal(new, **PHONE) == "13800138000"
    assert reseal(new, **PHONE) is None
    settings.SEALING_KEYS = {"2026b": "another secret"}
    with pytest.raises(SealBroken, match="no sealing key '1'"):
        unseal(old, **PHONE)


def test_the_blind_index_is_equal_only_for_equal_texts_of_one_group(settings):
    index = blind_index("13800138000", group="phone")
    assert index == blind_index("13800138000", group="phone")
    assert index != blind_index("13800138001", group="phone")
    assert index != blind_index("13800138000", group="identity")
    settings.INDEX_KEY = "another"
    assert index != blind_index("13800138000", group="phone")


def test_key_derivation_is_hkdf():
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    theirs = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"purpose").derive(b"secret")
    assert sealing.derived_key("secret", "purpose") == theirs


def test_row_names_do_not_repeat():
    assert len({new_seal_key() for _ in range(1000)}) == 1000
