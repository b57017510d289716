"""
Signed checkpoints as witnesses read them (C2SP tlog-checkpoint and signed-note, Ed25519). Pure.

A checkpoint is three lines, origin, number of leaves and root, followed by a blank line and signature lines:
`— name base64(key id, signature)`.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gongzhi.transparency.rules import HASH_BYTES

ED25519 = b"\x01"  # the algorithm's number in signed-note
KEY_ID_BYTES = 4
NAME = re.compile(r"[^\s+]+")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteUnfit(ValueError):
    """Say that a text is no checkpoint, or not signed with this key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Hold what a log says about itself: that it had these leaves, under this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """Return the lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def key_id(name: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a signature names its key."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, public_key: bytes) -> str:
    """Return a public key as witnesses are given it: `name+key id+key`."""
    return f"{name}+{key_id(name, public_key).hex()}+{base64.b64encode(ED25519 + public_key).decode()}"


def read_verifier_key(text: str) -> tuple[str, bytes]:
    """
    Return the name and the 32 bytes of a public key.

    :raises NoteUnfit: it is no Ed25519 key of this form.
    """
    name, _, rest = text.partition("+")
    digits, _, key = rest.partition("+")
    raw = decoded(key)
    public_key = raw[1:]
    fits = raw[:1] == ED25519 and len(public_key) == HASH_BYTES and NAME.fullmatch(name)
    if not fits or digits != key_id(name, public_key).hex():
        raise NoteUnfit("no verifier key")
    return name, public_key


def decoded(text: str) -> bytes:
    """
    Return the bytes of a base64 text, written the one canonical way.

    :raises NoteUnfit: it is none.
    """
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise NoteUnfit("not base64") from fault
    if base64.b64encode(raw).decode() != text:
        raise NoteUnfit("not canonical base64")
    return raw


def signed(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the checkpoint with the log's own signature; the log's name is its origin."""
    name = checkpoint.origin
    signature = key_id(name, key.public_key().public_bytes_raw()) + key.sign(checkpoint.text.encode())
    return f"{checkpoint.text}\n— {name} {base64.b64encode(signature).decode()}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """
    Return the three lines of a checkpoint.

    :raises NoteUnfit: they are none.
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] or not NAME.fullmatch(lines[0]) or not SIZE.fullmatch(lines[1]):  # three, each ended
        raise NoteUnfit("no checkpoint")
    root = decoded(lines[2])
    if len(root) != HASH_BYTES:
        raise NoteUnfit("no root")
    return Checkpoint(lines[0], int(lines[1]), root)


def opened(note: str, key: str) -> Checkpoint:
    """
    Return the checkpoint of a signed note once a signature of this verifier key holds.

    :raises NoteUnfit: none does, or the note is of another log.
    """
    name, public_key = read_verifier_key(key)
    text, separator, signatures = note.partition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise NoteUnfit("not signed")
    text += "\n"
    prefix = f"— {name} "
    mine = [decoded(line.removeprefix(prefix)) for line in signatures.split("\n") if line.startswith(prefix)]
    wanted = key_id(name, public_key)
    if not any(raw[:KEY_ID_BYTES] == wanted and holds(public_key, raw[KEY_ID_BYTES:], text) for raw in mine):
        raise NoteUnfit("not signed with this key")
    checkpoint = read_checkpoint(text)
    if checkpoint.origin != name:
        raise NoteUnfit("of another log")
    return checkpoint


def holds(public_key: bytes, signature: bytes, text: str) -> bool:
    """Tell whether a signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True
