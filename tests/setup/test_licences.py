"""NOTICE names every part that is shipped, and no part is under a licence that an office could not take."""

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
PARTS = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
COPYLEFT = re.compile(r"\bA?GPL|Affero|GNU General Public", re.I)  # LGPL has no word boundary before its G
OTHER_SYSTEMS = {"colorama", "tzdata"}  # locked for Windows only


def locked(name: str) -> list[str]:
    """Return the packages of a lock file."""
    return re.findall(r"^([a-z0-9._-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.M)


def licence_of(package: Distribution) -> str:
    """Return what a package says about its licence in its data, not in the text of the licence."""
    told = package.metadata
    named = [told.get("License-Expression", ""), (told.get("License") or "").partition("\n")[0]]
    return "; ".join([*named, *(c for c in told.get_all("Classifier") or [] if c.startswith("License"))])


def section(begin: str, end: str) -> set[str]:
    """Return the names in a part of the notice."""
    text = NOTICE.partition(begin)[2].partition(end)[0]
    return set(re.findall(r"(?<![\w@/-])@?[a-z0-9][a-z0-9_./-]*[a-z0-9](?![\w-])", text))


def test_every_package_that_is_served_stands_in_the_notice_under_a_licence():
    named = section("out of requirements.lock:\n", "\n\nWhat is built")
    assert sorted(set(locked("requirements.lock")) - named) == []


def test_no_package_stands_in_the_notice_that_is_not_locked():
    listed = re.findall(r"^  [A-Z][^:]*: ([^:]*?)(?=\n\n|\n  [A-Z])", NOTICE.partition("What is built")[0], re.M)
    names = {word for line in listed for word in line.split() if re.fullmatch(r"[a-z][a-z0-9-]+", word)} - {"or"}
    assert sorted(names - set(locked("requirements.lock"))) == []
    assert len(names) > 30


def test_every_front_end_part_stands_in_the_notice():
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert [name for name in [*asked["dependencies"], *asked["devDependencies"]] if name not in NOTICE] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_python_package_is_under_a_licence_that_reaches_into_the_platform(lock):
    faults = []
    for name in set(locked(lock)) - OTHER_SYSTEMS:
        try:
            licence = licence_of(distribution(name))
        except PackageNotFoundError:
            assert lock == "requirements-node.lock", f"{name} is not installed"  # where the machine has a Node
            continue
        if not licence.strip("; ") or COPYLEFT.search(licence):
            faults.append(f"{name}: {licence}")
    assert faults == []


def test_no_front_end_part_is_under_a_licence_that_reaches_into_the_platform():
    licences = {name: part.get("license", "") for name, part in PARTS.items() if name}
    assert {name: told for name, told in licences.items() if not told or COPYLEFT.search(told)} == {}


@pytest.mark.parametrize(
    ("licence", "is_copyleft"),
    [
        ("AGPL-3.0-or-later", True),
        ("GPL-2.0-only", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only", False),
        ("MIT", False),
    ],
)
def test_licences_are_told_apart(licence, is_copyleft):
    assert bool(COPYLEFT.search(licence)) is is_copyleft
