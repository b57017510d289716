"""The three papers of a request, printed on the running site, opened and read."""

import io
import re
from urllib.parse import quote

import pytest
from pypdf import PdfReader

from tests.browser.desks import Desk, Resident, press

WORDS = "桥头的栏杆断了一截，孩子在那里玩太危险。"


def printed(page, button):
    """
    Send the form of a button that prints, and return the paper's text without blanks, and its pages.

    The browser opens a paper in a tab of its own, so that the code beside the button stays in sight.
    """
    form = page.locator("form", has=page.get_by_role("button", name=button)).first
    assert form.get_attribute("target") == "_blank"
    fields = {field.get_attribute("name"): field.input_value() for field in form.locator("input").all()}
    address = page.evaluate("path => new URL(path, location).href", form.get_attribute("action"))
    answer = page.request.post(address, form=fields, headers={"Referer": address})
    assert answer.headers["content-disposition"].endswith(f"{quote(button.removeprefix('打印'))}.pdf")
    reader = PdfReader(io.BytesIO(answer.body()))
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages)), reader.pages


@pytest.fixture
def resident(visit):
    """Return somebody who has just asked for something."""
    found = Resident(visit("/"))
    found.find_village("榕荫社区")
    found.fill(WORDS, item="安全隐患", phone="13800004127")
    found.send()
    return found


def test_the_receipt_holds_number_code_and_limits_and_opens_by_its_qr_code(resident):
    text, pages = printed(resident.page, "打印受理回执")
    assert text.startswith("花都区新华街道榕荫社区居民委员会受理回执编号：")
    for part in (resident.number, resident.claim, WORDS, "王大姐，138****4127", "网上", "安全隐患", "二组路口"):
        assert part in text
    assert re.search(r"交办1个工作日；转办1个工作日；承办\d+个工作日；反馈\d+个工作日；本人评价\d+天", text)
    assert "扫码打开查询页，输入查询码" in text
    assert len(pages) == 1
    assert "13800004127" not in text


def test_slip_and_reply_come_from_the_office_that_has_it_and_say_what_was_said(resident, visit):
    clerk = Desk(visit("/", by="rongyin.village_clerk"), resident.pk)
    clerk.give_to("诉求专席", "交办")
    town = Desk(visit("/", by="xinhua.town_desk"), resident.pk)
    town.give_to("住房和城乡建设局", "转办", "请三天内先拉警戒线。")
    office = Desk(visit("/", by="huadu.department_desk"), resident.pk)
    office.open()
    slip, _pages = printed(office.page, "转办单")
    for part in (
        resident.number,
        "新华街道办事处诉求专席",
        "请三天内先拉警戒线。",
        "花都区住房和城乡建设局",
        "办理结果",
    ):
        assert part in slip
    assert resident.claim not in slip
    office.report("栏杆已经焊好。")
    card = office.open()
    card.get_by_label("部分支持").check()
    card.get_by_text("要写依据和解释").click()
    card.get_by_label("法律、法规或者政策依据").fill("《城市道路管理条例》第二十一条")
    card.get_by_label("什么时候、怎样向本人解释的").fill("11月25日当面说明护岸加固要列入明年计划。")
    card.get_by_label("给本人的答复").fill("栏杆已经焊好，护岸加固列入明年计划。")
    press(card.get_by_role("button", name="反馈"))
    resident.page.goto(f"/follow/{resident.pk}/")
    reply, _pages = printed(resident.page, "打印答复书")
    assert reply.startswith("花都区住房和城乡建设局答复书编号：")
    for part in (
        "王大姐：您于",
        "栏杆已经焊好，护岸加固列入明年计划。",
        "部分予以支持",
        "《城市道路管理条例》第二十一条",
        "当面说明护岸加固要列入明年计划",
        "特此答复。花都区住房和城乡建设局（盖章）",
    ):
        assert part in reply


def test_a_clerk_hands_over_the_receipt_with_the_code_that_is_shown_once(visit):
    page = visit("/cases/new/", by="rongyin.village_clerk")
    page.get_by_label("什么事").fill("七号楼后面的下水道返味。")
    press(page.get_by_role("button", name="登记", exact=True))
    claim = page.locator(".gz-claim").inner_text()
    assert claim in printed(page, "打印受理回执")[0]
    press(page.get_by_role("link", name="去办这一件"))
    later, _pages = printed(page, "受理回执")
    assert claim not in later
    assert "查询码只在登记时给一次" in later
