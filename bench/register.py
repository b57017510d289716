"""An invented register of divisions as large as the national one, and what taking it in costs. Runs inside the site."""

import csv
import datetime as dt
import gzip
import json
import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.db import connection, transaction

from bench.processor import Process
from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.jobs import load_handlers, run_one
from gongzhi.kernel.paths import child_path
from gongzhi.territory.actions import import_areas
from gongzhi.territory.editions.files import read_edition
from gongzhi.territory.editions.rows import Row
from gongzhi.territory.models import Area, AreaCode, AreaName
from gongzhi.territory.queries import descendant_counts
from gongzhi.territory.rules import RANK, Level

SEED = 20260101
FILE = "register_2024.csv.gz"
HEADER = ("code12", "code", "level", "name", "parent_code")
DIGITS = (2, 2, 2, 3, 3)
# Areas of each level in one of the level above, so that a whole register has about 660,000 rows, as the national one.
BELOW = (31, 11, 9, 13, 15.5)
SIGNS = (
    "东西南北中上下前后大小新老金银石山水河湖江海溪泉田园林木松竹柳桃李杏梅荷兰龙凤马牛羊虎云星月日光明春秋安平和兴"
    "旺福寿康乐仁义礼信文武忠孝高白红黄青黑长永双三五七八九十百千万古家庄店桥沟坝坪坡岭岗湾塘寨堡屯营关口头尾门沙土"
    "王张刘陈杨赵周吴徐孙胡朱郭何罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪"
)
ENDINGS = (
    ("省",),
    ("市",),
    ("县", "区", "市"),
    ("镇", "乡", "街道"),
    ("村委会", "村民委员会", "社区居委会", "社区居民委员会"),
)
Values = tuple[str | int | None, ...]
COUNTIES_COUNTED = 300
TABLES = (
    (Area, ("id", "parent_id", "level", "path", "order_key", "from_on", "to_on")),
    (AreaName, ("area_id", "name", "rank", "pinyin", "initials", "from_on", "to_on")),
    (AreaCode, ("area_id", "system", "code", "from_on", "to_on")),
)


class Line(NamedTuple):
    """A row of the register."""

    code: str
    rank: int
    name: str
    parent: str


def lines(scale: float, *, parent: str = "", rank: int = 0, chance: random.Random | None = None) -> Iterator[Line]:
    """Yield an area's areas, each followed by its own, in the order of their codes; `scale` 1 is the whole country."""
    chance = chance or random.Random(SEED)  # noqa: S311  # an invented register, the same every time
    count = BELOW[rank] * (scale if rank == 0 else 1)
    for number in range(1, max(1, round(count * chance.uniform(0.5, 1.5) if rank else count)) + 1):
        code = f"{parent}{number + 10 if rank == 0 else number:0{DIGITS[rank]}}"
        stem = "".join(chance.choices(SIGNS, k=chance.choice((2, 2, 2, 3))))
        yield Line(code, rank + 1, stem + chance.choice(ENDINGS[rank]), parent)
        if rank + 1 < len(BELOW):
            yield from lines(scale, parent=code, rank=rank + 1, chance=chance)


def write_register(folder: Path, *, scale: float) -> int:
    """Write the register as the national one is published, and return how many rows it has."""
    rows = [(line.code.ljust(12, "0"), line.code, line.rank, line.name, line.parent) for line in lines(scale)]
    with gzip.open(folder / FILE, "wt", encoding="utf-8", newline="", compresslevel=1) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    return len(rows)


class Spent:
    """Hold the processor time of this process and its PostgreSQL backend, and the time that passed, in seconds."""

    processor = 0.0
    passed = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """Measure what is done meanwhile."""
    spent, began, before = Spent(), time.monotonic(), processor_seconds()
    yield spent
    spent.processor, spent.passed = processor_seconds() - before, time.monotonic() - began


def processor_seconds() -> float:
    """Return the processor time of this process, of what it started and waited for, and of its backend so far."""
    connection.ensure_connection()
    backend = Process.read(connection.connection.info.backend_pid) if connection.vendor == "postgresql" else None
    return sum(os.times()[:4]) + (backend.seconds if backend else 0)


def tell(spent: Spent, **figures: object) -> None:
    """Print what was spent for the bench that started this."""
    print(json.dumps({"processor": spent.processor, "passed": spent.passed, **figures}))


def take_in(folder: Path) -> None:
    """Take the register in as the command does."""
    with spending() as spent:
        edition = read_edition(folder / FILE)
        on = dt.date(2024, 12, 31)
        record = import_areas(by=system_actor("bench"), edition=edition, system="nbs", on=on, now=clock.now())
    tell(spent, areas=record.counts["areas"])


def insert_plainly(folder: Path) -> None:
    """Put the same rows into the same tables by `executemany` alone; nothing is read, checked or journalled."""
    tables = plain_rows(read_edition(folder / FILE).rows)
    with spending() as spent, transaction.atomic(), connection.cursor() as cursor:
        for (model, columns), rows in zip(TABLES, tables, strict=True):
            places = ", ".join(["%s"] * len(columns))
            statement = f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
            cursor.executemany(statement, rows)
    tell(spent, areas=len(tables[0]))


def plain_rows(rows: Sequence[Row]) -> tuple[list[Values], list[Values], list[Values]]:
    """Return the rows of the three tables."""
    areas: list[Values] = []
    names: list[Values] = []
    codes: list[Values] = []
    paths: dict[str, tuple[int | None, str]] = {"": (None, "")}
    day = "2024-12-31"
    for pk, row in enumerate(rows, 1):
        parent, above = paths[row.parent]
        paths[row.code] = (pk, child_path(above, pk))
        areas.append((pk, parent, row.level.value, paths[row.code][1], row.code, day, None))
        names.append((pk, row.name, RANK[row.level], "", "", day, None))
        codes.append((pk, "nbs", row.code, day, None))
    return areas, names, codes


def index() -> None:
    """Do the jobs that the import asked for, as the worker does."""
    load_handlers()
    with spending() as spent:
        while run_one(now=clock.now(), machine_now=clock.machine_now()):
            pass
    tell(spent, unspelled=AreaName.objects.filter(pinyin="").count())


def count_counties() -> None:
    """Count what lies in each of many counties, by level."""
    paths = Area.objects.filter(level=Level.COUNTY).order_by("pk").values_list("path", flat=True)[:COUNTIES_COUNTED]
    today, warm, *counties = clock.today(), *paths
    descendant_counts(warm, today)
    with spending() as spent:
        for path in counties:
            descendant_counts(path, today)
    tell(spent, counties=len(counties))
