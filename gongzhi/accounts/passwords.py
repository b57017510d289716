"""How hard a password is to guess: the fewest pieces it can be put together from, of those that are tried first."""

import gzip
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ImproperlyConfigured

# The list of leaked passwords that Django carries (BSD licence), most common first.
LEAKED = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz")
SLANTS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol", "0p", "qaz", "wsx", "edc", "rfv", "tgb")
# What people in China put into passwords: love, luck and greetings in pinyin and figures, "password", names of places.
CHINESE = """
woaini woaiwo aini wojiushiwo nihao dajiahao mima wodemima zhongguo tiananmen beijing shanghai guangdong guangzhou huadu
sichuan mianyang fucheng panzhihua dalian tianjin yangjiang laopo laogong baobao baba mama xiaoming zhangsan lisi wangwu
cunweihui cunmin shequ wangge dangyuan shuji gongzhi zhengfu jiedao wangluo diannao admin root pass password passw0rd
p@ssw0rd 520 521 1314 5201314 1314520 168 888 666 999 518 110 119 120 12345
"""
SHORTEST_PIECE = 3
LEET = str.maketrans("@4310$5!7", "aaeiossit")
DATE = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|(19|20)\d{2}")


# The least of the OWASP Password Storage Cheat Sheet for Argon2id: 19 MiB in two passes, or 46 MiB in one.
LEAST_MEMORY, LEAST_WORK = 19, 38  # MiB; MiB times passes


def cost(*, memory: int, passes: int) -> tuple[int, int]:
    """
    Return memory in KiB and passes of a hash, as they were set.

    :raises ImproperlyConfigured: passwords would be guessed too quickly.
    """
    if memory < LEAST_MEMORY or memory * passes < LEAST_WORK:
        raise ImproperlyConfigured(
            f"PASSWORD_MEMORY={memory} and PASSWORD_PASSES={passes} are too little: 46 and 1, or 19 and 2, at least"
        )
    return memory * 1024, passes


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id in one lane, so that sixty who sign in at once share the cores; memory and passes are settings."""

    memory_cost, time_cost = cost(memory=settings.PASSWORD_MEMORY, passes=settings.PASSWORD_PASSES)
    parallelism = 1


@cache
def leaked() -> frozenset[str]:
    """Return leaked passwords that can be a piece of a longer one."""
    with gzip.open(LEAKED, "rt", encoding="utf-8") as lines:
        words = {line.strip() for line in lines}
    return frozenset(word for word in words if len(word) >= SHORTEST_PIECE) | frozenset(CHINESE.split())


def own_words(*, username: str, name: str, phones: Iterable[str] = ()) -> frozenset[str]:
    """Return what somebody who knows this person tries: user name, name in pinyin and initials, phones."""
    from pypinyin import lazy_pinyin  # 60 MB of readings, which few processes need

    syllables = lazy_pinyin(name)
    first, last = "".join(syllables[1:]), "".join(syllables[:1])
    found = {username, name, last, first, last + first, first + last, "".join(each[:1] for each in syllables)}
    return frozenset(word.casefold() for word in found | set(phones) if len(word) > 1)


def effort_of(password: str, *, own: frozenset[str] = frozenset()) -> int:
    """
    Return the fewest pieces that make up a password, a character that belongs to none counted as one.

    Pieces are leaked passwords, words of one's own, runs on the keyboard and in the alphabet, repeats, and dates.
    """
    plain = password.casefold()
    return min(_fewest(text, own) for text in {plain, plain.translate(LEET)})


def _fewest(text: str, own: frozenset[str]) -> int:
    best = [0]
    for end in range(1, len(text) + 1):
        pieces = (best[start] + 1 for start in range(end) if end - start == 1 or _is_piece(text[start:end], own))
        best.append(min(pieces))
    period = _period(text)
    return min(best[-1], 1 + _fewest(text[:period], own)) if period < len(text) else best[-1]


def _is_piece(part: str, own: frozenset[str]) -> bool:
    if len(part) > 1 and part in own:
        return True
    if len(part) < SHORTEST_PIECE:
        return False
    return part in leaked() or len(set(part)) == 1 or _is_run(part) or DATE.fullmatch(part) is not None


def _is_run(part: str) -> bool:
    return any(part in row * 2 or part in row[::-1] * 2 for row in (*KEYBOARD, "".join(SLANTS)))


def _period(text: str) -> int:
    """Return the length of the shortest block that the text repeats, its own length when it repeats none."""
    return next((n for n in range(1, len(text) // 2 + 1) if text == (text[:n] * len(text))[: len(text)]), len(text))
