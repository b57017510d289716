"""When a password is good enough, when an account is locked, and when a second factor is asked for."""

import datetime as dt
import re
from collections.abc import Sequence

from gongzhi.kernel.identifiers import MOBILE, plain
from gongzhi.kernel.verdicts import Verdict

# NIST SP 800-63B-4, 3.1.1.2: at least 8 characters beside a second factor, long ones taken whole, no forced rotation;
# this platform asks everybody for 12.
SHORTEST = 12
LONGEST = 128
USERNAME = re.compile(r"[\w.@+-]{2,40}")

# NIST SP 800-63B-4, 3.2.2 limits consecutive wrong tries on one account; GB/T 22239-2019, 8.1.4.1 asks for a limit
# and leaves its figures to the operator.
TRIES = 5
WINDOW = dt.timedelta(minutes=15)
LOCK = dt.timedelta(minutes=15)

PENDING = dt.timedelta(minutes=20)  # WCAG 2.2, 2.2.1: no shorter limit than 20 minutes without a way to extend it
STEP_UP = dt.timedelta(minutes=5)
ENROLMENT = dt.timedelta(hours=1)


def normal_username(text: str) -> str:
    """Return a user name as it is stored: half-width, small letters, without blanks at the ends."""
    return plain(text).casefold()


def may_be_username(text: str) -> Verdict:
    """Tell whether this can be a user name: 2 to 40 letters (Chinese ones too), digits and . @ + - _, no phone."""
    name = normal_username(text)
    if MOBILE.fullmatch(name):
        return Verdict(False, "accounts.username_is_phone")
    ok = USERNAME.fullmatch(name) is not None
    return Verdict(ok, "accounts.username_fits" if ok else "accounts.username_unfit")


def may_be_password(password: str, *, effort: int) -> Verdict:
    """Tell whether a password is long enough and not one that is tried first; `effort` is what guessing it takes."""
    if len(password) < SHORTEST:
        return Verdict(False, "accounts.password_too_short", {"needed": SHORTEST, "given": len(password)})
    if len(password) > LONGEST:
        return Verdict(False, "accounts.password_too_long", {"most": LONGEST})
    if effort <= EASY:
        return Verdict(False, "accounts.password_too_common")
    return Verdict(True, "accounts.password_fits")


# Lists of leaked passwords consist of what people put together from one to three such pieces.
EASY = 3


def recent(tries: Sequence[float], *, at: dt.datetime) -> list[float]:
    """Return the wrong tries that still count, as seconds since 1970; an outlived lock leaves none."""
    stamp = at.timestamp()
    if len(tries) >= TRIES:
        return list(tries) if stamp < tries[-1] + LOCK.total_seconds() else []
    return [each for each in tries if each > stamp - WINDOW.total_seconds()]


def minutes_locked(tries: Sequence[float], *, at: dt.datetime) -> int:
    """Return for how many more minutes, begun ones counted whole, nobody gets in; 0 when it is open."""
    kept = recent(tries, at=at)
    if len(kept) < TRIES:
        return 0
    return -int(-(kept[-1] + LOCK.total_seconds() - at.timestamp()) // 60)


def may_try(tries: Sequence[float], *, at: dt.datetime) -> Verdict:
    """Tell whether another try is looked at."""
    minutes = minutes_locked(tries, at=at)
    return Verdict(not minutes, "accounts.locked" if minutes else "accounts.open", {"tries": TRIES, "minutes": minutes})


def is_fresh(moment: dt.datetime | None, *, at: dt.datetime) -> bool:
    """Tell whether somebody proved who they are a short while ago, for what must not be done from an open screen."""
    return moment is not None and dt.timedelta() <= at - moment <= STEP_UP
