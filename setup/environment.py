"""The Python environment under .venv, installed from the lock files with their hashes."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path

from setup import index
from setup.console import Problem, run_quietly, step, words
from setup.layout import LOGS, PYTHON, ROOT, VENV, fingerprint, is_done, mark_done

UNFINISHED = VENV / ".unfinished"
# What a lock file holds besides its own, in the same versions.
HELD = {"requirements-dev.lock": (ROOT / "requirements.lock",)}
SELF = (ROOT / "pyproject.toml", ROOT / "setup/environment.py")


def key_of(lock: Path) -> str:
    """Return what the installed packages depend on."""
    return fingerprint(files=[lock, *SELF], facts=[index.PIP_WHEEL, str(ROOT), sys.version])


def stamp_of(lock: Path) -> Path:
    """Return where the end of an installation is remembered."""
    return VENV / f".{lock.stem}.stamp"


def has_packages(lock: Path) -> bool:
    """Tell whether everything in this lock file is installed, and nothing was interrupted since."""
    return PYTHON.exists() and not UNFINISHED.exists() and is_done(stamp_of(lock), key=key_of(lock))


def lay_out_venv(folder: Path) -> None:
    """Make an environment without the venv module, which Debian may leave out: what PEP 405 asks for and no more."""
    python, minor = Path(sys.executable).resolve(), f"python3.{sys.version_info.minor}"
    (folder / "lib" / minor / "site-packages").mkdir(parents=True)
    (folder / "bin").mkdir()
    for name in ("python", "python3", minor):
        (folder / "bin" / name).symlink_to(python)
    version = ".".join(str(part) for part in sys.version_info[:3])
    settings = f"home = {python.parent}\ninclude-system-site-packages = false\nversion = {version}\n"
    (folder / "pyvenv.cfg").write_text(settings, encoding="utf-8")


def renew(folder: Path) -> None:
    """Make an empty environment without pip, whether or not this Python has the venv module."""
    shutil.rmtree(folder, ignore_errors=True)
    mend = words(en=f"Remove {folder} and run again.", zh=f"删除 {folder} 后重试。")
    if importlib.util.find_spec("venv"):
        run_quietly([sys.executable, "-m", "venv", "--without-pip", folder], log=LOGS / "venv.log", mend=mend)
    else:
        lay_out_venv(folder)


def make_venv() -> None:
    """Make an empty environment with a checked pip, whether or not the system has one."""
    renew(VENV)
    log, mend = LOGS / "venv.log", words(en="Remove .venv and run again.", zh="删除 .venv 后重试。")
    UNFINISHED.touch()
    wheel = index.fetch_pip(folder=LOGS)
    run_quietly([PYTHON, wheel / "pip", "install", "--no-index", wheel], log=log, mend=mend, env=pip_settings())


def pip_settings() -> dict[str, str]:
    """Return the environment pip runs in: this machine's own settings, no questions, no self-advertisement."""
    return os.environ | {"PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}


def pip_sources() -> list[str]:
    """Return where pip may look: the configured index, or the folder of wheels and nothing else."""
    folder = index.wheels_folder()
    return ["--no-index", "--find-links", str(folder)] if folder else []


def pip(*arguments: str | Path, name: str) -> None:
    """
    Run pip.

    :raises Problem: it failed.
    """
    mend = words(
        en="If the network failed, run the same command again; what is already there is kept.",
        zh="如为网络故障，请重新运行同一命令，已完成的部分会保留。",
    )
    run_quietly([PYTHON, "-m", "pip", *arguments], log=LOGS / f"pip-{name}.log", mend=mend, env=pip_settings())


def install_packages(*, lock: Path) -> None:
    """
    Bring .venv to what the lock file says. An interrupted installation is begun afresh.

    :raises Problem: the index does not answer, or a hash differs.
    """
    if has_packages(lock):
        return
    index.check_network()
    with step(en=f"Installing Python packages ({lock.name})", zh=f"安装 Python 软件包（{lock.name}）"):
        if UNFINISHED.exists() or not is_healthy():
            make_venv()
        UNFINISHED.touch()
        pip("install", "--require-hashes", "--only-binary", ":all:", *pip_sources(), "-r", lock, name=lock.stem)
        install_self()
        for held in (lock, *HELD.get(lock.name, ())):
            mark_done(stamp_of(held), key=key_of(held))
        UNFINISHED.unlink()


def install_self() -> None:
    """Put the project itself into the environment, in place, with its command line."""
    pip("install", "--no-deps", "--no-index", "--no-build-isolation", "--editable", ROOT, name="self")


def is_healthy() -> bool:
    """Tell whether the environment belongs to this folder and this Python."""
    settings = VENV / "pyvenv.cfg"
    if VENV.is_symlink():
        raise Problem(
            what=words(en=f"{VENV} is a link to somewhere else.", zh=f"{VENV} 是指向别处的链接。"),
            mend=words(en="Remove the link and run again.", zh="删除该链接后重试。"),
        )
    version = ".".join(str(part) for part in sys.version_info[:3])
    return PYTHON.exists() and settings.is_file() and f"version = {version}" in settings.read_text()
