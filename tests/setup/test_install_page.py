"""The install page and the code name the same variables, commands and defaults."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/install.md").read_text(encoding="utf-8")
READ = re.compile(
    r"""(?:environ(?:\.get\(|\[)|environment\.get\(|kept_secret\(|\bfolder\()\s*["']([A-Z][A-Z0-9_]*[A-Z0-9])["']"""
)
# Where a name is put together, or somebody else's program reads it: pip's options, the Makefile, the keys by their id.
BY_ANOTHER_WAY = {"PIP_INDEX_URL", "PIP_CERT", "PYTHON", "SEALING_KEY_1"}
# The system's own, and what says where pip and Django find their settings.
NOT_OURS = {"PATH", "PIP_CONFIG_FILE", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def read_by_the_code() -> set[str]:
    """Return every variable that the project reads by its name."""
    files = [p for name in ("gongzhi", "setup", "bench", "proof") for p in (ROOT / name).rglob("*.py")]
    files = [p for p in files if "tests" not in p.parts] + [ROOT / "tests/browser/conftest.py"]
    return {name for path in files for name in READ.findall(path.read_text(encoding="utf-8"))}


def named_on_the_page() -> set[str]:
    """Return every variable that has a line in a table of the page."""
    cells = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", cell)}


def test_every_variable_the_code_reads_is_on_the_page():
    assert sorted(read_by_the_code() - NOT_OURS - named_on_the_page()) == []


def test_every_variable_on_the_page_is_read():
    assert sorted(named_on_the_page() - read_by_the_code() - BY_ANOTHER_WAY) == []


def test_the_settings_tell_of_the_same_variables():
    told = (ROOT / "gongzhi/config/settings.py").read_text(encoding="utf-8").split('"""')[1]
    in_table = PAGE.split("### Settings of the site")[1].split("###")[0]
    names = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", in_table, re.M))
    assert set(re.findall(r"\b([A-Z]+_[A-Z0-9_]+|PACKS|DEBUG)\b", told)) - {"SEALING_KEY_2"} == names


@pytest.mark.parametrize("name", sorted(set(re.findall(r"gongzhi ([a-z]+_?[a-z]*)\b(?=[ `.])", PAGE))))
def test_every_command_on_the_page_is_one(name):
    assert name in get_commands()


def test_every_make_target_on_the_page_is_one():
    targets = set(re.search(r"^COMMANDS = (.*)$", (ROOT / "Makefile").read_text(), re.M)[1].split())
    assert set(re.findall(r"`make ([a-z]+)", PAGE)) <= targets
