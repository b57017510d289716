"""Turn `DATABASE_URL` into Django's database settings."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# The WAL-reset bug (sqlite.org, fixed in 3.51.3 and 3.53.0, backported to 3.44.6 and 3.50.7) can lose committed writes.
BACKPORTED_TO = ((3, 44, 6), (3, 50, 7))
KEPT_SECONDS = 600  # a connection that is opened anew reads the whole schema before its first answer
# A statement that comes again is planned once: half of what the small ones cost the server.
PREPARED = {"server_side_binding": True, "prepare_threshold": 5}


def is_wal_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite library may use write-ahead logging with several connections."""
    major, minor, patch = version
    backported = any((major, minor) == (a, b) and patch >= c for a, b, c in BACKPORTED_TO)
    return backported or version >= (3, 53, 0) or (3, 51, 3) <= version < (3, 52, 0)


def sqlite_settings(path: str) -> dict[str, Any]:
    """
    Return the settings of a SQLite file: immediate transactions, full sync, WAL only where it is safe.

    What is deleted is overwritten, so that erased data does not lie on in free pages.
    """
    journal = "WAL" if is_wal_safe(sqlite3.sqlite_version_info) else "TRUNCATE"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode={journal}; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;"
                " PRAGMA secure_delete=ON;"
            ),
        },
        "TEST": {"NAME": None},
    }


def database_settings(url: str, *, base: Path) -> dict[str, Any]:
    """
    Return Django's settings for `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://user:pw@host:port/name`.

    :raises ValueError: the address names neither, with the two forms that work.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = unquote(parts.path)[1:]
        return sqlite_settings(name if name == ":memory:" or name.startswith("/") else str(base / name))
    if parts.scheme in ("postgresql", "postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": KEPT_SECONDS,
            "CONN_HEALTH_CHECKS": True,  # a server that was started anew costs nobody a failed request
            "OPTIONS": {**PREPARED, **dict(parse_qsl(parts.query))},
        }
    raise ValueError(f"DATABASE_URL={url!r}: use sqlite:///var/gongzhi.db or postgresql://user:password@host:5432/name")
