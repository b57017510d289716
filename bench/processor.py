"""Processor time: of a server and everything it started, and of the PostgreSQL backends that served one database."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Process:
    """One line of /proc: whose child it is, and the seconds of user and system time it has used."""

    pid: int
    parent: int
    seconds: float

    @classmethod
    def read(cls, pid: int) -> Self | None:
        """Read one process; None when it has ended."""
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        fields = text.rpartition(")")[2].split()  # proc(5): state, ppid, …, utime and stime are fields 14 and 15
        return cls(pid=pid, parent=int(fields[1]), seconds=(int(fields[11]) + int(fields[12])) / TICKS)


def all_processes() -> list[Process]:
    """Return every process of this machine."""
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [found for number in numbers if (found := Process.read(number))]


def family(root: int, processes: Iterable[Process]) -> list[Process]:
    """Return a process and everything that descends from it."""
    known, members = list(processes), {root}
    while found := {p.pid for p in known if p.parent in members} - members:
        members |= found
    return [p for p in known if p.pid in members]


def server_seconds(root: int) -> float:
    """Return the processor time of a server and its workers so far."""
    return sum(p.seconds for p in family(root, all_processes()))


def backends(address: str) -> list[int]:
    """Return the processes that serve this database, without the one that is asking."""
    with psycopg.connect(address) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        return [pid for (pid,) in rows]


def database_seconds(address: str) -> float:
    """
    Return the processor time of the backends of this database so far; 0 for SQLite, which works inside the server.

    :raises RuntimeError: the database runs on another machine, so its processor time cannot be seen from here.
    """
    if not address.startswith("postgresql://"):
        return 0.0
    found = [Process.read(pid) for pid in backends(address)]
    if not all(found):
        raise RuntimeError("PostgreSQL runs elsewhere: name one of this machine in TEST_POSTGRES_URL")
    return sum(p.seconds for p in found if p)
