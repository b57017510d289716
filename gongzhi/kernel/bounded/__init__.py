"""
Let a child read what nobody trusts: a process of its own, bounded in time and memory, without any settings or keys.

A child is one file that imports nothing of the project. It reads standard input and says what it found on standard
output; a file of a stranger can end it, and with it nothing else.
"""

import subprocess
import sys
import threading
from pathlib import Path

ENTRY = Path(__file__).with_name("entry.py")
AT_ONCE = 2  # children of one process of the site, so that a row of hostile files cannot take all its memory
_places = threading.BoundedSemaphore(AT_ONCE)


class TooMuch(Exception):
    """The child was ended, because the memory or the time of a processor it may use was at its end."""


class TooSlow(Exception):
    """The child has not answered in time."""


class Broken(Exception):
    """The child could make nothing of what it was given."""


def heard(child: Path, content: bytes, *, seconds: float) -> bytes:
    """
    Return what a child says about `content`; what it complains of is not kept.

    :raises TooMuch: it used more memory or processor time than it may.
    :raises TooSlow: it took longer than `seconds`.
    :raises Broken: it failed, or said nothing.
    """
    try:
        with _places:
            done = subprocess.run(  # noqa: S603  # this interpreter and files of ours; nothing of the upload is in the line
                [sys.executable, "-I", str(ENTRY), str(child)],
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                timeout=seconds,
                check=False,
            )
    except subprocess.TimeoutExpired as late:
        raise TooSlow from late
    if done.returncode < 0:  # ended by a signal
        raise TooMuch
    if done.returncode or not done.stdout:
        raise Broken
    return done.stdout
