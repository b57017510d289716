"""The folder of kept files, addressed by the SHA-256 of their content, so that the same bytes lie there once."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def place_of(sha256: str) -> Path:
    """Return where the content with this hash lies."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Keep `content` durably and return its SHA-256 in hex; keeping the same bytes again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = place_of(sha256)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        written = write_durably(content, place.parent)
        written.replace(place)
    return sha256


def write_durably(content: bytes, folder: Path) -> Path:
    """Write `content` into a new file of a folder and wait for the disk; nothing stays there when it has no room."""
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        written = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            written.unlink()
            raise
    return written


def read(sha256: str) -> bytes:
    """Return the content with this hash; raises FileNotFoundError when the store has lost it."""
    return place_of(sha256).read_bytes()
