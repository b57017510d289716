"""
A request from the first word to the last, in three counties' own words, by different people on the running site.

The resident has a phone of 390 px and no account; nobody touches code or a setting between the places.
"""

import io

import openpyxl
import pytest
from PIL import Image

from tests.browser.desks import LAMP, PENSION, Desk, Resident, limits_ahead, press, way

CLOCK = ("限 ", "办理期限未设定", "平台自动归档")


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """Return a photograph."""
    path = tmp_path_factory.mktemp("photo") / "路灯.jpg"
    Image.new("RGB", (1200, 900), "slategray").save(path, quality=80)
    return path


@pytest.fixture
def ask(visit, photo):
    """Return what lets a resident of a village ask for something."""

    def file(village, words, item, *, scripts=True, phone="", with_photo=True):
        resident = Resident(visit("/", scripts=scripts))
        resident.find_village(village)
        resident.fill(words, item=item, photo=photo if with_photo else None, phone=phone)
        resident.send()
        return resident

    return file


@pytest.fixture
def sit(visit):
    """Return what puts somebody before a request; each keeps one browser through the journey."""
    pages = {}

    def at(username, pk, *, scripts=True):
        if username not in pages:
            pages[username] = visit("/", by=username) if scripts else enter_without_scripts(visit, username)
        return Desk(pages[username], pk)

    return at


def enter_without_scripts(visit, username):
    """Sign in with one press where no script runs: open the county, then press."""
    page = visit("/sign-in/", scripts=False)
    button = page.locator(f"button[data-account='{username}']").first
    if not button.is_visible():
        page.locator("details", has=button).locator("summary").click()
    press(button)
    return page


def check_clocks(resident):
    """Every step that is open or ahead shows its limit, or says that nobody has set one."""
    said = limits_ahead(resident.page)
    assert said
    assert all(any(word in line for word in CLOCK) for line in said), said


def test_a_request_in_huadu_is_assigned_transferred_returned_ruled_on_done_twice_and_done_again(ask, sit, visit):
    """HD-025: 交办, 转办, 承办, 反馈; a return with reason and ruling; 没有解决 leads to call-back and more work."""
    resident = ask("榕荫社区", f"榕荫{LAMP}", "路灯照明", phone="138 0000 4127")
    press(resident.page.get_by_role("link", name="看办理进度"))
    assert way(resident.page) == ["提出", "交办", "转办", "承办", "反馈", "本人评价", "办结归档"]
    check_clocks(resident)
    assert resident.page.get_by_role("link", name="路灯.jpg").count() == 1
    pk, town, office = resident.pk, "xinhua.town_desk", "huadu.department_desk"

    clerk = sit("rongyin.village_clerk", pk)
    assert clerk.due() == "交办"
    clerk.give_to("诉求专席", "交办")
    assert clerk.told() == f"办好了。下一步：转办，由{resident_sees(resident)}办。"
    sit(town, pk).give_to("住房和城乡建设局", "转办", "请当天去看一下")
    sit(office, pk).give_back("这盏灯归城市管理和综合执法局管。")
    ruling = sit(town, pk)
    assert ruling.due() == "退办裁定"
    assert "归城市管理" in ruling.page.locator(".gz-quote").inner_text()
    ruling.decide("裁定的理由", "按事权清单，村道路灯由住建局管护。", "不同意退回，继续办理")
    sit(office, pk).report("换了灯泡和镇流器，当晚已经亮了。")
    sit(office, pk).answer("路灯已经修好，请您看看。", "反馈")

    resident.rate("没有解决", "晚上还是一闪一闪的。")
    assert "监督委员会" in resident.heading()
    supervisor = sit("rongyin.supervision_head", pk)
    assert supervisor.due() == "监督回访"
    supervisor.decide("本人怎么说", "灯还在闪，请再修。", "再办一次")
    sit(office, pk).report("重接了线头，加了防水盒。")
    sit(office, pk).answer("线头进水，已经重新接好。", "反馈")
    resident.rate("解决了", "亮了。")
    assert resident.heading() == "已经办结"

    resident.ask_again("下雨以后又不亮了。")
    assert "正在办" in resident.heading()
    sit(office, pk).report("整条线路换新。")
    sit(office, pk).answer("整条线路已经换新。", "反馈")
    resident.rate("解决了")
    assert resident.heading() == "已经办结"
    assert resident.page.get_by_label("哪里没有办好").count() == 0
    other = resident.follow(visit("/"))
    done = [
        "提出",
        "交办",
        "转办",
        "承办",
        "退办裁定",
        "承办",
        "反馈",
        "本人评价",
        "监督回访",
        "承办",
        "反馈",
        "本人评价",
    ]
    again = ["办结归档", "申请重办", "承办", "反馈", "本人评价", "办结归档"]
    assert way(other) == done + again


def resident_sees(resident):
    """Return who the resident's page says has the request."""
    resident.page.reload()
    return resident.page.locator(".gz-step-now .gz-step-meta").inner_text().splitlines()[0]


def test_an_order_in_xiqu_is_run_by_a_member_the_resident_sees_without_any_script(ask, sit):
    """PZ-015: 下单, 接单, 跑单 with the member's name before the resident; nobody's browser runs scripts."""
    resident = ask("杨家坪社区", f"小区{LAMP}", "路灯照明", scripts=False)
    press(resident.page.get_by_role("link", name="看办理进度"))
    assert way(resident.page) == ["群众下单", "支部接单", "党员跑单", "答复", "本人评价", "办结归档"]
    check_clocks(resident)
    pk, runner = resident.pk, "yangjiaping.party_member"
    sit("yangjiaping.branch_secretary", pk, scripts=False).give_to("跑单党员", "支部接单")
    desk = sit(runner, pk, scripts=False)
    assert desk.due() == "党员跑单"
    resident.page.reload()
    assert resident.heading().endswith(f"{name_of(desk)} 正在办")
    desk.report("上门看过，换了灯头。")
    desk.answer("灯头烧了，已经换好。", "答复")
    resident.rate("解决了")
    resident.ask_again("又坏了。")
    desk.report("换了一盏新灯。")
    desk.answer("换了一盏新灯。", "答复")
    resident.rate("解决了一部分", "亮是亮了，有点暗。")
    assert resident.heading() == "已经办结"


def name_of(desk):
    """Return the name of who sits there."""
    desk.page.goto("/account/")
    return desk.page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("village", "agent", "doing"),
    [("潮白村", "chaobai.village_assistant", "代办"), ("石林村", "shilin.agency_agent", "提交代办")],
)
def test_an_agent_does_it_for_the_resident_with_an_authorisation_and_brings_the_result(ask, sit, village, agent, doing):
    """TJ-007, YJ-CW-07: accept, do, return; without the authorisation nothing is filed."""
    resident = ask(village, PENSION, "社保补贴", with_photo=False)
    press(resident.page.get_by_role("link", name="看办理进度"))
    expected = ["申请代办", "受理", "派给代办人", doing, "结果送回", "本人评价", "办结归档"]
    assert way(resident.page) == expected
    check_clocks(resident)
    desk = sit(agent, resident.pk)
    assert "本人在网上表格中勾选委托" in desk.open().page.locator("main").inner_text()
    desk.press("受理")
    desk.give_to(name_of(desk), "派给代办人")
    desk.report("材料送到便民服务中心，当天办结。")
    desk.answer("高龄津贴已经办好，下月起发放。", "结果送回")
    resident.rate("解决了")
    assert resident.heading() == "已经办结"
    resident.ask_again("这个月还没有到账。")
    desk.report("查到是银行延迟，已经补发。")
    desk.answer("已经补发，请您查看。", "结果送回")
    resident.rate("解决了")
    assert resident.heading() == "已经办结"


def test_without_authorisation_the_form_says_so_and_loses_nothing(visit, photo):
    resident = Resident(visit("/"))
    resident.find_village("潮白村")
    resident.fill(PENSION, item="社保补贴", photo=photo)
    resident.page.get_by_label("我委托代办员替我去办这件事").uncheck()
    press(resident.page.get_by_role("button", name="提交诉求"))
    resident.page.get_by_role("alert").wait_for()
    assert resident.page.locator(".gz-errors:focus").count() == 1
    resident.page.get_by_role("link", name="代办要有您的委托").click()
    assert resident.page.get_by_label("什么事").input_value() == PENSION
    assert resident.page.get_by_label("路灯.jpg").is_checked()
    resident.page.get_by_label("我委托代办员替我去办这件事").check()
    resident.send()
    press(resident.page.get_by_role("link", name="看办理进度"))
    assert resident.page.get_by_role("link", name="路灯.jpg").count() == 1


def test_words_of_danger_show_whom_to_call_before_anything_is_filed(visit):
    resident = Resident(visit("/"))
    resident.find_village("榕荫社区")
    resident.fill("楼下着火了，有人晕倒，还有人打架", item="其他")
    press(resident.page.get_by_role("button", name="提交诉求"))
    alert = resident.page.get_by_role("alert")
    assert [link.get_attribute("href") for link in alert.get_by_role("link").all()] == ["tel:119", "tel:120", "tel:110"]
    press(alert.get_by_role("button", name="继续提交"))
    assert resident.page.locator("h1").inner_text() == "收到了"


def test_a_matter_before_a_court_is_told_its_way_and_not_filed(visit):
    resident = Resident(visit("/"))
    resident.find_village("榕荫社区")
    resident.fill("我的工伤案子已经在仲裁，想催一下", item="已在法院、仲裁或者行政复议的事")
    press(resident.page.get_by_role("button", name="提交诉求"))
    press(resident.page.get_by_role("button", name="继续提交").first)
    assert "12348" in resident.page.locator(".gz-errors").inner_text()
    assert resident.page.get_by_label("什么事").input_value() == "我的工伤案子已经在仲裁，想催一下"


def test_going_back_and_sending_again_shows_the_request_that_is_there(visit):
    resident = Resident(visit("/"))
    resident.find_village("榕荫社区")
    resident.fill("垃圾房满了两天没人清。", item="环境卫生")
    resident.send()
    resident.page.go_back()
    resident.page.get_by_label("什么事").fill("垃圾房满了两天没人清。")
    press(resident.page.get_by_role("button", name="提交诉求"))
    assert "没有再报一次" in resident.page.locator(".gz-note[role=status]").inner_text()
    assert resident.number in resident.page.locator("main").inner_text()


def test_a_clerk_files_for_whoever_calls_comes_or_writes_and_hands_over_the_code(visit):
    page, resident = visit("/cases/new/", by="rongyin.village_clerk"), Resident(visit("/"))
    for channel in ("来电", "来访", "来信"):
        page.goto("/cases/new/")
        page.get_by_label(channel, exact=True).check()
        page.get_by_label("什么事").fill(f"{channel}的人说，水龙头放出来的水发黄。")
        page.get_by_label("哪一类").select_option(label="饮水供水")
        press(page.get_by_role("button", name="登记", exact=True))
        resident.claim = page.locator(".gz-claim").inner_text()
        press(page.get_by_role("link", name="去办这一件"))
        assert f"{channel}，" in page.locator("main").inner_text()
        assert f"{channel}的人说" in resident.follow().locator("h1").inner_text()


def test_two_characters_find_a_request_and_the_list_is_a_sheet(visit, demo, ask):
    resident = ask("榕荫社区", "桥头的护栏断了一截，孩子在那里玩太危险。", "安全隐患", with_photo=False)
    demo.run("worker", "--until-idle")
    page = visit("/cases/", by="xinhua.town_desk")
    page.get_by_role("searchbox").fill("护栏")
    press(page.get_by_role("button", name="筛选"))
    rows = page.locator(".gz-duerow")
    assert resident.number in rows.first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出表格").click()
    lines = sheet_of(download.value.path())
    assert lines[1][:2] == ("编号", "提出日期")
    assert next(line for line in lines if line[0] == resident.number)[3] == "安全隐患"


def sheet_of(path):
    """Return the lines of the first sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return [tuple(cell.value for cell in row) for row in book.active.rows]


def test_time_makes_a_request_overdue_and_it_rises_to_the_next_level(ask, visit, demo, check_axe):
    """The demonstration's clock moves site, worker and commands; every page carries the day."""
    resident = ask("榕荫社区", "下水道返味，窗户都不敢开。", "排水积水", with_photo=False)
    try:
        demo.run("demo_clock", "+8d")
        page = resident.follow()
        assert "演示：现在按" in page.locator(".gz-banner").inner_text()
        risen = page.locator(".gz-text-bad").first.inner_text()
        assert risen == "已经超期，已报新华街道办事处 诉求专席。"
        check_axe(page)
        staff = visit("/cases/?state=late", by="xinhua.town_leader")
        assert "演示：现在按" in staff.locator(".gz-banner").inner_text()
        assert resident.number in staff.locator("main").inner_text()
    finally:
        demo.run("demo_clock", "off")
    resident.page.reload()
    assert resident.page.locator(".gz-banner").count() == 0
