"""Rosters for tests: files as people make them, and somebody who may take them in."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from gongzhi.kernel.actors import Actor, Grant, PostHeld, Reach
from gongzhi.people.actions.rosters import Taken, import_roster
from gongzhi.people.rosters.cells import check_of
from gongzhi.people.tests.conftest import NOW
from gongzhi.territory.queries import area_line

HEADINGS = ("户号", "姓名", "与户主关系", "性别", "公民身份号码", "出生日期", "联系电话", "现居住地址")
RIGHTS = ("people.import_roster", "people.export_roster", "people.read_person", "people.register_person")


def number(born: str = "19680302", serial: int = 112, region: str = "440114") -> str:
    """Return an identity number with a right check character; an odd serial is a man's."""
    body = f"{region}{born}{serial:03d}"
    return body + check_of(body + "0")


def xlsx(rows: Sequence[Sequence[object]], *, merge: Sequence[tuple] = (), hidden: Sequence[str] = ()) -> bytes:
    """Return a workbook with one sheet of these rows, ranges merged, and hidden sheets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("户籍人口")
    for number_, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number_, column, value)
            elif value is not None:
                sheet.write(number_, column, value)
    for top, left, bottom, right, text in merge:
        sheet.merge_range(top, left, bottom, right, text)
    for name in hidden:
        book.add_worksheet(name).hide()
    book.close()
    return buffer.getvalue()


def text(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """Return a text file of these rows."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding)


def clerk_of(path: str, **more: object) -> Actor:
    """Return a clerk of an area who keeps its rosters."""
    post = PostHeld(1, 1, "village_clerk", "文书", 7, "东升村村民委员会", 1, path)
    grants = tuple(Grant(right, path, Reach.SUBTREE) for right in RIGHTS)
    return Actor(**{"name": "何晓燕", "account_id": 1, "posts": (post,), "grants": grants, **more})


def take(area: object, content: bytes, *, accepts_good: bool = False, by: Actor | None = None) -> Taken:
    """Take a file in for an area."""
    return import_roster(
        by=by or clerk_of(area.path),
        area=area_line(area.id, NOW.date()),
        kind="residents",
        file_name="东升村户籍人口.xlsx",
        content=content,
        accepts_good=accepts_good,
        now=NOW,
    )


def kinds(taken: Taken) -> list[tuple[int, str]]:
    """Return what was found, by row and kind."""
    found = [each for level in taken.reading.problems.kept.values() for each in level]
    return sorted((each.row, each.kind) for each in found)
