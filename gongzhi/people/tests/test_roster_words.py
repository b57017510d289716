"""A wrong word that stands in many cells of one column is shown once and put right once; a single cell as before."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongzhi.kernel import jobs
from gongzhi.kernel.clock import machine_now, now
from gongzhi.people.models import Person
from gongzhi.people.roster_tables import RosterImport
from gongzhi.people.rosters.corrections import Corrections, unpacked
from gongzhi.people.tests.rosters import HEADINGS, number, xlsx

pytestmark = pytest.mark.django_db
HEAD = ("村（社区）", *HEADINGS)


def row(place, *, sex="男", relation="户主", village="", register="", address="三组5号"):
    """Return a row of a person without a number, in a household of their own unless told."""
    return (
        village,
        register or f"{place:04d}",
        f"张{'三四五六七八'[place % 6]}{place}"[:2],
        relation,
        sex,
        "",
        "",
        "",
        address,
    )


def work():
    """Do the jobs that wait, as the worker does."""
    jobs.load_handlers()
    while jobs.run_one(now=now(), machine_now=machine_now()):
        pass


@pytest.fixture
def clerk(cast):
    return cast.proved("village_clerk")


@pytest.fixture
def hand_in(clerk, cast):
    """Return what hands rows in and has them read, and then returns the number of the roster."""

    def hand(rows, headings=HEADINGS):
        given = {"area": cast.area("village").id, "sheets": SimpleUploadedFile("名册.xlsx", xlsx([headings, *rows]))}
        clerk.post(reverse("people:rosters"), given)
        work()
        return RosterImport.objects.latest("id").pk

    return hand


def page_of(clerk, pk):
    return clerk.get(reverse("people:roster", args=[pk])).content.decode()


def correct(clerk, pk, given):
    """Send a form of the page, have the roster read again, and return the page."""
    clerk.post(reverse("people:roster_correct", args=[pk]), given)
    work()
    return page_of(clerk, pk)


def fields_of(page):
    """Return the names of the fields in which something can be put right."""
    return re.findall(r'<input class="form-control"[^>]* name="((?:cell|word):[^"]+)"', page)


def people(count, **same):
    return [row(place, **same)[1:] for place in range(1, count + 1)]


def test_a_word_in_four_hundred_cells_is_one_field_and_is_put_right_once(clerk, hand_in):
    pk = hand_in([*people(400, sex="男性别"), *people(1, register="0999", sex="女别")])
    page = page_of(clerk, pk)
    assert "401 处要改" in page
    assert "等 400 处" in page
    assert fields_of(page) == ["word:0:sex:男性别", "cell:0:402:sex"]
    page = correct(clerk, pk, {"word:0:sex:男性别": "男", "cell:0:402:sex": "女"})
    assert "没有要改的，可以入库" in page
    clerk.post(reverse("people:roster_take", args=[pk]))
    work()
    found = Person.objects.filter(household__register_number__in=[f"{each:04d}" for each in (1, 400, 999)])
    assert list(found.order_by("household__register_number").values_list("sex", flat=True)) == [
        "male",
        "male",
        "female",
    ]


def test_a_word_that_crowds_the_list_hides_no_other_cell(clerk, hand_in):
    late = ("0999", "李四", "户主", "女", "440114196803021110", "", "", "三组6号")
    assert "cell:0:602:number" in fields_of(page_of(clerk, hand_in([*people(600, sex="男性别"), late])))


def test_what_was_put_in_place_of_a_word_can_be_wrong_too_and_is_put_right_again(clerk, hand_in):
    pk = hand_in(people(3, sex="男性别"))
    assert fields_of(correct(clerk, pk, {"word:0:sex:男性别": "男人家"})) == ["word:0:sex:男人家"]
    assert "没有要改的，可以入库" in correct(clerk, pk, {"word:0:sex:男人家": "男"})


def test_one_cell_of_many_is_put_right_apart_and_the_others_stay(clerk, hand_in):
    pk = hand_in(people(3, sex="男性别"))
    page = correct(clerk, pk, {"cell:0:2:sex": "女"})
    assert "2 处要改" in page
    assert fields_of(page) == ["word:0:sex:男性别"]


def test_all_rows_with_a_word_are_left_out_at_once_and_those_that_repeat_it(clerk, hand_in):
    rows = [row(1), row(2, village="外村"), row(3, village="同上"), row(4, village="外村")]
    pk = hand_in(rows, headings=HEAD)
    page = page_of(clerk, pk)
    assert 'name="word_out:0:village:外村"' in page
    assert "3 处要改" in page
    page = correct(clerk, pk, {"word_out:0:village:外村": "1"})
    assert "入库 1 人" in page
    assert Person.objects.filter(household__register_number__in=("0001", "0002", "0003", "0004")).count() == 0


def test_a_word_that_need_not_be_right_can_be_put_right_as_well(clerk, hand_in):
    pk = hand_in(people(5, relation="屋里人"))
    page = page_of(clerk, pk)
    assert "没有要改的，可以入库" in page
    assert fields_of(page) == ["word:0:relation:屋里人"]
    assert "屋里人" not in correct(clerk, pk, {"word:0:relation:屋里人": "妻"})


def test_equal_numbers_and_days_stay_cells_of_their_own(clerk, hand_in):
    wrong = "440114196803021110"
    rows = [
        ("0001", "张三", "户主", "", wrong, "1990-13-01", "", "三组5号"),
        ("0002", "李四", "户主", "", wrong, "1990-13-01", "", "三组6号"),
    ]
    assert all(each.startswith("cell:") for each in fields_of(page_of(clerk, hand_in(rows))))


def test_members_below_a_row_that_cannot_go_in_join_no_other_household(clerk, hand_in):
    rows = [
        ("0001", "张三", "户主", "男", number(serial=111), "", "", "三组5号"),
        ("0002", "李四", "户主", "男", "440114196803021110", "", "", "三组6号"),
        ("", "王小梅", "妻", "女", "", "", "", ""),
    ]
    pk = hand_in(rows)
    clerk.post(reverse("people:roster_take", args=[pk]), {"accept_good": "1"})
    work()
    assert Person.objects.get(name="王小梅").household.register_number == "0002"


def test_members_below_a_row_that_was_left_out_join_no_other_household(clerk, hand_in):
    rows = [
        ("0001", "张三", "户主", "男", number(serial=111), "", "", "三组5号"),
        ("0002", "李四", "户主", "男别", "", "", "", "三组6号"),
        ("", "王小梅", "妻", "女", "", "", "", ""),
    ]
    pk = hand_in(rows)
    correct(clerk, pk, {"out:0:3:": "1"})
    clerk.post(reverse("people:roster_take", args=[pk]))
    work()
    assert Person.objects.get(name="王小梅").household is None


def test_corrections_are_kept_and_joined_with_later_ones():
    first = Corrections({(0, 2): {"sex": "男"}}, {(0, "sex", "男性别"): "男人家", (0, "village", "外村"): None})
    later = Corrections({(0, 2): {"": "1"}}, {(0, "sex", "男人家"): "男"})
    kept = unpacked(first.joined(later).packed())
    assert kept.cells == {(0, 2): {"sex": "男", "": "1"}}
    assert kept.words == {(0, "sex", "男性别"): "男", (0, "village", "外村"): None, (0, "sex", "男人家"): "男"}
