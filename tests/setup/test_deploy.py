"""What lies in deploy/ starts the site and its worker, and the install page names each file."""

import configparser
import json
import os
import re
import shlex
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from setup.layout import PYTHON
from setup.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs/install.md").read_text(encoding="utf-8")
HOME = "/srv/gongzhi"
PATIENCE_SECONDS = 60


def unit(name: str) -> dict[str, str]:
    """Return the service section of a unit; of what stands there twice, the last."""
    reader = configparser.ConfigParser(strict=False, interpolation=None)
    reader.optionxform = str
    reader.read_string((DEPLOY / "systemd" / name).read_text(encoding="utf-8").replace("\\\n", ""))
    return dict(reader["Service"])


def here(command: str) -> list[str]:
    """Return the command of a unit or a container with the programs of this checkout."""
    words = shlex.split(command.replace("\\\n", ""))
    return [str(PYTHON.parent / Path(word).name) if word.startswith(HOME) else word for word in words]


def command_of_the_container() -> str:
    """Return what the container runs as the site."""
    return re.search(r"exec (/srv/gongzhi/\.venv/bin/python .*?:application)", script(), re.S)[1]


def script() -> str:
    """Return the start of the container."""
    return (DEPLOY / "docker/start").read_text(encoding="utf-8")


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[None]:
    """Run a process for a while."""
    with subprocess.Popen(command, cwd=ROOT, env=env) as process:
        try:
            yield
        finally:
            process.terminate()


def asked(port: int) -> dict:
    """Return what the site says of itself; wait for its first word."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return json.load(answer)
        except OSError:
            assert time.monotonic() < deadline, "the site never answered"
            time.sleep(0.1)


@pytest.fixture
def county(tmp_path) -> dict[str, str]:
    """Return the environment of a new site, its tables made."""
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/county.db", "GONGZHI_VAR": str(tmp_path / "var")}
    subprocess.run([PYTHON.parent / "gongzhi", "migrate", "--no-input"], cwd=ROOT, env=env, check=True)
    return env


@pytest.mark.slow
def test_the_two_services_start_as_their_units_say(county):
    port = str(free_port())
    site = here(unit("gongzhi.service")["ExecStart"])
    site[site.index("--port") + 1] = port
    with running(site, county), running(here(unit("gongzhi-worker.service")["ExecStart"]), county):
        assert asked(int(port))["status"] == "ready"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while asked(int(port))["worker_seen_seconds_ago"] is None:
            assert time.monotonic() < deadline, "the worker was never seen"
            time.sleep(0.1)


def test_both_services_are_held_by_the_same_bounds():
    site, worker = unit("gongzhi.service"), unit("gongzhi-worker.service")
    assert {name for name in site if site[name] != worker.get(name)} == {"ExecStart"}
    assert site.keys() == worker.keys()
    assert (site["User"], site["ProtectSystem"], site["NoNewPrivileges"]) == ("gongzhi", "strict", "yes")


def test_the_container_serves_as_the_unit_does():
    served, unit_says = here(command_of_the_container()), here(unit("gongzhi.service")["ExecStart"])
    assert [word if word != "0.0.0.0" else "127.0.0.1" for word in served] == unit_says
    assert os.access(DEPLOY / "docker/start", os.X_OK)


def test_the_container_is_built_of_what_is_there():
    text = (DEPLOY / "docker/Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"RUN (make \w+)", text) == ["make setup"]
    assert re.search(r"ENTRYPOINT \[\"/srv/gongzhi/(.*?)\"\]", text)[1] == "deploy/docker/start"
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", ".venv", "var", "node_modules"} <= set(ignored)


@pytest.mark.parametrize("proxy", ["caddy/Caddyfile", "nginx/gongzhi.conf"])
def test_a_proxy_hands_on_to_the_port_of_the_unit_and_says_who_asks(proxy):
    text = (DEPLOY / proxy).read_text(encoding="utf-8")
    port = re.search(r"--port (\d+)", unit("gongzhi.service")["ExecStart"])[1]
    assert f"127.0.0.1:{port}" in text
    assert "X-Forwarded-For" in text
    assert re.search(r"30 ?m", text, re.I)


def test_every_file_is_named_on_the_install_page():
    files = [str(p.relative_to(ROOT)) for p in DEPLOY.rglob("*") if p.is_file()]
    assert [name for name in files if name not in PAGE] == []
    assert [name for name in re.findall(r"deploy/[\w./-]*\w", PAGE) if not (ROOT / name).exists()] == []
