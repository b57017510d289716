"""A backup taken while others write comes back as of one moment; a broken one, or a full place, changes nothing."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from gongzhi.cases.actions import Applicant, file_case
from gongzhi.cases.factories import filed
from gongzhi.cases.queries import locality
from gongzhi.cases.rules import Channel
from gongzhi.config.backups import databases
from gongzhi.documents import store
from gongzhi.kernel.actors import VISITOR
from gongzhi.kernel.clock import now, today
from gongzhi.kernel.models import Entry
from gongzhi.policy.models import Adoption
from tests.killed.found import told_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CONTENT = "水样检测报告：合格。".encode() * 40_000  # more than one sealed piece


def everything_of(site):
    """Return what the database of a site holds, and what is wrong with it."""
    return databases.looked_at(site.address)


def keep_a_file(site, cast, parallel, monkeypatch):
    """Keep a file with the request of somebody, as the site does."""
    from gongzhi.documents.models import Attachment
    from gongzhi.kernel.clock import machine_now

    monkeypatch.setattr(settings, "MEDIA_ROOT", str(site.var / "files"))
    sha256 = store.put(CONTENT)
    fields = {"owner_kind": "cases.case", "owner_id": 1, "name": "报告.pdf", "media_type": "application/pdf",
              "size": len(CONTENT), "sha256": sha256, "kept_at": machine_now(), "kept_by": "某人"}  # fmt: skip
    parallel(lambda: Attachment.objects.create(**fields))
    return sha256


def look(address, area, told: Path):
    """Return what was acknowledged and is not there, and what does not fit together, in another database."""
    code = (
        "import json,os,sys;from pathlib import Path;import django;django.setup();"
        "from tests.killed.found import halves,lost,told_in;"
        "print(json.dumps([lost(told_in(Path(sys.argv[1]))),halves()]))"
    )
    env = os.environ | databases.keys() | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(told)], cwd=settings.BASE, env=env, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_a_backup_taken_while_others_write_comes_back_as_of_one_moment(site, elsewhere, killers, cast, tmp_path):
    killer = killers(address=site.address, area=cast.area("village").id)
    writers = [killer.start_one(), killer.start_one()]
    while len(told_in(killer.acknowledged)) < 10:
        killer.wait()
    before = tmp_path / "before"
    shutil.copy(killer.acknowledged, before)
    backup = site.back_up(tmp_path / "backups")
    during = len(told_in(killer.acknowledged)) - len(told_in(before))
    killer.end(writers)
    assert during > 0, "somebody wrote meanwhile"
    said = elsewhere.run("restore", backup, "--key-file", site.key_file)
    assert "all as it was" in said
    assert look(elsewhere.address, cast.area("village").id, before) == [[], []], "whole, with all that was acknowledged"


def test_what_is_restored_is_what_there_was(site, elsewhere, cast, parallel, monkeypatch, tmp_path):
    sha256 = keep_a_file(site, cast, parallel, monkeypatch)
    there = everything_of(site)
    backup = site.back_up(tmp_path / "backups")
    elsewhere.run("restore", backup, "--key-file", site.key_file)
    found = everything_of(elsewhere)
    restored = dict(found.counts) | {"kernel_entry": found.counts["kernel_entry"] - 1}
    assert {name: count for name, count in restored.items() if count != there.counts[name]}.keys() <= {"kernel_deed"}
    assert (found.log_root, found.migrations, found.faults) == (there.log_root, there.migrations, [])
    assert store.place_of(sha256).read_bytes() == CONTENT
    kept = elsewhere.var / "files" / sha256[:2] / sha256[2:4] / sha256
    assert kept.read_bytes() == CONTENT
    assert kept.stat().st_mode & 0o077 == 0, "for its owner only"


def test_nothing_can_be_read_in_a_backup_and_files_are_kept_once(site, cast, parallel, monkeypatch, tmp_path):
    sha256 = keep_a_file(site, cast, parallel, monkeypatch)
    parallel(lambda: filed(cast))
    first, second = (site.back_up(tmp_path / "backups") for _ in range(2))
    files = [path for path in (tmp_path / "backups").rglob("*") if path.is_file()]
    assert len([path for path in files if path.parent.parent.name == "files"]) == 1
    secrets_ = [
        *databases.keys().values(),
        site.key_file.read_text(),
        "刘小芳",
        "19900000001",
        "石塘村",
        "水样检测",
        "三组路口的路灯",
        "王大姐",
        "19900000099",
        sha256,
    ]
    for path in files:
        content = path.read_bytes()
        assert [each for each in secrets_ if each.encode() in content] == [], path
    assert first != second


def flip(backup):
    path = backup / "database.sealed"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(backup):
    path = backup / "database.sealed"
    path.write_bytes(path.read_bytes()[:-20])


def edit(backup):
    path = backup / "manifest.json"
    path.write_text(path.read_text().replace('"people_person": ', '"people_person": 1'))


def swap(backup):
    shutil.copy(backup / "files.sealed", backup / "database.sealed")


def lose(backup):
    shutil.rmtree(backup.parent / "files")


def test_a_backup_that_was_harmed_is_refused_and_nothing_is_restored(
    site, elsewhere, cast, parallel, monkeypatch, tmp_path
):
    keep_a_file(site, cast, parallel, monkeypatch)
    backup = site.back_up(tmp_path / "backups")
    for harm in (flip, cut, edit, swap, lose):
        harmed = tmp_path / harm.__name__ / backup.name
        shutil.copytree(backup.parent, harmed.parent)
        harm(harmed)
        said = elsewhere.run("restore", harmed, "--key-file", site.key_file, fails=True)
        assert "备份打不开" in said or "cannot be opened" in said, harm.__name__
    for content in ("k" * 64, ""):
        (tmp_path / "another.key").write_text(content)
        elsewhere.run("restore", backup, "--key-file", tmp_path / "another.key", fails=True)
    assert not list(elsewhere.var.glob("restore-*")), "nothing is left lying about"
    elsewhere.run("restore", backup, "--key-file", site.key_file)  # the place is still empty, and the backup whole


def test_a_backup_is_not_restored_over_what_is_there(site, cast, tmp_path):
    backup = site.back_up(tmp_path / "backups")
    there = everything_of(site)
    said = site.run("restore", backup, fails=True)
    assert "已经有表" in said or "not empty" in said
    assert everything_of(site) == there


def file_a_request(cast, parallel):
    """Let a visitor file a request in the village of the cast."""
    where = locality(cast.area("village").id, today())
    asked = {"item": "street_light", "words": "巷口的路灯三天没亮了", "channel": Channel.WEB}
    parallel(lambda: file_case(by=VISITOR, where=where, applicant=Applicant(), now=now(), **asked))


def test_a_drill_compares_everything_opens_pages_and_writes_down_how_it_went(
    site, cast, parallel, monkeypatch, tmp_path
):
    keep_a_file(site, cast, parallel, monkeypatch)
    file_a_request(cast, parallel)
    backup = site.back_up(tmp_path / "backups")
    there = everything_of(site)
    said = site.run("drill", backup)
    assert "the drill went well" in said
    assert "pages opened in the copy: home, village, request" in said
    (found,) = parallel(
        lambda: list(Entry.objects.filter(code="config.drill_passed").values_list("figures", flat=True))
    )
    assert found[0]["root"] == there.log_root
    assert found[0]["files"] == 1
    assert found[0]["pages"] == ["home", "village", "request"]
    assert not list(site.var.glob("drill-*")), "what was tried out is thrown away"


def test_a_drill_fails_when_a_page_does_not_open_in_the_copy(site, cast, parallel, tmp_path):
    village = cast.area("village")
    fields = {"path": village.path, "pack_id": "nowhere", "from_on": dt.date(2026, 1, 5), "decided_by": "某人"}
    parallel(lambda: Adoption.objects.create(**fields))
    backup = site.back_up(tmp_path / "backups")
    said = site.run("drill", backup, fails=True)
    assert "page village" in said
    assert "page home" not in said
    (found,) = parallel(
        lambda: list(Entry.objects.filter(code__startswith="config.drill").values_list("code", "figures"))
    )
    assert [(code, figures["pages"]) for code, figures in found] == [("config.drill_failed", ["home"])]


def test_a_drill_fails_when_a_key_is_another_one(site, cast, parallel, monkeypatch, tmp_path):
    backup = site.back_up(tmp_path / "backups")
    real = databases.keys()
    monkeypatch.setattr(databases, "keys", lambda: real | {"SEALING_KEY_1": "another" * 8})
    said = site.run("drill", backup, fails=True)
    assert "SEALING_KEY_1" in said
    (found,) = parallel(lambda: Entry.objects.filter(code="config.drill_failed").count())
    assert found == 1


def test_a_backup_without_a_file_that_the_database_names_is_none(site, cast, parallel, monkeypatch, tmp_path):
    keep_a_file(site, cast, parallel, monkeypatch)
    shutil.rmtree(site.var / "files")
    said = site.run("backup", tmp_path / "backups", fails=True)
    assert "缺少附件" in said or "file" in said
    assert [path for path in (tmp_path / "backups").iterdir() if path.name != "files"] == []
