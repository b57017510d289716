"""Chromium for the tests in a browser: this machine's, else Debian's."""

import os
import shutil
from pathlib import Path

from setup import system
from setup.console import Problem, words

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


def require() -> str:
    """
    Return a Chromium, installed where this person may.

    :raises Problem: there is none, and it may not be installed from here.
    """
    if found := find():
        return found
    system.install(
        ["chromium", "fonts-noto-cjk"],
        why_en="There is no Chromium for the tests in a browser.",
        why_zh="没有用于浏览器测试的 Chromium。",
    )
    if found := find():
        return found
    raise Problem(
        what=words(en="Chromium was installed but is not on the PATH.", zh="已安装 Chromium，但不在 PATH 中。"),
        mend=words(en="Name it: CHROMIUM=/path/chromium make test", zh="请指定：CHROMIUM=/路径/chromium make test"),
    )
