"""
What was planted through the pages is read nowhere on the disk: the files of the database, its write-ahead log, a dump.

Everything is committed here, and looked at while the site has the database open. That the place is the right one is
told by the words of a request, which are not sealed.
"""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from gongzhi.config.backups import databases
from tests.faults.test_canaries import CANARIES, NAME, WORDS, plant

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONGEST = 256  # bytes of the longest that is looked for: so much of a piece is looked at once more with the next
PIECE = 8 << 20


def found_in(pieces: Iterable[bytes], wanted: list[str]) -> set[str]:
    """Return which of these texts stand in a stream, the words of a request among them."""
    found, rest = set(), b""
    for piece in pieces:
        text = rest + piece
        found |= {each for each in [*wanted, WORDS] if each.encode() in text}
        rest = text[-LONGEST:]
    return found


def planted(cast) -> list[str]:
    """Plant everything and return what must not be found."""
    return [*CANARIES, NAME, *plant(cast).claims]


def on_sqlite(cast) -> dict[str, set[str]]:
    """Return what stands in each file of the open database, its log not emptied yet, and in the file when it is."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
        wanted, file = planted(cast), Path(connection.settings_dict["NAME"])
        files = sorted(file.parent.glob(f"{file.name}*"))
        found = {each.name.removeprefix(file.name): found_in([each.read_bytes()], wanted) for each in files}
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return found | {"emptied": found_in([file.read_bytes()], wanted)}


def on_postgresql(cast) -> dict[str, set[str]]:
    """Return what stands in the files of the database, in the log written meanwhile, and in a dump."""
    segment = asked("SELECT pg_walfile_name(pg_current_wal_lsn())")
    wanted = planted(cast)
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
    folder = asked("SELECT 'base/' || oid FROM pg_database WHERE datname = current_database()")
    return {
        "data": found_in(server_files(folder), wanted),
        "wal": found_in(server_files("pg_wal", segment), wanted),
        "dump": found_in([dump()], wanted),
    }


def asked(statement: str) -> str:
    """Return what the server says."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def server_files(folder: str, since: str = "") -> Iterator[bytes]:
    """Yield what stands in the files of a folder of the server, those from a name on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_ls_dir(%s) AS name WHERE name >= %s ORDER BY name", [folder, since])
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT isdir, size FROM pg_stat_file(%s)", [f"{folder}/{name}"])
            is_folder, size = cursor.fetchone()
            for start in range(0, 0 if is_folder else size, PIECE):
                cursor.execute("SELECT pg_read_binary_file(%s, %s, %s)", [f"{folder}/{name}", start, PIECE])
                yield bytes(cursor.fetchone()[0])


def dump() -> bytes:
    """Return a dump of the database as text."""
    has = connection.settings_dict
    address = f"postgresql://{has['USER']}@{has['HOST']}:{has['PORT']}/{has['NAME']}"
    command = [databases.program("pg_dump"), "--format=plain", "--no-owner", address]
    return subprocess.run(command, env={"PGPASSWORD": has["PASSWORD"]}, stdout=subprocess.PIPE, check=True).stdout


def test_nothing_planted_can_be_read_on_the_disk_while_the_site_is_open(cast, parallel):
    if connection.vendor == "sqlite":
        (found,) = parallel(lambda: on_sqlite(cast))
        places = {"-wal", "emptied"}
    else:
        found, places = on_postgresql(cast), {"data", "wal", "dump"}
    assert {place for place in found if WORDS in found[place]} == places, "these are the places it was written to"
    assert {place: texts - {WORDS} for place, texts in found.items() if texts - {WORDS}} == {}
