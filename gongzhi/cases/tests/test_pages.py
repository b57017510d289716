"""What people see and send: asking without an account, following by the code, working the list."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongzhi.cases.jobs import index_case_text
from gongzhi.cases.models import Case
from gongzhi.cases.queries import number_of
from gongzhi.cases.tests.world import WORDS
from gongzhi.cases.web.following import FOLLOWED
from gongzhi.documents.queries import attachments_of
from gongzhi.documents.tests.test_attachments import photo
from gongzhi.kernel.clock import now
from gongzhi.kernel.models import Entry, Job

pytestmark = pytest.mark.django_db
WRITES = re.compile(r"INSERT|UPDATE|DELETE")
TABLE = re.compile(r'(?:INSERT INTO|UPDATE) "?(\w+)')
CLAIM = re.compile(r'class="gz-claim">([2-9A-Z]{4}-[2-9A-Z]{4})<')


def ask(client, area, **changes):
    answer = client.post(f"/ask/?area={area.id}", {"words": WORDS, "item": "street_light"} | changes)
    return client.get(answer["Location"]) if answer.status_code == 302 else answer


def claim_in(answer):
    return CLAIM.search(answer.content.decode())[1]


def test_the_form_asks_everybody_the_same_little(cast):
    """HD-160: an incomer files through the same form, which has no field about registration, name or papers needed."""
    page = cast.client("visitor").get(f"/ask/?area={cast.area('village').id}").content.decode()
    form = page.partition("<form")[2]
    fields = set(re.findall(r'name="([a-z_]+)"', form)) - {"csrfmiddlewaretoken", "idempotency_key"}
    assert fields == {"words", "place", "item", "pictures", "phone", "name"}
    assert re.findall(r"<textarea[^>]* required", form)
    assert not re.findall(r"<input[^>]* required", form)
    answer = ask(cast.client("visitor"), cast.area("village"))
    assert claim_in(answer)
    assert Case.objects.get().name_sealed is None


def test_the_claim_code_opens_the_request_and_is_kept_nowhere(cast):
    code = claim_in(ask(cast.client("visitor"), cast.area("village"), phone="138 0000 4127"))
    other = cast.client("visitor")
    answer = other.post("/follow/", {"claim": code.lower().replace("-", " ")}, follow=True)
    assert "等交办" in answer.content.decode()
    assert Entry.objects.filter(code="cases.case_filed").count() == 1
    assert code.replace("-", "") not in str(list(Case.objects.values()))


def test_a_wrong_code_is_told_what_a_code_looks_like(cast):
    answer = cast.client("visitor").post("/follow/", {"claim": "1234"})
    assert answer.status_code == 422
    assert "7K2M-94QX" in answer.content.decode()


def test_a_request_without_its_code_asks_for_it_whether_it_exists_or_not(cast):
    ask(cast.client("visitor"), cast.area("village"))
    stranger, case = cast.client("visitor"), Case.objects.get()
    answers = [stranger.get(f"/follow/{pk}/") for pk in (case.pk, case.pk + 999)]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/follow/")] * 2


def test_words_of_danger_show_whom_to_call_before_anything_is_filed(cast):
    client, area = cast.client("visitor"), cast.area("village")
    answer = ask(client, area, words="楼下着火了，有人晕倒在楼道里")
    page = answer.content.decode()
    assert 'href="tel:119"' in page.split("<form")[0]
    assert 'href="tel:120"' in page.split("<form")[0]
    assert not Case.objects.exists()
    assert claim_in(ask(client, area, words="楼下着火了，有人晕倒在楼道里", warned="1"))


def test_a_matter_before_a_court_is_told_its_way(cast):
    answer = ask(cast.client("visitor"), cast.area("village"), item="in_court")
    assert answer.status_code == 422
    assert "法院" in answer.content.decode()
    assert "12348" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_form_that_is_wrong_keeps_what_was_written(cast):
    page = ask(cast.client("visitor"), cast.area("village"), words="坏", place="桥头").content.decode()
    assert "坏" in page
    assert 'value="桥头"' in page
    assert not Case.objects.exists()


def test_the_same_form_sent_twice_files_once_and_gives_the_same_code(cast):
    client, area = cast.client("visitor"), cast.area("village")
    client.get(f"/ask/?area={area.id}")
    first, second = (ask(client, area, idempotency_key="0" * 32) for _ in range(2))
    assert claim_in(first) == claim_in(second)
    assert Case.objects.count() == 1


def test_a_form_whose_answer_was_lost_still_brings_its_code(cast):
    client, area = cast.client("visitor"), cast.area("village")
    client.get(f"/ask/?area={area.id}")
    code = claim_in(ask(client, area, idempotency_key="0" * 32))
    del client.cookies[FOLLOWED]
    assert claim_in(ask(client, area, idempotency_key="0" * 32)) == code
    assert Case.objects.count() == 1


def test_a_cookie_somebody_altered_opens_nothing_and_nobody_else_s_opens_the_request(cast):
    client, area = cast.client("visitor"), cast.area("village")
    ask(client, area)
    case, kept = Case.objects.get(), client.cookies[FOLLOWED].value
    for altered in (kept[:-8] + "AAAAAAAA", "nonsense", ""):
        client.cookies[FOLLOWED] = altered
        assert [client.get(f"/{page}/{case.pk}/")["Location"] for page in ("ask", "follow")] == ["/follow/"] * 2
    assert Session.objects.count() == 0


def test_filing_writes_every_table_by_one_statement_and_no_session(cast):
    client, area = cast.client("visitor"), cast.area("village")
    ask(client, area)
    with CaptureQueriesContext(connection) as caught:
        client.post(f"/ask/?area={area.id}", {"words": WORDS + "！", "item": "road", "idempotency_key": "1" * 32})
    statements = [query["sql"] for query in caught if WRITES.match(query["sql"])]
    assert [TABLE.search(sql)[1] for sql in statements] == [
        "kernel_postedanswer", "procedures_run", "procedures_steprecord", "cases_case", "kernel_counter", "kernel_job",
        "kernel_entry", "kernel_postedanswer",
    ]  # fmt: skip
    assert len(caught) <= 22


def test_a_file_is_seen_by_who_asked_and_by_staff_and_by_nobody_else(cast):
    client = cast.client("visitor")
    ask(client, cast.area("village"), pictures=SimpleUploadedFile("单.pdf", b"%PDF-1.4\n%%EOF\n"))
    case = Case.objects.get()
    page = cast.client("village_clerk").get(f"/cases/{case.pk}/").content.decode()
    url = re.search(r'href="(/cases/\d+/files/\d+)"', page)[1]
    assert cast.client("village_clerk").get(url)["Content-Type"] == "application/pdf"
    assert cast.client("clerk_elsewhere").get(url).status_code == 404
    assert client.get(url.replace("/cases/", "/follow/")).status_code == 200
    assert cast.client("visitor").get(url.replace("/cases/", "/follow/")).status_code == 302


def test_a_clerk_writes_down_a_visit_and_hands_over_the_receipt(cast):
    clerk = cast.client("village_clerk")
    answer = clerk.post("/cases/new/", {"words": WORDS, "item": "street_light", "channel": "visit", "name": "王大姐"})
    code, case = claim_in(answer), Case.objects.get()
    assert case.channel == "visit"
    paper = clerk.post(f"/cases/{case.pk}/receipt", {"claim": code})
    assert paper["Content-Type"] == "application/pdf"
    assert Entry.objects.filter(code="documents.paper_printed").exists()


@pytest.mark.parametrize("dash", ["-", ""])
def test_the_number_of_a_request_finds_it_for_those_who_may_see_it(cast, dash):
    ask(cast.client("visitor"), cast.area("village"))
    number = number_of(Case.objects.get()).replace("-", dash)
    assert "路灯坏了" in cast.client("village_clerk").get(f"/cases/?q={number}").content.decode()
    assert "路灯坏了" in cast.client("village_clerk").get(f"/cases/?q={number}&state=closed").content.decode()
    assert "没有符合的办件" in cast.client("village_clerk").get(f"/cases/?q={number}9").content.decode()
    assert "没有符合的办件" in cast.client("clerk_elsewhere").get(f"/cases/?q={number}").content.decode()


def test_two_characters_find_a_request(cast):
    ask(cast.client("visitor"), cast.area("village"))
    for job in Job.objects.filter(kind="cases.index_text"):
        index_case_text(job.payload, now())
    clerk = cast.client("village_clerk")
    assert "路灯坏了" in clerk.get("/cases/?q=路灯").content.decode()
    assert "没有符合的办件" in clerk.get("/cases/?q=水管").content.decode()
    assert "没有符合的办件" in clerk.get("/cases/?q=路口灯坏").content.decode()


def test_the_total_comes_from_counters_and_only_of_one_s_own_area(cast):
    for _ in range(3):
        ask(cast.client("visitor"), cast.area("village"))
    ask(cast.client("visitor"), cast.area("village_elsewhere"))
    assert "共 3 件" in cast.client("village_clerk").get("/cases/").content.decode()
    assert "共 4 件" in cast.client("town_desk").get("/cases/").content.decode()


def queries_for(client, url):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_a_page_of_the_list_takes_the_same_queries_for_one_row_as_for_ten(cast):
    clerk = cast.client("village_clerk")
    ask(cast.client("visitor"), cast.area("village"))
    queries_for(clerk, "/cases/")
    one = queries_for(clerk, "/cases/")
    for _ in range(9):
        ask(cast.client("visitor"), cast.area("village"))
    assert queries_for(clerk, "/cases/") == one


def test_the_sheet_holds_no_name_and_no_phone_and_is_journalled(cast):
    ask(cast.client("visitor"), cast.area("village"), name="王大姐", phone="13800004127")
    answer = cast.client("village_clerk").post("/cases/export")
    assert answer["Content-Type"].endswith("sheet")
    assert Entry.objects.get(code="cases.cases_exported").figures["rows"] == 1


def test_the_whole_phone_is_shown_to_who_has_it_in_hand_for_a_reason_and_who_asked_sees_it(cast):
    client = cast.client("visitor")
    ask(client, cast.area("village"), phone="13800004127")
    case = Case.objects.get()
    clerk = cast.proved("village_clerk")
    assert "138****4127" in clerk.get(f"/cases/{case.pk}/").content.decode()
    assert clerk.post(f"/cases/{case.pk}/phone", {"reason": " "}).status_code == 422
    refused = cast.proved("county_official").post(f"/cases/{case.pk}/phone", {"reason": "看看"})
    assert refused.status_code == 422
    assert "13800004127" not in refused.content.decode()
    assert "13800004127" in clerk.post(f"/cases/{case.pk}/phone", {"reason": "约上门时间"}).content.decode()
    assert "约上门时间" in client.get(f"/follow/{case.pk}/").content.decode()


def picture(name="路灯.jpg"):
    return SimpleUploadedFile(name, photo(), "image/jpeg")


TOKEN = re.compile(r'name="kept" id="kept1" value="([^"]+)" checked')


def test_a_chosen_photo_stays_through_a_mistake_and_is_kept_with_the_request(cast):
    client, area = cast.client("visitor"), cast.area("village")
    wrong = ask(client, area, phone="1380000", pictures=picture())
    assert wrong.status_code == 422
    assert "手机号是 11 位，您填了 7 位。" in wrong.content.decode()
    token = TOKEN.search(wrong.content.decode())[1]
    assert not Case.objects.exists()
    assert claim_in(ask(client, area, phone="13800004127", kept=token))
    assert [file.name for file in attachments_of(owner_kind="cases.case", owner_id=Case.objects.get().pk)] == [
        "路灯.jpg"
    ]


def test_a_file_that_cannot_be_kept_is_said_at_its_field_before_anything_is_filed(cast):
    answer = ask(cast.client("visitor"), cast.area("village"), pictures=SimpleUploadedFile("录音.amr", b"#!AMR"))
    assert answer.status_code == 422
    assert "“录音.amr”不是照片" in answer.content.decode()
    assert not Case.objects.exists()


def test_too_many_photos_count_those_that_came_before(cast):
    client, area = cast.client("visitor"), cast.area("village")
    token = TOKEN.search(ask(client, area, words="短", pictures=picture()).content.decode())[1]
    answer = ask(client, area, kept=token, pictures=[picture(f"{n}.jpg") for n in range(3)])
    assert answer.status_code == 422
    assert "最多 3 张，您选了 4 张。" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_refusal_shows_the_request_with_everything_that_was_typed(cast):
    clerk = cast.client("village_clerk")
    ask(cast.client("visitor"), cast.area("village"))
    case = Case.objects.get()
    answer = clerk.post(f"/cases/{case.pk}/assignment", {"post": "999999", "words": "请当天去看一下"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "所选的单位或人不在可以承办的名单里" in page
    assert 'value="请当天去看一下"' in page
    assert Case.objects.get().step == case.step
