"""Chromium for the tests in a browser: this machine's, else Debian's; and what the program that drives it needs."""

import os
import shutil
import subprocess
from pathlib import Path

from setup import system
from setup.console import Problem, words
from setup.layout import VENV

DRIVER = "lib/python3*/site-packages/playwright/driver/node"
LIBRARY = "libatomic1"  # of which the driver's Node is made, and which Debian leaves out of a small system
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the browser of this machine."""
    given = os.environ.get("CHROMIUM")
    if given and not Path(given).exists():
        raise Problem(
            what=words(en=f"CHROMIUM={given} is not there.", zh=f"CHROMIUM={given} 不存在。"),
            mend=words(
                en="Name the browser's program, or leave CHROMIUM out.", zh="请写浏览器程序路径，或不设置 CHROMIUM。"
            ),
        )
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


def can_drive() -> bool:
    """Tell whether the program that drives the browser starts here."""
    programs = list(VENV.glob(DRIVER))
    return all(subprocess.run([p, "--version"], capture_output=True, check=False).returncode == 0 for p in programs)


def require() -> str:
    """
    Return a Chromium that can be driven, installed where this person may.

    :raises Problem: something is missing, and it may not be installed from here.
    """
    missing = [*([] if find() else ["chromium", "fonts-noto-cjk"]), *([] if can_drive() else [LIBRARY])]
    if missing:
        names = ", ".join(missing)
        system.install(
            missing,
            why_en=f"The tests in a browser lack: {names}.",
            why_zh=f"浏览器测试还缺：{names}。",
        )
    if found := find():
        return found
    raise Problem(
        what=words(en="Chromium was installed but is not on the PATH.", zh="已安装 Chromium，但不在 PATH 中。"),
        mend=words(en="Name it: CHROMIUM=/path/chromium make test", zh="请指定：CHROMIUM=/路径/chromium make test"),
    )
