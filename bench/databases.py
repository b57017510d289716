"""Databases of a bench: new ones on the PostgreSQL that was named, or files; all gone in the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


def run_on_server(statement: str, name: str) -> None:
    """Run one statement about a database as a whole."""
    with psycopg.connect(on_server("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


@contextmanager
def new_database(kind: str, name: str, *, folder: Path) -> Iterator[str]:
    """Give the address of an empty database, as `DATABASE_URL` writes it."""
    if kind == "SQLite":
        yield f"sqlite:///{quote(str(folder / name))}.db"
        return
    run_on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    run_on_server("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    try:
        yield on_server(name)
    finally:
        run_on_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def libpq_settings() -> dict[str, str]:
    """Return what the peers' drivers read: the server without a database name, and its password apart."""
    parts = urlsplit(server())
    text = f"host={parts.hostname} port={parts.port or 5432} user={unquote(parts.username or 'postgres')}"
    return {"BENCH_PG": text} | ({"PGPASSWORD": unquote(parts.password)} if parts.password else {})
