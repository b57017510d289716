"""
Files handed in with a form that has something else to mend, so that nobody has to choose them a second time.

A draft is judged and cleaned like a kept file but belongs to no matter yet. It lies in a folder of its own under a name
nobody can guess, which only the form knows, and is gone after a day.
"""

import datetime as dt
import json
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from gongzhi.documents.rules import Fit, media_type_of

TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
TOKEN_BYTES = 24  # 32 characters
KEPT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that waits for the rest of its form: what the form says to mean it, and what it is."""

    token: str
    fit: Fit


def keep_draft(fit: Fit) -> Draft:
    """Lay a judged file aside for a day. Nothing has happened yet, so nothing is journalled."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    place = place_of(token)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(json.dumps(fit.name).encode() + b"\n" + fit.content)
    return Draft(token, fit)


def draft_of(token: str) -> Draft | None:
    """Return a file laid aside, None when there is none (any more)."""
    place = place_of(token) if TOKEN.fullmatch(token) else None
    if place is None or not place.exists():
        return None
    name, _newline, content = place.read_bytes().partition(b"\n")
    return Draft(token, Fit(json.loads(name), content, str(media_type_of(content))))


def forget_drafts(*, now: dt.datetime) -> int:
    """Remove the drafts that nobody came back for within a day, and return how many."""
    outlived = [path for path in folder().glob("*") if path.stat().st_mtime < (now - KEPT).timestamp()]
    for path in outlived:
        path.unlink(missing_ok=True)
    return len(outlived)


def folder() -> Path:
    """Return where drafts lie."""
    return Path(settings.MEDIA_ROOT) / "drafts"


def place_of(token: str) -> Path:
    """Return where the draft of a token lies."""
    return folder() / token
