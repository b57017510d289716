"""A site in folders of its own on the database of the test, its commands, and an empty database beside it."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from gongzhi.config.backups import databases
from tests.killed.conftest import killers

__all__ = ("killers",)


@dataclass(frozen=True)
class Site:
    """A database, a folder of data, and the project's commands on them."""

    address: str
    var: Path

    def run(self, *words: object, fails: bool = False) -> str:
        """Run a command and return what it said."""
        env = os.environ | databases.keys() | {"DATABASE_URL": self.address, "GONGZHI_VAR": str(self.var)}
        command = [sys.executable, "-m", "gongzhi", *map(str, words)]
        done = subprocess.run(command, cwd=settings.BASE, env=env, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def back_up(self, to: Path) -> Path:
        """Take a backup and return its folder."""
        before = set(to.glob("gongzhi-*"))
        self.run("backup", to)
        (made,) = set(to.glob("gongzhi-*")) - before
        return made

    @property
    def key_file(self) -> Path:
        """Return where the key of its backups is kept."""
        return self.var / "backup_key.key"


@pytest.fixture
def site(cast, parallel_address: str, tmp_path: Path) -> Site:
    """Return a site on the database of the test, with the cast in it."""
    var = tmp_path / "site"
    (var / "static").mkdir(parents=True)
    return Site(parallel_address, var)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Site]:
    """Return a site with an empty database and an empty folder of data."""
    var = tmp_path / "elsewhere"
    (var / "static").mkdir(parents=True)
    if connection.vendor == "sqlite":
        yield Site(f"sqlite:///{var / 'gongzhi.db'}", var)
        return
    with databases.throw_away(secrets.token_hex(4)) as name:
        yield Site(databases.address(name), var)
