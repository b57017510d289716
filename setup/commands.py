"""The commands behind `make`."""

import os
import sys
import tarfile
from collections.abc import Callable, Sequence
from pathlib import Path

from setup import catalogues, demo, index, suite
from setup.console import Problem, print_anywhere, report, say, step, words
from setup.environment import install_packages, pip
from setup.frontend import NODE_LOCK
from setup.layout import BUILD, ROOT


def set_up() -> int:
    """Prepare everything and start nothing."""
    demo.prepare()
    return 0


def compile_catalogues() -> int:
    """Compile the catalogues only."""
    install_packages(lock=ROOT / "requirements.lock")
    catalogues.compile_catalogues()
    return 0


def bundle() -> int:
    """Pack every wheel and the built front end into one archive for a machine without any network."""
    demo.prepare()
    folder = ROOT / "dist/bundle"
    folder.mkdir(parents=True, exist_ok=True)
    with step(en="Collecting wheels", zh="收集软件包"):
        index.fetch_pip(folder=folder)
        for lock in (ROOT / "requirements-dev.lock", NODE_LOCK):
            pip("download", "--require-hashes", "--only-binary", ":all:", "-d", folder, "-r", lock, name="bundle")
    archive = ROOT / "dist/gongzhi-bundle.tar"
    with step(en="Packing", zh="打包"), tarfile.open(archive, "w") as target:
        target.add(folder, arcname="wheels")
        target.add(BUILD, arcname="frontend/build")
    say(f"{archive}")
    return 0


def explain() -> int:
    """List the commands."""
    say((ROOT / "Makefile").read_text(encoding="utf-8").splitlines()[1].lstrip("# "))
    return 0


COMMANDS: dict[str, Callable[[], int]] = {
    "demo": demo.main,
    "test": suite.test,
    "check": suite.check,
    "bench": suite.bench,
    "proof": suite.proof,
    "soak": suite.soak,
    "setup": set_up,
    "bundle": bundle,
    "catalogues": compile_catalogues,
    "help": explain,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    os.chdir(ROOT)
    print_anywhere()
    name = arguments[0] if arguments else "help"
    if name not in COMMANDS:
        say(words(en=f"There is no command {name}.", zh=f"没有命令 {name}。"))
        explain()
        return 2
    try:
        return COMMANDS[name]()
    except Problem as problem:
        return report(problem)
    except KeyboardInterrupt:
        say(
            words(
                en="\nInterrupted. Run the same command again and it goes on.",
                zh="\n已中断。再次运行同一命令即可继续。",
            )
        )
        return 130
    except OSError as reason:
        return report(disk_problem(reason))


def disk_problem(reason: OSError) -> Problem:
    """Say what the system refused, and where."""
    place = Path(str(reason.filename)).name if reason.filename else sys.platform
    return Problem(
        what=words(
            en=f"The system refused: {reason.strerror} ({place}).", zh=f"系统拒绝：{reason.strerror}（{place}）。"
        ),
        mend=words(
            en="Check free space and the rights on this folder, then run it again.",
            zh="请检查磁盘空间与本文件夹权限，然后重新运行。",
        ),
    )
