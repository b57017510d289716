"""`gongzhi show_area CODE`: one area by its code, as JSON."""

import datetime as dt
import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from gongzhi.kernel import clock
from gongzhi.policy.queries import pack_at
from gongzhi.territory.queries import (
    AreaLine,
    ancestor_lines,
    area_by_code,
    codes_of,
    descendant_counts,
    nearest_codes,
)

MISUSE = 2


class Command(BaseCommand):
    help = "Print an area by its code: name, level, path, codes with their days, pack, and how many areas lie below."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--code-system", choices=("nbs", "mca"), default="nbs")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="the day asked about; default today")

    def handle(self, *args: object, code: str, code_system: str, on: dt.date | None, **options: object) -> None:
        day = on or clock.today()
        area = area_by_code(code=code, system=code_system, on=day)
        if area is None:
            raise CommandError(unknown(code, code_system, day), returncode=MISUSE)
        self.stdout.write(json.dumps(shown(area, day), ensure_ascii=False, indent=2))


def shown(area: AreaLine, day: dt.date) -> dict[str, object]:
    """Return what is known about an area on a day."""
    return {
        "name": area.name,
        "level": area.level,
        "path": [line.name for line in ancestor_lines(area.path, day)],
        "codes": [
            {"system": code.system, "code": code.code, "from": str(code.from_on), "to": str(code.to_on or "") or None}
            for code in codes_of(area.id)
        ],
        "pack": pack_at(path=area.path, on=day).id,
        "descendants": descendant_counts(area.path, day),
    }


def unknown(code: str, system: str, day: dt.date) -> str:
    """Return what to say about a code nobody bears, with the nearest ones."""
    near = nearest_codes(code, system=system, on=day)
    told = "; ".join(f"{each} {line.name}" for each, line in near) or "none: import a register with import_areas"
    return f"no area has the {system} code {code} on {day}; nearest: {told}"
