"""Names of areas for rooms below `territory`."""

import datetime as dt
from collections.abc import Sequence

from gongzhi.kernel.paths import ancestors, last_id
from gongzhi.territory.queries import lines_of
from gongzhi.territory.rules import RANK, Level


def area_names_at(paths: Sequence[str], on: dt.date) -> dict[str, str]:
    """Return what people call the areas at these paths, from the county down, in one query."""
    lines = lines_of({above for path in paths for above in ancestors(path)}, on)
    found: dict[str, str] = {}
    for path in paths:
        known = [lines[last_id(above)] for above in ancestors(path) if last_id(above) in lines]
        below = [line.name for line in known if RANK[Level(line.level)] >= RANK[Level.COUNTY]]
        if known:
            found[path] = "".join(below or [known[-1].name])
    return found
