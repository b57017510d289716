"""What a clean checkout holds is enough: it builds, and the pages ask for nothing that the build does not make."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from setup import frontend

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")
DRAWN = re.compile(r"""\{%\s*icon\s+["']([^"']+)["']""")


def committed() -> list[str]:
    """Return the files of the front end that a clone brings, or, where there is no repository, those of the folder."""
    if not (ROOT / ".git").exists():
        return [str(path.relative_to(ROOT)) for path in frontend.build_inputs()]
    listed = subprocess.run(
        ["git", "ls-files", "-z", "frontend", "package.json", "package-lock.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The front end built from what is committed, beside the parts that set-up has installed."""
    folder = tmp_path_factory.mktemp("新 checkout")
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    for name in committed():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    node, _ = frontend.node_commands()
    answer = subprocess.run(
        [*node, "frontend/build.mjs", sys.executable], cwd=folder, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    return folder / "frontend/build/static"


def texts(pattern: re.Pattern[str]) -> set[str]:
    """Return what the templates name in this way."""
    pages = [*(ROOT / "gongzhi").rglob("templates/**/*.html"), *(ROOT / "gongzhi").rglob("templates/**/*.svg")]
    return {name for page in pages for name in pattern.findall(page.read_text(encoding="utf-8"))}


def test_every_style_and_script_the_pages_name_is_built_from_a_clean_checkout(built):
    own = {
        str(path.relative_to(folder)) for folder in (ROOT / "gongzhi").glob("*/static") for path in folder.rglob("*")
    }
    made = {path.name for path in built.iterdir()}
    assert texts(NAMED) - made - own == set()
    assert {"gongzhi.css", "gongzhi.js", "htmx.js", "icons.svg"} <= made


def test_every_icon_the_pages_name_is_in_the_sprite(built):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (built / "icons.svg").read_text()))
    assert {name for name in texts(DRAWN) if name not in drawn} == set()
