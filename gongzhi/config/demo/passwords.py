"""Passwords of demonstration accounts: three words of a published list, fixed by the user name. They guard nothing."""

import hashlib
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("words.txt")
WORDS_EACH = 3


@cache
def words() -> tuple[str, ...]:
    """Return the list, in its order."""
    return tuple(WORDS.read_text(encoding="utf-8").split())


def password_for(username: str) -> str:
    """Return the password of a demonstration account, as everybody may know it."""
    number = int.from_bytes(hashlib.sha256(username.encode()).digest())
    found = []
    for _ in range(WORDS_EACH):
        number, place = divmod(number, len(words()))
        found.append(words()[place])
    return "-".join(found)
