"""Compile the message catalogues with Babel, so that no gettext tools are needed."""

from pathlib import Path

from setup.console import run_quietly, step, words
from setup.layout import LOGS, PYTHON, ROOT, VENV, fingerprint, is_done, mark_done

STAMP = VENV / ".catalogues.stamp"
PROGRAM = ROOT / "setup/compile_catalogues.py"


def catalogues() -> list[Path]:
    """Return every catalogue of the project."""
    return sorted((ROOT / "gongzhi").rglob("LC_MESSAGES/*.po"))


def compile_catalogues() -> None:
    """
    Compile what changed.

    :raises Problem: a catalogue is not well formed.
    """
    found = catalogues()
    key = fingerprint(files=[*found, PROGRAM])
    if is_done(STAMP, key=key) and all(path.with_suffix(".mo").exists() for path in found):
        return
    with step(en="Compiling the English texts", zh="编译英文界面文字"):
        mend = words(en="Mend the catalogue named above.", zh="请改正上面指出的文字目录。")
        run_quietly([PYTHON, PROGRAM, *found], log=LOGS / "catalogues.log", mend=mend)
    mark_done(STAMP, key=key)
