"""
Log lines as JSON without personal data.

A line tells the address pattern, never the address, and the number of the account that asked; of a fault its kind and
the places in the code, never its message, because messages of databases quote values. What else belongs into a line is
given as `extra={"facts": {…}}`: ids and counts only.
"""

import datetime as dt
import json
import logging
import traceback
from pathlib import Path

from django.utils.functional import SimpleLazyObject, empty

ROOT = Path(__file__).resolve().parents[2]
MOST_PLACES = 30  # of the innermost calls; deeper stacks only repeat themselves


def place(frame: traceback.FrameSummary) -> str:
    """Return where in the code a call stood: file, line and function."""
    path = Path(frame.filename)
    known = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(*path.parts[-3:])
    return f"{known}:{frame.lineno} {frame.name}"


def fault_of(fault: BaseException) -> list[str]:
    """Return a fault, and what it came from, as kinds and places; a database's own error code belongs to the kind."""
    lines: list[str] = []
    at: BaseException | None = fault
    while at is not None:
        code = getattr(at, "sqlstate", None) or getattr(at, "sqlite_errorname", None)
        lines.append(type(at).__name__ + (f" {code}" if code else ""))
        lines += [place(frame) for frame in traceback.extract_tb(at.__traceback__)[-MOST_PLACES:]]
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return lines


def told(record: logging.LogRecord) -> str:
    """Return the message of a record; of a request its method and the pattern of its address."""
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    return f"{getattr(request, 'method', '')} {match.route if match else 'an address that is none'}"


def account_of(record: logging.LogRecord) -> int | None:
    """Return which account made a request; None for a visitor, and where nobody has asked yet who it is."""
    actor = getattr(getattr(record, "request", None), "actor", None)
    if isinstance(actor, SimpleLazyObject) and actor._wrapped is empty:
        return None
    account: int | None = getattr(actor, "account_id", None)
    return account


class Lines(logging.Formatter):
    """Write a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname, "logger": record.name, "message": told(record)}
        if status := getattr(record, "status_code", None):
            line["status"] = status
        if account := account_of(record):
            line["account"] = account
        if facts := getattr(record, "facts", None):
            line["facts"] = facts
        if record.exc_info and record.exc_info[1]:
            line["fault"] = fault_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)
