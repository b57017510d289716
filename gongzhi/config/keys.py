"""Keys of this installation: from the environment, else made once and kept beside the data for the owner to read."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

SEALING = re.compile(r"sealing_key_(?!id$)([a-z0-9]{1,20})", re.I)
SECRET_BYTES = 48


def kept_secret(name: str, *, folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """
    Return a secret from the environment or the folder; made there, whole or not at all, when it is in neither.

    :raises ValueError: it is empty, which would leave everybody with the same key.
    """
    given = environment.get(name)
    path = folder / f"{name.lower()}.key"
    if given is None and not path.exists():
        make_secret(path)
    secret = (path.read_text(encoding="ascii") if given is None else given).strip()
    if not secret:
        raise ValueError(f"{name} is empty: set it, or put the key back into {path}")
    return secret


def make_secret(path: Path) -> None:
    """Write a new secret in one move; of several processes that start at once, the first one's counts."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name, encoding="ascii") as part:  # mode 600
        part.write(secrets.token_urlsafe(SECRET_BYTES))
        part.flush()
        os.fsync(part.fileno())
        try:
            os.link(part.name, path)
        except FileExistsError:
            return


def sealing_keys(*, newest: str, folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """
    Return every key for sealed columns by its id: `SEALING_KEY_1` is that of id 1; `newest` is made if need be.

    Ids are small letters and digits.
    """
    names = [*environment, *(path.stem for path in folder.glob("sealing_key_*.key"))]
    ids = {found[1].lower() for name in names if (found := SEALING.fullmatch(name))} | {newest}
    return {
        id_: kept_secret(f"SEALING_KEY_{id_.upper()}", folder=folder, environment=environment) for id_ in sorted(ids)
    }
