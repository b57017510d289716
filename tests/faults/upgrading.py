"""
Upgrade a database of the previous release, kill that with SIGKILL, and do it again; print what came of it as JSON.

`upgrading.py KILLS ROWS FOLDER`. Everything that touches a database is done in a process forked for it: so nothing is
carried over, and a migration can be killed without waiting for a start of the interpreter. Databases are files of the
folder, or databases of the server that DATABASE_URL names.
"""

import hashlib
import json
import os
import random
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"

import django

django.setup()

import psycopg  # noqa: E402  # the settings come first
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402
from django.utils import timezone  # noqa: E402

from gongzhi.kernel.sealing import unseal  # noqa: E402
from tests.faults.previous_release import MIGRATIONS  # noqa: E402

FIRST = 1_000  # a batch of rows
COUNTED = ("people_person", "cases_case", "procedures_run")
OBJECTS = (  # what a database consists of, as PostgreSQL tells it
    "SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' ||"
    " coalesce(character_maximum_length, 0) FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT regexp_replace(indexdef, ' INDEX \\S+', '') FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
)


# What constraints ask of a row beside having every column filled.
NAME = "王大姐，三组"
GIVEN = {"cases.case": {"step": "accept", "applicant_name": NAME}}
# Columns that were sealed since then: where the value stands now, and what it is bound to.
SEALED_SINCE = {("cases_case", "applicant_name"): ("name_sealed", "cases.name")}


class Databases:
    """Databases that can be made, copied and named in a process forked for the work on one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.is_server = folder, connection.vendor == "postgresql"
        self.base = dict(connection.settings_dict)

    def name(self, which: str) -> str:
        """Return the name of a database."""
        return f"upgrading_{which}" if self.is_server else str(self.folder / f"{which}.db")

    def sql(self, *statements: str) -> None:
        """Tell the server to make or drop databases."""
        place = {"host": self.base["HOST"], "port": self.base["PORT"], "password": self.base["PASSWORD"]}
        with psycopg.connect(dbname="postgres", user=self.base["USER"], autocommit=True, **place) as line:
            for statement in statements:
                line.execute(statement)

    def make(self, which: str, copied_from: str = "") -> None:
        """Make an empty database, or a copy of another."""
        if self.is_server:
            template = f" TEMPLATE {self.name(copied_from)}" if copied_from else ""
            self.drop(which)
            self.sql(f"CREATE DATABASE {self.name(which)}{template}")
            return
        self.drop(which)
        if copied_from:
            with sqlite3.connect(self.name(copied_from)) as old, sqlite3.connect(self.name(which)) as new:
                old.backup(new)

    def drop(self, which: str) -> None:
        """Remove a database, and whoever is still in it."""
        if self.is_server:
            self.sql(f"DROP DATABASE IF EXISTS {self.name(which)} WITH (FORCE)")
            return
        for end in ("", "-wal", "-shm", "-journal"):
            Path(self.name(which) + end).unlink(missing_ok=True)

    def begin(self, which: str, work: Callable[[], object]) -> tuple[int, int]:
        """Fork a process that does some work on a database; return it, and where its answer can be read."""
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                connection.settings_dict["NAME"] = self.name(which)
                answer = json.dumps(work())
                connection.close()
                os.write(writing, answer.encode())
                code = 0
            except Exception:  # noqa: BLE001  # told, and the process ends
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writing)
        return pid, reading

    def done(self, which: str, work: Callable[[], object]) -> object:
        """Return the answer of some work on a database, done in a process of its own."""
        pid, reading = self.begin(which, work)
        with os.fdopen(reading) as file:
            answer = file.read()
        _, status = os.waitpid(pid, 0)
        assert status == 0, f"{work.__name__} failed on {which}"
        return json.loads(answer)

    def is_killed(self, which: str, work: Callable[[], object]) -> bool:
        """Tell whether some work was killed before its end."""
        pid, reading = self.begin(which, work)
        _, status = os.waitpid(pid, 0)
        os.close(reading)
        return os.WIFSIGNALED(status)

    def killed(self, which: str, work: Callable[[], object], after: float) -> bool:
        """Kill some work after so many seconds; tell whether it was still at it."""
        pid, reading = self.begin(which, work)
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        os.close(reading)
        return os.WIFSIGNALED(status)


def upgrade() -> None:
    """Migrate to the present."""
    call_command("migrate", verbosity=0)


def one_more() -> None:
    """Migrate to the present, and be killed where a second migration is written down as done."""
    recorded, done = MigrationRecorder.record_applied, []

    def record(recorder: MigrationRecorder, app: str, name: str) -> None:
        if done:
            os.kill(os.getpid(), signal.SIGKILL)
        recorded(recorder, app, name)
        done.append(name)

    MigrationRecorder.record_applied = record
    upgrade()


def previous(rows: int) -> None:
    """Make the tables of the previous release, with persons and requests in them."""
    executor = MigrationExecutor(connection)
    targets = list(MIGRATIONS.items())
    executor.migrate([*targets, *others(executor)])
    old = MigrationExecutor(connection).loader.project_state(targets).apps
    with transaction.atomic():
        for first in range(0, rows, FIRST):
            numbers = range(first, min(rows, first + FIRST))
            put_in(old.get_model("people", "Person"), numbers)
            put_in(old.get_model("procedures", "Run"), numbers)
            put_in(old.get_model("cases", "Case"), numbers)


def others(executor: MigrationExecutor) -> list[tuple[str, str]]:
    """Return the last migrations of what is not ours."""
    return [node for node in executor.loader.graph.leaf_nodes() if not is_ours(node[0])]


def is_ours(label: str) -> bool:
    """Tell whether an app is a room of the platform."""
    from django.apps import apps

    return apps.get_app_config(label).name.startswith("gongzhi.")


def put_in(model: type[models.Model], numbers: range) -> None:
    """Insert rows that differ in everything that has to be different."""
    given = GIVEN.get(model._meta.label_lower, {})
    rows = [model(pk=n + 1, **{f.attname: value_of(f, n) for f in needed(model)} | given) for n in numbers]
    model.objects.bulk_create(rows)


def needed(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a table that have to be given."""
    return [
        each for each in model._meta.concrete_fields
        if not each.primary_key and not each.null and not (each.has_default() and not each.unique)
    ]  # fmt: skip


def value_of(field: models.Field, n: int) -> object:
    """Return a value of a field for a row."""
    if field.is_relation:
        return n + 1 if field.unique or field.name == "run" else parent_of(field.related_model).pk
    if field.choices:
        return field.choices[0][0]
    kinds = {
        models.BooleanField: False, models.DateTimeField: timezone.now(), models.DateField: timezone.now().date(),
        models.BinaryField: n.to_bytes(8), models.JSONField: {}, models.IntegerField: n + 1,
        models.CharField: f"第{n}"[: field.max_length or 40], models.TextField: f"第{n}条",
    }  # fmt: skip
    return next(value for kind, value in kinds.items() if isinstance(field, kind))


def parent_of(model: type[models.Model]) -> models.Model:
    """Return the one row that rows of another table hang on."""
    return model.objects.first() or model.objects.create(**{f.attname: value_of(f, 0) for f in needed(model)})


def told() -> dict[str, list[object]]:
    """Return of each table how many rows it holds and a hash of what is in them, by the columns of then."""
    found = {}
    with connection.cursor() as cursor:
        for table in COUNTED:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            names = [each[0] for each in cursor.description]
            digest, rows = hashlib.sha256(), cursor.fetchall()
            for row in rows:
                held = dict(zip(names, row, strict=True))
                digest.update(repr([as_of_then(table, name, held) for name in COLUMNS[table]]).encode())
            found[table] = [len(rows), digest.hexdigest()]
    return found


def as_of_then(table: str, name: str, held: Mapping[str, object]) -> object:
    """Return a value of a row as the previous release kept it; one that is sealed today is opened."""
    if name in held:
        return bytes(held[name]) if isinstance(held[name], memoryview) else held[name]
    column, binding = SEALED_SINCE[table, name]
    return unseal(held[column], column=binding, row=held["seal_key"])


def is_readable() -> bool:
    """Tell whether a name that is sealed today can be read in some page of the database, used or free."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return NAME.encode() in connection.connection.serialize()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('cases_case'))")
        return NAME.encode() in bytes(cursor.fetchone()[0])


COLUMNS: dict[str, list[str]] = {}


def columns() -> dict[str, list[str]]:
    """Return the columns of the tables whose rows are compared."""
    with connection.cursor() as cursor:
        described = {table: connection.introspection.get_table_description(cursor, table) for table in COUNTED}
    return {table: [each.name for each in columns] for table, columns in described.items()}


def schema() -> list[str]:
    """Return everything a database consists of, each piece in its own words."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master")
            return sorted(row[0] for row in cursor.fetchall())
        found = []
        for query in OBJECTS:
            cursor.execute(query)
            found += [row[0] for row in cursor.fetchall()]
        return sorted(found)


def main(kills: int, rows: int, folder: Path) -> None:
    """Make the databases, kill upgrades, and print what differs from an upgrade that nobody killed."""
    chance, databases = random.Random(20261127), Databases(folder)
    connection.close()
    for which in ("old", "new"):
        databases.make(which)
    databases.done("old", lambda: previous(rows))
    databases.done("new", upgrade)
    COLUMNS.update(databases.done("old", columns))
    before, wanted = databases.done("old", told), databases.done("new", schema)
    assert databases.done("old", is_readable)
    databases.make("whole", copied_from="old")
    began = time.monotonic()
    databases.done("whole", upgrade)
    length = time.monotonic() - began
    interrupted, wrong = 0, []
    for _ in range(kills):
        databases.make("killed", copied_from="old")
        interrupted += databases.killed("killed", upgrade, chance.uniform(0.05, 1) * length)
        databases.done("killed", upgrade)
        wrong += [] if databases.done("killed", told) == before else ["rows"]
        wrong += sorted(set(databases.done("killed", schema)) ^ set(wanted))
        wrong += ["a name can be read"] if databases.done("killed", is_readable) else []
    databases.make("stepped", copied_from="old")
    steps = 0
    while databases.is_killed("stepped", one_more):
        steps += 1
    for which in ("whole", "stepped"):
        databases.done(which, upgrade)
        wrong += sorted(set(databases.done(which, schema)) ^ set(wanted))
        wrong += [] if databases.done(which, told) == before else ["rows"]
    for which in ("old", "new", "whole", "stepped", "killed"):
        databases.drop(which)
    found = {"before": before, "seconds": length, "interrupted": interrupted, "steps": steps, "wrong": wrong}
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
