"""`transcript.py NUMBER`: note what filings write into a new SQLite database, statement by statement, as JSON."""

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # the settings come first
from django.db import connection  # noqa: E402

from gongzhi.accounts.tests.cast import make_cast  # noqa: E402
from tests.killed.writers import write_one  # noqa: E402

WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE", "ROLLBACK")


def record(number: int) -> tuple[bytes, list[dict[str, object]]]:
    """Return the database before the first filing, and of each filing its request and its statements."""
    call_command("migrate", verbosity=0)
    area = make_cast().area("village").id
    for _ in range(2):  # the first ones also read packs and procedures
        write_one(area, lambda case, leaf: None)
    raw = connection.connection
    image, written, told = raw.serialize(), [], []
    raw.set_trace_callback(told.append)  # every statement with its values; those of triggers begin with a dash,
    # and what has fired one is told once more

    def keep(case: int, leaf: int) -> None:
        statements = [sql for sql, after in pairwise([*told, ""]) if sql.startswith(WRITES) and sql != after]
        written.append({"case": case, "leaf": leaf, "statements": statements})
        told.clear()

    for _ in range(number):
        write_one(area, keep)
    return image, written


if __name__ == "__main__":
    image, written = record(int(sys.argv[1]))
    print(json.dumps({"image": image.hex(), "written": written}))
