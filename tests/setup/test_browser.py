"""What the tests in a browser lack is installed, or named in the one command that does it."""

import pytest

from setup import browser
from setup.console import Problem


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine without a browser and without the driver's library; what is installed on it is listed."""
    driver = tmp_path / "lib/python3.11/site-packages/playwright/driver/node"
    driver.parent.mkdir(parents=True)
    installed = []

    def write(*, works):
        driver.write_text(f"#!/bin/sh\nexit {0 if works else 127}\n")
        driver.chmod(0o755)

    def run(command, **how):
        if "install" in command:
            installed.extend(command[4:])
            write(works=True)

    monkeypatch.setattr(browser, "VENV", tmp_path)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser.shutil, "which", lambda name: "/usr/bin/chromium" if "chromium" in installed else None)
    monkeypatch.setattr(browser.system, "may_install", lambda: True)
    monkeypatch.setattr(browser.system, "run_quietly", run)
    write(works=False)
    return installed


def test_a_browser_and_what_drives_it_are_installed_at_once(machine):
    assert browser.require() == "/usr/bin/chromium"
    assert machine == ["chromium", "fonts-noto-cjk", "libatomic1"]


def test_a_browser_that_is_there_lacks_only_the_library_of_its_driver(machine, monkeypatch):
    monkeypatch.setattr(browser, "find", lambda: "/usr/bin/google-chrome")
    assert browser.require() == "/usr/bin/google-chrome"
    assert machine == ["libatomic1"]
    assert browser.require() == "/usr/bin/google-chrome"
    assert machine == ["libatomic1"], "nothing is installed twice"


def test_somebody_who_may_not_install_is_told_the_one_command(machine, monkeypatch):
    monkeypatch.setattr(browser.system, "may_install", lambda: False)
    with pytest.raises(Problem, match="chromium, fonts-noto-cjk, libatomic1") as problem:
        browser.require()
    assert "sudo apt-get install -y chromium fonts-noto-cjk libatomic1" in problem.value.mend
    assert machine == []
