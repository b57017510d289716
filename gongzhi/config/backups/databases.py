"""The two databases: a whole copy while others write, put back into an empty one, read by a process of its own."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection, transaction

from gongzhi.config.backups.facts import Facts, facts_of
from gongzhi.config.backups.pages import Opened
from gongzhi.config.backups.sealed import PIECE_BYTES, read_chunks
from gongzhi.kernel.verdicts import Refusal

FROM_OPTIONS = {"host": "PGHOST", "port": "PGPORT", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
                "target_session_attrs": "PGTARGETSESSIONATTRS"}  # fmt: skip
DRILL_NAME = re.compile(r"[^a-z0-9_]")


@contextmanager
def copied(folder: Path) -> Iterator[tuple[Iterable[bytes], Facts]]:
    """
    Yield a copy of the database as chunks, and what it holds: both of one moment, whoever writes meanwhile.

    The chunks can be read once. `folder` is where SQLite's copy lies until then.
    """
    if connection.vendor == "sqlite":
        with tempfile.TemporaryDirectory(dir=folder, prefix="backup-") as name:
            copy = Path(name) / "database"
            copy_sqlite(copy)
            yield read_chunks(copy), looked_at(f"sqlite:///{copy}")
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        yield dumped(snapshot), facts_of()


def copy_sqlite(target: Path) -> None:
    """Copy the database in one step, which sees one moment: with a write-ahead log nobody waits for it."""
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(f"file:{quote(name)}?mode=ro", uri=True)) as source:
        source.execute("PRAGMA busy_timeout=60000")
        with closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")


def dumped(snapshot: str) -> Iterator[bytes]:
    """
    Yield the dump of a snapshot by PostgreSQL's own program.

    :raises Refusal: the program is missing or fails.
    """
    command = [program("pg_dump"), "--format=custom", "--no-owner", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=said) as process:  # noqa: S603  # our own words
            assert process.stdout is not None
            while chunk := process.stdout.read(PIECE_BYTES):
                yield chunk
        said.seek(0)
        check(process.returncode, "pg_dump", said.read().decode(errors="replace"))


def run(command: Sequence[str], *, env: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end and return what it said."""
    return subprocess.run(command, cwd=settings.BASE, env=env, capture_output=True, text=True, check=False)  # noqa: S603  # our own words


def program(name: str) -> str:
    """
    Return where a program of PostgreSQL is.

    :raises Refusal: it is not installed.
    """
    found = shutil.which(name)
    if found is None:
        raise Refusal("config.program_missing", figures={"program": name})
    return found


def check(code: int, name: str, said: str) -> None:
    """Do nothing when a program did its work; refuse with its own words when it did not."""
    if code:
        last = (said.strip().splitlines() or ["?"])[-1]
        raise Refusal("config.program_failed", figures={"program": name, "said": last[:300]})


def environment(database: str | None = None) -> dict[str, str]:
    """Return what PostgreSQL's programs need to reach the server; the password stands in no command line."""
    given = connection.settings_dict
    found = {"PGDATABASE": database or given["NAME"], "PGHOST": given["HOST"], "PGPORT": given["PORT"],
             "PGUSER": given["USER"], "PGPASSWORD": given["PASSWORD"]}  # fmt: skip
    found |= {FROM_OPTIONS[key]: value for key, value in given["OPTIONS"].items() if key in FROM_OPTIONS}
    return os.environ | {key: str(value) for key, value in found.items() if value}


def address(database: str | None = None) -> str:
    """Return the address of this database, or of another one on the same server, as `DATABASE_URL` has it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = f"{quote(given['USER'], safe='')}:{quote(given['PASSWORD'], safe='')}@" if given["USER"] else ""
    where = f"{given['HOST']}:{given['PORT']}" if given["PORT"] else given["HOST"]
    query = urlencode({key: value for key, value in given["OPTIONS"].items() if key in FROM_OPTIONS})
    return f"postgresql://{who}{where}/{quote(database or given['NAME'])}{'?' if query else ''}{query}"


def looked_at(url: str, *, store: Path | None = None) -> Facts:
    """
    Return what another database holds and what is wrong with it, read with the keys of this installation.

    :raises Refusal: it cannot be read at all.
    """
    return Facts(**_told("facts", url, *([str(store)] if store else [])))


def opened_in(url: str) -> Opened:
    """
    Return which pages the site shows from another database, which is brought to this version and may be thrown away.

    :raises Refusal: it cannot be brought to this version.
    """
    return Opened(**_told("pages", url))


def _told(module: str, url: str, *arguments: str) -> dict[str, Any]:
    """Return what a module beside this one says of another database, from a process of its own."""
    command = [sys.executable, "-m", f"gongzhi.config.backups.{module}", *arguments]
    env = os.environ | keys() | {"DATABASE_URL": url, "GONGZHI_VAR": str(settings.VAR)}
    done = run(command, env=env)
    check(done.returncode, "gongzhi", done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def keys() -> dict[str, str]:
    """Return the keys of this installation as the environment gives them to a process."""
    sealing = {f"SEALING_KEY_{name.upper()}": value for name, value in settings.SEALING_KEYS.items()}
    return sealing | {"LOG_SIGNING_KEY": settings.LOG_SIGNING_KEY, "INDEX_KEY": settings.INDEX_KEY}


def is_empty() -> bool:
    """Tell whether the database has no table at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def filled(chunks: Iterable[bytes], target: Path) -> None:
    """Write the chunks into a new file that only its owner reads, and wait for the disk."""
    with target.open("xb") as file:
        target.chmod(0o600)
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def restore_postgresql(dump: Path, *, database: str | None = None) -> None:
    """
    Put a dump into an empty database, whole or not at all.

    :raises Refusal: PostgreSQL's program is missing or fails.
    """
    command = [program("pg_restore"), "--no-owner", "--exit-on-error", "--single-transaction"]
    env = environment(database)
    done = run([*command, f"--dbname={env['PGDATABASE']}", str(dump)], env=env)
    check(done.returncode, "pg_restore", done.stderr)


@contextmanager
def throw_away(token: str) -> Iterator[str]:
    """
    Make a database beside this one on the same server, and drop it afterwards.

    :raises Refusal: this user may make none.
    """
    name = f"{DRILL_NAME.sub('_', str(connection.settings_dict['NAME']).lower())[:30]}_drill_{token}"
    make = run([program("createdb"), name], env=environment())
    check(make.returncode, "createdb", make.stderr)
    try:
        yield name
    finally:
        run([program("dropdb"), "--force", name], env=environment())
