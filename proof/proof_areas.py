"""The registers of divisions become the tree that the lists beside them describe, oddities and all."""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from proof import Check

FOLDER = "divisions"
# Issue "It stands", Done when 3.
AGREED = {
    "440114": {"town": 10, "village": 258},
    "510403": {"town": 6, "village": 26},
    "12": {"city": 1, "county": 16, "town": 297, "village": 5_573},
}
# README of the data; three county rows there are the city once more (东莞, 中山, 儋州) and no areas.
TOTALS = {"province": 31, "city": 342, "county": 3_267, "town": 41_355, "village": 618_133}
# What the list of oddities calls them, and the kinds of our notes that say the same.
KINDS = {
    "no_county_city": {"city_without_counties", "city_proper"},
    "direct_counties_pseudo_city": {"stand_in"},
    "municipality_pseudo_city": {"stand_in"},
    "no_towns": {"nothing_below"},
    "islands": {"unusual_county"},
    "cjk_extension_char": {"rare_signs"},
    "fullwidth_alnum": {"wide_signs"},
    "private_use_char": {"private_signs"},
    "question_mark_char": {"lost_sign"},
    "long_or_annotated_name": {"long_name"},
    "development_zone_town": {"zone"},
    "preparatory_group": {"preparatory"},
    "code_reuse": {"code_passed_on"},
}
LISTED_WHOLE = ("cjk_extension_char", "fullwidth_alnum", "private_use_char", "question_mark_char", "islands")
UNUSUAL_BUT_NO_ISLANDS = {"130672", "152571", "632857"}  # 白沟新城, 乌拉盖管委会, 大柴旦行政委员会
VIRTUAL, ZONES, EMPTY, CITIES_PROPER = 1_501, 2_817, 280, 281

Notes = dict[str, dict[str, str]]


def taken(data: Path) -> dict[str, Any]:
    """Return what is known after the registers were taken into a fresh database on SQLite, by another process."""
    with tempfile.TemporaryDirectory(prefix="gongzhi-proof-areas-") as name:
        folder = Path(name)
        (folder / "static").mkdir()
        env = os.environ | {"DATABASE_URL": f"sqlite:///{folder}/areas.db", "GONGZHI_VAR": name}
        command = [sys.executable, "-m", "proof.areas_taken", str(data)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def by_kind(notes: Iterable[tuple[str, str, str]]) -> Notes:
    """Return the codes of each kind of note with their details."""
    kinds: Notes = defaultdict(dict)
    for code, kind, detail in notes:
        kinds[kind][code] = detail
    return kinds


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a list."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agreed(shown: dict[str, dict[str, Any]]) -> list[Check]:
    """Compare what `show_area` prints with the agreed counts; every level not named has nothing."""
    checks = []
    for code, wanted in AGREED.items():
        found = {level: count for level, count in shown[code]["descendants"].items() if count}
        checks.append(Check(f"below {code} {shown[code]['name']}", found == wanted, told(found), told(wanted)))
    return checks


def told(counts: dict[str, int]) -> str:
    """Return counts as one line."""
    return ", ".join(f"{count:,} {level}" for level, count in counts.items())


def totals(provinces: list[dict[str, Any]]) -> Check:
    """Compare the totals by level, summed over what `show_area` prints of the provinces."""
    found = Counter({"province": len(provinces)})
    for province in provinces:
        found.update({level: count for level, count in province["descendants"].items() if count})
    return Check("areas by level", dict(found) == TOTALS, told(found), told(TOTALS))


def differences(row: dict[str, str], place: dict[str, Any]) -> list[str]:
    """Return what differs between a place of the list and ours; what the list leaves open is not compared."""
    if not place:
        return ["missing"]
    below = place["below"]
    pairs = [
        (row["name_nbs2021"], place["name_nbs2021"]),
        (row["name_nbs2023"], row["name_nbs2023"] and place["name_nbs2023"]),
        (row["name_mca2025"], place["name_mca2025"]),
        (row["counties_2021"], row["counties_2021"] and str(below["county"])),
        (row["towns_2021"], row["towns_2021"] and str(below["town"])),
        (row["towns_mca2025"], row["towns_mca2025"] and str(place["towns_mca2025"])),
        (row["village_level_2021"], str(below["village"])),
        (True, place["is_one_place"]),
    ]
    return [f"{wanted}≠{found}" for wanted, found in pairs if wanted != found]


def localities(rows: list[dict[str, str]], places: dict[str, dict[str, Any]]) -> Check:
    """Compare every place of the list: names in three editions, counts, and that both registers mean one place."""
    wrong = {row["nbs_code"]: what for row in rows if (what := differences(row, places[row["nbs_code"]]))}
    found = f"{len(rows) - len(wrong)} agree" + "".join(f"; {code} {' '.join(what)}" for code, what in wrong.items())
    return Check("places of the documents", bool(rows) and not wrong, found, f"{len(rows)} agree")


def oddities(rows: list[dict[str, str]], notes: Notes) -> Check:
    """Compare every row of the list of oddities that names a code with what the import told about that code."""
    named = [row for row in rows if row["code"] and row["kind"] in KINDS]
    wrong = []
    for row in named:
        details = [notes[kind].get(row["code"]) for kind in KINDS[row["kind"]]]
        names = [detail for detail in details if detail is not None]
        told_name = row["name"].replace(" -> ", " → ")
        if not any(told_name in name or name in told_name for name in names):
            wrong.append(f"{row['kind']} {row['code']}")
    found = f"{len(named) - len(wrong)} told" + (f", not {'; '.join(wrong[:5])}" if wrong else "")
    return Check("oddities with a code", bool(named) and not wrong, found, f"{len(named)} told")


def nothing_more(rows: list[dict[str, str]], notes: Notes) -> Check:
    """Compare the kinds that the list names row by row, the other way round: nothing is told beyond them."""
    extra = []
    for kind in LISTED_WHOLE:
        listed = {row["code"] for row in rows if row["kind"] == kind}
        told_codes = set().union(*(notes[ours] for ours in KINDS[kind])) - UNUSUAL_BUT_NO_ISLANDS
        extra += sorted(told_codes - listed)
    return Check("oddities beyond the list", not extra, " ".join(extra[:5]) or "none", "none")


def counted(notes: Notes) -> list[Check]:
    """Compare the oddities that the list only counts."""
    empty, whole = len(notes["city_proper_empty"]), len(notes["city_proper_empty"]) + len(notes["city_proper"])
    pairs = (
        ("virtual communities", len(notes["virtual"]), VIRTUAL),
        ("zones counted as towns", len(notes["zone"]), ZONES),
        ("rows of cities proper without towns", empty, EMPTY),
        ("rows of cities proper", whole, CITIES_PROPER),
    )
    return [Check(name, found == wanted, f"{found:,}", f"{wanted:,}") for name, found, wanted in pairs]


def run(data: Path | None) -> list[Check]:
    """Take the registers into a fresh database and compare; nothing without data."""
    if data is None:
        return []
    found = taken(data)
    first, *later = [by_kind(notes) for notes in found["notes"]]
    notes = first | {"code_passed_on": later[-1]["code_passed_on"]}
    notes = defaultdict(dict, notes)
    odd = rows_of(data / FOLDER / "oddities_nbs2021.csv")
    return [
        *agreed(found["shown"]),
        totals(found["provinces"]),
        localities(rows_of(data / FOLDER / "localities_check.csv"), found["places"]),
        oddities(odd, notes),
        nothing_more(odd, notes),
        *counted(notes),
    ]
