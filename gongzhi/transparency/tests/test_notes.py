"""A signed checkpoint is what witnesses read, and every bit of it counts."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongzhi.transparency.notes import (
    Checkpoint,
    NoteUnfit,
    key_id,
    opened,
    read_checkpoint,
    read_verifier_key,
    signed,
    verifier_key,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
ORIGIN = "county.example/log"
PUBLIC = verifier_key(ORIGIN, KEY.public_key().public_bytes_raw())
CHECKPOINT = Checkpoint(ORIGIN, 20852163, base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="))
NOTE = signed(CHECKPOINT, KEY)


def test_a_checkpoint_has_three_lines_a_blank_one_and_a_signature():
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "20852163", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=", ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert len(base64.b64decode(lines[4].split(" ")[2])) == 4 + 64
    assert lines[5:] == [""]


def test_a_note_is_opened_with_the_key_it_was_signed_with():
    assert opened(NOTE, PUBLIC) == CHECKPOINT


def test_a_witness_may_add_a_line_of_its_own():
    assert opened(f"{NOTE}— witness.example {base64.b64encode(bytes(76)).decode()}\n", PUBLIC) == CHECKPOINT


def test_the_key_id_is_the_one_of_the_specification():
    name, raw = read_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert (name, len(raw)) == ("PeterNeumann", 32)


def test_every_changed_bit_of_what_is_signed_and_of_the_signature_is_noticed():
    raw = NOTE.encode()
    accepted = 0
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            accepted += opened(changed.decode(errors="surrogateescape"), PUBLIC) == CHECKPOINT
        except (NoteUnfit, UnicodeEncodeError):
            continue
    assert accepted == 0


@pytest.mark.parametrize(
    "note",
    [
        "",
        CHECKPOINT.text,
        NOTE.rstrip("\n"),
        signed(CHECKPOINT, OTHER),
        signed(Checkpoint("other.example/log", 5, bytes(32)), KEY),
        signed(Checkpoint(ORIGIN, 5, bytes(31)), KEY),
        NOTE.replace("— ", "- "),
    ],
)
def test_what_is_not_signed_by_the_log_is_refused(note):
    with pytest.raises(NoteUnfit):
        opened(note, PUBLIC)


def test_a_checkpoint_of_another_log_is_refused_though_our_key_signed_it():
    text = Checkpoint("other.example/log", 5, bytes(32)).text
    signature = key_id(ORIGIN, KEY.public_key().public_bytes_raw()) + KEY.sign(text.encode())
    with pytest.raises(NoteUnfit, match="of another log"):
        opened(f"{text}\n— {ORIGIN} {base64.b64encode(signature).decode()}\n", PUBLIC)


@pytest.mark.parametrize("key", ["", "a+b", PUBLIC[:-1], PUBLIC.replace("county", "country"), PUBLIC + "="])
def test_a_key_of_another_form_is_refused(key):
    for read in (lambda: opened(NOTE, key), lambda: read_verifier_key(key)):
        with pytest.raises(NoteUnfit):
            read()


@pytest.mark.parametrize("name", ["", "county example/log"])
def test_a_key_has_a_name_without_blanks(name):
    with pytest.raises(NoteUnfit):
        read_verifier_key(verifier_key(name, KEY.public_key().public_bytes_raw()))


def test_a_key_of_another_algorithm_is_refused():
    name, digits, _ = PUBLIC.split("+", 2)
    with pytest.raises(NoteUnfit):
        read_verifier_key(f"{name}+{digits}+{base64.b64encode(bytes([2]) + read_verifier_key(PUBLIC)[1]).decode()}")


@pytest.mark.parametrize("size", ["007", "٣", "-1", "", "1" * 20])
def test_a_size_is_written_in_one_way(size):
    with pytest.raises(NoteUnfit):
        read_checkpoint(CHECKPOINT.text.replace("20852163", size))


@pytest.mark.parametrize("more", ["more\n", "more", "\n"])
def test_a_checkpoint_of_more_than_three_lines_is_none(more):
    assert read_checkpoint(CHECKPOINT.text) == CHECKPOINT
    with pytest.raises(NoteUnfit):
        read_checkpoint(CHECKPOINT.text + more)
