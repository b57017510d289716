"""Fixtures for every room: parallel database work, a clock that is read anew, a flush that passes triggers."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations
from django.utils import translation
from hypothesis import settings as hypothesis

from gongzhi.kernel import calendars, clock

# A busy machine is no fault of a rule.
hypothesis.register_profile("gongzhi", deadline=None)
hypothesis.load_profile("gongzhi")


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    """Forget what earlier tests taught this process about the installation and its calendar."""
    clock.forget()
    calendars.forget_calendar()


@pytest.fixture(autouse=True)
def _first_language() -> Iterator[None]:
    """Begin every test in the first language of the site: a page asked for in another leaves that behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True, scope="session")
def _flush_past_triggers() -> Iterator[None]:
    """Let the emptying of tables after a transactional test on SQLite pass the triggers that forbid DELETE."""
    real = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        statements = real(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [*(f'DROP TRIGGER "{name}"' for name, _ in triggers), *statements, *(sql for _, sql in triggers)]

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = real


def in_threads(functions: tuple[Callable[[], object], ...], prepare: Callable[[], None]) -> list[object]:
    """Start every function at the same moment in a thread; return their answers or raise the first fault."""
    answers: list[object] = [None] * len(functions)
    faults: list[BaseException] = []
    ready = threading.Barrier(len(functions))

    def work(place: int) -> None:
        try:
            prepare()
            ready.wait(timeout=30)
            answers[place] = functions[place]()
        except BaseException as fault:  # noqa: BLE001  # handed to the test below
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(functions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return answers


@pytest.fixture
def parallel(transactional_db: None, tmp_path: Path) -> Callable[..., list[object]]:
    """
    Return a function that runs functions in parallel threads, each with its own connection to one database.

    On SQLite they share a file, as an in-memory database is one connection: a copy of what was written before this
    fixture began. What else the threads need is written and read by functions run the same way: `parallel(count)`.
    """
    if connection.vendor != "sqlite":
        return lambda *functions: in_threads(functions, lambda: None)
    name = str(tmp_path / "parallel.db")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [name])

    def prepare() -> None:
        connection.settings_dict = {**connection.settings_dict, "NAME": name}

    return lambda *functions: in_threads(functions, prepare)


@pytest.fixture
def parallel_address(parallel: Callable[..., list[object]], tmp_path: Path) -> str:
    """Return the `DATABASE_URL` of the database that `parallel` works on, for processes of their own."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{tmp_path / 'parallel.db'}"
    has = connection.settings_dict
    return f"postgresql://{has['USER']}:{has['PASSWORD']}@{has['HOST']}:{has['PORT']}/{has['NAME']}"
