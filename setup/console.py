"""What set-up says: one line a step with its time, a sentence and its mend when something is missing."""

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

HEARTBEAT_SECONDS = 10
TAIL_LINES = 25
# Logs are UTF-8, whatever the terminal speaks.
INTO_LOGS = {"PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}


class Problem(Exception):
    """Say what is wrong and what to do about it."""

    def __init__(self, *, what: str, mend: str) -> None:
        super().__init__(what)
        self.what = what
        self.mend = mend


def is_chinese() -> bool:
    """Tell whether this person's terminal speaks Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].startswith("zh")
    return False


def words(*, en: str, zh: str) -> str:
    """Return the sentence in the language of the terminal."""
    return zh if is_chinese() else en


def print_anywhere() -> None:
    """Let a terminal that has no such sign show another one instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


@contextmanager
def step(*, en: str, zh: str) -> Iterator[None]:
    """Announce a step, show that it lives every few seconds, and say how long it took."""
    name, began, done = words(en=en, zh=zh), time.monotonic(), threading.Event()
    say(f"  … {name}")

    def beat() -> None:
        while not done.wait(HEARTBEAT_SECONDS):
            say(f"    {name}: {time.monotonic() - began:.0f} s")

    threading.Thread(target=beat, daemon=True).start()
    try:
        yield
    finally:
        done.set()
    say(f"  ✓ {name} ({time.monotonic() - began:.1f} s)")


def tail(log: Path) -> str:
    """Return the last lines of a log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join(f"    | {line}" for line in lines)


def group_of(user: str | None) -> int | None:
    """Return the main group of a user of this machine."""
    if user is None:
        return None
    import pwd

    return pwd.getpwnam(user).pw_gid


def run_quietly(
    command: Sequence[str | Path],
    *,
    log: Path,
    mend: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
) -> None:
    """
    Run a command into a log file, as another user of this machine if one is named.

    :raises Problem: it failed; the end of its log is shown.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ if env is None else env) | INTO_LOGS,
            cwd=cwd,
            user=user,
            group=group_of(user),
            extra_groups=[] if user else None,
            check=False,
        )
    if done.returncode:
        say(tail(log))
        name = " ".join(Path(str(part)).name for part in command[:4])
        what = words(en=f"`{name}` failed (log: {log}).", zh=f"`{name}` 未成功（日志：{log}）。")
        raise Problem(what=what, mend=mend)


def report(problem: Problem) -> int:
    """Print what is wrong with its mend and return the exit code."""
    sys.stdout.flush()
    print(f"\n✗ {problem.what}\n  → {problem.mend}", file=sys.stderr, flush=True)
    return 1
