"""What only the system can give: installed where this person may, else the one command that does it."""

import os
import shutil
from collections.abc import Sequence

from setup.console import Problem, run_quietly, step, words
from setup.layout import LOGS


def may_install() -> bool:
    """Tell whether packages of the system may be installed from here."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def mend_by_hand(packages: Sequence[str]) -> str:
    """Return the one command a person with the right can run."""
    command = f"sudo apt-get install -y {' '.join(packages)}"
    return words(en=f"{command}   then run the same command again.", zh=f"{command}   然后重新运行同一命令。")


def install(packages: Sequence[str], *, why_en: str, why_zh: str) -> None:
    """
    Install packages of the system.

    :raises Problem: this person may not, or the system could not.
    """
    mend = mend_by_hand(packages)
    if not may_install():
        raise Problem(what=words(en=why_en, zh=why_zh), mend=mend)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    names = " ".join(packages)
    with step(en=f"Installing from Debian: {names}", zh=f"从 Debian 安装：{names}"):
        run_quietly(["apt-get", "update"], log=LOGS / "apt-update.log", mend=mend, env=env)
        command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
        run_quietly(command, log=LOGS / "apt-install.log", mend=mend, env=env)
