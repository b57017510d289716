"""The public page of a village: who serves it, how to ask, the way to legal advice."""

import datetime as dt
import re

import pytest

from gongzhi.bodies.actions import Manner, appoint, create_post
from gongzhi.cases.actions import Applicant, file_case
from gongzhi.cases.queries import locality
from gongzhi.cases.rules import Channel
from gongzhi.kernel import clock
from gongzhi.kernel.actors import VISITOR
from gongzhi.people.actions import register_person
from gongzhi.policy.actions import adopt_pack
from gongzhi.portal.tests.places import DAY, NOW, SYSTEM, draw, draw_places, put, staff_village, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return draw_places()


def page(client, area):
    return client.get(f"/a/{area.pk}/")


def test_the_page_shows_who_serves_the_village_and_what_to_turn_to_them_for(client, places):
    staff_village(places)
    said = words(page(client, places["石林村"]))
    assert "林国栋 村委会主任 公共事务、公共设施 13900000001" in said
    assert "何晓燕 村文书 盖章、证明、登记诉求 13900000002" in said
    assert said.index("林国栋") < said.index("何晓燕") < said.index("陈福明")


def test_only_posts_and_phones_meant_for_the_public_are_shown(client, places):
    staff_village(places)
    html = page(client, places["石林村"]).content.decode()
    assert "不上网页" not in html
    assert "13900000003" not in html


def test_every_grid_stands_with_its_worker_or_says_that_there_is_none(client, places):
    staff_village(places)
    said = words(page(client, places["石林村"]))
    assert "第一网格 王大兵 13900000005" in said
    assert "第二网格 还没有安排，先找村（社区）" in said


def test_a_village_without_anybody_says_where_to_turn(client, places):
    said = words(page(client, places["自由村"]))
    assert "这里还没有登记服务人员。有事请打 12345，或到镇（街道）窗口。" in said


def test_the_page_names_the_agency_point_of_the_village_else_of_its_town(client, places):
    put(places["春湾镇"], "agency_point", "春湾镇代办点")
    assert "春湾镇代办点" in words(page(client, places["石林村"]))
    put(places["石林村"], "agency_point", "石林代办点")
    said = words(page(client, places["石林村"]))
    assert "石林代办点" in said
    assert "春湾镇代办点" not in said


def test_the_page_shows_the_legal_adviser_and_the_way_to_legal_aid(client, places):
    """YJ-051: the public page shows the adviser and the legal-aid route."""
    staff_village(places)
    answer = page(client, places["石林村"])
    said, html = words(answer), answer.content.decode()
    assert "黄志强 法律顾问 13900000006" in said
    assert '<a class="gz-tel" href="tel:12348">打 12348 公共法律服务热线，先问清楚</a>' in html
    assert "可以申请法律援助，不收费" in said
    assert "《中华人民共和国法律援助法》 第二十三条" in said


def test_the_page_says_when_the_adviser_is_there(client, places):
    """HD-134: name, phone and hours of the adviser stand on the public page."""
    village = places["石林村"]
    office = put(village, "law_office", "石林村公共法律服务室")
    post = create_post(by=SYSTEM, body_id=office.pk, kind="legal_adviser", title="法律顾问", now=NOW)
    adviser = register_person(by=SYSTEM, name="黄志强", area_id=village.pk, now=NOW, phone="13900000006")
    manner = Manner(hours="每周三上午")
    about = {"person_id": adviser.pk, "from_on": DAY, "basis": "聘用合同", "manner": manner}
    appoint(by=SYSTEM, post_id=post.pk, now=NOW, **about)
    assert "黄志强 法律顾问 服务时间：每周三上午 13900000006" in words(page(client, village))


def test_the_way_to_legal_aid_stands_also_where_there_is_no_adviser(client, places):
    """YJ-051: nobody is left without a route."""
    said = words(page(client, places["自由村"]))
    assert "这里还没有登记法律顾问，可以走下面的途径。" in said
    assert "12348" in said


def test_the_page_counts_requests_and_shows_none(client, places):
    village = places["石林村"]
    assert "还没有人在这里反映过事情。您的会是第一件。" in words(page(client, village))
    file_case(
        by=VISITOR, where=locality(village.pk, clock.today()), item="street_light", words="巷口的路灯三天没亮了",
        applicant=Applicant(), channel=Channel.WEB, now=clock.now(),
    )  # fmt: skip
    said = words(page(client, village))
    assert "一共登记 1 已办结 0 正在办 1 其中已超期 0" in said
    assert "路灯三天没亮" not in said
    assert "一共登记 1 已办结 0 正在办 1" in words(page(client, places["春湾镇"]))
    assert "还没有人在这里反映过事情" in words(page(client, places["自由村"]))


def test_a_request_past_its_limit_is_counted_as_overdue(client, places):
    village, long_ago = places["石林村"], clock.now() - dt.timedelta(days=60)
    adopt_pack(
        by=SYSTEM, path=village.path, pack_id="demo-panzhihua-west", from_on=DAY, to_on=None, decided_by="试验",
        now=long_ago,
    )  # fmt: skip
    for day in (long_ago, clock.now()):
        file_case(
            by=VISITOR, where=locality(village.pk, day.date()), item="street_light", words="巷口的路灯三天没亮了",
            applicant=Applicant(), channel=Channel.WEB, now=day,
        )  # fmt: skip
    assert "正在办 2 其中已超期 1" in words(page(client, village))


def test_the_page_never_asks_more_for_more_grids(client, places, django_assert_max_num_queries):
    staff_village(places)
    page(client, places["石林村"])
    with django_assert_max_num_queries(16):
        page(client, places["石林村"])
    for number in range(3, 12):
        grid = draw(places["石林村"], "grid", f"第{number}网格")
        put(grid, "grid", f"第{number}网格", ("grid_officer", "网格员", f"王{number}", f"1390000{number:04}"))
    with django_assert_max_num_queries(16):
        page(client, places["石林村"])


def test_the_page_has_one_heading_and_nested_parts(client, places):
    staff_village(places)
    html = page(client, places["石林村"]).content.decode()
    assert re.findall(r"<h1[^>]*>([^<]*)</h1>", html) == ["石林村"]
    assert re.findall(r"<h2[^>]*>([^<]*)</h2>", html) == [
        "谁为您服务",
        "您那一片的网格员",
        "这里的诉求办得怎么样",
        "不用手机也能办",
        "法律上的事，找谁",
    ]


def test_large_type_puts_a_call_button_first(client, places):
    staff_village(places)
    client.get("/elder/on")
    html = page(client, places["石林村"]).content.decode()
    assert html.index('href="tel:13900000002">') < html.index("谁为您服务")


def test_in_english_titles_that_everybody_uses_are_english_too(client):
    places = draw_places()
    staff_village(places)
    client.cookies["django_language"] = "en"
    page = words(client.get(f"/a/{places['石林村'].pk}/"))
    assert "何晓燕 Village clerk" in page
    assert "陈福明 主任" in page  # a title of the place's own stays
