"""Pages of packs: what a place's rules are, what is open, and the form that sets it."""

import datetime as dt
import re

import pytest
from django.utils.translation import override

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.models import Entry
from gongzhi.policy.actions import adopt_pack
from gongzhi.policy.models import FilledSlot
from gongzhi.policy.queries import open_slots, pack_at, pack_named
from gongzhi.policy.values import Unit
from gongzhi.policy.words import value_words

pytestmark = pytest.mark.django_db
SLOT = "/packs/slot/cases/accept_time/"


def text_of(answer):
    """Return the page without its tags, one space between words."""
    body = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def slots():
    """Return how many figures 花都 leaves open."""
    return len(open_slots(pack_named("huadu"), today()))


def given(cast, **changes):
    asked = {
        "area": cast.area("county").path,
        "value": "2",
        "from_on": today().isoformat(),
        "source": "花府〔2026〕3号",
    }
    return asked | changes


def test_anybody_reads_which_places_follow_which_pack(cast):
    page = text_of(cast.client("visitor").get("/packs/"))
    assert "有 2 个政策包在用" in page
    assert re.search(rf"广州市花都区 国家法律基础包 花都区 [0-9]+ {slots()} ", page)
    assert "演示用" in page


def test_a_pilot_of_one_procedure_is_told_apart(cast):
    path = cast.area("village").path
    adopt_pack(
        by=system_actor("test"),
        path=path,
        pack_id="panzhihua-west",
        procedure_id="citizen_request",
        from_on=today(),
        to_on=None,
        decided_by="村民会议",
        now=now(),
    )
    page = text_of(cast.client("visitor").get("/packs/panzhihua-west/"))
    assert "试行其中一项：花都区狮岭镇石塘村" in page


def test_a_pack_page_says_what_is_open_what_that_means_and_who_may_set_it(cast):
    page = text_of(cast.client("visitor").get("/packs/huadu/"))
    assert f"广州市花都区：还有 {slots()} 项待定" in page
    assert "受理时限 本平台通用设置 不计时，页面写明期限未设定 镇街领导、区县主管" in page
    assert "设定：受理时限" not in page


def test_a_pack_page_shows_figures_with_value_day_and_source(cast):
    page = text_of(cast.client("visitor").get("/packs/demo-huadu/"))
    assert "办理时限（演示用） 诉求办理 7 个工作日 2020年1月1日 演示用 演示用设定 办理时限" in page


def test_a_pack_page_lists_the_steps_with_who_and_which_clock(cast):
    page = text_of(cast.client("visitor").get("/packs/demo-panzhihua-west/"))
    assert "2 支部接单 党支部书记、村文书、村党组织书记 24 小时" in page
    assert "3 党员跑单 经办人 办完了 → 5 答复 退回 → 4 退办裁定 5 天" in page


def test_what_the_documents_say_and_leave_open_has_pages_of_its_own(cast):
    visitor = cast.client("visitor")
    assert "整顿转化率（不低于） 90%" in text_of(visitor.get("/packs/huadu/?part=document"))
    left_open = text_of(visitor.get("/packs/huadu/?part=open"))
    assert "“大额资金”界限 待设定" in left_open
    assert "“半数以上”包含半数，法律规定为过半数 按法律执行" in left_open
    assert "岗位种类 村文书" in text_of(visitor.get("/packs/huadu/?part=lists"))


def test_no_pack_no_page(cast):
    assert cast.client("visitor").get("/packs/nowhere/").status_code == 404


def test_a_county_official_fills_a_slot_with_the_form_and_everybody_sees_it(cast):
    official = cast.client("county_official")
    assert "设定：受理时限" in official.get("/packs/huadu/").content.decode()
    assert official.get(SLOT).status_code == 200
    answer = official.post(SLOT, given(cast))
    path = cast.area("county").path
    assert answer["Location"] == f"/packs/huadu/?area={path}#cases.accept_time"
    page = text_of(cast.client("visitor").get(f"/packs/huadu/?area={path}"))
    assert f"还有 {slots() - 1} 项待定" in page
    assert f"受理时限 诉求办理 2 个工作日 {value_words(today(), Unit.DATE)} 本地设定 花府〔2026〕3号" in page
    assert pack_at(path=cast.area("village").path, on=today()).figure("cases", "accept_time", today()).value == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"value": "五"}, "value"), ({"from_on": "2020-01-01"}, "from_on"), ({"source": ""}, "source")],
)
def test_what_stands_in_the_way_is_said_at_the_field_and_nothing_is_set(cast, changes, field):
    before = Entry.objects.count()
    answer = cast.client("county_official").post(SLOT, given(cast, **changes))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert (FilledSlot.objects.count(), Entry.objects.count()) == (0, before)


def test_nobody_sets_a_slot_of_another_area_or_without_the_right(cast):
    for role in ("town_desk", "village_clerk", "resident", "system_admin"):
        assert cast.client(role).post(SLOT, given(cast)).status_code == 404
    far = given(cast, area=cast.area("county_elsewhere").path)
    assert cast.client("county_official").post(SLOT, far).status_code == 422
    assert not FilledSlot.objects.exists()


def test_the_list_of_packs_costs_the_same_with_ten_more_adoptions(cast, django_assert_max_num_queries):
    visitor = cast.client("visitor")
    villages = [cast.area(key).path for key in ("village", "village_elsewhere", "village_far", "town")]
    for path in villages:
        adopt_pack(
            by=system_actor("test"),
            path=path,
            pack_id="dalian",
            from_on=today(),
            to_on=None,
            decided_by="市委",
            now=now(),
        )
    with django_assert_max_num_queries(3):
        visitor.get("/packs/")


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (1, Unit.WORKING_DAYS, "1 个工作日", "1 working day"),
        (5, Unit.DAYS, "5 天", "5 days"),
        (200000, Unit.YUAN, "200,000 元", "200,000 yuan"),
        ("2/3", Unit.SHARE, "2/3", "2/3"),
        (True, Unit.FLAG, "是", "Yes"),
        (90, Unit.PERCENT, "90%", "90%"),
        (dt.date(2027, 1, 5), Unit.DATE, "2027年1月5日", "5 January 2027"),
        (("甲", "乙"), None, "甲、乙", "甲, 乙"),
        (None, Unit.DAYS, "—", "—"),
    ],
)
def test_values_are_said_with_their_unit_in_both_languages(value, unit, zh, en):
    with override("zh-hans"):
        assert value_words(value, unit) == zh
    with override("en"):
        assert value_words(value, unit) == en
