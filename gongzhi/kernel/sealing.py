"""
Sealed columns: phones, identity numbers and bank cards as AES-256-GCM, bound to their column and row.

A sealed value is one byte 1, the length of the key id, the key id, a nonce of 12 bytes, and the ciphertext with its
tag. The associated data is `column|row`, so a value copied to another row or column cannot be opened there. `row` is a
random `seal_key` that the row is given before it is inserted. Keys come from `SEALING_KEYS` by id; new values use
`SEALING_KEY_ID`, old ones stay readable as long as their key is listed.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

FORMAT = b"\x01"
NONCE_BYTES = 12  # the nonce length of NIST SP 800-38D
KEY_BYTES = 32


class SealBroken(Exception):
    """Say that a sealed value was altered, moved from another row or column, or lost its key: a fault."""


def new_seal_key() -> str:
    """Return a random row name (32 hexadecimal digits) for a row that will hold sealed columns."""
    return secrets.token_hex(16)


@cache
def derived_key(secret: str, purpose: str) -> bytes:
    """Return 32 bytes for one purpose from a configured secret (HKDF-SHA256 of RFC 5869, one block, no salt)."""
    extracted = hmac.digest(bytes(KEY_BYTES), secret.encode(), "sha256")
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def cipher(key_id: str) -> AESGCM:
    """
    Return the cipher of a configured key.

    :raises SealBroken: no key of this id is configured.
    """
    keys = settings.SEALING_KEYS
    if key_id not in keys:
        raise SealBroken(f"no sealing key {key_id!r}: put it back into SEALING_KEYS")
    return _cipher_of(keys[key_id])


@cache
def _cipher_of(secret: str) -> AESGCM:
    """Return the cipher of a secret; it holds no state, so that every value and every thread may use the same one."""
    return AESGCM(derived_key(secret, "gongzhi sealing"))


def binding(column: str, row: str) -> bytes:
    """Return the associated data of a value in this column and row."""
    return f"{column}|{row}".encode()


def seal_bytes(data: bytes, *, column: str, row: str) -> bytes:
    """Seal bytes for this column and row with the newest key."""
    key_id = settings.SEALING_KEY_ID
    nonce = secrets.token_bytes(NONCE_BYTES)
    name = key_id.encode()
    return FORMAT + bytes([len(name)]) + name + nonce + cipher(key_id).encrypt(nonce, data, binding(column, row))


def key_id_of(blob: bytes) -> str:
    """
    Return the id of the key a value was sealed with.

    :raises SealBroken: this is not a sealed value.
    """
    if len(blob) < 2 or blob[:1] != FORMAT or len(blob) < 2 + blob[1] + NONCE_BYTES:
        raise SealBroken("not a sealed value")
    return blob[2 : 2 + blob[1]].decode(errors="replace")


def unseal_bytes(blob: bytes | memoryview, *, column: str, row: str) -> bytes:
    """
    Open a value sealed for this column and row.

    :raises SealBroken: it was altered, belongs elsewhere, or its key is gone.
    """
    blob = bytes(blob)
    opener = cipher(key_id_of(blob))
    start = 2 + blob[1]
    nonce, sealed = blob[start : start + NONCE_BYTES], blob[start + NONCE_BYTES :]
    try:
        return opener.decrypt(nonce, sealed, binding(column, row))
    except InvalidTag as fault:
        raise SealBroken(f"a sealed value of {column} cannot be opened in this row") from fault


def seal(text: str, *, column: str, row: str) -> bytes:
    """Seal a text for this column (`people.phone`) and row (its `seal_key`)."""
    return seal_bytes(text.encode(), column=column, row=row)


def unseal(blob: bytes | memoryview, *, column: str, row: str) -> str:
    """
    Open a text sealed for this column and row.

    :raises SealBroken: it was altered, belongs elsewhere, or its key is gone.
    """
    return unseal_bytes(blob, column=column, row=row).decode()


def seal_token(text: str, *, column: str, row: str) -> str:
    """Seal a text for an address or a cookie, without the sign "=", which would have to be quoted there."""
    return urlsafe_b64encode(seal(text, column=column, row=row)).decode().rstrip("=")


def open_token(token: str, *, column: str, row: str) -> str:
    """Return the text of a token, "" for one that was altered, is somebody else's, or is none."""
    try:
        return unseal(urlsafe_b64decode(token + "=" * (-len(token) % 4)), column=column, row=row)
    except (ValueError, SealBroken):
        return ""


def reseal(blob: bytes | memoryview, *, column: str, row: str) -> bytes | None:
    """
    Return the value sealed with the newest key, or None when it already is.

    :raises SealBroken: it cannot be opened.
    """
    if key_id_of(bytes(blob)) == settings.SEALING_KEY_ID:
        return None
    return seal_bytes(unseal_bytes(blob, column=column, row=row), column=column, row=row)


def blind_index(text: str, *, group: str) -> bytes:
    """
    Return what an exact search for `text` compares: a keyed hash that tells nothing without the key.

    `group` names what is compared with what (`phone`): equal texts of one group are equal, of two groups are not. Give
    the normal form (eleven digits), since other spellings hash differently.
    """
    return hmac.digest(derived_key(settings.INDEX_KEY, f"gongzhi index {group}"), text.encode(), hashlib.sha256)
