"""
Take a year of real changes into the edition before it, as an operator does, and print what was told as JSON.

`python -m proof.changes_taken FOLDER`, with `DATABASE_URL` naming a database that is empty.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import django

from proof.areas_taken import NBS, said

CHANGES, ON = "nbs_changes_2022_to_2023.csv.gz", "2023-12-31"
KIBIBYTES = 1024


def standing() -> dict[str, int]:
    """Return how many areas stand on the day of the changes and on the day before, and how many codes are in use."""
    import datetime as dt

    from gongzhi.territory.models import Area, AreaCode
    from gongzhi.territory.queries import in_force

    on = dt.date.fromisoformat(ON)
    before = on - dt.timedelta(days=1)
    return {
        "before": Area.objects.filter(in_force(before)).count(),
        "after": Area.objects.filter(in_force(on)).count(),
        "codes": AreaCode.objects.filter(in_force(on)).count(),
    }


def taken(folder: Path) -> dict[str, Any]:
    """Take in the edition and its changes; return the lines told, what stands, and what it took."""
    divisions = folder / "divisions"
    said("migrate", "--verbosity", "0")
    said("import_areas", str(divisions / NBS))
    path, day = str(divisions / CHANGES), ("--on", ON)
    dry = said("change_areas", path, *day, "--dry-run").splitlines()
    begun = time.monotonic()
    done = said("change_areas", path, *day).splitlines()
    seconds = time.monotonic() - begun
    again = said("change_areas", path, *day).splitlines()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES
    return {"dry": dry, "done": done, "again": again, "seconds": seconds, "megabytes": peak, **standing()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    django.setup()
    json.dump(taken(Path(sys.argv[1])), sys.stdout, ensure_ascii=False)
