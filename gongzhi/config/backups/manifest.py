"""What a backup says of itself: when, of what, with which keys; proven by the backup key, without personal data."""

import datetime as dt
import hmac
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from django.conf import settings

from gongzhi.config.backups.facts import Facts
from gongzhi.config.backups.sealed import BackupBroken, mac
from gongzhi.kernel.sealing import derived_key

NAME = "manifest.json"
FORMAT = 1
FINGERPRINT = 16  # hexadecimal digits that tell two keys apart


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    Hold what a backup says of itself. `keys` are fingerprints of this installation's keys, which are not in the backup.

    `bytes` is the length of the database's copy before it was sealed.
    """

    id: str
    made_at: str
    engine: str
    version: str
    bytes: int
    facts: Facts
    keys: dict[str, str]
    format: int = FORMAT


def key_fingerprints() -> dict[str, str]:
    """Return what tells the keys that open what is stored from others, and gives none of them away."""
    named = {f"SEALING_KEY_{name.upper()}": value for name, value in settings.SEALING_KEYS.items()}
    named |= {"INDEX_KEY": settings.INDEX_KEY, "LOG_SIGNING_KEY": settings.LOG_SIGNING_KEY}
    return {name: fingerprint(value) for name, value in sorted(named.items())}


def fingerprint(secret: str) -> str:
    """Return the fingerprint of a key."""
    return derived_key(secret, "gongzhi key fingerprint").hex()[:FINGERPRINT]


def lacking_keys(manifest: Manifest) -> tuple[str, ...]:
    """Return the keys of the backup that this installation does not have, or has others for."""
    have = key_fingerprints()
    return tuple(name for name, told in manifest.keys.items() if have.get(name) != told)


def written(manifest: Manifest, folder: Path, *, key: str) -> None:
    """Write the manifest with its proof into the folder of a backup."""
    told = {**asdict(manifest), "facts": asdict(replace(manifest.facts, files={}))}
    told["facts"]["file_count"], told["facts"]["file_bytes"] = (
        len(manifest.facts.files),
        sum(manifest.facts.files.values()),
    )
    body = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / NAME).write_text(f"{body}\n{mac(key, body.encode())}\n", encoding="utf-8")


def read(folder: Path, *, key: str, files: dict[str, int]) -> Manifest:
    """
    Return the manifest of a backup together with its list of files.

    :raises BackupBroken: there is none, it was altered, or the key is another one.
    """
    try:
        body, _, proof = (folder / NAME).read_text(encoding="utf-8").rstrip("\n").rpartition("\n")
    except (OSError, UnicodeDecodeError) as fault:
        raise BackupBroken(f"{folder} is no backup: {NAME} is missing") from fault
    if not hmac.compare_digest(proof, mac(key, body.encode())):
        raise BackupBroken(f"{NAME} was altered, or the backup was made with another key")
    told: dict[str, Any] = json.loads(body)
    if told["format"] != FORMAT:
        raise BackupBroken(f"format {told['format']} is of another version of this program")
    facts = {name: value for name, value in told["facts"].items() if name not in ("file_count", "file_bytes")}
    return Manifest(**{**told, "facts": Facts(**{**facts, "files": files})})


def moment_of(manifest: Manifest) -> dt.datetime:
    """Return when the backup was made."""
    return dt.datetime.fromisoformat(manifest.made_at)
