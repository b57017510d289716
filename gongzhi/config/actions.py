"""Take a backup, put one back into an empty place, and try one out."""

import datetime as dt
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from gongzhi import __version__
from gongzhi.config.backups import databases, manifest
from gongzhi.config.backups.facts import Facts
from gongzhi.config.backups.manifest import Manifest
from gongzhi.config.backups.pages import Opened
from gongzhi.config.backups.sealed import BackupBroken, hidden_name, opened, read_chunks, seal_into
from gongzhi.kernel.actors import Actor
from gongzhi.kernel.health import count_open_migrations
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.verdicts import Refusal

DATABASE, FILES = "database.sealed", "files.sealed"
STORE = "files"
SUBJECT = ("config.backup", None)
Tell = Callable[[str], None]


def hush(line: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Drilled:
    """
    Hold what a drill found: nothing in `faults` when all was as it was; `lacking` are keys that are not at hand.

    `pages` are those that were opened in the copy, by their keys.
    """

    manifest: Manifest
    pages: tuple[str, ...]
    faults: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Tell whether this backup would bring everything back."""
        return not (self.faults or self.lacking)


def take_backup(*, by: Actor, to: Path, key: str, now: dt.datetime) -> tuple[Path, Manifest]:
    """
    Write a sealed copy of the database and of all kept files into a new folder under `to`, while the site serves.

    The database comes first, so that every file it names is there. Files are kept once for all backups of a place.

    :raises Refusal: a file that the database names is missing, or a program that is needed fails.
    """
    to.mkdir(parents=True, exist_ok=True)
    name = f"gongzhi-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"
    part = to / f".{name}.part"
    part.mkdir()
    try:
        told = _write(part, to, name, key=key, now=now)
        _sync(part)
        part.rename(to / name)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    with transaction.atomic():
        figures = {"size": told.bytes, "files": len(told.facts.files), "root": told.facts.log_root}
        write_entry(code="config.backup_taken", by=by, now=now, subject=SUBJECT, figures=figures)
    return to / name, told


def _write(part: Path, to: Path, name: str, *, key: str, now: dt.datetime) -> Manifest:
    with databases.copied(settings.VAR) as (chunks, facts), (part / DATABASE).open("wb") as target:
        size = seal_into(target, chunks, key=key, name=f"{name}/{DATABASE}")
    for sha256 in facts.files:
        _keep_file(to, sha256, key=key)
    with (part / FILES).open("wb") as target:
        seal_into(target, [json.dumps(facts.files).encode()], key=key, name=f"{name}/{FILES}")
    if facts.faults:
        raise Refusal("config.copy_faulty", figures={"count": len(facts.faults), "first": facts.faults[0]})
    told = Manifest(
        id=name,
        made_at=now.isoformat(),
        engine=connection.vendor,
        version=__version__,
        bytes=size,
        facts=facts,
        keys=manifest.key_fingerprints(),
    )
    manifest.written(told, part, key=key)
    return told


def _keep_file(to: Path, sha256: str, *, key: str) -> None:
    """Keep a file sealed among those of earlier backups; one that is there already stays as it is."""
    source = file_at(Path(settings.MEDIA_ROOT), sha256)
    hidden = hidden_name(key, sha256)
    target = to / STORE / hidden[:2] / hidden
    if target.exists():
        return
    if not source.exists():
        raise Refusal("config.file_missing", figures={"sha256": sha256})
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part", delete=False) as file:
        try:
            seal_into(file.file, read_chunks(source), key=key, name=sha256)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).rename(target)


def file_at(store: Path, sha256: str) -> Path:
    """Return where a kept file lies under a folder of files."""
    return store / sha256[:2] / sha256[2:4] / sha256


def _sync(folder: Path) -> None:
    """Wait until everything in a folder is on the disk."""
    for path in [*folder.iterdir(), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read_manifest(backup: Path, *, key: str) -> Manifest:
    """
    Return what a backup says of itself, its list of files opened.

    :raises Refusal: it was altered, is none, or the key is another one.
    """
    try:
        with (backup / FILES).open("rb") as source:
            listed = b"".join(opened(source, key=key, name=f"{backup.name}/{FILES}"))
        return manifest.read(backup, key=key, files=json.loads(listed))
    except (BackupBroken, OSError) as fault:
        raise Refusal("config.backup_broken", figures={"backup": backup.name, "said": str(fault)}) from fault


def restore_backup(*, by: Actor, backup: Path, key: str, now: dt.datetime, tell: Tell = hush) -> Manifest:
    """
    Put a backup into the empty database and folder of files of this installation, and compare everything.

    Nothing is there by halves: the database gets its name when it was found to be as it was.

    :raises Refusal: the database is not empty or of another kind, the backup is broken, or it is not as it was.
    """
    told = read_manifest(backup, key=key)
    if told.engine != connection.vendor:
        raise Refusal("config.other_engine", figures={"engine": told.engine, "here": connection.vendor})
    if not databases.is_empty():
        raise Refusal("config.not_empty", figures={"database": str(connection.settings_dict["NAME"])})
    connection.close()
    tell(f"{told.id}: {told.bytes:,} bytes")
    store = Path(settings.MEDIA_ROOT)
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="restore-") as name:
        copy = _unsealed(backup, Path(name), key=key)
        restore_files(backup, told, store, key=key)
        if told.engine == "sqlite":
            _compare(told.facts, databases.looked_at(f"sqlite:///{copy}", store=store))
            put_in_place(copy, Path(str(connection.settings_dict["NAME"])))
        else:
            databases.restore_postgresql(copy)
            _compare(told.facts, databases.looked_at(databases.address(), store=store))
    if not count_open_migrations():  # else the journal itself may be of an older version
        with transaction.atomic():
            figures = {"size": told.bytes, "on": told.made_at[:10], "root": told.facts.log_root}
            write_entry(code="config.backup_restored", by=by, now=now, subject=SUBJECT, figures=figures)
    return told


def put_in_place(copy: Path, target: Path) -> None:
    """Let a database file take the place of an empty one, in one move, without what an older one left beside it."""
    for suffix in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    copy.replace(target)


def _unsealed(backup: Path, folder: Path, *, key: str) -> Path:
    """Open the copy of the database into a folder; refuse what was altered or cut off."""
    copy = folder / "database"
    try:
        with (backup / DATABASE).open("rb") as source:
            databases.filled(opened(source, key=key, name=f"{backup.name}/{DATABASE}"), copy)
    except (BackupBroken, OSError) as fault:
        raise Refusal("config.backup_broken", figures={"backup": backup.name, "said": str(fault)}) from fault
    return copy


def restore_files(backup: Path, told: Manifest, store: Path, *, key: str) -> None:
    """
    Put the kept files of a backup into a folder; those that are there stay.

    :raises Refusal: one is missing, altered, or sealed with another key.
    """
    for sha256 in told.facts.files:
        target = file_at(store, sha256)
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            part = target.with_suffix(".part")
            part.unlink(missing_ok=True)
            databases.filled(_file_chunks(backup, sha256, key=key), part)
        except (BackupBroken, OSError) as fault:
            raise Refusal("config.backup_broken", figures={"backup": backup.name, "said": str(fault)}) from fault
        part.rename(target)


def _file_chunks(backup: Path, sha256: str, *, key: str) -> Iterator[bytes]:
    hidden = hidden_name(key, sha256)
    with (backup.parent / STORE / hidden[:2] / hidden).open("rb") as source:
        yield from opened(source, key=key, name=sha256)


def _compare(told: Facts, found: Facts) -> None:
    faults = [*found.differences(told), *found.faults]
    if faults:
        raise Refusal("config.not_as_it_was", figures={"count": len(faults), "first": "; ".join(faults[:5])})


def drill_backup(*, by: Actor, backup: Path, key: str, now: dt.datetime) -> Drilled:
    """
    Restore a backup into a place that is thrown away, compare everything, open pages there, and write down how it went.

    :raises Refusal: the backup is broken or of another kind of database, or no such place can be made.
    """
    told = read_manifest(backup, key=key)
    if told.engine != connection.vendor:
        raise Refusal("config.other_engine", figures={"engine": told.engine, "here": connection.vendor})
    with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="drill-") as name:
        folder = Path(name)
        copy = _unsealed(backup, folder, key=key)
        restore_files(backup, told, folder / STORE, key=key)
        found, opened_pages = _tried(told, copy, folder / STORE)
    faults = (*found.differences(told.facts), *found.faults, *opened_pages.faults)
    drilled = Drilled(told, tuple(opened_pages.pages), faults, manifest.lacking_keys(told))
    with transaction.atomic():
        write_entry(
            code="config.drill_passed" if drilled.is_good else "config.drill_failed",
            by=by,
            now=now,
            subject=SUBJECT,
            figures={
                "on": told.made_at[:10],
                "rows": sum(told.facts.counts.values()),
                "files": len(told.facts.files),
                "root": found.log_root,
                "leaves": found.log_size,
                "pages": list(drilled.pages),
                "faults": list(drilled.faults[:5]),
                "lacking": list(drilled.lacking),
            },
        )
    return drilled


def _tried(told: Manifest, copy: Path, store: Path) -> tuple[Facts, Opened]:
    """Return what the copy holds and which pages open there, read from a database that is thrown away."""
    if told.engine == "sqlite":
        url = f"sqlite:///{copy}"
        return databases.looked_at(url, store=store), databases.opened_in(url)
    with databases.throw_away(secrets.token_hex(4)) as name:
        databases.restore_postgresql(copy, database=name)
        url = databases.address(name)
        return databases.looked_at(url, store=store), databases.opened_in(url)
