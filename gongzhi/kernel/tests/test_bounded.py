"""A child that reads what nobody trusts: it has no settings, and memory, time and files only within its bounds."""

import json
import threading
import time

import pytest

from gongzhi.kernel import bounded
from gongzhi.kernel.bounded import entry


@pytest.fixture
def child(tmp_path):
    """Return what makes a child of some lines of Python."""

    def make(lines):
        path = tmp_path / "child.py"
        path.write_text(lines)
        return path

    return make


def test_a_child_hears_the_content_and_is_given_no_settings_and_nothing_of_the_project(child, monkeypatch):
    monkeypatch.setenv("SEALING_KEY_1", "secret")
    lines = (
        "import json, os, sys\n"
        "told = [sys.stdin.read(), os.environ.get('SEALING_KEY_1'), 'gongzhi' in sys.modules]\n"
        "print(json.dumps(told))"
    )
    assert json.loads(bounded.heard(child(lines), b"x", seconds=20)) == ["x", None, False]


def test_a_child_that_wants_more_memory_than_it_may_have_gets_none(child):
    wants = f"try:\n b'x' * {entry.MEMORY_BYTES}\nexcept MemoryError:\n print('none')"
    assert bounded.heard(child(wants), b"", seconds=20) == b"none\n"


def test_a_child_writes_no_file(child, tmp_path):
    with pytest.raises((bounded.Broken, bounded.TooMuch)):
        bounded.heard(
            child(f"open({str(tmp_path / 'out')!r}, 'w').write('x' * 100000)\nprint('done')"), b"", seconds=20
        )
    assert (tmp_path / "out").stat().st_size == 0


def test_a_child_is_bound_in_every_way_before_it_begins(child):
    lines = (
        "import json, resource\n"
        "names = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE')\n"
        "print(json.dumps({name: resource.getrlimit(getattr(resource, name)) for name in names}))"
    )
    assert json.loads(bounded.heard(child(lines), b"", seconds=20)) == {
        "RLIMIT_AS": [entry.MEMORY_BYTES] * 2,
        "RLIMIT_CPU": [entry.CPU_SECONDS] * 2,
        "RLIMIT_FSIZE": [0, 0],
        "RLIMIT_CORE": [0, 0],
    }


def test_a_child_sees_no_packages_and_no_startup_files_of_whoever_runs_the_site(child, tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    lines = "import sys\nimport json\nprint(json.dumps([sys.flags.isolated, sys.flags.ignore_environment]))"
    assert json.loads(bounded.heard(child(lines), b"", seconds=20)) == [1, 1]


def test_a_child_that_takes_too_long_is_ended(child):
    began = time.monotonic()
    with pytest.raises(bounded.TooSlow):
        bounded.heard(child("import time\ntime.sleep(60)"), b"", seconds=0.5)
    assert time.monotonic() - began < 5


def test_a_child_that_is_ended_by_a_signal_used_too_much_and_one_that_fails_is_broken(child):
    with pytest.raises(bounded.TooMuch):
        bounded.heard(child("import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)"), b"", seconds=20)
    for failing in ("raise SystemExit(1)", "print('half of it', flush=True)\nraise SystemExit(1)"):
        with pytest.raises(bounded.Broken):
            bounded.heard(child(failing), b"", seconds=20)
    with pytest.raises(bounded.Broken):
        bounded.heard(child(""), b"", seconds=20)


def test_no_more_children_run_at_once_than_there_is_memory_for(child):
    lines = "import time\nbegan = time.monotonic()\ntime.sleep(0.3)\nprint(began, time.monotonic())"
    heard, path = [], child(lines)
    threads = [threading.Thread(target=lambda: heard.append(bounded.heard(path, b"", seconds=20))) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    spans = [tuple(map(float, each.split())) for each in heard]
    assert max(sum(began <= at < ended for began, ended in spans) for at, _ in spans) == bounded.AT_ONCE
