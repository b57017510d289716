"""
Sealed files: any length, read and written piece by piece, whole or refused.

A file is the mark, a random salt of 16 bytes, and pieces: each the length of its ciphertext in 4 bytes and the
ciphertext by AES-256-GCM. The key is derived from the backup key and the salt, the nonce counts the pieces and says
which is the last one, and what the file is called is bound to every piece: so none can be altered, left out, put
elsewhere, or cut off at the end (the construction STREAM of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import hmac
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gongzhi.kernel.sealing import derived_key

MARK = b"gongzhi backup 1\n"
SALT_BYTES = 16
PIECE_BYTES = 1 << 20
LENGTH_BYTES = 4
COUNT_BYTES = 11  # with one byte for the last piece the nonce of 12 bytes of NIST SP 800-38D


class BackupBroken(Exception):
    """Say that a sealed file was altered or cut off, or is sealed with another key."""


def mac(key: str, data: bytes) -> str:
    """Return what proves that data was written by who has the backup key."""
    return hmac.digest(derived_key(key, "gongzhi backup manifest"), data, "sha256").hex()


def hidden_name(key: str, sha256: str) -> str:
    """Return the name under which a file with this content lies in a backup: it tells nothing without the key."""
    return hmac.digest(derived_key(key, "gongzhi backup names"), sha256.encode(), "sha256").hex()


def seal_into(target: IO[bytes], chunks: Iterable[bytes], *, key: str, name: str) -> int:
    """Write the chunks sealed; return how many bytes they had."""
    salt = secrets.token_bytes(SALT_BYTES)
    cipher = AESGCM(derived_key(key, f"gongzhi backup {salt.hex()}"))
    target.write(MARK + salt)
    total = 0
    pieces = _pieces(chunks)
    piece: bytes | None = next(pieces)
    number = 0
    while piece is not None:
        following = next(pieces, None)
        sealed = cipher.encrypt(_nonce(number, is_last=following is None), piece, name.encode())
        target.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + sealed)
        total, piece, number = total + len(piece), following, number + 1
    return total


def opened(source: IO[bytes], *, key: str, name: str) -> Iterator[bytes]:
    """
    Yield what a sealed file holds, piece by piece; the last one has been yielded only when the file is whole.

    :raises BackupBroken: it was altered or cut off, is another file, or is sealed with another key.
    """
    head = source.read(len(MARK) + SALT_BYTES)
    if len(head) < len(MARK) + SALT_BYTES or not head.startswith(MARK):
        raise BackupBroken(f"{name} is no sealed file")
    cipher = AESGCM(derived_key(key, f"gongzhi backup {head[len(MARK) :].hex()}"))
    sealed, number = _next_piece(source), 0
    while sealed is not None:
        following = _next_piece(source)
        try:
            yield cipher.decrypt(_nonce(number, is_last=following is None), sealed, name.encode())
        except InvalidTag as fault:
            raise BackupBroken(f"{name} was altered or cut off, or is sealed with another key") from fault
        sealed, number = following, number + 1
    if not number:
        raise BackupBroken(f"{name} was cut off")


def read_chunks(path: Path) -> Iterator[bytes]:
    """Yield a file piece by piece."""
    with path.open("rb") as file:
        while chunk := file.read(PIECE_BYTES):
            yield chunk


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(COUNT_BYTES, "big") + bytes([is_last])


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the chunks as pieces of one size, an empty one when there is nothing."""
    kept, any_yielded = bytearray(), False
    for chunk in chunks:
        kept += chunk
        while len(kept) >= PIECE_BYTES:
            yield bytes(kept[:PIECE_BYTES])
            any_yielded = True
            del kept[:PIECE_BYTES]
    if kept or not any_yielded:
        yield bytes(kept)


def _next_piece(source: IO[bytes]) -> bytes | None:
    length = source.read(LENGTH_BYTES)
    if not length:
        return None
    size = int.from_bytes(length, "big")
    sealed = source.read(size) if size <= 2 * PIECE_BYTES else b""
    return sealed if len(sealed) == size else b""  # too short: it opens with no key
