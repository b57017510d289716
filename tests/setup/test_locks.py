"""Versions are locked with hashes, in lock files that carry no addresses."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-node.lock",
    "bench/requirements-helpdesk.lock",
    "bench/requirements-import-export.lock",
)
ADDRESS = re.compile(r"https?://|git\+|file:|--(extra-)?index-url|--find-links")


def pins(name):
    """Return package -> version and the number of its hashes."""
    found = {}
    for block in re.split(r"\n(?=\S)", (ROOT / name).read_text()):
        if head := re.match(r"([a-z0-9._-]+)==(\S+)", block):
            found[head[1]] = (head[2], block.count("--hash=sha256:"))
    return found


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_a_lock_file_carries_no_addresses(name):
    assert not ADDRESS.search((ROOT / name).read_text())


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_python_package_is_locked_with_hashes(name):
    found = pins(name)
    assert found
    assert [package for package, (_, hashes) in found.items() if not hashes] == []


def test_every_front_end_part_is_locked_with_its_hash():
    parts = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, part in parts.items() if name and "integrity" not in part] == []


def test_tests_run_on_the_versions_that_are_served():
    served, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in served} == served


@pytest.mark.parametrize(
    "name",
    [
        "requirements",
        "requirements-dev",
        "requirements-node",
        "bench/requirements-helpdesk",
        "bench/requirements-import-export",
    ],
)
def test_the_lock_names_what_was_asked_for(name):
    asked = dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[\w+\])?==(\S+)", (ROOT / f"{name}.in").read_text(), re.M))
    locked = {package: version for package, (version, _) in pins(f"{name}.lock").items()}
    assert {package: locked.get(package.lower()) for package in asked} == asked
