"""The command line says what can be done, and what is wrong with its mend, in the language of the terminal."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).resolve().parents[3]

# Each test starts processes, which have a SQLite file of their own whatever the suite runs on.
pytestmark = [pytest.mark.once, pytest.mark.slow]


@pytest.fixture
def gongzhi(tmp_path):
    """Run the command line on a SQLite file of its own."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LANG", "LC_"))}
        database = f"sqlite:///{quote(str(tmp_path / '新 a.db'))}"
        env = kept | {"DATABASE_URL": database, "GONGZHI_VAR": str(tmp_path / "var"), "LANG": "zh_CN.UTF-8"}
        return subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "gongzhi", *arguments],
            cwd=ROOT,
            env=env | variables,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_help_lists_the_commands_of_the_project_and_no_others(gongzhi, arguments):
    answer = gongzhi(*arguments)
    listed = [line.split()[0] for line in answer.stdout.splitlines() if line.startswith("  ")]
    assert answer.returncode == 0
    assert {"migrate", "worker", "demo_clock", "import_calendar", "check_packs"} <= set(listed)
    assert "runserver" not in listed


def test_an_unknown_command_is_told_the_nearest_one(gongzhi):
    answer = gongzhi("wroker")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "没有命令“wroker”" in answer.stderr
    assert "是不是：worker？" in answer.stderr


def test_an_english_terminal_is_answered_in_english(gongzhi):
    assert "There is no command “wroker”. Did you mean worker?" in gongzhi("wroker", LANG="en_GB.UTF-8").stderr


def test_the_version_is_that_of_the_project(gongzhi):
    assert gongzhi("--version").stdout.startswith("gongzhi ")


def test_an_address_of_no_known_database_is_refused_with_the_two_that_work(gongzhi):
    answer = gongzhi("worker", "--once", DATABASE_URL="mysql://127.0.0.1/g")
    assert answer.returncode == 2
    assert "use sqlite:///var/gongzhi.db or postgresql://" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_that_is_not_prepared_is_said_with_the_command_that_does_it(gongzhi):
    answer = gongzhi("worker", "--once")
    assert answer.returncode == 1
    assert "先运行：gongzhi migrate" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_database_that_does_not_answer_is_said(gongzhi, tmp_path):
    answer = gongzhi("migrate", DATABASE_URL=f"sqlite:///{quote(str(tmp_path))}/no/folder.db")
    assert answer.returncode == 1
    assert "数据库没有应答" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_migrate_prepares_database_and_static_files_once(gongzhi, tmp_path):
    first, again = gongzhi("migrate"), gongzhi("migrate")
    assert (first.returncode, again.returncode) == (0, 0)
    assert (tmp_path / "var/static/staticfiles.json").is_file()
    assert "静态文件已整理" in first.stdout
    assert "静态文件已整理" not in again.stdout
    assert gongzhi("worker", "--once").returncode == 0


def test_without_an_address_the_database_lies_with_the_files_and_keys(gongzhi, tmp_path):
    assert gongzhi("migrate", DATABASE_URL="", GONGZHI_VAR=str(tmp_path / "卷 b")).returncode == 0
    assert (tmp_path / "卷 b/gongzhi.db").stat().st_size


def test_no_report_of_a_fault_tells_the_password_of_the_database(gongzhi):
    told = (
        "from django.views.debug import get_default_exception_reporter_filter as chosen;"
        "print(chosen().get_safe_settings())"
    )
    answer = gongzhi("shell", "-v", "0", "-c", told, DATABASE_URL="postgresql://u:canary-4127@127.0.0.1:1/gz")
    assert "DATABASES" in answer.stdout, answer.stderr
    assert "canary-4127" not in answer.stdout


def test_a_look_at_the_plan_changes_nothing(gongzhi, tmp_path):
    assert gongzhi("migrate", "--plan").returncode == 0
    assert not (tmp_path / "var/static").exists()
