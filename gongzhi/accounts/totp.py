"""One-time codes of RFC 6238 over SHA-1, six digits, thirty seconds: what every authenticator app understands."""

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

import segno

STEP_SECONDS = 30  # RFC 6238, section 5.2
DIGITS = 6  # RFC 4226, section 5.3
SECRET_BYTES = 20  # RFC 4226, section 4: a secret as long as the hash
DRIFT_STEPS = 1  # RFC 6238, section 5.2: at most one step of delay; and one for a clock that is ahead
ISSUER = "Gongzhi"


def new_secret() -> str:
    """Return a random secret as authenticator apps take it (32 characters of base 32)."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, counter: int, *, digits: int = DIGITS) -> str:
    """Return the code of a time step (RFC 4226, section 5.3)."""
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def step_of(code: str, *, secret: str, seconds: float, after: int = 0) -> int | None:
    """
    Return the time step that a code belongs to, or None when it is wrong, too old, or not later than step `after`.

    `seconds` is the real time since 1970; a code is looked for one step around it.
    """
    now = int(seconds // STEP_SECONDS)
    found = None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def address(secret: str, *, username: str) -> str:
    """Return the address that a QR code hands to an authenticator app."""
    query = urlencode({"secret": secret, "issuer": ISSUER, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{ISSUER}:{quote(username)}?{query}"


def picture(text: str) -> str:
    """Return a QR code as an address that an `img` shows without asking any server."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=2, omitsize=True)


def in_groups(secret: str) -> str:
    """Return a secret in groups of four, for typing it into an app."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
