"""The first page of everybody with a post: what waits for them, by deadline, with the next press."""

import datetime as dt
import re

import pytest

from gongzhi.cases.actions import Applicant, assign_case, file_case, raise_overdue
from gongzhi.cases.models import Case
from gongzhi.cases.queries import locality, receivers_for
from gongzhi.cases.rules import Channel
from gongzhi.kernel import clock
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.workdays import CHINA
from gongzhi.portal.tests.places import SYSTEM, words

pytestmark = pytest.mark.django_db
HEADS = ["已超期", "今天到期", "三天内", "再往后", "没有设定期限"]


def ask(cast, title):
    return file_case(
        by=VISITOR,
        where=locality(cast.area("village").id, clock.today()),
        item="street_light",
        words=title,
        applicant=Applicant(name="王大姐", phone="13800004127"),
        channel=Channel.WEB,
        now=clock.now(),
    )


@pytest.fixture
def waiting(cast):
    """Let one request wait for the clerk in each group, and return the clerk's browser."""
    today = clock.now().astimezone(CHINA).replace(hour=23, minute=59, second=0)
    body = cast.actor("village_clerk").posts[0].body_id
    limits = {"路灯三天不亮": -30, "水沟堵了要清": 0, "井盖松了要固定": 1, "公交站牌歪了": 60, "垃圾桶满了没人收": None}
    for title, days in limits.items():
        ask(cast, title)
        due = None if days is None else today + dt.timedelta(days=days)
        Case.objects.filter(title__startswith=title).update(
            holder_body=body, holder_person=None, waits_for="staff", due_at=due, due_unit="days"
        )
    return cast.client("village_clerk")


def heads(answer):
    return re.findall(r'<h2 id="due-[a-z]+">([^<]*)</h2>', answer.content.decode())


def test_what_waits_stands_in_groups_by_deadline_the_most_pressing_first(waiting):
    answer = waiting.get("/today/")
    assert heads(answer) == HEADS
    said = words(answer)
    assert "今天要办 1 件，另有 1 件已超期" in said
    order = [said.index(title) for title in ("路灯", "水沟", "井盖", "公交", "垃圾桶")]
    assert order == sorted(order)


def test_the_next_press_is_named_and_only_pressing_rows_carry_the_primary_button(waiting):
    html = waiting.get("/today/").content.decode()
    assert html.count('class="btn btn-primary"') == 2
    assert re.search(r'class="btn btn-primary" href="[^"]*" aria-label="[^"：]+：路灯三天不亮"', html)


def test_nobody_else_sees_what_waits_for_the_clerk(waiting, cast):
    said = words(cast.client("clerk_elsewhere").get("/today/"))
    assert "没有等您办的事" in said
    assert "路灯" not in said


def test_an_empty_day_says_what_will_be_here(cast):
    said = words(cast.client("supervisor").get("/today/"))
    assert "交给您的事会按期限排在这里，最急的在上。" in said


def test_only_somebody_with_a_post_has_this_page(cast):
    assert cast.client("resident").get("/today/").status_code == 404
    assert cast.client("visitor").get("/today/").status_code == 302


def test_the_page_says_that_nobody_is_scored(cast):
    assert "这里不记在线时长，不打分，不排名。" in words(cast.client("village_clerk").get("/today/"))


def test_ten_rows_ask_as_many_questions_as_one(cast, django_assert_max_num_queries):
    client, body = cast.client("village_clerk"), cast.actor("village_clerk").posts[0].body_id
    counts = []
    for number in (1, 9):
        for each in range(number):
            ask(cast, f"第{number}批第{each}件事")
        Case.objects.update(holder_body=body, holder_person=None, waits_for="staff")
        client.get("/today/")
        with django_assert_max_num_queries(40) as asked:
            client.get("/today/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def overdue(cast):
    """Let a request of the village be late, in the hands of its clerk, and shown to the level above."""
    ask(cast, "水沟堵了要清")
    body = cast.actor("village_clerk").posts[0].body_id
    Case.objects.update(
        holder_body=body, holder_person=None, waits_for="staff", due_at=clock.now() - dt.timedelta(days=2),
        due_unit="days",
    )  # fmt: skip
    raise_overdue(by=SYSTEM, now=clock.now())


def test_what_others_are_late_with_stands_before_those_it_was_shown_to(cast):
    overdue(cast)
    desk = cast.client("town_desk")
    answer = desk.get("/today/")
    assert "别人超期，报到您这里的 1 件" in words(answer)
    assert desk.get(re.search(r'href="(/cases/\d+/)"', answer.content.decode())[1]).status_code == 200
    assert "报到您这里的" not in words(cast.client("county_official").get("/today/"))


def test_what_was_done_after_all_is_no_longer_shown(cast):
    overdue(cast)
    case = Case.objects.get()
    receiver = receivers_for(case, clock.today())[0]
    assign_case(by=cast.actor("village_clerk"), case_id=case.pk, post_id=receiver.post_id, words="", now=clock.now())
    assert "报到您这里的" not in words(cast.client("town_desk").get("/today/"))
