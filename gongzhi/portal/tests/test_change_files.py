"""A file of changes of a register: only what is known exactly as it says is changed, all else is told."""

import csv
import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from gongzhi.kernel.actors import VISITOR, system_actor
from gongzhi.kernel.models import Entry
from gongzhi.kernel.verdicts import NotVisible
from gongzhi.people.actions import register_household
from gongzhi.territory import queries
from gongzhi.territory.actions.change_files import judge_changes
from gongzhi.territory.changes.files import read_changes
from gongzhi.territory.models import Area, AreaCode, AreaName, Change
from gongzhi.territory.tests.registers import PLACES, write

pytestmark = pytest.mark.django_db
THEN, ON = dt.date(2021, 12, 31), dt.date(2023, 12, 31)
ROWS = (
    ("120101001001", "name_changed", "花园路社区居委会", "冬奥村社区居委会"),  # another place under its code
    ("440114109201", "name_changed", "石角村委会", "石角社区居委会"),
    ("440114109202", "name_changed", "港头社区", "港头村"),  # had another old name
    ("440114109299", "name_changed", "某村", "他村"),  # unknown
    ("441781105000", "removed", "春湾镇", ""),  # with the village below it
    ("440114109203", "removed", "大坳村委会", ""),  # had another old name
    ("440114109298", "removed", "某村", ""),  # unknown
    ("440114110000", "added", "", "新雅街道"),
    ("440114110001", "added", "", "雅居社区居委会"),  # below the one above
    ("440114109000", "added", "", "花东镇"),  # exists
    ("440114111001", "added", "", "无名社区"),  # nothing above it
)


@pytest.fixture
def folder(tmp_path, settings):
    settings.VAR = tmp_path
    call_command("import_areas", str(write(tmp_path, "nbs2021.csv", PLACES)), stdout=io.StringIO(), verbosity=0)
    return tmp_path


def file_of(folder, rows=ROWS, header=("code12", "change", "old_name", "new_name")):
    path = folder / "changes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((header, *rows))
    return path


def run(path, *more, on=ON):
    out = io.StringIO()
    call_command("change_areas", str(path), "--on", str(on), *more, stdout=out)
    return out.getvalue().splitlines()


def everything():
    return [list(model.objects.order_by("pk").values_list()) for model in (Area, AreaName, AreaCode, Change, Entry)]


def named(code, on=ON):
    line = queries.area_by_code(code=code, on=on)
    return line.name if line else None


def test_only_what_is_known_exactly_is_changed_and_all_is_counted(folder):
    said = run(file_of(folder))
    assert said[:4] == [
        "renamed: 2 applied, 1 with another old name, 1 unknown",
        "removed: 1 applied, 1 with another old name, 1 unknown",
        "added: 3 new, 1 existing, 1 of the new without a known place",
        "ended with the area above: 1",
    ]
    assert named("440114109201") == "石角社区居委会"
    assert named("440114109201", THEN) == "石角村委会"
    assert named("440114109202") == "港头村委会"
    assert named("440114109203") == "大㘵村委会"
    assert (named("441781105"), named("441781105201")) == (None, None)
    assert named("441781105201", THEN) == "石林村委会"
    assert (named("440114110"), named("440114110001")) == ("新雅街道", "雅居社区居委会")
    assert named("440114109") == "花东镇"
    assert named("440114111001") is None
    assert Entry.objects.filter(code="territory.changes_taken_in").count() == 1
    assert [row.figures["renamed_applied"] for row in Change.objects.all()] == [2]


def test_a_code_that_means_another_place_leaves_the_old_place_standing_without_it(folder):
    old = queries.area_by_code(code="120101001001", on=THEN)
    run(file_of(folder))
    assert queries.area_line(old.id, ON).name == "花园路社区居委会"
    assert queries.area_by_code(code="120101001001", on=ON).id != old.id
    assert named("120101001001") == "冬奥村社区居委会"


def test_a_dry_run_tells_the_same_and_changes_nothing(folder):
    before = everything()
    said = run(file_of(folder), "--dry-run")
    assert everything() == before
    assert said[:4] == run(file_of(folder))[:4]


def test_the_same_file_again_changes_nothing(folder):
    said = run(file_of(folder))
    before = everything()
    assert run(file_of(folder))[:4] == said[:4]
    assert everything() == before


def test_an_area_on_which_something_hangs_is_not_ended_by_a_file(folder):
    village = queries.area_by_code(code="441781105201", on=ON)
    register_household(
        by=system_actor("test"), area_id=village.id, address="1号", now=dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    )
    said = run(file_of(folder))
    assert "removed: 0 applied, 1 with another old name, 1 unknown, 1 still in use" in said
    assert (named("441781105"), named("441781105201")) == ("春湾镇", "石林村委会")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("44011410920", "removed", "石角村委会", "")], "代码的位数与级别不符"),
        ([("440114109201", "moved", "石角村委会", "")], "change 列不是"),
        ([("440114109201", "name_changed", "石角村委会", "")], "名称为空"),
        ([ROWS[1], ROWS[1]], "代码重复"),
        ([("440114109201", "removed")], "列数不对"),
    ],
)
def test_a_file_with_a_row_that_says_nothing_known_is_refused_whole(folder, rows, said):
    before = everything()
    with pytest.raises(CommandError, match=said):
        run(file_of(folder, [*ROWS[:1], *rows]))
    assert everything() == before


def test_a_file_without_its_columns_is_refused_with_their_names(folder):
    with pytest.raises(CommandError, match="code12、change、old_name、new_name"):
        run(file_of(folder, header=("code", "change", "old", "new")))


def test_changes_of_the_day_of_the_edition_or_before_are_refused(folder):
    before = everything()
    with pytest.raises(CommandError, match="应晚于库里这一版"):
        run(file_of(folder), on=THEN)
    assert everything() == before


def test_nobody_but_who_imports_areas_takes_changes_in(folder):
    with pytest.raises(NotVisible):
        judge_changes(by=VISITOR, changes=read_changes(file_of(folder)), system="nbs", on=ON, held=())
