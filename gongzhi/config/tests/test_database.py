"""The database chosen by its address, and write-ahead logging only where the library is safe."""

from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from gongzhi.config import database
from gongzhi.config.database import database_settings, is_wal_safe

BASE = Path("/srv/共治 site")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/gongzhi.db", "/srv/共治 site/var/gongzhi.db"),
        ("sqlite:////data/g.db", "/data/g.db"),
        ("sqlite:///:memory:", ":memory:"),
        ("postgresql://u:p%40w@127.0.0.1:5432/gz", "gz"),
    ],
)
def test_an_address_names_its_database(url, name):
    assert database_settings(url, base=BASE)["NAME"] == name


def test_a_server_is_reached_by_its_socket_and_asked_whether_it_still_answers():
    found = database_settings("postgresql://u:p@:5433/gz?host=/run/postgresql", base=BASE)
    assert (found["HOST"], found["PORT"], found["OPTIONS"]["host"]) == ("", "5433", "/run/postgresql")
    assert found["CONN_HEALTH_CHECKS"] is True


def test_a_statement_that_comes_again_is_planned_once_and_a_connection_is_kept():
    found = database_settings("postgresql://u:p@:5433/gz?sslmode=require", base=BASE)
    assert found["OPTIONS"] == {"server_side_binding": True, "prepare_threshold": 5, "sslmode": "require"}
    for url in ("postgresql://u@h/gz", "sqlite:///var/gongzhi.db"):
        assert database_settings(url, base=BASE)["CONN_MAX_AGE"] == database.KEPT_SECONDS


def test_another_address_is_refused_with_the_two_forms():
    with pytest.raises(ValueError, match=r"sqlite:///var/gongzhi\.db or postgresql://"):
        database_settings("mysql://x/y", base=BASE)


@pytest.mark.parametrize(
    ("version", "safe"),
    [((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 50, 7), True), ((3, 51, 2), False),
     ((3, 51, 3), True), ((3, 52, 0), False), ((3, 53, 0), True), ((3, 54, 1), True)],
)  # fmt: skip
def test_write_ahead_logging_only_where_it_cannot_lose_writes(version, safe):
    assert is_wal_safe(version) is safe


@pytest.fixture
def handler(tmp_path):
    """Two ways into one SQLite file, opened as the site opens it; the second does not wait for a lock."""
    path = tmp_path / "共治 site.db"
    first, second = (database_settings(f"sqlite:///{path}", base=BASE) for _ in range(2))
    second["OPTIONS"]["timeout"] = 0
    found = ConnectionHandler({"default": first, "second": second})
    yield found
    found.close_all()


def asked(connection, pragma):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("version", "journal"), [((3, 40, 1), "truncate"), ((3, 51, 3), "wal")])
@pytest.mark.django_db
def test_a_file_is_written_in_full_and_with_the_journal_that_is_safe(tmp_path, monkeypatch, version, journal):
    """
    reliability: synchronous=NORMAL loses acknowledged commits in a power cut, memory-mapped reads break the file.

    What is erased is overwritten, not left in free pages.
    """
    monkeypatch.setattr(database.sqlite3, "sqlite_version_info", version)
    handler = ConnectionHandler({"default": database_settings(f"sqlite:///{tmp_path / 'g.db'}", base=BASE)})
    found = {
        name: asked(handler["default"], name) for name in ("journal_mode", "synchronous", "mmap_size", "secure_delete")
    }
    handler.close_all()
    assert found == {"journal_mode": journal, "synchronous": 2, "mmap_size": 0, "secure_delete": 1}


@pytest.mark.django_db
def test_a_transaction_has_the_file_s_write_lock_from_its_first_moment(handler):
    """What is read in it cannot have changed when it is written, and nobody waits for nobody."""
    ours, other = handler["default"], handler["second"]
    with ours.cursor() as cursor:
        cursor.execute("CREATE TABLE t (n)")
    ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)  # as `atomic` begins
    with pytest.raises(OperationalError, match="locked"), other.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
    ours.rollback()
    ours.set_autocommit(True)
    with other.cursor() as cursor:
        cursor.execute("INSERT INTO t VALUES (1)")
        assert cursor.execute("SELECT count(*) FROM t").fetchone() == (1,)
