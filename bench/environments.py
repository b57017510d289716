"""Environments of the peers, each installed from a lock of its own into a folder of its own."""

from pathlib import Path

from setup import environment, index, layout
from setup.console import run_quietly

HOME = layout.ROOT / "var/bench"


def installed(name: str) -> Path:
    """
    Return the folder of the environment in which a peer lies, installed from its lock if it is not there yet.

    :raises Problem: the index does not answer.
    """
    lock, home = layout.ROOT / f"bench/requirements-{name}.lock", HOME / name
    stamp, key = home / ".stamp", layout.fingerprint(files=[lock])
    if layout.is_done(stamp, key=key):
        return home
    environment.renew(home)
    pip = index.fetch_pip(folder=HOME) / "pip"
    options = ["--require-hashes", "--only-binary", ":all:", *environment.pip_sources()]
    run_quietly(
        [home / "bin/python", pip, "install", *options, "-r", lock],
        log=HOME / f"{name}-pip.log",
        mend="make bench without PEERS measures everything else.",
        env=environment.pip_settings(),
    )
    layout.mark_done(stamp, key=key)
    return home


def packages_of(home: Path) -> Path:
    """Return the folder in which the packages of an environment lie."""
    (found,) = home.glob("lib/python3.*/site-packages")
    return found
