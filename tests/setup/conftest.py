"""
Set-up is tried on copies of the project in folders whose names have spaces and 汉字.

None of this asks the database of the suite: every test of this folder carries the marker `once`.
"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PARTS = ("bootstrap.py", "Makefile", "setup", "pyproject.toml", "requirements.lock", "requirements-node.lock")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder: one run of them is enough."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.once)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A new folder with what set-up needs and nothing that it makes."""
    folder = tmp_path / "新 clone"
    folder.mkdir()
    for name in PARTS:
        source = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, folder / name, ignore=ignored) if source.is_dir() else shutil.copy(source, folder)
    return folder


@pytest.fixture
def set_up(copy: Path):
    """Run a command of set-up in the copy, with nothing of this run's environment that would change the answer."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        dropped = ("PIP_", "GONGZHI_VAR", "DATABASE_URL", "PORT", "LANG", "LC_", "WHEELS", "CHROMIUM")
        env = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
        env |= {"PIP_CONFIG_FILE": os.devnull} | variables
        return subprocess.run(
            [sys.executable, "bootstrap.py", *arguments],
            cwd=copy,
            env=env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def busy_port():
    """A port somebody listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]
