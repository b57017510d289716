"""What is missing is said in one sentence with its mend, before anything was changed."""

import pytest


def made(copy):
    return [name for name in (".venv", "node_modules", "var/gongzhi.db") if (copy / name).exists()]


def test_a_busy_port_is_said_with_another_that_can_be_tried(set_up, copy, busy_port):
    answer = set_up("demo", PORT=str(busy_port))
    assert answer.returncode == 1
    assert f"Port {busy_port} cannot be opened" in answer.stderr
    assert f"PORT={busy_port + 1} make demo" in answer.stderr
    assert not made(copy)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "8000 "])
def test_a_port_that_is_none_is_refused(set_up, copy, port):
    answer = set_up("demo", PORT=port)
    assert answer.returncode == 1
    assert f"PORT={port} is no port number" in answer.stderr
    assert not made(copy)


def test_a_missing_network_is_said_with_the_mirror_to_name_and_finished_by_the_next_run(set_up, copy):
    answer = set_up("setup", PIP_INDEX_URL="http://somebody:secret@127.0.0.1:9/simple")
    assert answer.returncode == 1
    assert "The package index http://127.0.0.1:9/simple/pip/ does not answer" in answer.stderr
    assert "PIP_INDEX_URL=https://mirror/simple" in answer.stderr
    assert "secret" not in answer.stderr + answer.stdout
    assert not made(copy)


def test_a_chinese_terminal_is_answered_in_chinese(set_up, busy_port):
    answer = set_up("demo", PORT=str(busy_port), LANG="zh_CN.UTF-8")
    assert f"端口 {busy_port} 无法打开" in answer.stderr


def test_an_environment_that_belongs_to_another_folder_is_not_touched(set_up, copy, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (copy / ".venv").symlink_to(other)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    answer = set_up("setup", WHEELS=str(wheels))
    assert answer.returncode == 1
    assert "is a link to somewhere else" in answer.stderr
    assert not list(other.iterdir())


def test_a_wheel_of_pip_with_another_hash_is_refused(set_up, copy, tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "pip-26.3-py3-none-any.whl").write_bytes(b"something else")
    answer = set_up("setup", WHEELS=str(wheels))
    assert answer.returncode == 1
    assert "has another hash than it should" in answer.stderr
    assert not (copy / "var/setup/pip-26.3-py3-none-any.whl").exists()


@pytest.mark.parametrize("name", ["PEERS", "DATA"])
def test_an_outside_folder_that_is_not_there_is_refused_at_once(set_up, copy, name):
    answer = set_up("bench" if name == "PEERS" else "proof", **{name: "/nowhere"})
    assert answer.returncode == 1
    assert f"{name}=/nowhere is no folder" in answer.stderr
    assert not made(copy)


def test_an_unknown_command_lists_the_known_ones(set_up):
    answer = set_up("dmeo")
    assert answer.returncode == 2
    assert "make demo" in answer.stdout


def test_a_terminal_that_has_no_such_signs_is_answered_all_the_same(set_up, busy_port):
    answer = set_up("demo", PORT=str(busy_port), LANG="zh_CN.UTF-8", PYTHONIOENCODING="latin-1")
    assert answer.returncode == 1
    assert f"PORT={busy_port + 1} make demo" in answer.stderr
