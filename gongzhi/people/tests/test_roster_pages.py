"""The pages of rosters: handed in, read, put right in the page, taken in; nobody else's, nothing whole in the open."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongzhi.kernel import jobs
from gongzhi.kernel.clock import machine_now, now
from gongzhi.kernel.models import Entry
from gongzhi.people.models import Person
from gongzhi.people.roster_tables import RosterImport
from gongzhi.people.tests.rosters import HEADINGS, number, text, xlsx

pytestmark = pytest.mark.django_db
ZHANG = ("0031", "张三", "户主", "男", number(serial=111), "", "13800138000", "三组5号")
BAD = ("0032", "王　五", "户主", "男", "440114196803021110", "", "", "三组6号")


def texts(answer):
    return answer.content.decode()


def file(content, name="名册.xlsx"):
    return SimpleUploadedFile(name, content)


def work():
    """Do the jobs that wait, as the worker does."""
    jobs.load_handlers()
    while jobs.run_one(now=now(), machine_now=machine_now()):
        pass


@pytest.fixture
def clerk(cast):
    return cast.proved("village_clerk")


def handed_in(clerk, cast, *files):
    """Hand files in and let the worker read them; return the answer."""
    answer = clerk.post(reverse("people:rosters"), {"area": cast.area("village").id, "sheets": list(files)})
    work()
    return answer


def names():
    return list(Person.objects.filter(name__in=("张三", "王五")).order_by("pk").values_list("name", flat=True))


def test_a_clerk_hands_a_roster_in_puts_it_right_on_the_page_and_takes_it_in(clerk, cast):
    answer = handed_in(clerk, cast, file(xlsx([HEADINGS, ZHANG, BAD])))
    (record,) = RosterImport.objects.all()
    assert answer["Location"] == reverse("people:roster", args=[record.pk])
    page = texts(clerk.get(answer["Location"]))
    assert "1 处要改，改完就能入库" in page
    assert "身份证号的校验位不对" in page
    assert "王五" in page
    assert BAD[4] not in page
    assert ZHANG[4] not in page
    clerk.post(reverse("people:roster_correct", args=[record.pk]), {"cell:0:3:number": number(serial=113)})
    work()
    page = texts(clerk.get(answer["Location"]))
    assert "没有要改的，可以入库" in page
    assert names() == []
    clerk.post(reverse("people:roster_take", args=[record.pk]))
    assert "正在入库" in texts(clerk.get(answer["Location"]))
    work()
    assert "已经入库" in texts(clerk.get(answer["Location"]))
    assert names() == ["张三", "王五"]
    assert Entry.objects.filter(code="people.roster_imported").count() == 1


def test_several_files_at_once_are_several_rosters(clerk, cast):
    first, second = text([HEADINGS, ZHANG]), text([HEADINGS, BAD], "gb18030")
    answer = handed_in(clerk, cast, file(first, "一组.csv"), file(second, "二组.csv"))
    assert answer["Location"] == reverse("people:rosters")
    page = texts(clerk.get(answer["Location"]))
    assert "一组.csv" in page
    assert "可以入库" in page
    assert "有 1 行要改" in page


def test_good_rows_go_in_alone_and_the_others_are_given_back_marked(clerk, cast):
    handed_in(clerk, cast, file(xlsx([HEADINGS, ZHANG, BAD])))
    (record,) = RosterImport.objects.all()
    refused = clerk.post(reverse("people:roster_take", args=[record.pk]))
    assert refused.status_code == 422
    assert names() == []
    clerk.post(reverse("people:roster_take", args=[record.pk]), {"accept_good": "1"})
    work()
    assert names() == ["张三"]
    sheet = clerk.post(reverse("people:roster_marked", args=[record.pk]))
    assert sheet.content.startswith(b"PK")
    assert "attachment" in sheet["Content-Disposition"]
    assert Entry.objects.filter(code="people.roster_marked").count() == 1


def test_columns_that_nobody_understands_are_given_a_meaning_on_the_page(clerk, cast):
    handed_in(clerk, cast, file(text([["当事人", "何处"], ["张三", "三组5号"]]), "名册.csv"))
    (record,) = RosterImport.objects.all()
    assert "没有找到表头" in texts(clerk.get(reverse("people:roster", args=[record.pk])))
    columns = reverse("people:roster_columns", args=[record.pk])
    assert "当事人" in texts(clerk.get(columns))
    refused = clerk.post(columns, {"c0": "", "c1": "address"})
    assert refused.status_code == 422
    assert "还没有" in texts(refused) or "姓名" in texts(refused)
    clerk.post(columns, {"c0": "name", "c1": "address"})
    work()
    assert "没有要改的，可以入库" in texts(clerk.get(reverse("people:roster", args=[record.pk])))


def test_of_several_sheets_each_cell_is_named_with_its_sheet(clerk, cast):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name, row in (("一组", ZHANG), ("二组", BAD)):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, row)
    book.close()
    handed_in(clerk, cast, file(buffer.getvalue()))
    page = texts(clerk.get(reverse("people:roster", args=[RosterImport.objects.get().pk])))
    assert "二组 E2" in page
    assert "一组：表头在第 1 行" in page


def test_what_is_not_taken_is_told_with_the_reason(clerk, cast):
    handed_in(clerk, cast, file(text([["姓名", "住址", "是否低保"], ["张三", "1号", "是"]]), "名册.csv"))
    page = texts(clerk.get(reverse("people:roster", args=[RosterImport.objects.get().pk])))
    assert "个人信息保护法" in page
    assert "没有指明用途不收" in page


def test_a_roster_that_is_dropped_is_deleted_and_nothing_goes_in(clerk, cast):
    handed_in(clerk, cast, file(xlsx([HEADINGS, ZHANG])))
    (record,) = RosterImport.objects.all()
    clerk.post(reverse("people:roster_drop", args=[record.pk]))
    record.refresh_from_db()
    assert (record.state, record.content_sealed, names()) == ("dropped", None, [])
    assert "登记没有变化" in texts(clerk.get(reverse("people:roster", args=[record.pk])))


@pytest.mark.parametrize(("content", "said"), [(b"", "一个字节也没有"), (None, "sheets")])
def test_an_empty_file_and_none_at_all_are_told_at_the_field(clerk, cast, content, said):
    sent = {"area": cast.area("village").id} | ({"sheets": file(content)} if content is not None else {})
    answer = clerk.post(reverse("people:rosters"), sent)
    assert answer.status_code == 422
    assert said in texts(answer)
    assert not RosterImport.objects.exists()


def test_a_clerk_hands_in_for_the_own_village_and_a_town_desk_for_each(clerk, cast):
    clerk_page, town_page = (texts(each.get(reverse("people:rosters"))) for each in (clerk, cast.client("town_desk")))
    assert "禾坪村" not in clerk_page
    assert "禾坪村" in town_page
    sent = {"area": cast.area("village_elsewhere").id, "sheets": file(xlsx([HEADINGS, ZHANG]))}
    assert clerk.post(reverse("people:rosters"), sent).status_code == 422
    assert not RosterImport.objects.exists()


def test_the_list_of_persons_leads_to_importing_for_those_who_may(clerk, cast):
    assert reverse("people:rosters") in texts(clerk.get(reverse("people:list")))


def test_the_list_of_rosters_takes_the_same_queries_for_one_as_for_ten(clerk, cast, django_assert_max_num_queries):
    for _ in range(10):
        handed_in(clerk, cast, file(text([HEADINGS, ZHANG]), "名册.csv"))
    with django_assert_max_num_queries(16):
        clerk.get(reverse("people:rosters"))


def test_the_page_leads_through_a_proof_and_keeps_what_was_typed(cast):
    clerk, url = cast.client("village_clerk"), reverse("people:roster_export")
    sent = {"area": cast.area("village").id, "form": "csv", "numbers": "masked", "reason": "换届选民登记核对"}
    answer = clerk.post(url, sent)
    assert answer.status_code == 302
    assert "next=" in answer["Location"]
    assert not Entry.objects.filter(code="people.roster_exported").exists()
    assert "换届选民登记核对" in clerk.get(url).content.decode()


def test_the_page_asks_for_a_reason_at_its_field(cast):
    sent = {"area": cast.area("village").id, "form": "csv", "numbers": "masked", "reason": ""}
    answer = cast.client("village_clerk").post(reverse("people:roster_export"), sent)
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
