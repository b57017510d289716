"""Databases of a bench: new ones on the PostgreSQL that was named, or files; all gone in the end."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any, LiteralString
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

KINDS = ("SQLite", "PostgreSQL")


def server() -> str:
    """
    Return the address of the PostgreSQL that was named.

    :raises RuntimeError: none was.
    """
    if named := os.environ.get("TEST_POSTGRES_URL"):
        return named
    raise RuntimeError("TEST_POSTGRES_URL names no PostgreSQL: `make bench` starts one")


def on_server(name: str) -> str:
    """Return the address of another database of the same server."""
    return urlunsplit(urlsplit(server())._replace(path=f"/{name}"))


def run_on_server(statement: LiteralString, *names: str) -> None:
    """Run one statement about databases as a whole."""
    with psycopg.connect(on_server("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def file_of(address: str) -> Path:
    """Return the file of a SQLite database."""
    return Path(unquote(urlsplit(address).path)[1:])


@contextmanager
def new_database(kind: str, name: str, *, folder: Path, like: str = "") -> Iterator[str]:
    """
    Give the address of an empty database, as `DATABASE_URL` writes it.

    `like` is the address of another one of the same kind, which nobody is using: the new one begins as its copy.
    """
    if kind == "SQLite":
        address = f"sqlite:///{quote(str(folder / name))}.db"
        if like:
            copyfile(file_of(like), file_of(address))
        yield address
        return
    run_on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    run_on_server("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'", name, urlsplit(like).path[1:] or "template0")
    try:
        yield on_server(name)
    finally:
        run_on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def rows(address: str, query: LiteralString) -> list[tuple[Any, ...]]:
    """Return what one query answers."""
    if address.startswith("postgresql://"):
        with psycopg.connect(address) as connection:
            return connection.execute(query).fetchall()
    with closing(sqlite3.connect(file_of(address))) as file:
        return file.execute(query).fetchall()


def libpq_settings() -> dict[str, str]:
    """Return what the peers' drivers read: the server without a database name, and its password apart."""
    parts = urlsplit(server())
    text = f"host={parts.hostname} port={parts.port or 5432} user={unquote(parts.username or 'postgres')}"
    return {"BENCH_PG": text} | ({"PGPASSWORD": unquote(parts.password)} if parts.password else {})
