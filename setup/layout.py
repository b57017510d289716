"""Where things are, and stamps: a step whose inputs have not changed since it ended is not done again."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("GONGZHI_VAR", ROOT / "var"))
LOGS = VAR / "setup"
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
BUILD = ROOT / "frontend/build"


def gongzhi(*arguments: str) -> list[str]:
    """Return the command line of one of the project's own commands."""
    return [str(PYTHON), "-m", "gongzhi", *arguments]


def fingerprint(*, files: Iterable[Path] = (), facts: Iterable[str] = ()) -> str:
    """Return the hash of a step's inputs: names and contents of files, and other facts."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for fact in facts:
        digest.update(fact.encode() + b"\0")
    return digest.hexdigest()


def is_done(stamp: Path, *, key: str) -> bool:
    """Tell whether the step ended with these inputs."""
    return stamp.is_file() and stamp.read_text() == key


def mark_done(stamp: Path, *, key: str) -> None:
    """Remember that the step ended with these inputs, in one move."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    part = stamp.with_name(stamp.name + ".part")
    part.write_text(key)
    part.replace(stamp)
