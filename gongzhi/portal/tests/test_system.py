"""The administrator sees whether the data would come back: the last backup, and the last drill that went well."""

import datetime as dt

import pytest
from django.urls import reverse

from gongzhi.kernel.actors import system_actor
from gongzhi.kernel.journal import write_entry
from gongzhi.kernel.workdays import CHINA
from gongzhi.portal.tests.places import words

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 27, 9, tzinfo=CHINA)
FIGURES = {"rows": 19324, "files": 3, "leaves": 1200, "pages": ["home", "village", "request"]}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    monkeypatch.setattr("gongzhi.kernel.clock.machine_now", lambda: NOW)


@pytest.fixture
def page(cast):
    return lambda: words(cast.client("system_admin").get(reverse("portal:system")))


def did(code, days, **figures):
    write_entry(
        code=code, by=system_actor("drill"), now=NOW - dt.timedelta(days=days), subject=("config.backup", None),
        figures=FIGURES | figures,
    )  # fmt: skip


def test_an_installation_that_never_tried_a_backup_out_is_told_so(page):
    assert "还没有做过恢复演练" in page()
    assert "最近一份备份 没有" in page()


def test_the_last_backup_and_the_last_good_drill_stand_there_with_what_was_compared(page):
    did("config.backup_taken", 1)
    did("config.drill_passed", 30)
    said = page()
    assert "按时" in said
    assert "19,324 行、3 个附件全部一致 公开日志 1,200 条逐条核对无误" in said
    assert "在恢复的副本里打开了：首页、村（社区）的页面、一件诉求 一个季度之内" in said
    assert "没有通过" not in said


def test_a_drill_of_a_copy_in_which_no_page_was_opened_says_so(page):
    did("config.drill_passed", 1, pages=[])
    assert "没有在副本里打开页面" in page()


def test_what_is_too_old_or_failed_since_is_said(page):
    did("config.backup_taken", 3)
    did("config.drill_passed", 93)
    assert "超过两天没有备份" in page()
    assert "该再做一次了" in page()
    did("config.drill_passed", 20)
    did("config.drill_failed", 10)
    assert "的演练没有通过" in page()
    did("config.drill_passed", 1)
    assert "没有通过" not in page()


@pytest.mark.parametrize("role", ["county_official", "village_clerk", "resident"])
def test_nobody_else_sees_the_state_of_the_system(cast, role):
    assert cast.client(role).get(reverse("portal:system")).status_code == 404
    assert "系统状态" not in words(cast.client(role).get(reverse("portal:more")))
