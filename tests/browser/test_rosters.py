"""Rosters in a browser: every state keeps what every page promises, and a messy one goes in without scripts."""

from functools import partial

import pytest
from django.urls import reverse

from gongzhi.kernel import jobs
from gongzhi.kernel.clock import machine_now, now
from gongzhi.people.models import Person
from gongzhi.people.roster_tables import RosterImport
from gongzhi.people.tests.rosters import HEADINGS, number, text, xlsx
from tests.browser.desks import press

ZHANG = ("0031", "张　三", "户主", "男", number(serial=111), "1968.3.2", "13800138000", "三组5号")
LI = ("同上", "李小梅", "妻", "女", number("19700511", 224, region="990114"), "", "", "三组5号")
WANG = ("0032", "王五", "户主", "男", "440114196803021110", "", "1380013", "三组6号")
MESSY = [
    ["石塘村户籍人口登记表", "", "", "", "", "", "", "", ""],
    [*HEADINGS, "是否低保"],
    [*ZHANG, "否"],
    [*LI, "否"],
    [*WANG, "是"],
    ["合计", "", "", "", "", "", "", "3", ""],
]


def work():
    """Do the jobs that wait, as the worker does."""
    jobs.load_handlers()
    while jobs.run_one(now=now(), machine_now=machine_now()):
        pass


@pytest.fixture
def as_clerk(browse, cast):
    """Return what opens a page as the village clerk."""
    return partial(browse, client=cast.client("village_clerk"))


def hand_in(page, *files):
    """Hand files in on the page."""
    page.goto(reverse("people:rosters"))
    page.get_by_label("文件", exact=True).set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )
    press(page.get_by_role("button", name="读一遍看看"))


@pytest.mark.parametrize("elder", [False, True])
def test_pages_of_rosters_keep_what_every_page_promises(as_clerk, check_widths, elder):
    page = as_clerk("about:blank", elder=elder)
    hand_in(page, ("石塘村户籍人口2026.xlsx", xlsx(MESSY)))
    check_widths(page)
    work()
    roster = RosterImport.objects.get()
    for name in ("roster", "roster_columns"):
        page.goto(reverse(f"people:{name}", args=[roster.pk]))
        check_widths(page)
    hand_in(page, ("网页.xls", b"<html></html>"))
    work()
    page.reload()
    check_widths(page)
    for name in ("rosters", "roster_export"):
        page.goto(reverse(f"people:{name}"))
        check_widths(page)


def test_a_messy_roster_is_put_right_and_taken_in_without_scripts(as_clerk):
    page = as_clerk(reverse("people:list"), scripts=False)
    press(page.get_by_role("link", name="导入名册").first)
    hand_in(page, ("石塘村户籍人口.csv", text(MESSY, "gb18030")))
    work()
    press(page.get_by_role("link", name="看看好了没有"))
    assert "2 处要改" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("E5 公民身份号码 改成").fill(number(serial=113))
    page.get_by_label("G5 联系电话 改成").fill("无")
    press(page.get_by_role("button", name="保存修改并再核对一遍"))
    work()
    page.reload()
    press(page.get_by_role("button", name="入库 3 人"))
    work()
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "已经入库"
    names = ("张三", "李小梅", "王五")
    assert list(Person.objects.filter(name__in=names).order_by("pk").values_list("name", flat=True)) == list(names)


def test_the_page_looks_again_by_itself_while_the_worker_reads(as_clerk):
    page = as_clerk("about:blank")
    hand_in(page, ("名册.csv", text([HEADINGS, ZHANG])))
    assert page.get_by_role("heading", level=1).inner_text() == "正在读这份名册"
    work()
    page.get_by_role("heading", name="没有要改的，可以入库").wait_for(timeout=15_000)
