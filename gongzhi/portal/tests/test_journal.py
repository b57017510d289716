"""The journal as people read it: sentences, who is named to whom, the chain, and that looking writes nothing."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.utils import translation

from gongzhi.bodies.queries import officials_for
from gongzhi.cases.actions import Applicant, file_case
from gongzhi.cases.queries import locality
from gongzhi.cases.rules import Channel
from gongzhi.kernel import clock
from gongzhi.kernel.actors import VISITOR, system_actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.models import Entry
from gongzhi.kernel.workdays import CHINA
from gongzhi.people.actions import show_phone
from gongzhi.portal import journal
from gongzhi.portal.tests.places import words

pytestmark = pytest.mark.django_db
SYSTEM = system_actor("test")


@pytest.fixture
def case(cast):
    """A request of the village, taken in without an account and accepted by the clerk."""
    filed = file_case(
        by=VISITOR,
        where=locality(cast.area("village").id, clock.today()),
        item="street_light",
        words="村口的路灯三天不亮",
        applicant=Applicant(name="王大姐", phone="13800004127"),
        channel=Channel.WEB,
        now=clock.now(),
    ).case
    body = cast.actor("village_clerk").posts[0].body_id
    type(filed).objects.filter(pk=filed.pk).update(holder_body=body, holder_person=None)
    return filed


def write(cast, code="territory.area_renamed", *, by=SYSTEM, area="village", now=None, **more):
    """Write an entry about an area of the cast."""
    line = cast.area(area)
    more = {"subject": ("territory.area", line.id)} | more
    return write_entry(code=code, by=by, now=now or clock.now(), area_path=line.path, **more)


def sentences(cast, role, **wanted):
    """Return what a role reads, newest first, without links."""
    found = journal.entries_for(cast.actor(role), journal.Wanted(**wanted)).order_by("-id")
    lines = journal.lines_for(cast.actor(role), list(found), clock.today())
    return [re.sub("<[^>]*>", "", line.sentence) for line in lines]


class TestSentences:
    def test_an_entry_says_who_through_which_post_did_what_to_what(self, cast):
        write(cast, by=cast.actor("village_clerk"))
        assert sentences(cast, "county_official")[0] == "何晓燕（石塘村村民委员会村文书）给石塘村更了名"

    def test_in_english_too(self, cast):
        write(cast, by=cast.actor("village_clerk"))
        with translation.override("en"):
            assert sentences(cast, "county_official")[0] == "何晓燕 (石塘村村民委员会村文书) renamed 石塘村"

    def test_a_request_is_named_by_its_number_and_never_by_what_was_said_in_it(self, cast, case):
        said = sentences(cast, "county_official")[0]
        assert re.fullmatch(r"没有登录的人提出了诉求 \d{8}-\d{6}", said)
        assert "路灯" not in said

    def test_a_request_the_reader_may_not_see_is_only_a_request(self, cast, case):
        said = sentences(cast, "audit_admin")[0]
        assert said == "没有登录的人提出了一件诉求"

    def test_what_a_job_did_was_done_by_the_platform(self, cast):
        write(cast)
        assert sentences(cast, "county_official")[0] == "平台给石塘村更了名"


class TestNames:
    def test_whoever_acts_through_a_post_is_named_to_those_who_read_the_bodies_there(self, cast):
        write(cast, by=cast.actor("town_desk"))
        assert sentences(cast, "county_official")[0].startswith("陆文博（")

    def test_to_others_the_post_stands_without_the_name(self, cast):
        write(cast, by=cast.actor("town_desk"))
        said = sentences(cast, "supervisor")[0]
        assert said.startswith("狮岭镇人民政府镇街诉求专席给石塘村")
        assert officials_for(cast.actor("supervisor"), [cast.person_id("town_desk")]) == {}

    def test_a_resident_is_a_resident(self, cast):
        write(cast, by=cast.actor("resident"))
        assert sentences(cast, "county_official")[0] == "一位居民给石塘村更了名"

    def test_one_reads_one_s_own_name(self, cast):
        write(cast, by=cast.actor("supervisor"))
        assert sentences(cast, "supervisor")[0].startswith("陈福明（")


class TestList:
    def test_the_newest_stands_on_top_in_its_day(self, cast):
        write(cast, now=dt.datetime(2026, 1, 5, 10, 32, tzinfo=CHINA))
        write(cast, code="territory.area_ended", now=dt.datetime(2026, 1, 6, 9, 5, tzinfo=CHINA))
        page = words(cast.client("county_official").get("/journal/?since=2026-01-05&until=2026-01-06"))
        assert (
            "2026年1月6日，星期二 平台撤销了 石塘村 9:05 ，石塘村 2026年1月5日，星期一 平台给 石塘村 更了名 10:32"
            in page
        )

    def test_a_reader_of_one_village_sees_nothing_of_another(self, cast):
        write(cast, area="village_elsewhere")
        write(cast)
        assert "禾坪村" not in " ".join(sentences(cast, "supervisor"))
        assert "禾坪村" in " ".join(sentences(cast, "county_official"))

    def test_an_area_one_does_not_read_is_not_there(self, cast):
        elsewhere = cast.area("village_elsewhere").id
        assert cast.client("supervisor").get(f"/journal/?area={elsewhere}").status_code == 404
        assert cast.client("county_official").get(f"/journal/?area={elsewhere}").status_code == 200
        assert cast.client("county_official").get("/journal/?area=x").status_code == 404

    def test_it_is_narrowed_by_area_room_deed_day_and_person(self, cast, case):
        clerk = cast.actor("village_clerk")
        yesterday = clock.now() - dt.timedelta(days=1)
        write(cast, by=clerk)
        write(cast, area="village_elsewhere", now=yesterday)
        here, today = cast.area("village_elsewhere").path, clock.today()
        assert sentences(cast, "county_official", path=here, since=yesterday.date()) == ["平台给禾坪村更了名"]
        assert len(sentences(cast, "county_official", deed="cases.")) == 1
        assert sentences(cast, "county_official", deed="territory.area_renamed", since=today, until=today) == [
            "何晓燕（石塘村村民委员会村文书）给石塘村更了名"
        ]
        assert len(sentences(cast, "county_official", person=clerk.person_id)) == 1

    def test_everything_that_can_be_chosen_is_said_once_in_each_room(self, cast):
        for group in journal.deed_choices():
            labels = [choice.label for choice in group.choices]
            assert len(labels) == len(set(labels)), labels

    def test_the_areas_to_choose_from_lead_down_the_tree(self, cast):
        official, town = cast.actor("county_official"), cast.area("town")
        assert [each.label for each in journal.area_choices(official, "", clock.today())] == ["花都区", "狮岭镇"]
        assert [each.label for each in journal.area_choices(official, town.path, clock.today())] == [
            "花都区",
            "狮岭镇",
            "石塘村",
            "禾坪村",
        ]

    def test_ten_entries_ask_as_many_questions_as_one(self, cast, case, django_assert_max_num_queries):
        client, counts = cast.client("county_official"), []
        roles = ("village_clerk", "town_desk", "resident", "supervisor", "grid_officer")
        for number in (1, 9):
            for each in range(number):
                write(cast, by=cast.actor(roles[each % 5]))
                write(cast, code="cases.case_accepted", by=cast.actor(roles[each % 5]), subject=("cases.case", case.pk))
            client.get("/journal/")
            with django_assert_max_num_queries(40) as asked:
                client.get("/journal/")
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_pages_turn_by_key(self, cast):
        for _each in range(60):
            write(cast)
        client = cast.client("county_official")
        page = client.get("/journal/?deed=territory.area_renamed").content.decode()
        following = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', page)[1].replace("&amp;", "&")
        assert page.count("/journal/") > client.get(f"/journal/{following}").content.decode().count("<li>平台给")
        assert client.get(f"/journal/{following}").content.decode().count("<li>平台给") == 10

    @pytest.mark.parametrize("path", ["/journal/", "/journal/?since=yesterday&until=2026-02-31&person=x"])
    def test_looking_writes_nothing(self, cast, path):
        write(cast)
        before = Entry.objects.count()
        assert cast.client("county_official").get(path).status_code == 200
        assert Entry.objects.count() == before


class TestEntry:
    def page(self, cast, role, pk):
        return words(cast.client(role).get(f"/journal/{pk}/"))

    def test_it_shows_the_figures_with_the_pack_they_come_from(self, cast):
        pk = write(
            cast,
            code="policy.slot_filled",
            by=cast.actor("county_official"),
            subject=("policy.filledslot", 1),
            pack_ref="huadu@0123456789ab",
            figures={
                "figure": "cases.accept_time",
                "value": "2",
                "source": "villagers-committee-law:24",
                "from": "2026-01-05",
            },
        )
        answer = cast.client("county_official").get(f"/journal/{pk}/")
        said = words(answer)
        assert "设定了“受理时限”" in said
        assert "哪一项 受理时限 设定为 2 从哪天起 2026年1月5日 依据 《中华人民共和国村民委员会组织法》 24" in said
        assert "当时的版本是 huadu@0123456789ab" in said
        assert 'href="/packs/huadu/"' in answer.content.decode()

    def test_it_shows_the_chain_both_ways(self, cast):
        first = write(cast, code="territory.area_created")
        middle = write(cast, follows=first)
        last = write(cast, code="territory.area_ended", follows=middle)
        said = self.page(cast, "county_official", middle)
        assert "由这些而来 平台设立了 石塘村" in said
        assert "引出了这些 平台撤销了 石塘村" in said
        assert said.index("设立了") < said.index("撤销了")
        assert "引出了这些" not in self.page(cast, "county_official", last)

    def test_a_link_of_the_chain_that_one_may_not_read_is_left_out(self, cast):
        first = write(cast, area="village_elsewhere", code="territory.area_created")
        second = write(cast, follows=first)
        assert "由这些而来" not in self.page(cast, "supervisor", second)
        assert "由这些而来" in self.page(cast, "county_official", second)

    def test_what_else_was_done_to_the_same_row_stands_beside_it(self, cast, case):
        show_phone(
            by=cast.actor("village_clerk"), person_id=cast.person_id("resident"), reason="送通知", now=clock.now()
        )
        pk = show_phone_entry(cast)
        said = self.page(cast, "county_official", pk)
        assert "同一件的其他留痕" in said
        assert "登记了" in said

    def test_no_phone_is_shown_even_where_somebody_typed_one(self, cast):
        show_phone(
            by=cast.actor("village_clerk"),
            person_id=cast.person_id("resident"),
            reason="打 13800004127 找她",
            now=clock.now(),
        )
        said = self.page(cast, "county_official", show_phone_entry(cast))
        assert "理由 打 138****27 找她" in said
        assert "13800004127" not in said

    def test_a_person_one_may_not_see_is_not_named(self, cast):
        pk = write(
            cast, code="bodies.member_added", figures={"person": cast.person_id("resident")}, subject=("bodies.body", 1)
        )
        assert "刘小芳" not in self.page(cast, "county_official", pk)

    def test_an_entry_of_another_village_is_not_there(self, cast):
        pk = write(cast, area="village_elsewhere")
        assert cast.client("supervisor").get(f"/journal/{pk}/").status_code == 404
        assert cast.client("county_official").get(f"/journal/{pk}/").status_code == 200
        assert cast.client("clerk_elsewhere").get(f"/journal/{pk}/").status_code == 404

    def test_looking_at_one_writes_nothing(self, cast):
        pk = write(cast)
        before = Entry.objects.count()
        cast.client("county_official").get(f"/journal/{pk}/")
        assert Entry.objects.count() == before


def show_phone_entry(cast):
    """Return the entry of the last look at a phone."""
    return Entry.objects.filter(code="people.phone_shown").latest("pk").pk


class TestExport:
    def test_it_holds_the_sentences_of_the_page_and_is_journalled(self, cast):
        write(cast, by=cast.actor("village_clerk"))
        answer = cast.client("county_official").post("/journal/export/?deed=territory.area_renamed")
        assert answer.status_code == 200
        sheet = zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
        assert "给石塘村更了名" in sheet
        assert "何晓燕" in sheet
        assert sentences(cast, "county_official")[0] == "邓丽萍（花都区人民政府区县主管）导出了留痕"
        assert Entry.objects.latest("pk").figures["rows"] == 1

    def test_an_area_one_does_not_read_is_not_exported_and_nothing_is_written(self, cast):
        before = Entry.objects.count()
        elsewhere = cast.area("village_elsewhere").id
        assert cast.client("supervisor").post(f"/journal/export/?area={elsewhere}").status_code == 404
        assert cast.client("village_clerk").post("/journal/export/").status_code == 404
        assert Entry.objects.count() == before

    def test_only_a_press_exports(self, cast):
        assert cast.client("county_official").get("/journal/export/").status_code == 405
