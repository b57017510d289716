"""A real year of changes on the edition before it: what is known exactly is changed, all else is told and left."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from proof import Check

# Issue "People, posts and safety", The tree changes; counted independently from the two files.
AGREED = {
    "renamed": "renamed: 12,053 applied, 1,507 with another old name, 165 unknown",
    "removed": "removed: 6,158 applied, 535 with another old name, 274 unknown",
    "added": "added: 8,032 new, 257 existing",
}
SECONDS = 60  # on an office machine, while others go on reading


def taken(data: Path) -> dict[str, Any]:
    """Return what was told, by another process on a fresh database on SQLite."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-proof-changes-") as name:
        folder = Path(name)
        (folder / "static").mkdir()
        env = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/areas.db", "GONGZHI_VAR": name}
        command = [sys.executable, "-m", "proof.changes_taken", str(data)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def line_of(lines: list[str], kind: str) -> str:
    """Return the line about a kind of row."""
    return next((line for line in lines if line.startswith(f"{kind}:")), "not told")


def number(text: str) -> int:
    """Return the first number in a text; 0 where there is none."""
    found = re.search(r"[\d,]+", text)
    return int(found[0].replace(",", "")) if found else 0


def balanced(found: dict[str, Any]) -> Check:
    """Compare how many areas stand before and after with what was told: opened, passed on, ended."""
    lines = found["done"]
    homeless = re.search(r"([\d,]+) of the new", line_of(lines, "added"))
    opened = number(line_of(lines, "added")) - number(homeless[0] if homeless else "")
    passed = number(line_of(lines, "code_passed_on"))
    ended = number(line_of(lines, "removed")) + number(line_of(lines, "ended with the area above"))
    wanted = found["before"] + opened + passed - ended
    return Check("areas after the changes", found["after"] == wanted, f"{found['after']:,}", f"{wanted:,}")


def run(data: Path | None) -> list[Check]:
    """Take the changes in and compare; nothing without data."""
    if data is None:
        return []
    found = taken(data)
    told = [
        Check(f"changes, {kind}", line_of(found["done"], kind).startswith(line), line_of(found["done"], kind), line)
        for kind, line in AGREED.items()
    ]
    same = [line_of(lines, kind) for lines in (found["dry"], found["again"]) for kind in AGREED]
    alike = same == [line_of(found["done"], kind) for kind in AGREED] * 2
    nothing = "nothing changed" in found["again"][-1]
    spent = f"{found['seconds']:.0f} s, {found['megabytes']} MB at most"
    return [
        *told,
        balanced(found),
        Check("a dry run and a second run tell the same", alike, str(alike), "True"),
        Check("the same changes again change nothing", nothing, found["again"][-1], "nothing changed"),
        Check("time for a year of changes", found["seconds"] < SECONDS, spent, f"under {SECONDS} s"),
    ]
