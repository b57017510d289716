"""What is served comes from this site alone and runs in the oldest browser."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from setup import frontend

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def workshop(tmp_path):
    """A copy of the sources beside the parts that set-up has installed."""
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(ROOT / "frontend", tmp_path / "frontend", ignore=shutil.ignore_patterns("build", "build.part"))
    for name in ("scss", "scripts"):
        (tmp_path / "frontend" / name).mkdir(exist_ok=True)
    return tmp_path


@pytest.fixture
def build(workshop):
    def run():
        node, _ = frontend.node_commands()
        return subprocess.run(
            [*node, "frontend/build.mjs", sys.executable], cwd=workshop, capture_output=True, text=True, check=False
        )

    return run


def test_scripts_are_built_down_to_es2015(workshop, build):
    (workshop / "frontend/scripts/probe.js").write_text("export const f = async (a) => a?.b ?? {...a};\nf(window);\n")
    assert build().returncode == 0
    built = (workshop / "frontend/build/static/probe.js").read_text()
    assert "?." not in built
    assert "async" not in built


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("scss/probe.scss", 'a { background: url("https://cdn.example/a.png") }'),
        ("scss/probe.scss", '@import url("//fonts.example/a.css");'),
        ("scripts/probe.js", 'fetch("https://stats.example/hit");'),
    ],
)
def test_an_address_of_another_host_fails_the_build_and_keeps_the_last_one(workshop, build, file, text):
    assert build().returncode == 0
    before = sorted(path.name for path in (workshop / "frontend/build/static").iterdir())
    (workshop / "frontend" / file).write_text(text)
    answer = build()
    assert answer.returncode != 0
    assert "another host" in answer.stderr
    assert sorted(path.name for path in (workshop / "frontend/build/static").iterdir()) == before


def test_an_icon_that_is_not_there_is_named(workshop, build):
    (workshop / "frontend/icons.txt").write_text("home\nperson no-such-drawing # a remark\n")
    assert 'there is no outline icon "no-such-drawing"' in build().stderr


def test_the_sprite_holds_the_icons_that_were_named(workshop, build):
    (workshop / "frontend/icons.txt").write_text("# all\nhome\nperson user\n")
    assert build().returncode == 0
    sprite = (workshop / "frontend/build/static/icons.svg").read_text()
    assert sprite.count('<symbol id="home"') == sprite.count('<symbol id="person"') == 1
    assert 'stroke="none"' not in sprite


def test_papers_have_the_full_cut_in_two_weights_with_its_licence(workshop, build):
    assert build().returncode == 0
    fonts = workshop / "frontend/build/fonts"
    assert {path.name for path in fonts.iterdir()} == {
        "NotoSansSC_400Regular.ttf",
        "NotoSansSC_700Bold.ttf",
        "OFL.txt",
    }
    assert min(path.stat().st_size for path in fonts.glob("*.ttf")) > 9_000_000
