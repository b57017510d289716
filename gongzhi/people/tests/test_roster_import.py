"""Taking a roster in: whole or not at all, the same again without effect, never a word about another village."""

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.models import Entry, Job
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.people.actions import (
    choose_columns,
    close_person,
    correct_cells,
    drop_roster,
    hand_in,
    hand_out_marked,
    intake,
    register_at_home,
    register_person,
    take_in,
)
from gongzhi.people.actions.rosters import drop_expired, read_waiting, take_waiting
from gongzhi.people.models import Household, Person
from gongzhi.people.queries import number_of, phone_of
from gongzhi.people.roster_register import findings_of
from gongzhi.people.roster_tables import RosterHeading, RosterImport
from gongzhi.people.rosters.corrections import Corrections
from gongzhi.people.tests.conftest import NOW
from gongzhi.people.tests.rosters import HEADINGS, clerk_of, kinds, number, take, text, xlsx
from gongzhi.territory.models import AreaCode
from gongzhi.territory.queries import area_line

pytestmark = pytest.mark.django_db
ZHANG = ("0031", "张三", "户主", "男", number(serial=111), "1968-03-02", "13800138000", "三组5号")
LI = ("0031", "李小梅", "妻", "女", number("19700511", 224), "", "", "三组5号")
CODE = "440114999201"
BAD = ("0032", "王五", "户主", "男", "440114196803021110", "", "", "三组6号")


def said(taken):
    return (taken.figures["new"], taken.figures["changed"], taken.figures["same"])


class TestWholeOrNotAtAll:
    def test_one_bad_row_keeps_everything_out_and_is_told_with_its_cell(self, village):
        taken = take(village, xlsx([HEADINGS, ZHANG, LI, BAD]))
        assert not taken.is_written
        assert kinds(taken) == [(4, "number_check")]
        assert not Person.objects.exists()
        assert not Household.objects.exists()
        assert not RosterImport.objects.exists()
        assert not Entry.objects.filter(code__startswith="people.").exists()

    def test_told_so_the_good_rows_go_in_and_the_others_come_back_marked(self, village):
        taken = take(village, xlsx([HEADINGS, ZHANG, LI, BAD]), accepts_good=True)
        assert said(taken) == (2, 0, 0)
        rows = list(openpyxl.load_workbook(io.BytesIO(taken.marked)).active.iter_rows())
        assert [cell.value for cell in rows[0]] == [*HEADINGS, "问题和改法"]
        assert [cell.value for cell in rows[1]][:5] == list(BAD[:5])
        assert [cell.column_letter for cell in rows[1] if cell.fill.fill_type == "solid"] == ["E"]
        assert "校验位不对" in rows[1][-1].value

    def test_the_marked_sheet_goes_in_once_it_is_put_right(self, village):
        marked = take(village, xlsx([HEADINGS, ZHANG, BAD]), accepts_good=True).marked
        book = openpyxl.load_workbook(io.BytesIO(marked))
        book.active["E2"].value = number(serial=113)
        mended = io.BytesIO()
        book.save(mended)
        taken = take(village, mended.getvalue())
        assert (taken.is_written, said(taken)) == (True, (1, 0, 0))

    def test_a_write_that_fails_half_way_leaves_nothing(self, village, monkeypatch):
        def fail(*args):
            raise ZeroDivisionError

        monkeypatch.setattr(intake, "update_persons", fail)
        with pytest.raises(ZeroDivisionError):
            take(village, xlsx([HEADINGS, ZHANG]))
        assert not Person.objects.exists()
        assert not Household.objects.exists()
        assert not Entry.objects.filter(code="people.roster_imported").exists()

    def test_a_row_inserted_past_the_actions_still_meets_the_database_s_checks(self, village):
        take(village, xlsx([HEADINGS, ZHANG]))
        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.update(name="")


class TestAgain:
    def test_the_same_file_again_changes_nothing_and_writes_no_entry(self, village):
        content = xlsx([HEADINGS, ZHANG, LI])
        take(village, content)
        before = list(Person.objects.order_by("pk").values())
        taken = take(village, content)
        assert said(taken) == (0, 0, 2)
        assert list(Person.objects.order_by("pk").values()) == before
        assert Entry.objects.filter(code="people.roster_imported").count() == 1

    def test_without_numbers_name_birth_and_household_tell_who_it_is(self, village):
        content = xlsx([HEADINGS, (*ZHANG[:4], "", *ZHANG[5:])])
        take(village, content)
        assert said(take(village, content)) == (0, 0, 1)

    def test_what_has_changed_is_told_by_field_and_the_rest_stays(self, village):
        take(village, xlsx([HEADINGS, ZHANG]))
        taken = take(village, xlsx([HEADINGS, ("0031", "张三", "", "", ZHANG[4], "", "13900139000", "")]))
        (change,) = taken.reading.plan.changed
        assert change.fields == ("phone",)
        zhang = Person.objects.get()
        assert (phone_of(zhang.pk), zhang.relation, zhang.sex) == ("13900139000", "head", "male")

    def test_somebody_registered_by_hand_is_found_and_given_number_and_household(self, village):
        by = system_actor("test")
        hand = register_at_home(
            by=by, name="张三", area_id=village.id, address="三组5号", born_on=dt.date(1968, 3, 2), now=NOW
        )
        taken = take(village, xlsx([HEADINGS, ZHANG]))
        assert said(taken) == (0, 1, 0)
        zhang = Person.objects.get()
        assert (zhang.pk, number_of(zhang), zhang.household_id) == (hand.pk, ZHANG[4], hand.household_id)
        assert Household.objects.get().register_number == "0031"

    def test_two_who_fit_are_told_and_neither_is_changed(self, village):
        for _ in range(2):
            register_person(by=system_actor("test"), name="张三", area_id=village.id, now=NOW)
        before = list(Person.objects.order_by("pk").values())
        taken = take(village, xlsx([["姓名", "性别"], ["张三", "男"]]))
        assert kinds(taken) == [(2, "several_here")]
        assert list(Person.objects.order_by("pk").values()) == before

    def test_a_number_registered_under_another_name_is_told_and_stays(self, village):
        take(village, xlsx([HEADINGS, ZHANG]))
        taken = take(village, xlsx([HEADINGS, ("0031", "张三丰", *ZHANG[2:])]))
        assert kinds(taken) == [(2, "name_otherwise")]
        assert Person.objects.get().name == "张三"

    def test_somebody_who_moved_away_does_not_come_back_by_a_file(self, village):
        take(village, xlsx([HEADINGS, ZHANG]))
        zhang = Person.objects.get()
        close_person(by=system_actor("test"), person_id=zhang.pk, reason="moved", closed_on=NOW.date(), now=NOW)
        taken = take(village, xlsx([HEADINGS, ZHANG]))
        assert kinds(taken) == [(2, "closed_here")]
        assert Person.objects.count() == 1

    def test_a_household_that_moved_is_given_its_new_address(self, village):
        take(village, xlsx([HEADINGS, ZHANG]))
        taken = take(village, xlsx([HEADINGS, (*ZHANG[:7], "六组1号")]))
        assert taken.reading.plan.moved
        assert Household.objects.get().address == "六组1号"


class TestElsewhere:
    def test_somebody_of_another_village_goes_in_and_only_that_is_told(self, village, elsewhere):
        take(elsewhere, xlsx([HEADINGS, ZHANG]))
        taken = take(village, xlsx([HEADINGS, ("0007", "张三", "户主", "男", ZHANG[4], "", "", "一组1号")]))
        (found,) = taken.reading.problems.kept["look"]
        assert (found.kind, found.detail) == ("elsewhere_too", "")
        assert "西边村" not in repr(found)
        assert Person.objects.filter(area_id=village.id).count() == 1
        assert Person.objects.get(area_id=elsewhere.id).household.register_number == "0031"

    def test_a_clerk_takes_in_no_roster_of_another_village(self, village, elsewhere):
        with pytest.raises(NotVisible):
            take(elsewhere, xlsx([HEADINGS, ZHANG]), by=clerk_of(village.path))
        with pytest.raises(NotVisible):
            hand(elsewhere, xlsx([HEADINGS, ZHANG]), by=clerk_of(village.path))
        assert not Person.objects.exists()
        assert not RosterImport.objects.exists()


def hand(village, content, by=None):
    """Hand a file in as a clerk."""
    return hand_in(
        by=by or clerk_of(village.path),
        area=area_line(village.id, NOW.date()),
        kind="residents",
        file_name="名册.xlsx",
        content=content,
        now=NOW,
    )


def read(record):
    """Read what waits, and return the record as it is then."""
    record.refresh_from_db()
    read_waiting(roster_id=record.pk, round_number=record.round, now=NOW)
    record.refresh_from_db()
    return record


class TestHandedIn:
    """The way of the page: handed in, read by the worker, put right, taken in by the worker, deleted."""

    def test_a_roster_is_kept_sealed_read_and_taken_in_and_then_deleted(self, village):
        by = clerk_of(village.path)
        record = hand(village, xlsx([HEADINGS, ZHANG]))
        assert ZHANG[4].encode() not in bytes(record.content_sealed)
        record = read(record)
        assert (record.state, record.counts["new"], Person.objects.count()) == ("read", 1, 0)
        take_in(by=by, roster_id=record.pk, accepts_good=False, now=NOW)
        record.refresh_from_db()
        take_waiting(roster_id=record.pk, round_number=record.round, now=NOW)
        record.refresh_from_db()
        assert (record.state, record.content_sealed, record.findings_sealed) == ("done", None, None)
        assert Person.objects.get().name == "张三"
        entry = Entry.objects.get(code="people.roster_imported")
        assert (entry.subject_id, entry.by_account, entry.by_post) == (record.pk, 1, "东升村村民委员会文书")

    def test_the_worker_that_is_killed_and_comes_back_takes_in_once(self, village):
        record = read(hand(village, xlsx([HEADINGS, ZHANG])))
        take_in(by=clerk_of(village.path), roster_id=record.pk, accepts_good=False, now=NOW)
        record.refresh_from_db()
        for _ in range(2):
            take_waiting(roster_id=record.pk, round_number=record.round, now=NOW)
        assert Person.objects.count() == 1
        assert Entry.objects.filter(code="people.roster_imported").count() == 1

    def test_jobs_hold_ids_only_and_rows_hold_nothing_of_a_person_in_the_clear(self, village):
        record = read(hand(village, xlsx([HEADINGS, ZHANG, BAD])))
        assert {frozenset(job.payload) for job in Job.objects.all()} == {frozenset({"roster", "round"})}
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM people_rosterimport")
            kept = " ".join(
                bytes(cell).decode("latin1") if isinstance(cell, bytes | memoryview) else str(cell)
                for cell in cursor.fetchone()
            )
        for secret in ("张三", "王五", ZHANG[4], "13800138000", "三组5号"):
            assert secret not in kept
            assert secret.encode().decode("latin1") not in kept
        assert "张三" not in repr(record.counts)

    def test_bad_rows_are_not_taken_in_unless_told_so(self, village):
        by = clerk_of(village.path)
        record = read(hand(village, xlsx([HEADINGS, ZHANG, BAD])))
        with pytest.raises(Refusal, match=r"people\.roster_has_bad_rows"):
            take_in(by=by, roster_id=record.pk, accepts_good=False, now=NOW)
        record.refresh_from_db()
        assert record.state == "read"
        take_in(by=by, roster_id=record.pk, accepts_good=True, now=NOW)
        record.refresh_from_db()
        take_waiting(roster_id=record.pk, round_number=record.round, now=NOW)
        assert [each.name for each in Person.objects.all()] == ["张三"]
        assert "王五" in str(list(openpyxl.load_workbook(io.BytesIO(marked(record, by))).active.values))
        assert Entry.objects.get(code="people.roster_marked").figures == {"rows": 1}

    def test_cells_put_right_on_the_page_are_read_anew_and_rows_left_out_stay_out(self, village):
        by = clerk_of(village.path)
        record = read(hand(village, xlsx([HEADINGS, ZHANG, BAD, (*BAD[:1], "?", *BAD[2:])])))
        assert record.counts["left_out"] == 2
        cells = {(0, 3): {"number": number(serial=113)}, (0, 4): {"": "out"}}
        correct_cells(by=by, roster_id=record.pk, corrections=Corrections(cells), now=NOW)
        record = read(record)
        assert (record.counts["left_out"], record.counts["new"]) == (0, 2)
        assert number(serial=113).encode() not in bytes(record.corrections_sealed)

    def test_what_a_heading_means_is_remembered_for_the_office_and_no_other(self, village):
        content = xlsx([["当事人", "门牌号", "星座"], ["张三", "三组5号", "白羊"]])
        record = read(hand(village, content))
        assert (record.state, record.refusal) == ("unfit", "people.roster_headings_unknown")
        assert findings_of(record).headings == ("当事人", "门牌号", "星座")
        by = clerk_of(village.path)
        with pytest.raises(Refusal, match=r"people\.roster_without_names"):
            choose_columns(by=by, roster_id=record.pk, fields={"门牌号": "address"}, now=NOW)
        assert not RosterHeading.objects.exists()
        choose_columns(by=by, roster_id=record.pk, fields={"当事人": "name", "星座": ""}, now=NOW)
        assert read(record).counts["new"] == 1
        assert read(hand(village, content)).state == "read"
        other = clerk_of(village.path, account_id=2, posts=())
        assert read(hand(village, content, by=other)).state == "unfit"

    def test_a_roster_is_for_who_handed_it_in_alone(self, village):
        record = read(hand(village, xlsx([HEADINGS, BAD])))
        other = clerk_of(village.path, account_id=2)
        for refused in (
            lambda: take_in(by=other, roster_id=record.pk, accepts_good=True, now=NOW),
            lambda: drop_roster(by=other, roster_id=record.pk),
            lambda: hand_out_marked(by=other, roster_id=record.pk, now=NOW),
            lambda: correct_cells(by=other, roster_id=record.pk, corrections=Corrections(), now=NOW),
        ):
            with pytest.raises(NotVisible):
                refused()
        record.refresh_from_db()
        assert record.state == "read"
        assert not Entry.objects.filter(code="people.roster_marked").exists()

    def test_a_dropped_roster_and_one_that_nobody_took_in_within_a_day_are_deleted(self, village):
        dropped, left = read(hand(village, xlsx([HEADINGS, BAD]))), read(hand(village, xlsx([HEADINGS, BAD])))
        drop_roster(by=clerk_of(village.path), roster_id=dropped.pk)
        drop_expired(now=NOW + dt.timedelta(hours=23))
        left.refresh_from_db()
        assert left.content_sealed is not None
        drop_expired(now=NOW + dt.timedelta(hours=25))
        for record in (dropped, left):
            record.refresh_from_db()
            kept = (record.content_sealed, record.findings_sealed, record.marked_sealed, record.corrections_sealed)
            assert (record.state, kept) == ("dropped", (None,) * 4)

    def test_the_database_keeps_no_file_of_a_roster_that_is_over(self, village):
        record = hand(village, xlsx([HEADINGS, ZHANG]))
        with pytest.raises(IntegrityError), transaction.atomic():
            RosterImport.objects.filter(pk=record.pk).update(state="done")

    def test_an_unreadable_file_is_told_why_and_an_empty_one_is_not_kept(self, village):
        record = read(hand(village, b"<html></html>"))
        assert (record.state, record.refusal) == ("unfit", "kernel.sheet_kind")
        with pytest.raises(Refusal, match=r"kernel\.sheet_empty"):
            hand(village, b"")
        assert RosterImport.objects.count() == 1


def marked(record, by):
    record.refresh_from_db()
    return hand_out_marked(by=replace(by, stepped_up_at=NOW), roster_id=record.pk, now=NOW)


class TestCommand:
    @pytest.fixture
    def coded(self, village):
        AreaCode.objects.create(area_id=village.id, system="nbs", code=CODE, from_on=dt.date(2020, 1, 1))
        return CODE

    def test_a_file_goes_in_by_command(self, village, coded, tmp_path, capsys):
        file = tmp_path / "名册.csv"
        file.write_bytes(text([HEADINGS, ZHANG, LI], "gb18030"))
        call_command("import_roster", str(file), area=coded)
        assert "new 2, changed 0, same 0, households 1" in capsys.readouterr().out
        assert Person.objects.count() == 2

    def test_bad_rows_are_told_and_written_beside_the_file_and_nothing_goes_in(self, village, coded, tmp_path, capsys):
        file = tmp_path / "名册.xlsx"
        file.write_bytes(xlsx([HEADINGS, ZHANG, BAD]))
        with pytest.raises(CommandError, match="--accept-good"):
            call_command("import_roster", str(file), area=coded)
        out = capsys.readouterr().out
        assert "E3\t440*************10\t身份证号的校验位不对" in out
        assert not Person.objects.exists()
        assert (Path(tmp_path) / "名册-问题.xlsx").exists()
        call_command("import_roster", str(file), area=coded, accept_good=True)
        assert [each.name for each in Person.objects.all()] == ["张三"]

    @pytest.mark.parametrize(("name", "area"), [("none.xlsx", CODE), ("名册.xlsx", "1"), ("名册.xlsx", CODE)])
    def test_a_missing_file_an_unknown_area_and_an_unreadable_file_are_told(self, coded, tmp_path, name, area):
        (tmp_path / "名册.xlsx").write_bytes(b"%PDF-1.7")
        with pytest.raises(CommandError) as refused:
            call_command("import_roster", str(tmp_path / name), area=area)
        assert refused.value.returncode == 2
        assert not Person.objects.exists()
