"""Registers taken in whole: what changes, what is told, what is refused, what a kill leaves."""

import csv
import datetime as dt
import gzip
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gongzhi.kernel.actors import VISITOR, system_actor
from gongzhi.kernel.models import Entry, Job
from gongzhi.kernel.verdicts import NotVisible, Refusal
from gongzhi.territory import queries, rules
from gongzhi.territory.actions import create_area, import_areas, imports
from gongzhi.territory.editions.files import read_edition
from gongzhi.territory.models import Area, AreaCode, AreaImport, AreaImportNote, AreaName
from gongzhi.territory.tests.registers import MCA, MCA_PLACES, PLACES, PLAIN, text_of, write

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 25)
OLD, NEW = dt.date(2021, 12, 31), dt.date(2023, 12, 31)
SYSTEM = system_actor("test")


@pytest.fixture(autouse=True)
def _reports(settings, tmp_path):
    settings.VAR = tmp_path / "var"


def state():
    return tuple(model.objects.count() for model in (Area, AreaName, AreaCode, AreaImport, AreaImportNote, Entry))


def run(path, *options):
    out = io.StringIO()
    call_command("import_areas", str(path), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refused(path, *options):
    before = state()
    with pytest.raises(CommandError) as fault:
        run(path, *options)
    assert fault.value.returncode == 2
    assert state() == before, "a refused file changes nothing"
    return str(fault.value)


def take(path, *, system="nbs", on=OLD):
    return import_areas(by=SYSTEM, edition=read_edition(Path(path)), system=system, on=on, now=NOW)


def name_of(code, on, system="nbs"):
    line = queries.area_by_code(code=code, system=system, on=on)
    return line.name if line else None


def kinds_of(record):
    return {(note.code, note.kind) for note in queries.notes_of(record.pk)}


@pytest.mark.parametrize("name", ["nbs2021.csv", "nbs2021.csv.gz", "nbs2021.xlsx"])
def test_a_register_becomes_a_tree_with_one_journal_entry(tmp_path, name):
    out = run(write(tmp_path, name, PLACES))
    assert f"read {len(PLACES)}, opened {len(PLACES)}" in out
    assert (
        queries.full_name(queries.area_by_code(code="441781105201", on=TODAY).path, TODAY) == "阳春市春湾镇石林村委会"
    )
    assert queries.descendant_counts(queries.area_by_code(code="12", on=TODAY).path, TODAY)["city"] == 1
    assert [line.name for line in queries.children_of(None, OLD)] == ["天津市", "广东省"]
    assert queries.area_by_code(code="44", on=OLD - dt.timedelta(days=1)) is None, "in force from the year in its name"
    entry = Entry.objects.get()
    assert (entry.code, entry.figures["opened"]) == ("territory.areas_imported", len(PLACES))
    assert Job.objects.filter(kind=imports.INDEX_JOB).count() == 1


def test_the_same_edition_again_changes_nothing_whatever_its_format_or_day(tmp_path):
    run(write(tmp_path, "nbs2021.csv.gz", PLACES))
    before = state()
    assert f"opened {len(PLACES)}" in run(tmp_path / "nbs2021.csv.gz")
    run(write(tmp_path, "again.xlsx", PLACES))
    run(tmp_path / "nbs2021.csv.gz", "--on", "2026-01-01")
    assert state() == before


def test_a_run_that_was_killed_leaves_a_whole_tree_and_the_next_one_completes_it(tmp_path, monkeypatch):
    path = write(tmp_path, "nbs2021.csv", PLACES)
    monkeypatch.setattr(imports, "BATCH", 3)

    def die(done, of):
        if done >= 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_areas(by=SYSTEM, edition=read_edition(path), system="nbs", on=OLD, now=NOW, tell=die)
    assert Area.objects.count() == 9
    levels = list(Area.objects.order_by("pk").values_list("level", flat=True))
    assert levels == sorted(levels, key=lambda level: rules.RANK[level]), "parents come before children"
    assert not Entry.objects.exists()
    record = take(path)
    assert (Area.objects.count(), AreaImport.objects.count(), Entry.objects.count()) == (len(PLACES), 1, 1)
    assert record.counts["opened"] == len(PLACES)
    assert AreaName.objects.count() == AreaCode.objects.count() == len(PLACES)


def test_after_a_killed_run_another_file_may_follow(tmp_path, monkeypatch):
    monkeypatch.setattr(imports, "_finish", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        take(write(tmp_path, "nbs2021.csv", PLACES))
    monkeypatch.undo()
    record = take(write(tmp_path, "nbs2023.csv", {**PLACES, "440114110": "新镇"}), on=NEW)
    assert record.counts["opened"] == 1
    assert queries.imports_of("nbs")[-1].on == NEW
    assert len(queries.imports_of("nbs")) == 1


def test_two_runs_at_once_are_noticed(tmp_path, monkeypatch):
    path = write(tmp_path, "nbs2021.csv", PLACES)
    monkeypatch.setattr(imports, "BATCH", 5)

    def meanwhile(done, of):
        AreaImport.objects.update(batches=9)

    with pytest.raises(Refusal) as refusal:
        import_areas(by=SYSTEM, edition=read_edition(path), system="nbs", on=OLD, now=NOW, tell=meanwhile)
    assert refusal.value.code == "territory.import_running"


def broken(tmp_path):
    """Return files that must be refused whole, with what must be said about each."""
    text = text_of(PLACES)
    lines = text.splitlines()

    def put(name, data):
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return tmp_path / name

    packed = gzip.compress(text.encode())
    third = "\n".join([*lines[:3], lines[3].replace("440101", ""), *lines[4:]]) + "\n"
    return {
        "gz cut": (put("a.csv.gz", packed[: len(packed) // 2]), "不完整"),
        "gz end cut": (put("b.csv.gz", packed[:-4]), "不完整"),
        "no gz": (put("c.csv.gz", text), "不完整"),
        "last line cut": (put("d.csv", text[: -len(lines[-1]) // 2]), "没有导入"),
        "sign cut": (put("e.csv", text.encode()[:-20]), "没有导入"),
        "quote open": (put("f.csv", text + '"4402'), "不完整"),
        "other header": (put("g.csv", text.replace("parent_code", "parent", 1)), "parent_code"),
        "chinese header": (put("h.csv", text.replace(lines[0], "代码,名称", 1)), "code、level、name、parent_code"),
        "no header": (put("i.csv", "\n".join(lines[1:]) + "\n"), "表头"),
        "gbk": (put("j.csv", text.replace("㘵", "塱").encode("gbk")), "UTF-8"),
        "empty": (put("k.csv", ""), "表头"),
        "only a header": (put("l.csv", lines[0] + "\n"), "只有表头"),
        "other kind": (put("m.ods", text), "xlsx"),
        "no sheet": (put("n.xlsx", b"PK\x03\x04"), "不完整"),
        "nowhere": (tmp_path / "nowhere.csv", "nowhere"),
        "twice": (put("o.csv", text + lines[1] + "\n"), "代码重复，第 2 行"),
        "orphan": (put("p.csv", text + "440115001000,440115001,4,某镇,440115\n"), "440115 不在文件里"),
        "code of another length": (put("q.csv", text + "440115100000,4401151,4,某镇,4401\n"), "位数与级别不符"),
        "level": (put("r.csv", text + "440115000000,440115,9,某镇,4401\n"), "级别"),
        "whole code": (put("s.csv", text + "440116000000,440115,3,某区,4401\n"), "不一致"),
        "parent of another place": (put("t.csv", text + "440115000000,440115,3,某区,4417\n"), "开头"),
        "no name": (put("u.csv", text + "440115000000,440115,3,,4401\n"), "名称"),
        "broken sign": (put("v.csv", text + "440115000000,440115,3,某�,4401\n"), "乱码"),
        "row without parent": (put("w.csv", third.replace(",劝业场街道,120101", ",劝业场街道,")), "没有上级代码"),
    }


def test_a_file_that_is_cut_or_faulty_is_refused_whole_with_row_and_reason(tmp_path):
    files = broken(tmp_path)
    for what, (path, said) in files.items():
        assert said in refused(path), what
    run(write(tmp_path, "good.csv", PLACES), "--on", "2021-12-31")
    for what, (path, said) in files.items():
        assert said in refused(path), f"{what}, on a full database"
    assert "\t440115001\t" in refused(files["orphan"][0])
    assert f"{len(PLACES) + 2}\t" in refused(files["orphan"][0])


def test_a_file_without_its_last_line_end_is_taken_and_told(tmp_path):
    path = tmp_path / "nbs2021.csv"
    path.write_text(text_of(PLACES).rstrip("\n"), encoding="utf-8")
    assert "最后一行没有换行" in run(path)


def test_a_file_that_lacks_many_known_areas_is_taken_for_a_cut_one(tmp_path):
    run(write(tmp_path, "nbs2021.csv", PLACES))
    short = dict(list(PLACES.items())[:10])
    assert "6 个" in refused(write(tmp_path, "nbs2023.csv", short))


def test_an_older_edition_after_a_newer_one_is_refused(tmp_path):
    new = {**PLACES, "440114109201": "石角新村委会"}
    old_path, new_path = write(tmp_path, "nbs2021.csv", PLACES), write(tmp_path, "nbs2023.csv", new)
    run(new_path)
    assert "更早" in refused(old_path)
    assert "更早" in refused(old_path, "--on", "2026-01-01"), "the year in its name tells"
    unnamed = write(tmp_path, "divisions.csv", PLACES)
    assert "更早" in refused(unnamed, "--on", "2021-12-31")


def test_going_back_to_an_edition_that_was_followed_by_another_is_refused(tmp_path):
    first = write(tmp_path, "first.csv", PLACES)
    run(first, "--on", "2021-12-31")
    run(write(tmp_path, "second.csv", {**PLACES, "440114109201": "石角新村委会"}), "--on", "2023-12-31")
    assert "更早" in refused(first, "--on", "2026-01-01")


def test_two_editions_that_differ_cannot_begin_on_one_day(tmp_path):
    run(write(tmp_path, "first.csv", PLACES), "--on", "2021-12-31")
    other = write(tmp_path, "second.csv", {**PLACES, "440114109201": "石角新村委会"})
    assert "--on" in refused(other, "--on", "2021-12-31")
    assert "renamed 1" in run(other, "--on", "2022-01-01")


def test_a_file_of_the_other_register_is_refused_with_the_mend(tmp_path):
    nbs, mca = write(tmp_path, "nbs2021.csv", PLACES), write(tmp_path, "mca2025.csv", MCA_PLACES, MCA)
    assert "--code-system nbs" in refused(nbs, "--code-system", "mca")
    assert "--code-system mca" in refused(mca)
    plain = write(tmp_path, "plain.csv", PLACES, PLAIN)
    run(nbs)
    assert "nbs2021.csv" in refused(plain, "--code-system", "mca"), "the same rows, known from the other register"


def test_a_newer_edition_renames_recodes_and_passes_codes_on(tmp_path):
    first = take(write(tmp_path, "nbs2021.csv", PLACES))
    ids = {code: queries.area_by_code(code=code, on=OLD).id for code in PLACES}
    newer = dict(PLACES)
    newer["440114109201"] = "石角社区居委会"  # renamed
    newer["440114109204"] = newer.pop("440114109202")  # recoded
    newer["440114109203"] = "冬奥村委会"  # the code now means another place
    newer["440114110"] = "新镇"
    record = take(write(tmp_path, "nbs2023.csv", newer), on=NEW)
    assert {key: record.counts[key] for key in ("renamed", "recoded", "passed_on", "opened", "missing")} == {
        "renamed": 1, "recoded": 1, "passed_on": 1, "opened": 2, "missing": 0,
    }  # fmt: skip
    assert (name_of("440114109201", OLD), name_of("440114109201", NEW)) == ("石角村委会", "石角社区居委会")
    assert queries.area_by_code(code="440114109201", on=NEW).id == ids["440114109201"]
    assert queries.area_by_code(code="440114109204", on=NEW).id == ids["440114109202"]
    assert name_of("440114109202", NEW) is None
    assert (name_of("440114109203", OLD), name_of("440114109203", NEW)) == ("大㘵村委会", "冬奥村委会")
    assert queries.area_line(ids["440114109203"], NEW).name == "大㘵村委会", "the old place is not ended by itself"
    assert kinds_of(record) >= {
        ("440114109201", "renamed"), ("440114109204", "recoded"), ("440114109203", "code_passed_on"),
    }  # fmt: skip
    assert first.pk != record.pk


def test_two_places_that_change_codes_with_each_other_keep_their_identity(tmp_path):
    take(write(tmp_path, "nbs2021.csv", PLACES))
    ids = {code: queries.area_by_code(code=code, on=OLD).id for code in PLACES}
    one, two = "440114109201", "440114109202"
    record = take(write(tmp_path, "nbs2023.csv", {**PLACES, one: PLACES[two], two: PLACES[one]}), on=NEW)
    assert queries.area_by_code(code=one, on=NEW).id == ids[two]
    assert queries.area_by_code(code=two, on=NEW).id == ids[one]
    assert (record.counts["recoded"], record.counts.get("opened", 0)) == (2, 0)


def test_what_a_newer_edition_lacks_is_told_and_kept(tmp_path):
    places = {**PLACES, **{f"4401141092{n}": f"第{n}村委会" for n in range(50, 70)}}
    take(write(tmp_path, "nbs2021.csv", places))
    del places["440114109202"]
    record = take(write(tmp_path, "nbs2023.csv", places), on=NEW)
    assert kinds_of(record) & {("440114109202", "missing")}
    assert name_of("440114109202", TODAY) == "港头村委会"


def test_an_edition_to_the_town_leaves_the_villages_alone(tmp_path):
    take(write(tmp_path, "nbs2021.csv", PLACES))
    record = take(write(tmp_path, "nbs2023.csv", {c: n for c, n in PLACES.items() if len(c) <= 9}), on=NEW)
    assert record.counts["missing"] == 0
    assert not kinds_of(record) & {("440114109202", "missing")}


def test_names_of_the_place_given_later_than_the_edition_are_kept(tmp_path):
    county = create_area(
        by=SYSTEM, parent_id=None, level="county", name="花都", codes=[("nbs", "440114")], from_on=NEW, now=NOW
    )
    record = take(write(tmp_path, "nbs2021.csv", {c: n for c, n in PLACES.items() if c.startswith("440114")}))
    assert kinds_of(record) >= {("440114", "kept_newer_name")}
    assert name_of("440114", TODAY) == "花都"
    town = queries.area_by_code(code="440114109", on=TODAY)
    assert town.path.startswith(county.path)
    assert queries.area_by_code(code="440114109", on=OLD) is None, "nothing below is older than its parent"


def test_the_other_register_gives_its_codes_to_the_same_places(tmp_path):
    take(write(tmp_path, "nbs2021.csv", PLACES))
    record = take(write(tmp_path, "mca2025.csv", MCA_PLACES, MCA), system="mca", on=dt.date(2025, 12, 31))
    assert (record.counts["recoded"], record.counts["opened"]) == (7, 1)
    for mca, nbs in (("440114103", "440114109"), ("120101001", "120101001"), ("120101", "120101")):
        ours, theirs = (queries.area_by_code(code=c, system=s, on=TODAY) for c, s in ((nbs, "nbs"), (mca, "mca")))
        assert ours == theirs
    assert queries.area_by_code(code="440114103", system="nbs", on=TODAY) is None
    assert queries.area_by_code(code="440114104", system="mca", on=TODAY).name == "新设镇"
    assert (
        queries.area_by_code(code="12", on=TODAY).path
        == queries.area_by_code(code="1201", on=TODAY).path.split("/")[0] + "/"
    )


def test_every_oddity_is_told_with_row_and_reason(tmp_path):
    odd = {
        **PLACES,
        "4419": "东莞市",
        "441900": "东莞市",
        "441900003": "东城街道",
        "441900003001": "幸福ｅ家社区居委会",
        "441900003002": "大青?村",
        "441900003003": "某某（原名某某）虚拟社区",
        "441900003004": "文瑞家园居委会筹备组",
        "441900003005": "高\ue000村",
        "441900403": "松山湖开发区",
        "4490": "省直辖县级行政区划",
        "441701": "市辖区",
        "441721": "南沙群岛",
    }
    out = run(write(tmp_path, "nbs2021.csv", odd))
    with (tmp_path / "var/imports" / f"areas-{AreaImport.objects.get().pk}.csv").open(encoding="utf-8-sig") as file:
        told = {(row["code"].removeprefix("'"), row["kind"]): row for row in csv.DictReader(file)}
    assert told.keys() >= {
        ("441900", "city_without_counties"), ("441900003001", "wide_signs"), ("441900003002", "lost_sign"),
        ("441900003003", "virtual"), ("441900003003", "long_name"), ("441900003004", "preparatory"),
        ("441900003005", "private_signs"), ("441900403", "zone"), ("441900403", "nothing_below"),
        ("4490", "stand_in"), ("1201", "stand_in"), ("441701", "city_proper_empty"), ("440114109203", "rare_signs"),
        ("441721", "unusual_county"), ("441721", "nothing_below"),
    }  # fmt: skip
    assert not told.keys() & {("440114", "unusual_county"), ("441701", "unusual_county"), ("120101", "unusual_county")}
    assert int(told["441900", "city_without_counties"]["row"]) == list(odd).index("441900") + 2
    assert "筹备组" in told["441900003004", "preparatory"]["reason"]
    assert "virtual: 1" in out
    city = queries.area_by_code(code="4419", on=TODAY)
    assert [line.name for line in queries.children_of(city.id, TODAY)] == ["东城街道", "松山湖开发区"]


def test_only_who_imports_for_the_whole_tree_may(tmp_path):
    edition = read_edition(write(tmp_path, "nbs2021.csv", PLACES))
    with pytest.raises(NotVisible):
        import_areas(by=VISITOR, edition=edition, system="nbs", on=OLD, now=NOW)
    assert not Area.objects.exists()
