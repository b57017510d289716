"""
What a database holds, to be compared before and after: rows of every table, migrations, the public log, kept files.

`python -m gongzhi.config.backups.facts` prints this of the database that `DATABASE_URL` names as JSON, with everything
that is wrong with it; so a copy is read by the same code as the site, in a process of its own.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connection


@dataclass(frozen=True, slots=True)
class Facts:
    """Hold what a database holds. `log_root` is in hexadecimal, `files` are hashes of kept files by their size."""

    counts: dict[str, int]
    migrations: list[str]
    log_size: int
    log_root: str
    files: dict[str, int]
    faults: list[str] = field(default_factory=list)

    def differences(self, other: "Facts") -> list[str]:
        """Return what differs, table by table."""
        tables = sorted(self.counts.keys() | other.counts.keys())
        found = [
            f"{table}: {self.counts.get(table)} ≠ {other.counts.get(table)}"
            for table in tables
            if self.counts.get(table) != other.counts.get(table)
        ]
        pairs = {"migrations": (self.migrations, other.migrations), "files": (self.files, other.files)}
        found += [name for name, (one, two) in pairs.items() if one != two]
        if (self.log_size, self.log_root) != (other.log_size, other.log_root):
            found.append(f"log: {self.log_size} {self.log_root[:16]} ≠ {other.log_size} {other.log_root[:16]}")
        return found


def facts_of() -> Facts:
    """Return what the database holds, as the running transaction sees it."""
    from gongzhi.documents.models import Attachment
    from gongzhi.transparency.queries import standing

    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  # names only
            counts[table] = cursor.fetchone()[0]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    log = standing()
    files = dict(Attachment.objects.order_by("sha256").values_list("sha256", "size"))
    return Facts(counts, migrations, log.size, log.root.hex(), files)


def faults_found(store: Path | None) -> Iterator[str]:
    """Yield what is wrong with the database itself, with its log, and with the kept files where there are any."""
    from gongzhi.transparency.audit import faults_of_log

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            yield from (f"integrity: {row[0]}" for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            yield from (f"foreign key: {row[0]} {row[1]}" for row in cursor.fetchall())
    yield from (f"log: {fault}" for fault in faults_of_log())
    if store is not None:
        yield from _faults_of_files(store)


def _faults_of_files(store: Path) -> Iterator[str]:
    import hashlib

    from gongzhi.documents.models import Attachment

    for sha256 in Attachment.objects.order_by("sha256").values_list("sha256", flat=True).distinct():
        path = store / sha256[:2] / sha256[2:4] / sha256
        if not path.exists():
            yield f"file missing: {sha256}"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"file altered: {sha256}"


def main(arguments: list[str]) -> None:
    """Print the facts of the database; with a folder of kept files, what is wrong with these too."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    django.setup()
    found = asdict(facts_of())
    found["faults"] = list(faults_found(Path(arguments[0]) if arguments else None))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
