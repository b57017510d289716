"""
Import a register in batches of three rows, and say how many are done after each: `importer.py FILE`.

A process of its own, for tests that kill it. `DATABASE_URL` names the database. After each batch it waits for a line on
its input, as long as somebody holds that, so that it is never more than one batch ahead of who kills it.
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


def tell(done: int, of: int) -> None:
    """Say how many are done, and wait to be told to go on."""
    print(done, flush=True)
    sys.stdin.readline()


def take(path: Path) -> None:
    """Take in the register as the command does, in small batches."""
    imports.BATCH = 3
    import_areas(
        by=system_actor("test"),
        edition=read_edition(path),
        system="nbs",
        on=dt.date(2021, 12, 31),
        now=dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC),
        tell=tell,
    )


if __name__ == "__main__":
    take(Path(sys.argv[1]))
