"""What an earlier checkout or an interrupted run has left behind never breaks the build."""

import json
import shutil

import pytest

from setup import frontend, layout
from setup.console import Problem

LOCK = {
    "": {},
    "node_modules/bootstrap": {"version": "5.3.9"},
    "node_modules/@x/one": {"version": "1", "optional": True},
}


class Workshop:
    """A project whose npm and build are played: npm lays out what the lock names, the build needs a file of it."""

    def __init__(self, root):
        self.root, self.log = root, []
        self.part = root / "node_modules/bootstrap"

    def install(self):
        self.log.append("npm")
        shutil.rmtree(self.root / "node_modules", ignore_errors=True)
        self.part.mkdir(parents=True)
        (self.part / "package.json").write_text('{"version": "5.3.9"}')
        (self.part / "bootstrap.scss").write_text("a{}")

    def build(self):
        self.log.append("build")
        if not (self.part / "bootstrap.scss").exists() or (self.root / "frontend/broken").exists():
            raise Problem(what="does not build", mend="none")
        static = self.root / "frontend/build/static"
        static.mkdir(parents=True, exist_ok=True)
        (static / "gongzhi.css").write_text("a{}")

    def run(self, command, **how):
        self.install() if "ci" in command else self.build()


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    for name in ("package.json", "requirements.lock"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": LOCK}))
    (tmp_path / "frontend").mkdir()
    (tmp_path / "frontend/a.scss").write_text("a")
    made = Workshop(tmp_path)
    for module in (frontend, layout):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "BUILD", tmp_path / "frontend/build")
    monkeypatch.setattr(frontend, "BUILD_STAMP", tmp_path / "frontend/build/.stamp")
    monkeypatch.setattr(frontend, "MODULES_STAMP", tmp_path / "node_modules/.gongzhi.stamp")
    monkeypatch.setattr(frontend, "install_packages", lambda *, lock: None)
    monkeypatch.setattr(frontend, "node_commands", lambda: (["node"], ["npm"]))
    monkeypatch.setattr(frontend, "run_quietly", made.run)
    frontend.build_frontend()
    assert made.log == ["npm", "build"]
    made.log.clear()
    return made


def change_source(workshop):
    (workshop.root / "frontend/a.scss").write_text("another")


def test_what_is_built_and_whole_is_not_built_again(workshop):
    frontend.build_frontend()
    assert workshop.log == []


def test_a_changed_source_is_built_with_the_parts_that_are_there(workshop):
    change_source(workshop)
    frontend.build_frontend()
    assert workshop.log == ["build"]


@pytest.mark.parametrize("text", ['{"version": "5.3.8"}', "half a fi", None])
def test_a_part_of_another_version_or_half_a_part_is_installed_anew(workshop, text):
    file = workshop.part / "package.json"
    file.write_text(text) if text else shutil.rmtree(workshop.part)
    change_source(workshop)
    frontend.build_frontend()
    assert workshop.log == ["npm", "build"]


def test_a_part_that_lacks_a_file_is_found_by_the_build_and_installed_anew(workshop):
    (workshop.part / "bootstrap.scss").unlink()
    change_source(workshop)
    frontend.build_frontend()
    assert workshop.log == ["build", "npm", "build"]
    assert frontend.is_built()


def test_a_source_that_does_not_build_is_said_once_the_parts_are_known_to_be_whole(workshop):
    (workshop.root / "frontend/broken").touch()
    with pytest.raises(Problem, match="does not build"):
        frontend.build_frontend()
    assert workshop.log == ["build", "npm", "build"]
    assert not frontend.is_built()


def test_a_built_file_that_is_gone_or_cut_off_is_built_again(workshop):
    file = workshop.root / "frontend/build/static/gongzhi.css"
    for spoil in (file.unlink, lambda: file.write_text("a")):
        spoil()
        frontend.build_frontend()
    assert workshop.log == ["build", "build"]


def test_an_installation_that_was_interrupted_is_not_taken_for_a_finished_one(workshop, monkeypatch):
    lock = workshop.root / "package-lock.json"
    text = lock.read_text()
    lock.write_text(text + "\n")

    def interrupt(command, **how):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(frontend, "run_quietly", interrupt)
        with pytest.raises(KeyboardInterrupt):
            frontend.build_frontend()
    assert not frontend.has_modules()
    lock.write_text(text)
    assert not frontend.has_modules()
