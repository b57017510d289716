"""Lay out styles, scripts and icons under names that change with their contents."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

MANIFEST = "staticfiles.json"
STAMP = ".stamp"


def fingerprint() -> str:
    """Return the hash of everything that would be laid out: names and contents."""
    digest = hashlib.sha256()
    found = [(name, storage) for finder in get_finders() for name, storage in finder.list([])]
    for name, storage in sorted(found, key=lambda pair: pair[0]):
        digest.update(f"{name}\0".encode())
        with storage.open(name) as file:
            digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


def lay_out() -> bool:
    """Lay out what changed and return whether anything had; a running site keeps the files it has named already."""
    root, key = Path(settings.STATIC_ROOT), fingerprint()
    stamp = root / STAMP
    if (root / MANIFEST).is_file() and stamp.is_file() and stamp.read_text() == key:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(key)
    return True
