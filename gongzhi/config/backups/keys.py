"""The key of the backups: a file of its own, apart from the keys of the site."""

from pathlib import Path

from django.conf import settings

from gongzhi.config.keys import make_secret
from gongzhi.kernel.verdicts import Refusal

NAME = "backup_key.key"
SHORTEST = 32  # characters; what is made here has twice as many


def backup_key(path: Path | None, *, may_make: bool) -> str:
    """
    Return the key in a file, by default the one kept beside the data; made there if there is none and it may be.

    :raises Refusal: there is no key.
    """
    place = path or Path(settings.VAR) / NAME
    if may_make and not place.exists() and place.parent.is_dir():
        make_secret(place)
    try:
        key = place.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if len(key) < SHORTEST:
        raise Refusal("config.key_missing", figures={"file": str(place)})
    return key
