"""The environment is made on a Debian that has neither pip nor the whole of Python's venv."""

import json
import subprocess

import pytest

from setup import environment, layout

QUESTION = "import json, sys; print(json.dumps([sys.prefix, sys.base_prefix, sys.path[-1]]))"


def test_an_environment_made_without_the_venv_module_is_one(tmp_path):
    folder = tmp_path / "新 项目/.venv"
    environment.lay_out_venv(folder)
    answer = subprocess.run([folder / "bin/python", "-c", QUESTION], capture_output=True, text=True, check=True)
    prefix, base, packages = json.loads(answer.stdout)
    assert prefix == str(folder)
    assert base != prefix
    assert packages.startswith(str(folder / "lib"))


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """An environment with nothing in it, beside what was asked of pip and whether the project was put in."""
    folder = tmp_path / ".venv"
    environment.lay_out_venv(folder)
    asked = []
    monkeypatch.setattr(environment, "VENV", folder)
    monkeypatch.setattr(environment, "PYTHON", folder / "bin/python")
    monkeypatch.setattr(environment, "UNFINISHED", folder / ".unfinished")
    monkeypatch.setattr(environment, "pip", lambda *arguments, name: asked.append(name))
    monkeypatch.setattr(environment.index, "check_network", lambda: None)
    return asked


def test_packages_that_are_there_are_not_asked_for_again(venv):
    lock = layout.ROOT / "requirements.lock"
    environment.install_packages(lock=lock)
    environment.install_packages(lock=lock)
    assert venv == ["requirements", "self"]


def test_the_development_packages_hold_those_of_the_site(venv):
    environment.install_packages(lock=layout.ROOT / "requirements-dev.lock")
    environment.install_packages(lock=layout.ROOT / "requirements.lock")
    assert venv == ["requirements-dev", "self"]


def test_an_interrupted_installation_is_begun_afresh(venv, monkeypatch):
    lock = layout.ROOT / "requirements.lock"

    def interrupt(*arguments, name):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "pip", interrupt)
        with pytest.raises(KeyboardInterrupt):
            environment.install_packages(lock=lock)
    assert not environment.has_packages(lock)
    made = []
    monkeypatch.setattr(environment, "make_venv", lambda: made.append(1))
    environment.install_packages(lock=lock)
    assert (made, environment.has_packages(lock)) == ([1], True)
