"""
Import a register in batches of three rows, and say how many are done after each: `importer.py FILE`.

A process of its own, for tests that kill it. `DATABASE_URL` names the database.
"""

import datetime as dt
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"

import django  # the settings come first

django.setup()

from gongzhi.kernel.actors import system_actor  # noqa: E402
from gongzhi.territory.actions import import_areas, imports  # noqa: E402
from gongzhi.territory.editions.files import read_edition  # noqa: E402


def take(path: Path) -> None:
    """Take in the register as the command does, in small batches."""
    imports.BATCH = 3
    import_areas(
        by=system_actor("test"),
        edition=read_edition(path),
        system="nbs",
        on=dt.date(2021, 12, 31),
        now=dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC),
        tell=lambda done, of: print(done, flush=True),
    )


if __name__ == "__main__":
    take(Path(sys.argv[1]))
