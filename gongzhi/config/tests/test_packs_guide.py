"""The worked example of docs/packs.md is a pack that holds together."""

import io
import re
import textwrap

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

BLOCK = re.compile(r"```yaml\n# (?P<file>\S+)\n(?P<text>.*?)```", re.S)


@pytest.fixture
def example(tmp_path):
    """Return the folder into which the files of the guide were written."""
    guide = (settings.BASE / "docs/packs.md").read_text(encoding="utf-8")
    for block in BLOCK.finditer(guide):
        file = tmp_path / "local_packs" / block["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(block["text"]), encoding="utf-8")
    return tmp_path / "local_packs"


def check(folder):
    """Return what check_packs prints about a folder, and how it ends."""
    out = io.StringIO()
    try:
        call_command("check_packs", str(folder), stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_the_worked_example_passes_check_packs(example):
    printed, end = check(example / "qingshan")
    assert end == 0, printed
    assert printed.startswith("Nothing is wrong: 1 packs, 3 figures, 1 lists, 1 procedures, ")


def test_the_fault_shown_in_the_guide_is_printed_as_shown(example):
    file = example / "qingshan/params/cases/accept_time.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("doc:四", "dok:四"), encoding="utf-8")
    printed, end = check(example / "qingshan")
    guide = (settings.BASE / "docs/packs.md").read_text(encoding="utf-8")
    assert end == 1
    assert printed.strip() in guide
