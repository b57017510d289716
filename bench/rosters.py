"""An invented roster of a large village, and what taking it in costs. Runs inside the site."""

import datetime as dt
import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import xlsxwriter
from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from bench.processor import all_processes, family
from bench.register import spending, tell
from gongzhi.kernel import clock
from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.sealing import blind_index, new_seal_key, seal
from gongzhi.people.actions import hand_in, import_roster
from gongzhi.people.actions import take_in as confirm
from gongzhi.people.actions.rosters import read_waiting, take_waiting
from gongzhi.people.models import Household, Person
from gongzhi.people.queries import NUMBER_COLUMN, PHONE_COLUMN, PHONE_GROUP, number_index
from gongzhi.people.rosters.cells import check_of
from gongzhi.territory.actions import create_area
from gongzhi.territory.bulk import insert_rows
from gongzhi.territory.queries import AreaLine, areas_in

SEED = 20260101
FILE = "roster.xlsx"
HEADINGS = ("户号", "姓名", "与户主关系", "性别", "公民身份号码", "出生日期", "联系电话", "现居住地址", "小组")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文华建国梅玲"
RELATIONS = ("户主", "配偶", "子", "女")
IN_A_HOUSEHOLD = len(RELATIONS)
FIRST_DAY = dt.date(1940, 1, 1)
DAYS = 80 * 365
FOUNDED = dt.date(2020, 1, 1)
LEVELS = (("province", "甲省"), ("city", "乙市"), ("county", "丙县"), ("town", "丁镇"), ("village", "戊村"))
HOUSEHOLD = ("id", "area_id", "area_path", "address", "register_number")
PERSON = (
    "id", "name", "sex", "born_on", "seal_key", "phone_sealed", "phone_index", "paper", "identity_sealed",
    "identity_index", "residence", "registered_address", "household_id", "relation", "area_id", "area_path",
    "closed_reason",
)  # fmt: skip
PAGE = os.sysconf("SC_PAGE_SIZE")
MEGABYTE = 1024 * 1024
LOOK_EVERY = 0.05


class Row(NamedTuple):
    """A row of the roster, in the order of `HEADINGS`."""

    register_number: str
    name: str
    relation: str
    sex: str
    number: str
    born_on: dt.date
    phone: str
    address: str
    group: str


def lines(rows: int) -> Iterator[Row]:
    """Yield the rows of a roster, four to a household."""
    chance = random.Random(SEED)  # noqa: S311  # an invented roster, the same every time
    for number in range(rows):
        home, member = divmod(number, IN_A_HOUSEHOLD)
        born = FIRST_DAY + dt.timedelta(days=chance.randrange(DAYS))
        serial = number % 500 * 2 + member % 2  # a man's is odd
        body = f"{110101 + number // 500 % 600:06d}{born:%Y%m%d}{serial:03d}"
        yield Row(
            f"{home:07d}",
            chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2)),
            RELATIONS[member],
            "男" if member % 2 else "女",
            body + check_of(body + "0"),
            born,
            f"13{chance.randrange(10**9):09d}",
            f"{home % 20 + 1}组{home}号",
            f"{home % 20 + 1}组",
        )


def write_roster(folder: Path, rows: int) -> None:
    """Write the roster as an office would keep it."""
    book = xlsxwriter.Workbook(folder / FILE, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("户籍人口")
    sheet.write_row(0, 0, HEADINGS)
    for number, row in enumerate(lines(rows), 1):
        sheet.write_row(number, 0, row)
    book.close()


def prepare() -> None:
    """Draw the village of the roster and what lies above it, in a process of its own: names are spelled there."""
    parent = None
    for level, name in LEVELS:
        parent = create_area(
            by=system_actor("bench"),
            parent_id=parent.pk if parent else None,
            level=level,
            name=name,
            from_on=FOUNDED,
            now=clock.now(),
        )


def village() -> AreaLine:
    """Return the village of the roster."""
    (found,) = areas_in("", clock.today(), "village")
    return found


class Held:
    """Hold the most memory that this process and its children had at once, in bytes."""

    most = 0


@contextmanager
def watching() -> Iterator[Held]:
    """Look at the memory of this process and its children meanwhile."""
    held, over = Held(), threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY):
            held.most = max(held.most, sum(map(memory_of, (each.pid for each in family(os.getpid(), all_processes())))))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield held
    finally:
        over.set()
        watcher.join()


def memory_of(pid: int) -> int:
    """Return the memory a process holds, 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


def take_in(folder: Path) -> None:
    """Take the roster in as the command and the page do, twice: the second time changes nothing."""
    area, content = village(), (folder / FILE).read_bytes()
    with spending() as spent:
        figures = taken(area, content)
    with spending() as again:
        same = taken(area, content)["same"]
    tell(spent, persons=figures["new"], households=figures["households"], again=again.processor, same=same)


def preview_and_confirm(folder: Path) -> None:
    """Hand the roster in, read it for its preview and take it in, as the page and the worker do; it is read twice."""
    by, area, content = system_actor("bench"), village(), (folder / FILE).read_bytes()
    with spending() as spent:
        record = hand_in(by=by, area=area, kind="residents", file_name=FILE, content=content, now=clock.now())
        read_waiting(roster_id=record.pk, round_number=record.round, now=clock.now())
        confirm(by=by, roster_id=record.pk, accepts_good=False, now=clock.now())
        take_waiting(roster_id=record.pk, round_number=record.round + 1, now=clock.now())
    tell(spent, persons=Person.objects.count(), households=Household.objects.count())


def memory(folder: Path) -> None:
    """Take the roster in and tell the most memory it took."""
    area, content = village(), (folder / FILE).read_bytes()
    with watching() as held, spending() as spent:
        taken(area, content)
    tell(spent, megabytes=held.most / MEGABYTE)


def taken(area: AreaLine, content: bytes) -> dict[str, int]:
    """Take a file in and return its figures."""
    found = import_roster(
        by=system_actor("bench"),
        area=area,
        kind="residents",
        file_name=FILE,
        content=content,
        accepts_good=False,
        now=clock.now(),
    )
    return dict(found.figures)


def insert_plainly(folder: Path) -> None:
    """Read the same file by calamine alone and put its rows, sealed, into the same tables; nothing else is done."""
    area = village()
    with spending() as spent:
        homes: dict[str, tuple[int, str]] = {}
        persons = list(plain_persons(folder, area, homes))
        with transaction.atomic():
            rows = ((pk, area.id, area.path, address, number) for number, (pk, address) in homes.items())
            insert_rows(Household, HOUSEHOLD, rows)
            insert_rows(Person, PERSON, persons)
    tell(spent, persons=Person.objects.count(), households=Household.objects.count())
    connection.close()


def plain_persons(folder: Path, area: AreaLine, homes: dict[str, tuple[int, str]]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of persons, sealed; `homes` is filled with their households."""
    sheet = CalamineWorkbook.from_path(folder / FILE).get_sheet_by_index(0)
    for pk, cells in enumerate(sheet.iter_rows()):
        if pk:
            home, name, relation, sex, number, born, phone, address, _group = cells
            home_id, _ = homes.setdefault(str(home), (len(homes) + 1, str(address)))
            key = new_seal_key()
            yield (
                pk, name, "male" if sex == "男" else "female", str(born)[:10], key,
                seal(str(phone), column=PHONE_COLUMN, row=key), blind_index(str(phone), group=PHONE_GROUP),
                "identity", seal(str(number), column=NUMBER_COLUMN, row=key), number_index("identity", str(number)),
                "local", "", home_id, "head" if relation == "户主" else "other", area.id, area.path, "",
            )  # fmt: skip
