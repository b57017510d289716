"""The demo database takes its place only when it is whole."""

import sys

import pytest

from setup import demo
from setup.console import Problem


@pytest.fixture
def var(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "VAR", tmp_path)
    monkeypatch.setattr(demo, "DATABASE", tmp_path / "gongzhi.db")
    monkeypatch.setattr(demo, "UNFINISHED", tmp_path / "gongzhi-unfinished.db")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """The commands that were run with the database they were run on; each writes a line into it."""
    run = []

    def command(*arguments, database):
        run.append((arguments[0], database and database.name))
        if database:
            with database.open("a") as file:
                file.write(arguments[0] + "\n")

    monkeypatch.setattr(demo, "command", command)
    monkeypatch.setattr(demo, "command_aloud", command)
    return run


def test_a_new_database_is_made_under_another_name(var, commands):
    demo.make_database()
    assert commands == [("migrate", "gongzhi-unfinished.db"), ("load_demo", "gongzhi-unfinished.db")]
    assert (var / "gongzhi.db").read_text() == "migrate\nload_demo\n"
    assert not (var / "gongzhi-unfinished.db").exists()


def test_half_a_database_is_made_afresh(var, commands):
    (var / "gongzhi-unfinished.db").write_text("half\n")
    (var / "gongzhi-unfinished.db-journal").write_text("half\n")
    demo.make_database()
    assert (var / "gongzhi.db").read_text() == "migrate\nload_demo\n"
    assert [path.name for path in var.iterdir()] == ["gongzhi.db"]


def test_a_load_that_fails_leaves_no_database(var, monkeypatch):
    def fail(*arguments, database):
        if arguments[0] == "load_demo":
            raise Problem(what="no", mend="yes")

    monkeypatch.setattr(demo, "command", fail)
    monkeypatch.setattr(demo, "command_aloud", fail)
    with pytest.raises(Problem):
        demo.make_database()
    assert not (var / "gongzhi.db").exists()


def test_a_database_that_is_there_is_kept(var, commands):
    (var / "gongzhi.db").write_text("kept\n")
    demo.make_database()
    assert (var / "gongzhi.db").read_text().startswith("kept\n")
    assert [database for _, database in commands] == ["gongzhi.db", "gongzhi.db"]


def command_that(program, monkeypatch, tmp_path):
    monkeypatch.setattr(demo, "LOGS", tmp_path)
    monkeypatch.setattr(demo, "gongzhi", lambda *arguments: [sys.executable, "-c", program])


def test_loading_shows_its_lines_and_keeps_them(var, monkeypatch, capsys):
    command_that("print('花都区：收到 9 件')", monkeypatch, var)
    demo.command_aloud("load_demo", database=None)
    assert capsys.readouterr().out == "    花都区：收到 9 件\n"
    assert (var / "load_demo.log").read_text(encoding="utf-8") == "花都区：收到 9 件\n"


def test_a_command_that_fails_is_a_problem_that_names_its_log(var, monkeypatch, capsys):
    command_that("print('half'); raise SystemExit(2)", monkeypatch, var)
    with pytest.raises(Problem) as problem:
        demo.command_aloud("load_demo", database=None)
    assert "load_demo.log" in problem.value.what
    assert "half" in capsys.readouterr().out


def test_another_database_can_be_named(var, commands, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u@127.0.0.1/g")
    assert demo.make_database() is None
    assert commands == [("migrate", None), ("load_demo", None)]
    assert not list(var.iterdir())


def test_a_path_with_spaces_and_signs_is_written_as_an_address(tmp_path):
    address = demo.environment(tmp_path / "新 a?b#c/g.db")["DATABASE_URL"]
    assert address.startswith("sqlite:////")
    assert not set(" ?#") & set(address)
