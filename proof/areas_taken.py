"""
Take the registers into a fresh database as an operator does, and print what is then known as JSON.

`python -m proof.areas_taken FOLDER`, with `DATABASE_URL` naming a database that is empty.
"""

import csv
import datetime as dt
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

NBS, TO_TOWN, MCA = "nbs2021_divisions.csv.gz", "nbs2023_to_town.csv.gz", "mca2025_to_town.csv.gz"
AGREED = ("440114", "510403", "12")
REUSED = "110105009053"  # the code that an edition of 2023 gives to another place
THEN, LATER, NOW = dt.date(2021, 12, 31), dt.date(2023, 12, 31), dt.date(2026, 1, 1)


def said(command: str, *arguments: str) -> str:
    """Run a command and return what it prints."""
    from django.core.management import call_command

    out = io.StringIO()
    call_command(command, *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def edition_of_one_town(folder: Path, known: list[list[str]], new_name: str) -> Path:
    """Write the town of the code that is used anew as a later edition has it, the rest of it unchanged."""
    town = REUSED[:9]
    path = folder / "town2024.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "level", "name", "parent_code"))
        for code, level, name, parent in known:
            if code.startswith(town):
                writer.writerow((code, level, new_name if code == REUSED else name, parent))
    return path


def lines_of(path: Path) -> Iterator[list[str]]:
    """Yield code, level, name and parent of each row of a register, read without the project's own reader."""
    import gzip

    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield [row["code"], row["level"], row["name"], row["parent_code"]]


def notes_of_imports() -> list[list[tuple[str, str, str]]]:
    """Return code, kind and detail of every note, import by import."""
    from gongzhi.territory.models import AreaImport
    from gongzhi.territory.queries import notes_of

    ids = AreaImport.objects.order_by("pk").values_list("pk", flat=True)
    return [[(note.code, note.kind, note.detail) for note in notes_of(pk)] for pk in ids]


def locality(row: dict[str, str]) -> dict[str, Any]:
    """Return what we know of one place of the list: its names, what lies below, its codes of the other register."""
    from gongzhi.territory import queries
    from gongzhi.territory.models import AreaCode

    area = queries.area_by_code(code=row["nbs_code"], on=THEN)
    if area is None:
        return {}
    low, high = area.path, f"{area.path[:-1]}0"
    towns = AreaCode.objects.filter(
        queries.in_force(NOW), system="mca", area__path__gt=low, area__path__lt=high, area__level="town"
    )
    mca = queries.area_by_code(code=row["mca2025_code"], system="mca", on=NOW) if row["mca2025_code"] else None
    return {
        "name_nbs2021": area.name,
        "name_nbs2023": queries.area_line(area.id, LATER).name,
        "is_one_place": mca is None or mca.id == area.id,
        "name_mca2025": queries.area_line(area.id, NOW).name if mca else "",
        "below": queries.descendant_counts(area.path, THEN),
        "towns_mca2025": towns.count(),
    }


def taken(folder: Path) -> dict[str, Any]:
    """Take in the registers one after another and return what is known."""
    divisions = folder / "divisions"
    said("migrate", "--verbosity", "0")
    said("import_areas", str(divisions / NBS))
    shown = {code: json.loads(said("show_area", code)) for code in AGREED}
    provinces = [json.loads(said("show_area", code)) for code, level, *_ in lines_of(divisions / NBS) if level == "1"]
    said("import_areas", str(divisions / TO_TOWN))
    said("import_areas", str(divisions / MCA), "--code-system", "mca")
    with (divisions / "localities_check.csv").open(encoding="utf-8", newline="") as file:
        places = {row["nbs_code"]: locality(row) for row in csv.DictReader(file)}
    known = [row for row in lines_of(divisions / NBS) if row[0].startswith(REUSED[:6])]
    town = edition_of_one_town(Path(os.environ["GONGZHI_VAR"]), known, "冬奥村社区居民委员会")
    said("import_areas", str(town), "--on", "2024-12-31")
    return {"shown": shown, "provinces": provinces, "places": places, "notes": notes_of_imports()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.config.settings")
    django.setup()
    json.dump(taken(Path(sys.argv[1])), sys.stdout, ensure_ascii=False)
